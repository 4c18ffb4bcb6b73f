/** A line of the ledger. */
export interface Fact {
  label: string
  value: string
  unit?: string
  note?: string
  tone?: "late" | "soon"
}

/** A deadline within this many days deserves the eye. */
const SOON_DAYS = 180

export const toneOf = (days: number | null): "late" | "soon" | undefined => {
  if (days === null) return undefined
  if (days < 0) return "late"
  return days <= SOON_DAYS ? "soon" : undefined
}
