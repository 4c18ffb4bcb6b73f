import { describe, expect, it } from "vitest"
import { formatCount, formatDate, formatDecimal, formatHectares, formatPercent, formatRange, formatShare } from "@/format/numbers"
import { en } from "@/i18n/en"
import { zh } from "@/i18n/zh"

describe("numbers", () => {
  it("are grouped by thousands, with a dash for none", () => {
    expect([formatCount(1637), formatCount(0), formatCount(null)]).toEqual(["1,637", "0", "—"])
  })

  it("have one decimal as a percentage and as hectares", () => {
    expect([formatPercent(90), formatShare(1537, 1637), formatShare(0, 0), formatHectares(25_400)]).toEqual(["90.0", "93.9", "—", "2.5"])
  })

  it("have no needless decimals elsewhere", () => {
    expect([formatDecimal(2.5), formatDecimal(3), formatDecimal(2.349)]).toEqual(["2.5", "3", "2.35"])
  })

  it("say a range, open at the top", () => {
    expect([formatRange(0, 2.5), formatRange(9, null)]).toEqual(["0 – 2.5", "≥ 9"])
  })
})

it("dates are the day alone", () => {
  expect([formatDate("2022-09-30T08:00:00+08:00"), formatDate(null)]).toEqual(["2022-09-30", "—"])
})

describe("messages", () => {
  type Tree = { [key: string]: string | Tree }
  const flat = (tree: Tree, path = ""): [string, string][] =>
    Object.entries(tree).flatMap(([key, value]) => (typeof value === "string" ? [[`${path}${key}`, value]] : flat(value, `${path}${key}.`)))
  /** A noun is in one form or the other. */
  const slots = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).map((slot) => slot.replace("{places}", "{place}")).sort()

  it("fill the same places in both languages, in each form that a number asks for", () => {
    const english = new Map(flat(en))
    for (const [key, text] of flat(zh)) for (const form of (english.get(key) ?? "").split(" | ")) expect(slots(form), key).toEqual(slots(text))
  })
})
