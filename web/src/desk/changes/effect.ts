/** The effect of a survey on records and rates, from its summary. Pure. */

export interface RateEffect {
  indicator: string
  /** In percent. */
  before: number
  after: number
}

export interface Place {
  code: string
  name: string
}

/** A record that changes its zone, or a zone that changes its street; null is none. */
export interface MoveEffect {
  /** The kind of record; null for a zone. */
  kind: string | null
  key: string
  name: string | null
  from: Place | null
  to: Place | null
}

export interface Effect {
  /** Complaints and enforcement records that change their zone; null while this is not known. */
  complaints: number | null
  enforcement: number | null
  gained: number
  lost: number
  moved: number
  /** Some of them, complaints first; the rest is in the report. */
  records: MoveEffect[]
  /** How many known zones come to another street, and some of them. */
  relocating: number
  relocations: MoveEffect[]
  rates: RateEffect[]
}

type Json = Record<string, unknown>

const objectOf = (value: unknown): Json => (typeof value === "object" && value !== null ? (value as Json) : {})
const listOf = (value: unknown): Json[] => (Array.isArray(value) ? (value as unknown[]).map(objectOf) : [])
const textOf = (value: unknown): string => (typeof value === "string" ? value : "")
const placeOf = (value: unknown): Place | null => (value === null || value === undefined ? null : { code: textOf(objectOf(value)["code"]), name: textOf(objectOf(value)["name"]) })
const numberOf = (value: unknown): number | null => (typeof value === "number" ? value : null)

/** What the summary tells; each rate by its first definition, which is the one that the map opens with. */
export function effectOf(summary: Json): Effect {
  const told = listOf(summary["rates"])
  const moves = objectOf(summary["moves"])
  const rates = new Map<string, RateEffect>()
  for (const { id, before, after } of told) {
    const [from, to] = [numberOf(objectOf(before)["rate"]), numberOf(objectOf(after)["rate"])]
    if (typeof id === "string" && !rates.has(id) && from !== null && to !== null) rates.set(id, { indicator: id, before: from, after: to })
  }
  return {
    complaints: numberOf(summary["complaints_moving"]), enforcement: numberOf(summary["enforcement_moving"]),
    gained: numberOf(moves["gained"]) ?? 0, lost: numberOf(moves["lost"]) ?? 0, moved: numberOf(moves["moved"]) ?? 0,
    records: listOf(moves["records"]).map(({ kind, key, from, to }) => ({ kind: textOf(kind), key: textOf(key), name: null, from: placeOf(from), to: placeOf(to) })),
    relocating: numberOf(summary["zones_changing_street"]) ?? 0,
    relocations: listOf(summary["relocations"]).map(({ code, name, from, to }) => ({ kind: null, key: textOf(code), name: textOf(name), from: placeOf(from), to: placeOf(to) })),
    rates: [...rates.values()],
  }
}
