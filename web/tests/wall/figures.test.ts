import { describe, expect, it } from "vitest"
import type { Indicators, Series, StreetRates } from "@/api/types"
import { definitionParts, laggingStreets, surplus } from "@/wall/lagging"
import { axisLine, yearTrend } from "@/wall/trend"
import { columnTitle, figureTitle } from "@/wall/words"

type Rate = StreetRates["rates"][number]

const rate = (indicator: string, numerator: number, denominator: number, missing: number, target: number | null = 90): Rate => ({
  indicator, definition: "d", numerator, denominator, rate: denominator ? (100 * numerator) / denominator : null, target, missing,
})
const street = (uid: number, rates: Rate[]): StreetRates =>
  ({ uid, code: String(uid), name: `street ${String(uid)}`, rates, zones: 10, complaints_12m: 0, households: null })
const indicators = (streets: StreetRates[]): Indicators => ({
  as_of: "2022-09-30", year: 2022, release: 1, revision: 1, streets,
  rates: [rate("committee", 9, 10, 0), rate("service", 9, 10, 0)].map((found) => ({ ...found, source: "", previous_year: null })),
})

describe("laggingStreets", () => {
  const lagging = laggingStreets(indicators([
    street(1, [rate("committee", 10, 10, 0), rate("service", 10, 10, 0)]),
    street(2, [rate("service", 7, 10, 2), rate("committee", 10, 10, 0)]),
    street(3, [rate("committee", 4, 10, 5), rate("service", 8, 10, 1)]),
    street(4, [rate("committee", 8, 20, 2), rate("service", 10, 10, 0)]),
    street(5, [rate("committee", 0, 0, 0), rate("service", 1, 10, 0, null)]),
  ]))

  it("lists only those that miss a target, those that miss most first, then those with the lowest rate", () => {
    expect(lagging.map(({ uid }) => uid)).toEqual([3, 4, 2])
  })

  it("keeps the columns in the order of the district's rates", () => {
    expect(lagging.find(({ uid }) => uid === 2)?.missing).toEqual([0, 2])
  })

  it("counts all that a street lacks", () => {
    expect(lagging[0]).toMatchObject({ missing: [5, 1], total: 6 })
  })
})

describe("surplus", () => {
  it.each([[1537, 1637, 63], [1476, 1640, 0], [1475, 1640, -1]])("of %i in %i is %i above 90 %%", (numerator, denominator, expected) => {
    expect(surplus({ numerator, denominator, target: 90 })).toBe(expected)
  })

  it("is nothing without a target", () => { expect(surplus({ numerator: 1, denominator: 2, target: null })).toBe(0) })
})

describe("definitionParts", () => {
  it("drops a list of examples and keeps a bracket that belongs to the name", () => {
    expect(definitionParts("委托管理（企业、专业单位、其他管理人、业主自管）的区域 ÷ 全部业委会（物管会）"))
      .toEqual({ numerator: "委托管理的区域", denominator: "全部业委会（物管会）" })
  })
})

describe("yearTrend", () => {
  const months = ["2021", "2022"].flatMap((year) => Array.from({ length: 12 }, (_, month) => `${year}-${String(month + 1).padStart(2, "0")}`))
  const series = (count: number, incomplete: boolean, first = 0): Series => {
    const kept = months.slice(first, count)
    return {
      release: 1, revision: 1, months: kept, total: kept.map((month) => (month < "2022" ? 100 : 90)), unmatched: kept.map(() => 0), unplaceable: kept.map(() => 0), out_of_area: kept.map(() => 0),
      incomplete_last: incomplete, streets: { uid: [], rows: [] },
    }
  }

  it("sets the whole months of the year against the same months of the year before", () => {
    expect(yearTrend(series(21, false))).toMatchObject({ year: 2022, through: 9, total: 810, before: 900, change: -10 })
  })

  it("marks an unfinished month and leaves it out of the comparison", () => {
    const trend = yearTrend(series(21, true))
    expect(trend).toMatchObject({ through: 8, total: 720, before: 800 })
    expect(trend?.months[8]).toMatchObject({ incomplete: true, count: 90 })
  })

  it("looks at the last whole year while January is not over", () => {
    expect(yearTrend(series(13, true))).toMatchObject({ year: 2021, through: 12, total: 1200, before: null, change: null })
  })

  it("compares with nothing when the year before is not known whole", () => {
    expect(yearTrend(series(21, false, 3))).toMatchObject({ through: 9, total: 810, before: null, change: null })
  })

  it("says nothing before the first whole month", () => { expect(yearTrend(series(1, true))).toBeNull() })
})

describe("axisLine", () => {
  it.each([[0, 1], [7, 5], [1127, 1000], [2400, 2000], [49, 20]])("under %i stands at %i", (highest, line) => { expect(axisLine(highest)).toBe(line) })
})

describe("titles", () => {
  it("breaks a Chinese name where its words part", () => {
    expect(columnTitle("服务覆盖率", "zh")).toEqual(["服务", "覆盖率"])
    expect(columnTitle("党组织覆盖率", "zh")).toEqual(["党组织", "覆盖率"])
    expect(columnTitle("组建率", "zh")).toEqual(["组建率"])
  })

  it("shortens English names", () => {
    expect(columnTitle("Committees", "en")).toEqual(["Comm."])
    expect(figureTitle("Party organisations", "en")).toBe("Party")
    expect(figureTitle("Committees", "en")).toBe("Committees")
  })
})
