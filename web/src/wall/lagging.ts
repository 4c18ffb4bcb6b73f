/** Which streets miss their targets, and by how much: pure functions of the indicators. */
import type { Indicators, StreetRates } from "@/api/types"

type Rate = StreetRates["rates"][number]

export interface LaggingStreet {
  uid: number
  name: string
  /** How many are missing per rate, in the order of the district's rates; null where the rate has no target. */
  missing: (number | null)[]
  total: number
}

const missingOf = (rate: Rate | undefined): number | null =>
  !rate || rate.target === null || rate.rate === null ? null : rate.missing

/** The lowest of a street's rates, to order streets that miss as many. */
const lowest = (street: StreetRates): number => Math.min(...street.rates.map(({ rate }) => rate ?? 100))

/** The streets that miss a target, those that miss most first. */
export function laggingStreets(indicators: Indicators): LaggingStreet[] {
  const order = indicators.rates.map(({ indicator }) => indicator)
  return indicators.streets
    .map((street) => {
      const missing = order.map((id) => missingOf(street.rates.find(({ indicator }) => indicator === id)))
      return { street, missing, total: missing.reduce((sum: number, count) => sum + (count ?? 0), 0) }
    })
    .filter(({ total }) => total > 0)
    .sort((a, b) => b.total - a.total || lowest(a.street) - lowest(b.street))
    .map(({ street, missing, total }) => ({ uid: street.uid, name: street.name, missing, total }))
}

/** How many more than the target asks are in the numerator; 0 or less where it is missed. */
export function surplus({ numerator, denominator, target }: Pick<Rate, "numerator" | "denominator" | "target">): number {
  // Tenths of a percent as whole numbers: 90 % of 1,640 is 1,476 and not a hair more.
  return target === null ? 0 : numerator - Math.ceil((Math.round(target * 10) * denominator) / 1000)
}

export interface DefinitionParts {
  numerator: string
  denominator: string
}

/** A list of examples in brackets; a short bracket belongs to a name and stays. */
const EXAMPLES = /（[^）]{7,}）|\s*\([^)]{13,}\)/g

/** The two sides of a definition such as “zones with a committee ÷ all zones”, short enough for a wall. */
export function definitionParts(definition: string): DefinitionParts {
  const [numerator = "", denominator = ""] = definition.replace(EXAMPLES, "").split("÷").map((part) => part.trim())
  return { numerator, denominator }
}
