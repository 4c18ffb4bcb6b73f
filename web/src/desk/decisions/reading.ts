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
  crs: { srid: number | null; name: string | null; from: string | null; evidence: Bilingual[] }
  axes: string | null
  datum: string | null
  /** Our field name -> the file's column. */
  fields: Record<string, string>
  columns: Column[]
  droppedZ: boolean
  droppedM: boolean
  /** Names of columns that were cut or broken, as they were mended. */
  mended: string[]
}

type Json = Record<string, unknown>

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value)
const objectOf = (value: unknown): Json => (isObject(value) ? value : {})
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const textOf = (value: unknown): string | null =>
  typeof value === "string" || typeof value === "number" ? String(value) : null
const textsOf = (value: unknown): string[] => listOf(value).map(textOf).filter((text) => text !== null)

function bilingualOf(value: unknown): Bilingual | null {
  const { zh, en } = objectOf(value)
  if (typeof zh === "string" && typeof en === "string") return { zh, en }
  return typeof value === "string" && value !== "" ? { zh: value, en: value } : null
}

const evidenceOf = (value: unknown): Bilingual[] =>
  (Array.isArray(value) ? value : [value]).map(bilingualOf).filter((text) => text !== null)

const namesOf = (value: unknown): string[] =>
  listOf(value).map((one) => textOf(one) ?? textOf(objectOf(one)["name"])).filter((name) => name !== null)

function columnsOf(value: unknown, samples: Json): Column[] {
  return listOf(value).flatMap((one) => {
    const name = textOf(one) ?? textOf(objectOf(one)["name"])
    return name === null ? [] : [{ name, samples: textsOf(objectOf(one)["samples"] ?? samples[name]) }]
  })
}

const mendedOf = (value: unknown): string[] =>
  isObject(value) ? Object.entries(value).map(([from, to]) => `${from} → ${textOf(to) ?? ""}`) : namesOf(value)

function fieldsOf(value: unknown): Record<string, string> {
  return Object.fromEntries(Object.entries(objectOf(value)).flatMap(([field, column]) => {
    const name = textOf(column)
    return name === null ? [] : [[field, name]]
  }))
}

const FORMATS: Record<string, string> = {
  gpkg: "GeoPackage", shp: "Shapefile", gdb: "FileGDB", geojson: "GeoJSON", kml: "KML", kmz: "KMZ", dxf: "DXF", csv: "CSV", xlsx: "XLSX",
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
    layers: namesOf(decisions["layers"]),
    encoding: {
      value: textOf(written["value"]) ?? textOf(decisions["encoding"]) ?? encoding,
      evidence: evidenceOf(written["evidence"]),
      samples: textsOf(written["samples"]).slice(0, 5),
    },
    crs: {
      srid: numberOf(crs["srid"]) ?? numberOf(decisions["srid"]) ?? srid,
      name: textOf(crs["name"]),
      from: textOf(crs["from"]) ?? textOf(decisions["srid_from"]),
      evidence: evidenceOf(crs["evidence"]),
    },
    axes: textOf(decisions["axes"]),
    datum: textOf(decisions["datum"]),
    fields: fieldsOf(decisions["fields"]),
    columns: columnsOf(decisions["columns"], objectOf(decisions["samples"])),
    droppedZ: decisions["had_z"] === true,
    droppedM: decisions["had_m"] === true,
    mended: mendedOf(decisions["repaired_names"]),
  }
}
