import { describe, expect, it } from "vitest"
import { isAlike, keepChanges } from "@/desk/map/shapes/changes"
import { BLANK, merge, rename, split, takeStep, type Drawing, type Refusal } from "@/desk/map/shapes/edits"
import type { Step } from "@/desk/map/shapes/vertices"
import { at, ring, town, WEST } from "./town"

const known = town()
const naming = (piece: number) => ({ id: `new-${String(piece)}`, code: "", name: "" })
function good(made: Drawing | Refusal): Drawing {
  if (typeof made === "string") throw new Error(made)
  return made
}
const take = (drawing: Drawing, ...steps: Step[]): Drawing =>
  steps.reduce((so, step) => good(takeStep(known, so, "1", step, true)), drawing)
const changed = (drawing: Drawing): string[] => [...keepChanges(known, drawing).drawn.keys()].sort()

const away: Step = { kind: "move", from: at(1, 1), to: at(1.3, 1) }
const home: Step = { kind: "move", from: at(1.3, 1), to: at(1, 1) }
const middle: Step = { kind: "insert", before: at(0, 0), at: at(0.5, 0), after: at(1, 0) }

describe("what of a drawing is a change", () => {
  it("is nothing where all was drawn back by hand", () => {
    expect(changed(take(BLANK, away))).toEqual(["1", "2"])
    expect(take(BLANK, away, home).drawn.size).toBe(2)
    expect(changed(take(BLANK, away, home))).toEqual([])
  })

  it("is nothing where only a vertex came onto a straight edge", () => {
    const added = take(BLANK, middle)
    expect(added.drawn.size).toBeGreaterThan(0)
    expect(changed(added)).toEqual([])
    const lower: Step = { kind: "move", from: at(0.5, 0), to: at(0.5, -0.2) }
    expect(changed(take(added, lower))).toEqual(["1", "3"])
    expect(changed(take(added, lower, { kind: "move", from: at(0.5, -0.2), to: at(0.5, 0) }))).toEqual([])
  })

  it("keeps the neighbour that got the vertex of one that changed", () => {
    expect(changed(good(split(known, BLANK, "1", [at(0.4, -0.2), at(0.4, 1.2)], naming)))).toEqual(["1", "3", "new-0"])
  })

  it("is nothing where what was cut was joined again", () => {
    const cut = good(split(known, BLANK, "1", [at(0.4, -0.2), at(0.4, 1.2)], naming))
    expect(changed(good(merge(known, cut, "1", "new-0")))).toEqual([])
  })

  it("keeps what was merged and cut along the old line: another place stands where one was", () => {
    const merged = good(merge(known, BLANK, "1", "2"))
    const cut = good(split(known, merged, "1", [at(1, -0.2), at(1, 1.2)], naming))
    expect(changed(cut)).toEqual(expect.arrayContaining(["1", "new-0"]))
    expect(keepChanges(known, cut).gone).toEqual(new Set(["2"]))
  })

  it("tells a new name, and forgets it with the old one", () => {
    const named = rename(known, BLANK, "1", { name: "Both" })
    expect(changed(named)).toEqual(["1"])
    expect(changed(rename(known, named, "1", { name: "Yard 1" }))).toEqual([])
  })

  it("asks not where a ring begins nor which way it runs", () => {
    expect(isAlike(WEST, [[ring([1, 1], [0, 1], [0, 0], [1, 0])]])).toBe(true)
    expect(isAlike(WEST, [[ring([0, 0], [0, 1], [1, 1], [1, 0])]])).toBe(true)
    expect(isAlike(WEST, [[ring([0, 0], [1, 0], [1, 1], [0, 1.001])]])).toBe(false)
  })
})
