import { describe, expect, it } from "vitest"
import { classify, NO_DATA } from "@/themes/classify"
import { classOf, countWindow, densities, districtDensity, monthTotals, quantileBreaks, themeCounts, windowMonths } from "@/themes/density"
import { assignSlots, rampSlots, SLOT } from "@/themes/slots"
import { columns, DENSITY, profile, SERVICE } from "./town"

describe("a category theme", () => {
  const found = classify(SERVICE, columns, profile)

  it("gives every zone a class and counts them all", () => {
    expect([...found.ofZone]).toEqual([0, 1, 0, 2])
    expect(found.classes.map(({ id, count }) => [id, count])).toEqual([["entrusted", 2], ["none", 1], ["unknown", 1]])
  })

  it("takes labels from the profile and says how many records wait", () => {
    expect(found.classes[0]?.label).toEqual({ id: "entrusted", zh: "委托管理", en: "Entrusted" })
    expect(found.waiting).toBe(7)
    expect(found.outOfArea).toBe(0)
  })

  it("shows an id that the profile does not know rather than nothing", () => {
    const odd = { ...columns, categories: { service_group: { ids: ["new_kind"], codes: [0, 0, 0, 0] } } }
    expect(classify(SERVICE, odd, profile).classes[0]?.label).toEqual({ zh: "new_kind", en: "new_kind" })
  })
})

describe("a density theme", () => {
  it("counts the months of its window and no others", () => {
    expect(countWindow(columns, 2, 2)).toEqual([5, 40, 0, 1])
    expect(countWindow(columns, 2, 1)).toEqual([3, 10, 0, 1])
    expect(windowMonths(DENSITY, columns, 2)).toEqual(["2022-02", "2022-03"])
  })

  it("takes the server's own counts for the newest window", () => {
    expect(themeCounts(DENSITY, columns, 2)).toEqual(columns.measures["complaints_2m"])
  })

  it("has no density where households are unknown or too few", () => {
    expect(densities(DENSITY, columns, [5, 40, 0, 1])).toEqual([5, 20, null, null])
  })

  it("counts every zone once, those without data among them", () => {
    const found = classify(DENSITY, columns, profile)
    expect(found.classes.reduce((sum, { count }) => sum + count, 0)).toBe(4)
    expect(found.classes.at(-1)).toMatchObject({ id: NO_DATA, slot: SLOT.unknown, count: 2 })
    expect(found.waiting).toBe(3)
    expect(found.outOfArea).toBe(2)
  })

  it("keeps its breaks while the month moves", () => {
    const bounds = (end: number) => classify(DENSITY, columns, profile, end).classes.map(({ from, to }) => [from, to])
    expect(bounds(1)).toEqual(bounds(2))
  })

  it("gives each street the density of its zones", () => {
    const [first, second] = classify(DENSITY, columns, profile).streetSlots
    expect(first).toBeGreaterThanOrEqual(SLOT.density)
    expect(second).toBeNull()
  })

  it("counts the district over zones with households alone", () => {
    expect(districtDensity(DENSITY, columns, [5, 40, 0, 1])).toEqual({ count: 45, basis: 300, density: 15 })
  })

  it("adds the months up over all zones", () => {
    expect(monthTotals(columns)).toEqual([2, 12, 34])
  })
})

describe("class breaks", () => {
  it("rise strictly, however many values are equal", () => {
    expect(quantileBreaks([0, 0, 0, 0, 0, 0, 0, 0, 1, 9], 5)).toEqual([1])
  })

  it("are short numbers", () => {
    const breaks = quantileBreaks(Array.from({ length: 100 }, (_, value) => value * 0.0377), 5)
    expect(breaks).toEqual([0.75, 1.5, 2.5, 3])
  })

  it("belong to the class above them", () => {
    expect([0, 0.9, 1, 2, 5].map((value) => classOf(value, [1, 2]))).toEqual([0, 0, 1, 2, 2])
  })
})

describe("paint slots", () => {
  it("are the same for the same meaning and different within a theme", () => {
    expect(assignSlots(["none", "unknown"])).toEqual([SLOT.lacking, SLOT.unknown])
    const slots = assignSlots(["commodity", "public_sold", "resettlement", "mixed", "none", "unknown"])
    expect(new Set(slots).size).toBe(6)
  })

  it("spread a short ramp over the whole range", () => {
    expect(rampSlots(3)).toEqual([SLOT.density, SLOT.density + 3, SLOT.density + 5])
  })
})
