import { computed, shallowRef, watch } from "vue"
import { readSeries } from "@/api/client"
import type { Series } from "@/api/types"
import { useDistrict } from "@/stores/district"
import { useTheme } from "@/stores/theme"
import { useView } from "@/stores/view"
import { windowMonths } from "@/themes/density"

/** How many records of the theme wait for a zone; null while that is not known for a window in the past. */
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

  const inWindow = computed((): number | null => {
    const { classified, theme, end } = themes
    if (!classified || !theme || !view.month || theme.kind !== "density") return classified?.waiting ?? null
    if (!district.columns || !series.value) return null
    const [from, to] = windowMonths(theme, district.columns, end)
    const { months, unmatched, unplaceable } = series.value
    const waits = (index: number) => (unmatched[index] ?? 0) - (unplaceable[index] ?? 0)
    return months.reduce((sum, month, index) => sum + (month >= from && month <= to ? waits(index) : 0), 0)
  })
  // Before the first workbook there is nothing that could wait.
  return computed(() => (district.state?.revision === 0 ? null : inWindow.value))
}
