/** What the parts of the survey desk share with the page that holds them: what the map points at. */
import { inject, provide, shallowRef, type InjectionKey, type Ref } from "vue"
import type { MapFocus } from "./map/focus"

const FOCUS: InjectionKey<Ref<MapFocus | null>> = Symbol("focus")

export function provideFocus(): Ref<MapFocus | null> {
  const focus = shallowRef<MapFocus | null>(null)
  provide(FOCUS, focus)
  return focus
}

export function useFocus(): Ref<MapFocus | null> {
  const focus = inject(FOCUS)
  if (!focus) throw new Error("a part of the survey desk stands outside of it")
  return focus
}
