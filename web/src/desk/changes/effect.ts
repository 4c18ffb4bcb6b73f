/** The effect of a survey on records and rates, from its summary. Pure. */

export interface RateEffect {
  indicator: string
  /** In percent. */
  before: number
  after: number
}

export interface Effect {
  /** Complaints and enforcement records whose zone goes; null while this is not known. */
  complaints: number | null
  enforcement: number | null
  rates: RateEffect[]
}

type Json = Record<string, unknown>

const objectOf = (value: unknown): Json => (typeof value === "object" && value !== null ? (value as Json) : {})
const numberOf = (value: unknown): number | null => (typeof value === "number" ? value : null)

/** What the summary tells; each rate by its first definition, which is the one that the map opens with. */
export function effectOf(summary: Json): Effect {
  const told = Array.isArray(summary["rates"]) ? (summary["rates"] as unknown[]).map(objectOf) : []
  const rates = new Map<string, RateEffect>()
  for (const { id, before, after } of told) {
    const [from, to] = [numberOf(objectOf(before)["rate"]), numberOf(objectOf(after)["rate"])]
    if (typeof id === "string" && !rates.has(id) && from !== null && to !== null) rates.set(id, { indicator: id, before: from, after: to })
  }
  return {
    complaints: numberOf(summary["complaints_moving"]), enforcement: numberOf(summary["enforcement_moving"]), rates: [...rates.values()],
  }
}
