import { describe, expect, it } from "vitest"
import type { CheckCount, Finding } from "@/api/surveyTypes"
import { countShown, keyOf, listItems, measureOf, sortChecks, stepFrom, type Filter } from "@/desk/findings/items"

const check = (id: string, severity: "E" | "W", count: number, waived = 0): CheckCount =>
  ({ check: id, severity, title: { zh: id, en: id }, count, waived, waivable: true })
const finding = (number: number): Finding => ({
  number, check: "T1", severity: "E", title: { zh: "", en: "" }, message: { zh: "", en: "" }, hint: null, row: number, code: null, place_uid: null,
  other_row: null, other_code: null, measured: null, threshold: null, unit: null, point: null, fingerprint: String(number), waiver: null,
})

const CHECKS = [check("G12", "W", 3), check("T1", "E", 2), check("T1", "W", 4, 4), check("G3", "E", 1, 1)]
const ALL: Filter = { state: "all", severity: null }
const [T1E, T1W] = ["T1 E", "T1 W"]

describe("the list of findings", () => {
  it("puts errors first and tells a check's errors from its warnings", () => {
    expect(sortChecks(CHECKS).map(keyOf)).toEqual(["G3 E", T1E, "G12 W", T1W])
  })

  it("counts under the filter", () => {
    const counts = (filter: Filter) => CHECKS.map((one) => countShown(one, filter))
    expect(counts(ALL)).toEqual([3, 2, 4, 1])
    expect(counts({ state: "open", severity: null })).toEqual([3, 2, 0, 0])
    expect(counts({ state: "waived", severity: "E" })).toEqual([0, 0, 0, 1])
  })

  it("leaves out empty checks, and shows what was read of an unfolded one with a line for the rest", () => {
    const rows = [finding(1), finding(2)]
    const open: Filter = { state: "open", severity: null }
    expect(listItems(CHECKS, open, new Set([T1E]), () => ({ rows, more: false })).map(({ kind }) => kind)).toEqual(["group", "finding", "finding", "group"])
    expect(listItems(CHECKS, open, new Set([T1E]), () => undefined).map(({ kind }) => kind)).toEqual(["group", "more", "group"])
  })

  it("is walked finding by finding; a folded check on the way is a stop", () => {
    const unfolded = new Set([T1E])
    const items = listItems(CHECKS, ALL, unfolded, () => ({ rows: [finding(1), finding(2)], more: false }))
    expect(items.map(({ kind, check: key }) => `${kind} ${key}`)).toEqual(["group G3 E", "group T1 E", "finding T1 E", "finding T1 E", "group G12 W", "group T1 W"])
    expect(stepFrom(items, -1, 1, unfolded)).toBe(0)
    expect(stepFrom(items, 0, 1, unfolded)).toBe(2)
    expect(stepFrom(items, 2, -1, unfolded)).toBe(0)
    expect(stepFrom(items, 3, 1, unfolded)).toBe(4)
    expect(stepFrom(items, 5, 1, unfolded)).toBe(5)
  })

  it("tells what was measured against what", () => {
    expect(measureOf({ measured: 12.5, threshold: 1, unit: "m²" }, String)).toBe("12.5 / 1 m²")
    expect(measureOf({ measured: 3, threshold: null, unit: null }, String)).toBe("3")
    expect(measureOf({ measured: null, threshold: 1, unit: "m" }, String)).toBeNull()
  })
})
