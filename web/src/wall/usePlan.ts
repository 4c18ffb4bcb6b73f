/** Lays the page out for the screen: the plan follows the window, and 1 rem becomes one unit. */
import { computed, onBeforeUnmount, ref, watchEffect, type ComputedRef } from "vue"
import { planWall, type WallPlan } from "./layout"
import type { WallSettings } from "./settings"

const measure = (): { width: number; height: number; ratio: number } =>
  ({ width: window.innerWidth, height: window.innerHeight, ratio: window.devicePixelRatio })

export function usePlan({ widthM, distanceM }: WallSettings): ComputedRef<WallPlan> {
  const size = ref(measure())
  const resized = (): void => { size.value = measure() }
  window.addEventListener("resize", resized)
  const plan = computed(() => planWall({ ...size.value, widthM, distanceM }))
  const { style } = document.documentElement
  watchEffect(() => { style.fontSize = `${String(plan.value.unit)}px` })
  onBeforeUnmount(() => {
    window.removeEventListener("resize", resized)
    style.fontSize = ""
  })
  return plan
}
