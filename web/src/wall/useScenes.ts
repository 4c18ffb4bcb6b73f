/** The scenes: one theme after another, unless the address or the space key holds one. */
import { computed, onBeforeUnmount, onMounted, ref, watch } from "vue"
import { useTheme } from "@/stores/theme"
import { useView } from "@/stores/view"

export const SCENE_MS = 30_000

export function useScenes(held: string | null) {
  const themes = useTheme()
  const view = useView()
  const index = ref(0)
  const paused = ref(held !== null)
  const count = computed(() => themes.themes.length)

  function step(by: number): void {
    if (count.value > 0) index.value = (index.value + by + count.value) % count.value
  }

  const timer = window.setInterval(() => { if (!paused.value) step(1) }, SCENE_MS)

  function press(event: KeyboardEvent): void {
    if (event.key === " ") paused.value = !paused.value
    else if (event.key === "ArrowRight") step(1)
    else if (event.key === "ArrowLeft") step(-1)
    else return
    event.preventDefault()
  }

  watch(() => themes.themes, (list) => {
    const wanted = list.findIndex(({ id }) => id === held)
    if (wanted >= 0) index.value = wanted
  }, { immediate: true })
  watch([index, () => themes.themes], () => { view.theme = themes.themes[index.value]?.id ?? null }, { immediate: true })

  onMounted(() => { window.addEventListener("keydown", press) })
  onBeforeUnmount(() => {
    window.removeEventListener("keydown", press)
    window.clearInterval(timer)
  })
  return { index, count, paused }
}
