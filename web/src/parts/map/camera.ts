/** Where the desk's map looks, kept while its mode changes: the modes show the same place. */
import { inject, provide, shallowRef, type InjectionKey, type ShallowRef } from "vue"
import type { Camera } from "@/map/camera"

const CAMERA: InjectionKey<ShallowRef<Camera | null>> = Symbol("camera")

export const provideCamera = (): void => { provide(CAMERA, shallowRef(null)) }

export const useCamera = (): ShallowRef<Camera | null> => inject(CAMERA, () => shallowRef(null), true)
