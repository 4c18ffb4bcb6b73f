/** The whole view as the query of the address bar, and back: pure functions. */
import { formatCamera, parseCamera, type Camera } from "@/map/camera"

/** A day, or a moment, other than now: what was known then, or what was so on the ground then as it is known now. */
export interface AsOf {
  of: "known" | "valid"
  at: string
}

export interface View {
  camera: Camera | null
  theme: string | null
  /** Class ids that stay bright; empty means all. */
  classes: string[]
  zone: number | null
  table: boolean
  /** Last month of a density's window, such as 2022-03; null for the newest. */
  month: string | null
  /** Chosen definition per indicator, where it is not the first. */
  definitions: Record<string, string>
  /** The time that everything is shown as of; null for now. */
  asOf: AsOf | null
}

export const EMPTY_VIEW: View = {
  camera: null, theme: null, classes: [], zone: null, table: false, month: null, definitions: {}, asOf: null,
}

type Query = Record<string, string | null | undefined | (string | null)[]>

const one = (value: Query[string]): string => (Array.isArray(value) ? value[0] : value) ?? ""
const listOf = (text: string): string[] => text.split(",").filter(Boolean)

function parseDefinitions(text: string): Record<string, string> {
  return Object.fromEntries(listOf(text).map((pair) => pair.split(":")).filter((pair) => pair.length === 2)) as Record<string, string>
}

function parseUid(text: string): number | null {
  const uid = Number(text)
  return Number.isSafeInteger(uid) && uid > 0 ? uid : null
}

const WHEN = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/

function parseAsOf(query: Query): AsOf | null {
  const found = (["known", "valid"] as const).map((of): AsOf => ({ of, at: one(query[of]) }))
  return found.find(({ at }) => WHEN.test(at) && !Number.isNaN(Date.parse(at))) ?? null
}

/** The view that a query describes; what cannot be read is left out. */
export function parseAddress(query: Query): View {
  const month = one(query["month"])
  return {
    camera: parseCamera(one(query["at"])),
    theme: one(query["theme"]) || null,
    classes: listOf(one(query["class"])),
    zone: parseUid(one(query["zone"])),
    table: one(query["view"]) === "table",
    month: /^\d{4}-\d{2}$/.test(month) ? month : null,
    definitions: parseDefinitions(one(query["def"])),
    asOf: parseAsOf(query),
  }
}

/** Whether two views have the same address. */
export const sameAddress = (a: View, b: View): boolean => JSON.stringify(formatAddress(a)) === JSON.stringify(formatAddress(b))

/** The shortest query for a view: nothing stands in it that is the default. */
export function formatAddress(view: View): Record<string, string> {
  const definitions = Object.entries(view.definitions).map(([indicator, id]) => `${indicator}:${id}`)
  const entries: [string, string | null][] = [
    ["theme", view.theme],
    ["class", view.classes.join(",")],
    ["month", view.month],
    ["def", definitions.join(",")],
    [view.asOf?.of ?? "known", view.asOf?.at ?? null],
    ["zone", view.zone === null ? null : String(view.zone)],
    ["view", view.table ? "table" : null],
    ["at", view.camera ? formatCamera(view.camera) : null],
  ]
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => Boolean(entry[1])))
}
