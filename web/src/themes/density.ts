/** Densities of zones and the class breaks of a density theme: pure functions of the columns. */
import type { Columns, Theme } from "@/api/types"

/** Below this many households a rate says more about chance than about the estate. */
export const FEWEST_HOUSEHOLDS = 30

const HECTARE_M2 = 10_000

/** The last month of the columns as an index. */
export const lastMonth = (columns: Columns): number => columns.months.length - 1

/** The first and last month of a theme's window that ends at month `end`. */
export function windowMonths(theme: Theme, columns: Columns, end: number): [from: string, to: string] {
  const first = Math.max(0, end - (theme.window_months ?? 12) + 1)
  return [columns.months[first] ?? "", columns.months[end] ?? ""]
}

/** Complaints on the map per month, over all zones. */
export function monthTotals(columns: Columns): number[] {
  const totals = columns.months.map(() => 0)
  for (const row of columns.complaints_by_month.sparse) {
    for (let i = 0; i < row.length; i += 2) totals[row[i] ?? -1] = (totals[row[i] ?? -1] ?? 0) + (row[i + 1] ?? 0)
  }
  return totals
}

/** Complaints per zone in the `window` months that end with the month at index `end`. */
export function countWindow(columns: Columns, window: number, end: number): number[] {
  const first = end - window + 1
  return columns.complaints_by_month.sparse.map((row) => {
    let sum = 0
    for (let i = 0; i < row.length; i += 2) {
      const month = row[i] ?? -1
      if (month >= first && month <= end) sum += row[i + 1] ?? 0
    }
    return sum
  })
}

/** The counts behind a density theme for the window ending at month `end`. */
export function themeCounts(theme: Theme, columns: Columns, end: number): number[] {
  const window = theme.window_months ?? 12
  const ready = columns.measures[`${theme.measure ?? ""}_${String(window)}m`]
  return end === lastMonth(columns) && ready ? ready : countWindow(columns, window, end)
}

function basisOf(theme: Theme, columns: Columns, zone: number): number | null {
  if (theme.per === "area") {
    const area = columns.zones.area_m2[zone]
    return area ? area / HECTARE_M2 : null
  }
  const households = columns.zones.households[zone] ?? null
  return households !== null && households >= FEWEST_HOUSEHOLDS ? households : null
}

/** One density per zone, in counts per `per_count` of the basis; null where the basis is unknown or too small. */
export function densities(theme: Theme, columns: Columns, counts: readonly number[]): (number | null)[] {
  const per = theme.per_count ?? 1
  return counts.map((count, zone) => {
    const basis = basisOf(theme, columns, zone)
    return basis === null ? null : (count * per) / basis
  })
}

export interface Density {
  /** Counts and basis over those places alone that have a basis. */
  count: number
  basis: number
  density: number | null
}

/** The density of the whole district. */
export function districtDensity(theme: Theme, columns: Columns, counts: readonly number[]): Density {
  let [count, basis] = [0, 0]
  counts.forEach((value, zone) => {
    const own = basisOf(theme, columns, zone)
    if (own === null) return
    count += value
    basis += own
  })
  return { count, basis, density: basis > 0 ? (count * (theme.per_count ?? 1)) / basis : null }
}

/** One density per street in the order of the columns, over those of its zones that have a basis. */
export function streetDensities(theme: Theme, columns: Columns, counts: readonly number[]): (number | null)[] {
  const sums = new Map(columns.streets.uid.map((uid) => [uid, { count: 0, basis: 0 }]))
  columns.zones.street.forEach((street, zone) => {
    const sum = sums.get(street ?? -1)
    const basis = basisOf(theme, columns, zone)
    if (!sum || basis === null) return
    sum.count += counts[zone] ?? 0
    sum.basis += basis
  })
  return [...sums.values()].map(({ count, basis }) => (basis > 0 ? (count * (theme.per_count ?? 1)) / basis : null))
}

/** A number with at most two significant digits, so that a legend reads 2.5 and not 2.4871. */
function nice(value: number): number {
  if (value <= 0) return 0
  const step = 10 ** Math.floor(Math.log10(value)) / 2
  return Number((Math.round(value / step) * step).toPrecision(3))
}

/** Upper bounds between `classes` quantile classes, rounded and strictly rising: at most `classes - 1` of them. */
export function quantileBreaks(values: readonly (number | null)[], classes: number): number[] {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b)
  const breaks: number[] = []
  for (let step = 1; step < classes; step += 1) {
    const value = nice(known[Math.floor((known.length * step) / classes)] ?? 0)
    if (value > (breaks.at(-1) ?? 0)) breaks.push(value)
  }
  return breaks
}

/** The class of a value among breaks: 0 below the first, `breaks.length` from the last on. */
export function classOf(value: number, breaks: readonly number[]): number {
  let index = 0
  while (index < breaks.length && value >= (breaks[index] ?? Infinity)) index += 1
  return index
}
