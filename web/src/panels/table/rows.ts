/** The rows of the table view: the map's content as text, sorted and filtered. Pure. */
import type { Columns } from "@/api/types"
import type { Classified } from "@/themes/classify"
import { FEWEST_HOUSEHOLDS } from "@/themes/density"

export interface Row {
  uid: number
  code: string
  name: string
  street: string
  /** Index into the theme's classes. */
  class: number
  households: number | null
  complaints: number
  density: number | null
}

export type SortKey = Exclude<keyof Row, "uid">

export interface Sort {
  key: SortKey
  descending: boolean
}

const densityOf = (complaints: number, households: number | null): number | null =>
  households !== null && households >= FEWEST_HOUSEHOLDS ? (100 * complaints) / households : null

/** One row per zone, in the order of the columns. */
export function makeRows(columns: Columns, classified: Classified): Row[] {
  const { zones, streets, measures } = columns
  const streetName = new Map(streets.uid.map((uid, index) => [uid, streets.name[index] ?? ""]))
  // Under a density the table counts the same months as the map.
  const counts = classified.counts ?? measures["complaints_12m"] ?? []
  const text = (column: string[], index: number): string => column[index] ?? ""
  return zones.uid.map((uid, index) => {
    const households = zones.households[index] ?? null
    const complaints = counts[index] ?? 0
    return {
      uid,
      code: text(zones.code, index),
      name: text(zones.name, index),
      street: streetName.get(zones.street[index] ?? -1) ?? "",
      class: classified.ofZone[index] ?? 0,
      households,
      complaints,
      density: densityOf(complaints, households),
    }
  })
}

export function filterRows(rows: readonly Row[], text: string, isShown: (classIndex: number) => boolean): Row[] {
  const wanted = text.trim().toLowerCase()
  return rows.filter((row) =>
    isShown(row.class) && (wanted === "" || [row.name, row.street, row.code].some((cell) => cell.toLowerCase().includes(wanted))))
}

const collator = new Intl.Collator("zh-CN")

function compare(a: Row[SortKey], b: Row[SortKey]): number {
  return typeof a === "string" && typeof b === "string" ? collator.compare(a, b) : Number(a) - Number(b)
}

/** Sorted rows; those without a value come last in both directions. */
export function sortRows(rows: readonly Row[], { key, descending }: Sort): Row[] {
  const sign = descending ? -1 : 1
  return [...rows].sort((a, b) => {
    const [left, right] = [a[key], b[key]]
    if (left === null || right === null) return Number(left === null) - Number(right === null)
    return sign * compare(left, right) || a.uid - b.uid
  })
}
