/** What a theme says of every zone: its classes for the legend, and one class per zone for the map and the table. */
import type { Bilingual, Columns, Profile, Theme } from "@/api/types"
import { classOf, densities, lastMonth, quantileBreaks, streetDensities, themeCounts } from "./density"
import { assignSlots, rampSlots, SLOT } from "./slots"

export interface ThemeClass {
  id: string
  slot: number
  count: number
  /** The label of a category; a density class has its bounds instead. */
  label: Bilingual | null
  from: number | null
  /** Exclusive; null in the highest class. */
  to: number | null
}

export interface Classified {
  theme: Theme
  classes: ThemeClass[]
  /** Index into `classes`, one per zone in the order of the columns. */
  ofZone: Uint8Array
  /** The number behind the class, one per zone; null throughout for a category. */
  values: (number | null)[]
  /** What a density counts, one per zone; null for a category. */
  counts: readonly number[] | null
  /** Paint slot per street, in the order of the columns; null where the street itself has no value to show. */
  streetSlots: (number | null)[]
  /** Records of this theme that wait for a zone. */
  waiting: number
  /** Records of this theme that belong to other districts. */
  outOfArea: number
}

export const NO_DATA = "no-data"

/** Which count of waiting records belongs to an attribute or a measure. */
function waitingKey(theme: Theme): string {
  if (theme.kind === "density") return `${theme.measure ?? ""}_${String(theme.window_months ?? 12)}m`
  const attribute = theme.attribute ?? ""
  return /^(service|contract|party_firm)/.test(attribute) ? "service" : "committee"
}

function classifyCategory(theme: Theme, columns: Columns, profile: Profile): Classified {
  const attribute = theme.attribute ?? ""
  const category = columns.categories[attribute] ?? { ids: ["unknown"], codes: columns.zones.uid.map(() => 0) }
  const labels = new Map(profile.enums[attribute]?.values.map((value) => [value.id, value]))
  const slots = assignSlots(category.ids)
  const classes = category.ids.map((id, index): ThemeClass => ({
    id, slot: slots[index] ?? SLOT.unknown, count: 0, label: labels.get(id) ?? { zh: id, en: id }, from: null, to: null,
  }))
  const streetSlots = columns.streets.uid.map(() => null)
  return tally({ theme, classes, ofZone: Uint8Array.from(category.codes), values: category.codes.map(() => null), counts: null, streetSlots, columns })
}

function classifyDensity(theme: Theme, columns: Columns, end: number): Classified {
  const last = lastMonth(columns)
  const current = densities(theme, columns, themeCounts(theme, columns, last))
  // The breaks are those of the newest window and stay while the month moves, so that colours can be compared.
  const breaks = quantileBreaks(current, theme.classes ?? 5)
  const counts = themeCounts(theme, columns, end)
  const values = end === last ? current : densities(theme, columns, counts)
  const slots = rampSlots(breaks.length + 1)
  const classes = slots.map((slot, step): ThemeClass => ({
    id: `c${String(step)}`, slot, count: 0, label: null, from: breaks[step - 1] ?? 0, to: breaks[step] ?? null,
  }))
  const noData = classes.push({ id: NO_DATA, slot: SLOT.unknown, count: 0, label: null, from: null, to: null }) - 1
  const ofZone = Uint8Array.from(values, (value) => (value === null ? noData : classOf(value, breaks)))
  const streetSlots = streetDensities(theme, columns, counts).map((value) => (value === null ? null : slots[classOf(value, breaks)] ?? null))
  return tally({ theme, classes, ofZone, values, counts, streetSlots, columns })
}

function tally({ columns, ...rest }: Omit<Classified, "waiting" | "outOfArea"> & { columns: Columns }): Classified {
  for (const index of rest.ofZone) {
    const found = rest.classes[index]
    if (found) found.count += 1
  }
  const key = waitingKey(rest.theme)
  // What a person found to have no place waits no more.
  const waiting = (columns.unmatched[key] ?? 0) - (columns.unplaceable[key] ?? 0)
  return { ...rest, waiting, outOfArea: columns.out_of_area[key] ?? 0 }
}

/** The classes of a theme and the class of every zone; `end` is the last month of a density's window. */
export function classify(theme: Theme, columns: Columns, profile: Profile, end = lastMonth(columns)): Classified {
  return theme.kind === "density" ? classifyDensity(theme, columns, end) : classifyCategory(theme, columns, profile)
}
