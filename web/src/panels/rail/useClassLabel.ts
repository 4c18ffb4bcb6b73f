import { useLanguage } from "@/i18n"
import { formatRange } from "@/format/numbers"
import { NO_DATA, type ThemeClass } from "@/themes/classify"

/** The words for a class in the language in use: its label, its bounds, or that it cannot be computed. */
export function useClassLabel() {
  const { t, say } = useLanguage()
  return (found: ThemeClass | undefined): string => {
    if (!found) return "—"
    if (found.label) return say(found.label)
    return found.id === NO_DATA ? t("rail.noData") : formatRange(found.from, found.to)
  }
}
