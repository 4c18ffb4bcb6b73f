/** Which form of a message a number asks for: English says “1 zone | 2 zones”, Chinese has one form. Pure. */

/** The numbers that messages are about, first of all the first of these. */
const COUNTED = ["count", "changed", "groups", "rows"] as const

/** The number that decides the form; null where a message has none. It may be written with separators. */
export function countOf(named: unknown): number | null {
  if (typeof named !== "object" || named === null) return null
  const values = named as Record<string, unknown>
  const value = COUNTED.map((name) => values[name]).find((one) => one !== undefined)
  if (typeof value === "number") return value
  return typeof value === "string" && /^\d[\d,]*$/.test(value) ? Number(value.replaceAll(",", "")) : null
}
