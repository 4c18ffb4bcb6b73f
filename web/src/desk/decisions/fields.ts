/** The fields that a survey fills, in the order of the ledger. Pure. */
import type { SurveyKind } from "@/api/surveyTypes"

const STREET = ["code", "code_full", "name", "kind"] as const
const ZONE = [
  "code", "name", "aliases", "street_code", "street_name", "community", "address", "built_year", "households", "buildings",
  "floor_area_m2", "estate_kind", "old_estate",
] as const

export const FIELDS = [...new Set([...STREET, ...ZONE])]
export type Field = (typeof STREET)[number] | (typeof ZONE)[number]

export const NEEDED: ReadonlySet<string> = new Set<Field>(["code", "name"])

export const isField = (name: string): name is Field => FIELDS.some((field) => field === name)

/** The fields of a kind, and after them those of a mapping that are not among them. */
export function fieldsOf(kind: SurveyKind, mapped: Record<string, string>): string[] {
  const own: readonly string[] = kind === "street" ? STREET : kind === "zone" ? ZONE : ["code", "name"]
  return [...own, ...Object.keys(mapped).filter((field) => !own.includes(field))]
}
