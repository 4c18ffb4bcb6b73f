import { describe, expect, it } from "vitest"
import { planWall, type Screen } from "@/wall/layout"

const screen = (patch: Partial<Screen>): Screen => ({ width: 1920, height: 1080, ratio: 1, widthM: null, distanceM: 5, ...patch })

describe("planWall", () => {
  it("fills a 55-inch screen at five metres with text of sixteen minutes of arc", () => {
    const plan = planWall(screen({}))
    expect(plan).toMatchObject({ unit: 40, shape: "board" })
    expect(plan.readableM).toBeGreaterThan(4.98)
  })

  it("scales uniformly: four times the pixels, twice the unit, the same shape", () => {
    const plan = planWall(screen({ width: 3840, height: 2160 }))
    expect(plan).toMatchObject({ unit: 80, shape: "board" })
  })

  it("gives an ultrawide screen its fourth column instead of stretching", () => {
    expect(planWall(screen({ width: 5120, height: 1440 }))).toMatchObject({ shape: "wide", unit: 1440 / 27 })
  })

  it("keeps characters readable from far away by showing fewer parts", () => {
    const plan = planWall(screen({ distanceM: 7 }))
    expect(plan.shape).toBe("far")
    expect(plan.readableM).toBeGreaterThan(6.97)
  })

  it("says honestly that a small screen cannot be read from the back", () => {
    const plan = planWall(screen({ distanceM: 12 }))
    expect(plan.shape).toBe("far")
    expect(plan.readableM).toBeLessThan(12)
  })

  it("uses the width that the address names: a large wall is read from ten metres", () => {
    const plan = planWall(screen({ widthM: 3.6, distanceM: 10 }))
    expect(plan.shape).toBe("board")
    expect(plan.readableM).toBeGreaterThan(10)
  })

  it.each([[800, 600, 1], [1024, 768, 1], [1280, 720, 1], [1366, 768, 2]])("never sets a character under 24 device pixels (%i × %i, ratio %i)", (width, height, ratio) => {
    expect(planWall(screen({ width, height, ratio })).unit * ratio).toBeGreaterThanOrEqual(24)
  })
})
