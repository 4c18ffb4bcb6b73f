import { describe, expect, it } from "vitest"
import { toneOf } from "@/panels/ledger/facts"
import { filterRows, makeRows, sortRows } from "@/panels/table/rows"
import { classify } from "@/themes/classify"
import { columns, profile, SERVICE } from "./town"

const rows = makeRows(columns, classify(SERVICE, columns, profile))
const names = (list: typeof rows): string[] => list.map(({ name }) => name)

describe("the table", () => {
  it("has every zone of the map, with its street and class", () => {
    expect(rows).toHaveLength(4)
    expect(rows[1]).toMatchObject({ name: "磨坊院", street: "甲街道", class: 1, complaints: 41, density: 20.5 })
  })

  it("has no density for few or unknown households", () => {
    expect(rows.map(({ density }) => density === null)).toEqual([false, false, true, true])
  })

  it("puts what has no value last in both directions", () => {
    expect(names(sortRows(rows, { key: "households", descending: true }))).toEqual(["磨坊院", "柳院", "亭子街", "老墙里"])
    expect(names(sortRows(rows, { key: "households", descending: false }))).toEqual(["亭子街", "柳院", "磨坊院", "老墙里"])
  })

  it("follows the legend's filter and the text", () => {
    expect(names(filterRows(rows, "", (index) => index === 0))).toEqual(["柳院", "亭子街"])
    expect(names(filterRows(rows, " 乙街 ", () => true))).toEqual(["老墙里"])
    expect(names(filterRows(rows, "a-2", () => true))).toEqual(["磨坊院"])
  })
})

it("a deadline draws the eye when it is near or over", () => {
  expect([toneOf(null), toneOf(400), toneOf(92), toneOf(-1)]).toEqual([undefined, undefined, "soon", "late"])
})
