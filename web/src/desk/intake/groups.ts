/** Which of the files that were dropped together are one survey. Pure. */
import type { SurveyKind } from "@/api/surveyTypes"

/** The parts of a shapefile besides the .shp itself. */
const PARTS = new Set(["shp", "shx", "dbf", "prj", "cpg", "sbn", "sbx", "qix", "fix", "xml"])
const WHOLE = new Set(["zip", "gpkg", "geojson", "json", "kml", "kmz", "dxf", "csv", "xlsx", "gdb"])
const NEEDED = ["shp", "shx", "dbf"] as const

export const MAX_BYTES = 2 * 1024 ** 3
export const FORMATS = "zip · gpkg · shp + shx + dbf · gdb.zip · geojson · kml · kmz · dxf · csv · xlsx"
export const ACCEPT = [...WHOLE, ...PARTS].map((suffix) => `.${suffix}`).join(",")

/** What already shows, before sending, that the server would not take it. */
export type Problem = { id: "format" } | { id: "size" } | { id: "parts"; missing: string[] }

export interface Group<File> {
  name: string
  files: File[]
  bytes: number
  problem: Problem | null
}

export interface Sized {
  name: string
  size: number
}

const suffixOf = (name: string): string => /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? ""

/** The name without its ending; a shapefile's metadata ends in .shp.xml. */
const stemOf = (name: string): string => name.replace(/(\.shp)?\.[^.]+$/i, "")

function problemOf(files: readonly Sized[], bytes: number): Problem | null {
  const suffixes = new Set(files.map(({ name }) => suffixOf(name)))
  if (![...suffixes].some((suffix) => WHOLE.has(suffix) || PARTS.has(suffix))) return { id: "format" }
  if (bytes > MAX_BYTES) return { id: "size" }
  if ([...suffixes].some((suffix) => WHOLE.has(suffix))) return null
  const missing = NEEDED.filter((part) => !suffixes.has(part)).map((part) => `.${part}`)
  return missing.length > 0 ? { id: "parts", missing } : null
}

/** One group for each survey: the loose parts of a shapefile are one, every other file is one by itself. */
export function groupFiles<File extends Sized>(files: readonly File[]): Group<File>[] {
  const groups = new Map<string, File[]>()
  for (const file of files) {
    const part = PARTS.has(suffixOf(file.name))
    const key = part ? `shapefile ${stemOf(file.name)}` : file.name
    groups.set(key, [...(groups.get(key) ?? []), file])
  }
  return [...groups.values()].map((members) => {
    const bytes = members.reduce((sum, { size }) => sum + size, 0)
    const named = members.find(({ name }) => suffixOf(name) === "shp") ?? members[0]
    return { name: named?.name ?? "", files: members, bytes, problem: problemOf(members, bytes) }
  })
}

/** Whether names speak of streets rather than of zones. */
export function guessKind(names: readonly string[]): SurveyKind {
  const text = names.join(" ").toLowerCase()
  return /街道|街乡|乡镇|地区|street|jied|jd_|xzq/.test(text) && !/小区|物业|zone/.test(text) ? "street" : "zone"
}
