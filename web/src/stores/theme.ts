/** The theme in use: its classes, the class of every zone, and what the map has to paint. */
import { defineStore, storeToRefs } from "pinia"
import { computed } from "vue"
import type { Painting } from "@/map/recolour"
import { classify, type Classified } from "@/themes/classify"
import { lastMonth } from "@/themes/density"
import { useDistrict } from "./district"
import { useView } from "./view"

export const useTheme = defineStore("theme", () => {
  const { profile, columns } = storeToRefs(useDistrict())
  const view = useView()

  const themes = computed(() => profile.value?.themes ?? [])
  const theme = computed(() => themes.value.find(({ id }) => id === view.theme) ?? themes.value[0] ?? null)

  /** Index of the last month of the window. */
  const end = computed(() => {
    if (!columns.value) return 0
    const chosen = view.month ? columns.value.months.indexOf(view.month) : -1
    return chosen < 0 ? lastMonth(columns.value) : chosen
  })

  const classified = computed<Classified | null>(() =>
    theme.value && columns.value && profile.value
      ? classify(theme.value, columns.value, profile.value, end.value)
      : null)

  /** Whether a class is bright under the filter. */
  const isShown = (id: string): boolean => view.classes.length === 0 || view.classes.includes(id)

  const painting = computed<Painting | null>(() => {
    if (!classified.value) return null
    const { classes, ofZone, streetSlots } = classified.value
    const dimmed = classes.map(({ id }) => (isShown(id) ? 0 : 1))
    return {
      slots: ofZone.map((index) => classes[index]?.slot ?? 0),
      dimmed: ofZone.map((index) => dimmed[index] ?? 0),
      streets: streetSlots,
    }
  })

  const shownCount = computed(() =>
    classified.value?.classes.reduce((sum, { id, count }) => sum + (isShown(id) ? count : 0), 0) ?? 0)

  return { themes, theme, end, classified, painting, shownCount, isShown }
})
