import { formatDate } from "@/format/numbers"
import { useLanguage } from "@/i18n"
import { toneOf, type Fact } from "./facts"

/** Makers of ledger lines in the language in use. */
export function useFacts() {
  const { t } = useLanguage()

  function daysText(days: number): string {
    if (days === 0) return t("ledger.today")
    return days > 0 ? t("ledger.daysLeft", { days }) : t("ledger.overdue", { days: -days })
  }

  /** A date with the days that are left until it. */
  function deadline(label: string, date: string | null, days: number | null): Fact {
    const fact: Fact = { label, value: formatDate(date) }
    if (date === null || days === null) return fact
    const tone = toneOf(days)
    return { ...fact, note: daysText(days), ...(tone ? { tone } : {}) }
  }

  const text = (label: string, value: string | number | null | undefined): Fact => ({
    label, value: value === null || value === undefined || value === "" ? "—" : String(value),
  })

  /** Lines for what is there; a name that was never changed needs no line that says so. */
  const optional = (label: string, values: string[]): Fact[] =>
    values.length > 0 ? [{ label, value: values.join("、") }] : []

  return { deadline, text, optional }
}
