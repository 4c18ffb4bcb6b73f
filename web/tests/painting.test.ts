import { describe, expect, it } from "vitest"
import { drawPattern, DRAWN, PATTERN_SIDE } from "@/map/patterns"
import { changes } from "@/map/recolour"

describe("recolouring", () => {
  const painting = (slots: number[], dimmed = slots.map(() => 0)) => ({ slots: Uint8Array.from(slots), dimmed: Uint8Array.from(dimmed), streets: [] })

  it("touches every zone at first and only the changed ones later", () => {
    const first = changes([5, 6, 7], painting([1, 2, 3]), new Map())
    expect(first).toHaveLength(3)
    expect(changes([5, 6, 7], painting([1, 4, 3]), new Map(first))).toEqual([[6, 8]])
  })

  it("sees that a zone is dimmed", () => {
    const painted = new Map(changes([5], painting([1]), new Map()))
    expect(changes([5], painting([1], [1]), painted)).toEqual([[5, 3]])
  })
})

describe.each(DRAWN)("the pattern %s", (pattern) => {
  const { width, height, data } = drawPattern(pattern, "#102030", 2)
  const ink = (x: number, y: number): number => data[((y % height) * width + (x % width)) * 4 + 3] ?? -1

  it("has the palette's ink on clear ground", () => {
    expect([width, height]).toEqual([2 * PATTERN_SIDE, 2 * PATTERN_SIDE])
    expect([...data.slice(0, 3)]).toEqual([16, 32, 48])
    const share = data.filter((_, at) => at % 4 === 3).reduce((sum, alpha) => sum + alpha, 0) / (255 * width * height)
    expect(share).toBeGreaterThan(0.05)
    expect(share).toBeLessThan(0.5)
  })

  it("repeats without a seam", () => {
    // Along a row the ink never jumps more across the tile's edge than it does inside.
    const jumps = Array.from({ length: height }, (_, y) => Array.from({ length: width }, (_, x) => Math.abs(ink(x, y) - ink(x + 1, y))))
    const inside = Math.max(...jumps.flatMap((row) => row.slice(0, -1)))
    expect(Math.max(...jumps.map((row) => row.at(-1) ?? 0))).toBeLessThanOrEqual(inside)
  })
})
