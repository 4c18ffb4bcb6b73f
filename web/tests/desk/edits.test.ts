import { describe, expect, it } from "vitest"
import { BLANK, listDrawn, merge, nextCode, placesOf, rename, split, takeStep, toFeatures, type Drawing, type Refusal } from "@/desk/map/shapes/edits"
import { advance, begin, redo, undo } from "@/desk/map/shapes/history"
import { areaOf } from "@/desk/map/shapes/rings"
import { at, town } from "./town"

const naming = (piece: number) => ({ id: `new-${String(piece)}`, code: "", name: "" })
function good(made: Drawing | Refusal): Drawing {
  if (typeof made === "string") throw new Error(made)
  return made
}
const area = (known: ReturnType<typeof town>, drawing: Drawing): number =>
  [...placesOf(known, drawing).values()].reduce((sum, { shape }) => sum + areaOf(shape), 0)

describe("a drawing", () => {
  const known = town()
  const whole = area(known, BLANK)
  const move = { kind: "move", from: at(1, 1), to: at(1.3, 1) } as const

  it("moves a shared corner in both places, so that nothing is lost between them", () => {
    const drawing = good(takeStep(known, BLANK, "1", move, true))
    expect([...drawing.drawn.keys()]).toEqual(["1", "2"])
    expect(area(known, drawing)).toBeCloseTo(whole, 1)
  })

  it("moves it in one place alone when asked to", () => {
    const drawing = good(takeStep(known, BLANK, "1", move, false))
    expect([...drawing.drawn.keys()]).toEqual(["1"])
    expect(area(known, drawing)).toBeGreaterThan(whole + 100)
  })

  it("gives a neighbour the vertex that was moved onto its edge", () => {
    const open = new Map([...known].filter(([id]) => id !== "2"))
    const onto = { kind: "move", from: at(1, 1), to: at(1.5, 0) } as const
    const drawing = good(takeStep(open, BLANK, "1", onto, true))
    expect(JSON.stringify(drawing.drawn.get("3")?.shape)).toContain(JSON.stringify(at(1.5, 0)))
  })

  it("refuses what would cross or open a boundary of three", () => {
    expect(takeStep(known, BLANK, "1", { ...move, to: at(-1, 0.5) }, true)).toBe("crosses")
    expect(takeStep(known, BLANK, "1", { kind: "delete", before: at(0, 0), at: at(1, 0), after: at(1, 1) }, true)).toBe("junction")
  })

  it("splits: the largest piece stays the place, the other is new, the neighbour gets the cut's end", () => {
    const drawing = good(split(known, BLANK, "1", [at(0.4, -0.2), at(0.4, 1.2)], naming))
    expect([...drawing.drawn.keys()].sort()).toEqual(["1", "3", "new-0"])
    expect(drawing.drawn.get("1")?.uid).toBe(1)
    expect(drawing.drawn.get("new-0")?.uid).toBeNull()
    expect(area(known, drawing)).toBeCloseTo(whole, 1)
    expect(split(known, BLANK, "1", [at(0.4, 0.2), at(0.4, 0.5)], naming)).toBe("notThrough")
  })

  it("merges: one place stays, the other goes, and a split is undone", () => {
    const merged = good(merge(known, BLANK, "1", "2"))
    expect(merged.gone).toEqual(new Set(["2"]))
    expect(area(known, merged)).toBeCloseTo(whole, 1)
    const cut = good(split(known, BLANK, "1", [at(0.4, -0.2), at(0.4, 1.2)], naming))
    const back = good(merge(known, cut, "1", "new-0"))
    expect(back.gone.size).toBe(0)
    expect(back.drawn.has("new-0")).toBe(false)
  })

  it("tells old and new areas in the district's own measure", () => {
    const drawing = rename(known, good(merge(known, BLANK, "1", "2")), "1", { name: "Both" })
    const [kept, gone] = listDrawn(known, drawing)
    expect(kept).toMatchObject({ before: 9400, isNew: false, isGone: false, place: { name: "Both" } })
    expect(kept?.after).toBeCloseTo(18_800, 0)
    expect(gone).toMatchObject({ before: 9400, after: null, isGone: true, place: { code: "AB-002" } })
  })

  it("goes to the server as the places that differ", () => {
    const drawing = rename(known, good(split(known, BLANK, "2", [at(1.4, -0.2), at(1.4, 1.2)], naming)), "new-0", { code: " AB-004 ", name: "Yard 4" })
    const { features } = toFeatures(drawing)
    expect(features.map(({ properties }) => properties)).toContainEqual({ code: "AB-004", name: "Yard 4" })
    expect(features.map(({ properties }) => properties)).toContainEqual({ uid: 2, code: "AB-002", name: "Yard 2" })
    expect(features.map(({ parents }) => parents)).toEqual(features.map(({ properties }) => (properties.name === "Yard 3" ? [] : [2])))
    expect(features.every(({ geometry }) => geometry.coordinates[0]?.[0]?.length)).toBe(true)
  })

  it("tells what becomes of the attributes: parts have no counts, a merged place has the sums", () => {
    const carried = (drawing: Drawing) => Object.fromEntries(listDrawn(known, drawing).map(({ place, carries }) => [place.id, [carries, place.parents]]))
    expect(carried(good(takeStep(known, BLANK, "1", move, false)))).toEqual({ 1: ["all", []] })
    const cut = good(split(known, BLANK, "1", [at(0.4, -0.2), at(0.4, 1.2)], naming))
    expect(carried(cut)).toMatchObject({ "1": ["part", [1]], "new-0": ["part", [1]], "3": ["all", []] })
    expect(carried(good(merge(known, BLANK, "1", "2")))).toMatchObject({ 1: ["sum", [1, 2]] })
    // Put together again it is whole; a part that went to a neighbour leaves two without counts.
    expect(carried(good(merge(known, cut, "1", "new-0")))).toMatchObject({ 1: ["all", [1]] })
    const beside = good(split(known, BLANK, "1", [at(0.6, -0.2), at(0.6, 1.2)], naming))
    expect(carried(good(merge(known, beside, "2", "new-0")))).toMatchObject({ 1: ["part", [1]], 2: ["part", [2, 1]] })
  })
})

describe("codes and history", () => {
  it("proposes the next free code of a series", () => {
    expect(nextCode("AB-009", new Set(["AB-010", "AB-011"]))).toBe("AB-012")
    expect(nextCode("yard", new Set())).toBe("yard1")
  })

  it("goes back, forward, and forgets what was undone when something new is done", () => {
    const three = advance(advance(begin(1), 2), 3)
    expect(undo(three).present).toBe(2)
    expect(redo(undo(three)).present).toBe(3)
    expect(undo(begin(1)).present).toBe(1)
    expect(advance(undo(three), 4).future).toEqual([])
    expect(redo(three)).toBe(three)
  })
})
