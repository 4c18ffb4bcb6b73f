/** The effect of a survey on the records, from its summary. Pure. */

export interface RateEffect {
  indicator: string
  /** In percent. */
  before: number
  after: number
}

export interface Effect {
  /** Complaints that would belong to another place; null while this is not known. */
  complaints: number | null
  rates: RateEffect[]
}

type Json = Record<string, unknown>

const objectOf = (value: unknown): Json => (typeof value === "object" && value !== null ? (value as Json) : {})

function shareOf(value: unknown): number | null {
  if (typeof value === "number") return value
  const { numerator, denominator } = objectOf(value)
  return typeof numerator === "number" && typeof denominator === "number" && denominator > 0 ? (100 * numerator) / denominator : null
}

export function effectOf(summary: Json): Effect {
  const effects = objectOf(summary["effects"])
  const rates = Array.isArray(effects["rates"]) ? (effects["rates"] as unknown[]) : []
  return {
    complaints: typeof effects["complaints"] === "number" ? effects["complaints"] : null,
    rates: rates.map(objectOf).flatMap(({ indicator, before, after }) => {
      const [from, to] = [shareOf(before), shareOf(after)]
      return typeof indicator === "string" && from !== null && to !== null ? [{ indicator, before: from, after: to }] : []
    }),
  }
}
