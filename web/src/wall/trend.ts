/** The months of a year against the same months of the year before: pure functions of the series. */
import type { Series } from "@/api/types"

export interface TrendMonth {
  /** 1 to 12. */
  month: number
  count: number | null
  before: number | null
  /** The month is not over: its bar is marked, and it takes no part in the comparison. */
  incomplete: boolean
}

export interface Trend {
  year: number
  months: TrendMonth[]
  /** The last whole month of the year, 1 to 12. */
  through: number
  /** Whole months of the year so far, summed. */
  total: number
  /** The same months of the year before; null unless all of them are known. */
  before: number | null
  /** Percent of change against `before`. */
  change: number | null
}

const twelve = Array.from({ length: 12 }, (_, index) => index + 1)
const keyOf = (year: number, month: number): string => `${String(year)}-${String(month).padStart(2, "0")}`

function sumOf(counts: (number | null)[]): number | null {
  return counts.includes(null) ? null : counts.reduce((sum: number, count) => sum + (count ?? 0), 0)
}

/** The year of the newest whole month, month by month; null while there is no whole month. */
export function yearTrend(series: Series): Trend | null {
  const counts = new Map(series.months.map((month, index) => [month, series.total[index] ?? 0]))
  const whole = series.incomplete_last ? series.months.slice(0, -1) : series.months
  const [year, through] = whole.at(-1)?.split("-").map(Number) ?? []
  if (year === undefined || through === undefined) return null
  const unfinished = series.incomplete_last ? series.months.at(-1) : undefined
  const months = twelve.map((month): TrendMonth => ({
    month,
    count: counts.get(keyOf(year, month)) ?? null,
    before: counts.get(keyOf(year - 1, month)) ?? null,
    incomplete: keyOf(year, month) === unfinished,
  }))
  return { year, months, through, ...compare(months.slice(0, through)) }
}

/** Sums whole months and sets them against the same months of the year before, if all of both are known. */
function compare(months: TrendMonth[]): Pick<Trend, "total" | "before" | "change"> {
  const counts = months.map(({ count }) => count)
  // A series that begins inside the year sums what it has.
  const total = sumOf(counts.filter((count) => count !== null)) ?? 0
  const before = sumOf(months.map((month) => month.before))
  if (before === null || before === 0 || counts.includes(null)) return { total, before: null, change: null }
  return { total, before, change: (100 * (total - before)) / before }
}

/** The round count at which an axis up to `highest` has its line: 1, 2 or 5 times a power of ten. */
export function axisLine(highest: number): number {
  if (highest < 1) return 1
  const power = 10 ** Math.floor(Math.log10(highest))
  return (highest >= 5 * power ? 5 : highest >= 2 * power ? 2 : 1) * power
}
