/** How a survey was understood, from what the server keeps of it: every part may be missing. Pure. */
import type { Bilingual } from "@/api/types"
import type { Survey } from "@/api/surveyTypes"

export interface Column {
  name: string
  samples: string[]
}

export interface Reading {
  format: string | null
  layer: string | null
  layers: string[]
  encoding: { value: string | null; evidence: Bilingual[]; samples: string[] }
  /** `name` begins with the number; `against` speaks against what a person decided. */
  crs: { srid: number | null; name: Bilingual | null; from: string | null; evidence: Bilingual[]; against: Bilingual[] }
  axes: string | null
  axesFrom: string | null
  datum: string | null
  datumFrom: string | null
  /** Our field name -> the file's column. */
  fields: Record<string, string>
  /** Our field name -> why that column. */
  fieldsFrom: Record<string, FieldWhy>
  columns: Column[]
  /** Heights or measures were dropped. */
  raised: boolean
  /** How many shapes have curves, which were drawn as short lines. */
  curved: number
  /** Names of columns that were cut or broken, as they were mended. */
  mended: string[]
  /** What of the file was not read: rows that are no data, layers that draw no polygons, open lines. */
  leftOut: Bilingual[]
}

const WHYS = ["spelling", "cut", "person", "remembered"] as const
/** Why a column was taken for a field. */
export type FieldWhy = (typeof WHYS)[number]

type Json = Record<string, unknown>

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value)
const objectOf = (value: unknown): Json => (isObject(value) ? value : {})
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const textOf = (value: unknown): string | null =>
  typeof value === "string" || typeof value === "number" ? String(value) : null
const textsOf = (value: unknown): string[] => listOf(value).map(textOf).filter((text) => text !== null)

function bilingualOf(value: unknown): Bilingual | null {
  const { zh, en } = objectOf(value)
  return typeof zh === "string" && typeof en === "string" ? { zh, en } : null
}

const evidenceOf = (value: unknown): Bilingual[] =>
  (Array.isArray(value) ? value : [value]).map(bilingualOf).filter((text) => text !== null)

function columnsOf(value: unknown): Column[] {
  return listOf(value).flatMap((one) => {
    const name = textOf(objectOf(one)["name"])
    return name === null ? [] : [{ name, samples: textsOf(objectOf(one)["samples"]) }]
  })
}

function fieldsOf(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(objectOf(value)).flatMap(([field, column]) => {
    const name = textOf(column)
    return name === null ? [] : [[field, name]]
  }))
}

function whysOf(value: unknown): Record<string, FieldWhy> {
  return Object.fromEntries(Object.entries(objectOf(value)).flatMap(([field, said]) => {
    const why = WHYS.find((one) => one === said)
    return why === undefined ? [] : [[field, why]]
  }))
}

const FORMATS: Record<string, string> = {
  gpkg: "GeoPackage", shapefile: "Shapefile", gdb: "FileGDB", geojson: "GeoJSON", kml: "KML", dxf: "DXF", csv: "CSV", xlsx: "XLSX",
}

const numberOf = (value: unknown): number | null => (typeof value === "number" ? value : null)

const formatOf = (format: string | null): string | null => (format === null ? null : (FORMATS[format] ?? format))

/** What is known of how a survey was read; the survey's own columns stand in for what its decisions lack. */
export function readingOf({ decisions, layer, encoding, srid }: Pick<Survey, "decisions" | "layer" | "encoding" | "srid">): Reading {
  const written = objectOf(decisions["encoding"])
  const crs = objectOf(decisions["crs"])
  return {
    format: formatOf(textOf(decisions["format"])),
    layer: textOf(decisions["layer"]) ?? layer,
    layers: textsOf(decisions["layers"]),
    encoding: {
      value: textOf(written["value"]) ?? encoding,
      evidence: evidenceOf(written["evidence"]),
      samples: textsOf(written["samples"]).slice(0, 5),
    },
    crs: {
      srid: numberOf(crs["srid"]) ?? numberOf(decisions["srid"]) ?? srid,
      name: bilingualOf(crs["name"]),
      from: textOf(crs["from"]) ?? textOf(decisions["srid_from"]),
      evidence: evidenceOf(crs["evidence"]),
      against: evidenceOf(crs["against"]),
    },
    axes: textOf(decisions["axes"]),
    axesFrom: textOf(decisions["axes_from"]),
    datum: textOf(decisions["datum"]),
    datumFrom: textOf(decisions["datum_from"]),
    fields: fieldsOf(decisions["fields"]),
    fieldsFrom: whysOf(decisions["fields_from"]),
    columns: columnsOf(decisions["columns"]),
    raised: decisions["had_z"] === true,
    curved: numberOf(decisions["curved"]) ?? 0,
    mended: textsOf(decisions["repaired_names"]),
    leftOut: evidenceOf(decisions["left_out"]),
  }
}
