/** The columns of the attribute table, and what stands in a cell. Pure. */
import type { SurveyFeature } from "@/api/surveyTypes"
import { FIELDS } from "../decisions/fields"

type Attributes = SurveyFeature["attributes"]

const otherOf = (attributes: Attributes): Attributes => {
  const other = attributes["other"]
  return typeof other === "object" && other !== null ? (other as Attributes) : {}
}

/** Our fields that the rows have, in our order, then the file's own columns that none of ours took. */
export function attributeColumns(rows: readonly Pick<SurveyFeature, "attributes">[]): string[] {
  const own = new Set<string>()
  const other = new Set<string>()
  for (const { attributes } of rows) {
    for (const name of Object.keys(attributes)) if (name !== "other") own.add(name)
    for (const name of Object.keys(otherOf(attributes))) other.add(name)
  }
  const order: readonly string[] = FIELDS
  const known = order.filter((field) => own.delete(field))
  return [...known, ...own, ...[...other].filter((name) => !known.includes(name))]
}

/** A cell's text; empty where the row says nothing. */
export function cellOf(attributes: Attributes, column: string): string {
  const value = attributes[column] ?? otherOf(attributes)[column]
  if (value === null || value === undefined) return ""
  if (Array.isArray(value)) return value.map(String).join("、")
  return typeof value === "string" ? value : JSON.stringify(value)
}
