import { describe, expect, it } from "vitest"
import { columnsOf, countChanges, mapHeader, mappingOf, missingOf, setHeaderRow, sheetsOf, UNCHANGED, useSheet } from "@/records/workbook/mapping"
import { kinds, proposal } from "./sample"

const columns = kinds[0]?.columns ?? []

describe("the mapping of a workbook's columns", () => {
  it("is the proposal until a person changes it; personal columns are no part of it", () => {
    expect(Object.fromEntries(columnsOf(proposal, UNCHANGED))).toEqual({ 编号: "order_no", 项目: null, 类别: null })
    expect(countChanges(UNCHANGED)).toBe(0)
    expect(missingOf(proposal, UNCHANGED, columns)).toEqual(["category"])
  })

  it("fills what is missing, and counts the change", () => {
    const draft = mapHeader(proposal, UNCHANGED, "类别", "category")
    expect(draft.columns).toEqual({ 类别: "category" })
    expect(missingOf(proposal, draft, columns)).toEqual([])
    expect(countChanges(draft)).toBe(1)
  })

  it("gives a column to one header only, and forgets a change that is taken back", () => {
    const moved = mapHeader(proposal, UNCHANGED, "项目", "order_no")
    expect(moved.columns).toEqual({ 编号: null, 项目: "order_no" })
    expect(missingOf(proposal, moved, columns)).toEqual(["category"])
    const none = mapHeader(proposal, moved, "项目", null)
    expect(missingOf(proposal, none, columns)).toEqual(["category", "order_no"])
    expect(mapHeader(proposal, none, "编号", "order_no").columns).toEqual({})
  })

  it("chooses sheets, and nothing is changed when they are as found", () => {
    const one = useSheet(proposal, UNCHANGED, "续表", false)
    expect(one.sheets).toEqual(["明细"])
    expect(useSheet(proposal, one, "续表", true).sheets).toBeNull()
    expect(sheetsOf(proposal, one)).toEqual(["明细"])
  })

  it("takes another row for the header, as a whole number from one on", () => {
    expect(setHeaderRow(proposal, UNCHANGED, "5").headerRow).toBe(5)
    for (const text of ["3", "", "0", "2.5", "x"]) expect(setHeaderRow(proposal, UNCHANGED, text).headerRow).toBeNull()
  })

  it("goes to the server whole, so that it can be remembered", () => {
    const draft = mapHeader(proposal, UNCHANGED, "类别", "category")
    expect(mappingOf(proposal, draft, true)).toEqual({
      columns: { 编号: "order_no", 项目: null, 类别: "category" }, header_row: null, sheets: ["明细", "续表"], remember: true,
    })
  })
})
