/** Which of the files that were dropped together are one survey. Pure. */
import type { SurveyKind } from "@/api/surveyTypes"
import { pathOf } from "@/parts/entries"

/** The parts of a shapefile besides the .shp itself. */
const PARTS = new Set(["shp", "shx", "dbf", "prj", "cpg", "sbn", "sbx", "qix", "fix", "xml"])
const WHOLE = new Set(["zip", "gpkg", "geojson", "json", "kml", "kmz", "dxf", "csv", "xlsx"])
const NEEDED = ["shp", "shx", "dbf"] as const

/** What systems leave beside the files of a folder: no part of what is handed in. */
const LITTER = /(^|\/)(__MACOSX\/|\.|thumbs\.db$|desktop\.ini$)|\.lock$/i

export const MAX_BYTES = 2 * 1024 ** 3
/** The server takes so many files at once. */
export const MAX_FILES = 200
export const FORMATS = "zip · gpkg · shp + shx + dbf · gdb · geojson · kml · kmz · dxf · csv · xlsx"
export const ACCEPT = [...WHOLE, ...PARTS].map((suffix) => `.${suffix}`).join(",")

/** What already shows, before sending, that the server would not take it. */
export type Problem = { id: "format" } | { id: "size" } | { id: "count" } | { id: "parts"; missing: string[] }

export interface Group<File> {
  /** Tells groups of the same name apart. */
  key: string
  name: string
  files: File[]
  bytes: number
  problem: Problem | null
}

export interface Sized {
  name: string
  webkitRelativePath?: string
  size: number
}

const suffixOf = (name: string): string => /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? ""

/** The name without its ending; a shapefile's metadata ends in .shp.xml. */
const stemOf = (name: string): string => name.replace(/(\.shp)?\.[^.]+$/i, "")

/** The path of the .gdb folder that a file lies in. */
const databaseOf = (path: string): string | null => /^(?:.*\/)?[^/]+\.gdb(?=\/)/i.exec(path)?.[0] ?? null

const isDatabase = (files: readonly Sized[]): boolean => files.some((file) => databaseOf(pathOf(file)) !== null)

function problemOf(files: readonly Sized[], bytes: number): Problem | null {
  if (bytes > MAX_BYTES) return { id: "size" }
  if (files.length > MAX_FILES) return { id: "count" }
  if (isDatabase(files)) return null
  const suffixes = new Set(files.map(({ name }) => suffixOf(name)))
  if (![...suffixes].some((suffix) => WHOLE.has(suffix) || PARTS.has(suffix))) return { id: "format" }
  if ([...suffixes].some((suffix) => WHOLE.has(suffix))) return null
  const missing = NEEDED.filter((part) => !suffixes.has(part)).map((part) => `.${part}`)
  return missing.length > 0 ? { id: "parts", missing } : null
}

/** What files of the same survey have in common. */
function keyOf(file: Sized): string {
  const path = pathOf(file)
  const database = databaseOf(path)
  if (database !== null) return `database ${database}`
  return PARTS.has(suffixOf(path)) ? `shapefile ${stemOf(path)}` : path
}

function nameOf(files: readonly Sized[]): string {
  const [first] = files
  if (first === undefined) return ""
  const database = databaseOf(pathOf(first))
  if (database !== null) return database.slice(database.lastIndexOf("/") + 1)
  return (files.find(({ name }) => suffixOf(name) === "shp") ?? first).name
}

/** One group for each survey: the loose parts of a shapefile and a .gdb folder are one each, every other file is one by itself. */
export function groupFiles<File extends Sized>(files: readonly File[]): Group<File>[] {
  const groups = new Map<string, File[]>()
  for (const file of files.filter((one) => pathOf(one) === one.name || !LITTER.test(pathOf(one)))) {
    const key = keyOf(file)
    groups.set(key, [...(groups.get(key) ?? []), file])
  }
  return [...groups].map(([key, members]) => {
    const bytes = members.reduce((sum, { size }) => sum + size, 0)
    return { key, name: nameOf(members), files: members, bytes, problem: problemOf(members, bytes) }
  })
}

/** The name that a file is sent under: in a .gdb folder its path from there on. */
export function nameToSend(file: Sized): string {
  const path = pathOf(file)
  const database = databaseOf(path)
  return database === null ? file.name : path.slice(database.lastIndexOf("/") + 1)
}

/** Whether names speak of streets rather than of zones. */
export function guessKind(names: readonly string[]): SurveyKind {
  const text = names.join(" ").toLowerCase()
  return /街道|街乡|乡镇|地区|street|jied|jd_|xzq/.test(text) && !/小区|物业|zone/.test(text) ? "street" : "zone"
}
