import { describe, expect, it } from "vitest"
import { mergeShapes } from "@/desk/map/shapes/merge"
import { areaOf, edges, insidePolygon, ringsOf, spot, type Shape } from "@/desk/map/shapes/rings"
import { snapTo } from "@/desk/map/shapes/snap"
import { splitShape } from "@/desk/map/shapes/split"
import { insertOn, stitch } from "@/desk/map/shapes/stitch"
import { findStep, isJunction, isSimple, stepShape } from "@/desk/map/shapes/vertices"
import { at, COMB, EAST, ring, SOUTH, WEST, YARD } from "./town"

const spots = (shape: Shape): Set<string> => new Set(ringsOf(shape).flat().map(spot))
const edgeNames = (shape: Shape): Set<string> => new Set(ringsOf(shape).flatMap((line) => edges(line)).map(([a, b]) => `${spot(a)} ${spot(b)}`))
/** Edges that both have, one in each direction: a boundary that agrees vertex for vertex. */
const shared = (a: Shape, b: Shape): number => {
  const names = edgeNames(b)
  return ringsOf(a).flatMap((line) => edges(line)).filter(([p, q]) => names.has(`${spot(q)} ${spot(p)}`)).length
}
const total = (shapes: Shape[]): number => shapes.reduce((sum, shape) => sum + areaOf(shape), 0)

describe("areas", () => {
  it("agree with the ellipsoid to a millionth", () => {
    // pyproj.Geod(ellps="GRS80").geometry_area_perimeter of the same square.
    expect(areaOf(WEST)).toBeCloseTo(9495.26, 1)
  })

  it("leave holes out", () => {
    expect(areaOf(YARD)).toBeCloseTo(areaOf([[YARD[0]?.[0] ?? []]]) - areaOf([[YARD[0]?.[1] ?? []]]), 3)
    expect(insidePolygon(at(2, 2), YARD[0] ?? [])).toBe(false)
    expect(insidePolygon(at(0.5, 2), YARD[0] ?? [])).toBe(true)
  })
})

describe("a split", () => {
  it("gives two pieces that share the cut vertex for vertex", () => {
    const [one, two, ...more] = splitShape(WEST, [at(-0.5, 0.31), at(0.5, 0.4), at(1.5, 0.37)])
    expect(more).toEqual([])
    expect(total([one ?? [], two ?? []])).toBeCloseTo(areaOf(WEST), 1)
    expect(shared(one ?? [], two ?? [])).toBe(2)
    expect(areaOf(one ?? [])).toBeGreaterThan(areaOf(two ?? []))
  })

  it("works from a vertex to an edge, and from edge to edge where the line stands on them", () => {
    expect(splitShape(WEST, [at(0, 0), at(0.7, 1)])).toHaveLength(2)
    expect(splitShape(WEST, [at(0.3, 0), at(0.7, 1)])).toHaveLength(2)
    expect(splitShape(WEST, [at(0.3, 0.000_04), at(0.7, 0.999_96)])).toHaveLength(2)
  })

  it("cuts a comb into three, and a yard through its hole into two", () => {
    expect(splitShape(COMB, [at(-1, 1.5), at(4, 1.5)])).toHaveLength(3)
    const halves = splitShape(YARD, [at(-1, 2.2), at(5, 2)])
    expect(halves).toHaveLength(2)
    expect(halves.every((half) => half[0]?.length === 1)).toBe(true)
    expect(total(halves)).toBeCloseTo(areaOf(YARD), 1)
  })

  it("keeps a hole in the piece that it lies in", () => {
    const [large, small] = splitShape(YARD, [at(-1, 0.5), at(5, 0.6)])
    expect(large?.[0]).toHaveLength(2)
    expect(small?.[0]).toHaveLength(1)
  })

  it("leaves the other parts of a shape with the largest piece", () => {
    const [large, small] = splitShape([...WEST, [ring([5, 5], [6, 5], [6, 6])]], [at(-1, 0.2), at(2, 0.2)])
    expect(large).toHaveLength(2)
    expect(small).toHaveLength(1)
  })

  it.each([
    ["beside it", [at(-1, 2), at(2, 2)]],
    ["that ends inside", [at(-1, 0.5), at(0.5, 0.5)]],
    ["inside", [at(0.2, 0.5), at(0.8, 0.5)]],
    ["along an edge", [at(0, 0), at(1, 0)]],
    ["of no length", [at(0, 0), at(0, 0)]],
  ])("is not made by a line %s", (_, line) => {
    expect(splitShape(WEST, line)).toHaveLength(1)
  })
})

describe("a merger", () => {
  it("joins neighbours and keeps the vertices that a third needs", () => {
    const joined = mergeShapes(WEST, EAST)
    expect(joined).toHaveLength(1)
    expect(areaOf(joined ?? [])).toBeCloseTo(areaOf(WEST) + areaOf(EAST), 1)
    expect(spots(joined ?? [])).toContain(spot(at(1, 0)))
    expect(shared(joined ?? [], SOUTH)).toBe(2)
  })

  it("undoes a split", () => {
    const [one = [], two = []] = splitShape(YARD, [at(-1, 2.2), at(5, 2)])
    const joined = mergeShapes(one, two)
    expect(areaOf(joined ?? [])).toBeCloseTo(areaOf(YARD), 0)
    expect(joined?.[0]).toHaveLength(2)
  })

  it("closes a seam of a few centimetres without a gap", () => {
    const off: Shape = EAST.map((polygon) => polygon.map((line) => line.map(([x, y]) => [x + 3e-7, y])))
    const joined = mergeShapes(WEST, off)
    expect(joined).toHaveLength(1)
    expect(joined?.[0]).toHaveLength(1)
  })

  it("is refused where two only touch at a corner, or lie apart", () => {
    expect(mergeShapes(WEST, [[ring([1, 1], [2, 1], [2, 2])]])).toBeNull()
    expect(mergeShapes(WEST, [[ring([5, 1], [6, 1], [6, 2])]])).toBeNull()
  })
})

describe("stitching", () => {
  it("puts a neighbour's vertex into the edge under it, once", () => {
    const line = insertOn(ring([0, 0], [2, 0], [2, 1]), [at(1, 0), at(0.5, 0), at(1, 0), at(0, 0), at(1, 0.4)])
    expect(line).toEqual(ring([0, 0], [0.5, 0], [1, 0], [2, 0], [2, 1]))
  })

  it("leaves a line alone that nothing lies on", () => {
    const line = ring([0, 0], [2, 0], [2, 1])
    expect(insertOn(line, [at(1, 0.4), at(9, 9)])).toBe(line)
  })

  it("makes three shapes agree", () => {
    const long: Shape = [[ring([0, -1], [2, -1], [2, 0], [0, 0])]]
    const made = stitch(new Map([["w", WEST], ["e", EAST], ["s", long]]), ["w"])
    expect(shared(made.get("s") ?? [], WEST)).toBe(1)
    expect(shared(made.get("s") ?? [], EAST)).toBe(1)
  })
})

describe("steps at a vertex", () => {
  const [line = []] = WEST[0] ?? []

  it("are found as what they are", () => {
    expect(findStep(line, ring([0, 0], [1, 0], [1.2, 1.1], [0, 1]))).toEqual({ kind: "move", from: at(1, 1), to: at(1.2, 1.1) })
    expect(findStep(line, ring([0, 0], [1, 0], [1, 0.5], [1, 1], [0, 1]))).toEqual({ kind: "insert", before: at(1, 0), at: at(1, 0.5), after: at(1, 1) })
    expect(findStep(line, ring([1, 0], [1, 1], [0, 1]))).toEqual({ kind: "delete", before: at(0, 1), at: at(0, 0), after: at(1, 0) })
    expect(findStep(line, ring([0.1, 0], [1, 0], [1, 1], [0, 1]))).toEqual({ kind: "move", from: at(0, 0), to: at(0.1, 0) })
    expect(findStep(line, line)).toBeNull()
  })

  it("change a neighbour's shared vertex in the same way", () => {
    const moved = { kind: "move", from: at(1, 1), to: at(1.2, 1.1) } as const
    expect(spots(stepShape(EAST, moved))).toContain(spot(at(1.2, 1.1)))
    expect(stepShape(SOUTH, moved)).toBe(SOUTH)
    const inserted = { kind: "insert", before: at(1, 0), at: at(1, 0.5), after: at(1, 1) } as const
    expect(shared(stepShape(WEST, inserted), stepShape(EAST, inserted))).toBe(2)
  })

  it("know the corner of three from a vertex between two", () => {
    const corner = { kind: "delete", before: at(0, 0), at: at(1, 0), after: at(1, 1) } as const
    expect(isJunction([EAST, SOUTH], corner)).toBe(true)
    const inserted = { kind: "insert", before: at(1, 0), at: at(1, 0.5), after: at(1, 1) } as const
    expect(isJunction([stepShape(EAST, inserted), SOUTH], { ...inserted, kind: "delete" })).toBe(false)
  })

  it("are told when they make a ring cross itself", () => {
    expect(isSimple(WEST)).toBe(true)
    expect(isSimple(stepShape(WEST, { kind: "move", from: at(1, 1), to: at(-1, 0.5) }))).toBe(false)
  })
})

describe("snapping", () => {
  it("prefers a vertex to an edge, and an edge to nothing", () => {
    expect(snapTo(at(1.02, 1.02), [WEST], { metres: 5 })).toEqual(at(1, 1))
    expect(snapTo(at(1.02, 0.5), [WEST], { metres: 5 })).toEqual(at(1, 0.5))
    expect(snapTo(at(1.2, 0.5), [WEST], { metres: 5 })).toBeNull()
  })

  it("is not held by what moves itself", () => {
    expect(snapTo(at(1.02, 1.02), [WEST, EAST], { metres: 5, except: [at(1, 1)] })).toBeNull()
  })
})
