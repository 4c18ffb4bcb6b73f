/** What records say of their place, as people read it. Pure. */

export type Said = Record<string, unknown>

/** The fields in the order in which they are read; coordinates are told as one. */
const FIELDS = ["zone_code", "zone_name", "address", "street_name", "community", "district"] as const
export type SaidField = (typeof FIELDS)[number] | "point"

export interface SaidRow {
  field: SaidField
  value: string
  /** What is to be known of the value: the system and precision of coordinates. */
  note: string | null
}

const textOf = (value: unknown): string => (typeof value === "string" || typeof value === "number" ? String(value).trim() : "")

/** What stands for the group in a list: its name, else its address, else what else there is; null for nothing. */
export function titleOf(said: Said): string | null {
  const found = ["zone_name", "address", "zone_code", "community"].map((field) => textOf(said[field])).find(Boolean)
  return found ?? pointOf(said)?.value ?? null
}

/** What else tells the place, beside the title. */
export function placeOf(said: Said): string {
  const title = titleOf(said)
  return [said["street_name"], said["address"], said["community"]].map(textOf).filter((text) => text && text !== title).slice(0, 2).join(" · ")
}

function pointOf(said: Said): SaidRow | null {
  const { lon, lat } = said
  if (typeof lon !== "number" || typeof lat !== "number") return null
  const note = [said["point_crs"], said["geocoder_level"]].map(textOf).filter(Boolean).join(" · ")
  return { field: "point", value: `${lon.toFixed(6)}, ${lat.toFixed(6)}`, note: note || null }
}

export function rowsOf(said: Said): SaidRow[] {
  const rows: SaidRow[] = FIELDS.flatMap((field) => {
    const value = textOf(said[field])
    return value ? [{ field, value, note: null }] : []
  })
  const point = pointOf(said)
  return point ? [...rows, point] : rows
}
