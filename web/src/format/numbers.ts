/** Numbers and dates as the officials write them. All are pure. */

const GROUPED = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 })
const ONE = new Intl.NumberFormat("en-US", { minimumFractionDigits: 1, maximumFractionDigits: 1 })
const UP_TO_TWO = new Intl.NumberFormat("en-US", { maximumFractionDigits: 2 })

/** What stands where there is no number. */
export const NONE = "—"

/** 1,637. */
export const formatCount = (value: number | null | undefined): string =>
  value === null || value === undefined ? NONE : GROUPED.format(value)

/** 93.9 (the unit is set smaller beside it). */
export const formatPercent = (value: number | null | undefined): string =>
  value === null || value === undefined ? NONE : ONE.format(value)

/** 2.35: at most two decimals, for fees and densities. */
export const formatDecimal = (value: number | null | undefined): string =>
  value === null || value === undefined ? NONE : UP_TO_TWO.format(value)

export const formatOne = (value: number | null | undefined): string =>
  value === null || value === undefined ? NONE : ONE.format(value)

/** The share in percent, to one decimal; a dash for an empty whole. */
export const formatShare = (part: number, whole: number): string => (whole > 0 ? ONE.format((100 * part) / whole) : NONE)

/** Square metres as hectares with one decimal: 25,400 -> 2.5. */
export const formatHectares = (squareMetres: number): string => ONE.format(squareMetres / 10_000)

/** An ISO date or time as its date, 2022-09-30. */
export const formatDate = (iso: string | null | undefined): string => (iso ? iso.slice(0, 10) : NONE)

/** An ISO time by this computer's clock, to the minute: 2022-09-30 14:05. */
export function formatMinute(iso: string | null | undefined): string {
  if (!iso) return NONE
  const at = new Date(iso)
  const pad = (part: number): string => String(part).padStart(2, "0")
  return `${String(at.getFullYear())}-${pad(at.getMonth() + 1)}-${pad(at.getDate())} ${pad(at.getHours())}:${pad(at.getMinutes())}`
}

/** The clock time of this computer, 09:05:30. */
export function formatClock(date: Date): string {
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map((part) => String(part).padStart(2, "0")).join(":")
}

/** The bounds of a density class: 0–2.5, 2.5–5, 9+. */
export function formatRange(from: number | null, to: number | null): string {
  const low = formatDecimal(from ?? 0)
  return to === null ? `≥ ${low}` : `${low} – ${formatDecimal(to)}`
}

/** A confidence as whole percent; what is less than half of one is told as such. */
export const percentOf = (confidence: number): string => (confidence < 0.005 ? "< 1" : String(Math.round(100 * confidence)))
