/** The list of findings as lines: a head for each check, its findings when unfolded, and what still has to be read. Pure. */
import type { CheckCount, Finding, Severity } from "@/api/surveyTypes"

export type State = "open" | "waived" | "all"

export interface Filter {
  state: State
  severity: Severity | null
}

export interface Loaded {
  rows: readonly Finding[]
  /** Whether more can be read. */
  more: boolean
}

export type Item =
  | { kind: "group"; check: string; count: CheckCount; shown: number }
  | { kind: "finding"; check: string; finding: Finding }
  | { kind: "more"; check: string }

/** How many findings of a check the filter lets through. */
export function countShown({ severity, count, waived }: CheckCount, filter: Filter): number {
  if (filter.severity !== null && severity !== filter.severity) return 0
  if (filter.state === "all") return count
  return filter.state === "open" ? count - waived : waived
}

/** Errors first, then in the order of the checks. */
export const sortChecks = (checks: readonly CheckCount[]): CheckCount[] =>
  [...checks].sort((a, b) => a.severity.localeCompare(b.severity) || a.check.localeCompare(b.check, "en", { numeric: true }))

/** The lines in order; `loaded` is asked for unfolded checks only. */
export function listItems(
  checks: readonly CheckCount[], filter: Filter, unfolded: ReadonlySet<string>, loaded: (key: string) => Loaded | undefined,
): Item[] {
  return sortChecks(checks).flatMap((count): Item[] => {
    const shown = countShown(count, filter)
    if (shown === 0) return []
    const key = keyOf(count)
    const head: Item = { kind: "group", check: key, count, shown }
    if (!unfolded.has(key)) return [head]
    const { rows = [], more = true } = loaded(key) ?? {}
    const lines = rows.map((finding): Item => ({ kind: "finding", check: key, finding }))
    return [head, ...lines, ...(more ? [{ kind: "more", check: key } as const] : [])]
  })
}

/** A check may find errors and warnings: they are two groups. */
export const keyOf = ({ check, severity }: Pick<CheckCount, "check" | "severity">): string => `${check} ${severity}`

/** The line to go to from a line: the next or previous finding, or the head of a folded check on the way. */
export function stepFrom(items: readonly Item[], from: number, by: 1 | -1, unfolded: ReadonlySet<string>): number {
  for (let index = from + by; index >= 0 && index < items.length; index += by) {
    const item = items[index]
    if (item?.kind === "finding" || item?.kind === "more") return index
    if (item && !unfolded.has(item.check)) return index
  }
  return from
}

/** What is measured against what, such as "12.4 / 5 m²"; null where the check measures nothing. */
export function measureOf(finding: Pick<Finding, "measured" | "threshold" | "unit">, format: (value: number) => string): string | null {
  const { measured, threshold, unit } = finding
  if (measured === null) return null
  const numbers = threshold === null ? format(measured) : `${format(measured)} / ${format(threshold)}`
  return unit ? `${numbers} ${unit}` : numbers
}
