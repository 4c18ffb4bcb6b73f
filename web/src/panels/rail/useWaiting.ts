import { computed, shallowRef, watch } from "vue"
import { readSeries } from "@/api/client"
import type { Series } from "@/api/types"
import { useDistrict } from "@/stores/district"
import { useTheme } from "@/stores/theme"
import { useView } from "@/stores/view"
import { windowMonths } from "@/themes/density"

export interface OffTheMap {
  waiting: number
  outOfArea: number
}

/** How many records of the theme wait for a zone, or are of other districts; null while that is not known for a window in the past. */
export function useWaiting() {
  const district = useDistrict()
  const themes = useTheme()
  const view = useView()
  const series = shallowRef<Series | null>(null)

  /** The columns know the newest window; the months before are in the series, which is read only when asked for. */
  watch(() => (view.month ? district.state?.series : null), async (wanted) => {
    const { release, revision } = district.state ?? {}
    if (!wanted || release == null || revision == null) return
    series.value = await readSeries(release, revision).catch(() => null)
  }, { immediate: true })

  const inWindow = computed((): OffTheMap | null => {
    const { classified, theme, end } = themes
    if (!classified || !theme || !view.month || theme.kind !== "density") return classified
    if (!district.columns || !series.value) return null
    const [from, to] = windowMonths(theme, district.columns, end)
    const { months, unmatched, unplaceable, out_of_area } = series.value
    const inside = (counts: number[]) => counts.reduce((sum, count, index) => {
      const month = months[index] ?? ""
      return month >= from && month <= to ? sum + count : sum
    }, 0)
    return { waiting: inside(unmatched) - inside(unplaceable), outOfArea: inside(out_of_area) }
  })
  // Before the first workbook there is nothing that could be off the map.
  return computed(() => (district.state?.revision === 0 ? null : inWindow.value))
}
