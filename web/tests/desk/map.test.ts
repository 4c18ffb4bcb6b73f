import { validateStyleMin } from "@maplibre/maplibre-gl-style-spec"
import { describe, expect, it } from "vitest"
import type { ChangeRow, Finding } from "@/api/surveyTypes"
import type { Profile } from "@/api/types"
import { boardOf, formerOf } from "@/desk/map/board"
import { BLANK, merge, placesOf } from "@/desk/map/shapes/edits"
import { currentSides, sidesOf } from "@/desk/map/tiles"
import { marksOf, spotsOf, tintsOf } from "@/desk/map/tint"
import { CHANGE_CLASSES, CHANGE_LOOKS, changeNumber } from "@/map/changes"
import { deskData } from "@/map/deskMarks"
import { deskStyle, type DeskStyleOptions, type TileSet } from "@/map/deskStyle"
import { DARK, LIGHT, type Palette } from "@/map/palette"
import { contrast } from "../colour"
import { town } from "./town"

const tiles = (name: string): TileSet => ({ tiles: `http://localhost/tiles/${name}/{z}/{x}/{y}`, minZoom: 8, maxZoom: 14 })
const options = (palette: Palette, more: Partial<DeskStyleOptions> = {}): DeskStyleOptions => ({
  palette, bounds: [116, 39, 117, 41], old: tiles("map/1"), new: tiles("survey/7-1"), data: deskData(), ...more,
})
const row = (more: Partial<ChangeRow>): ChangeRow => ({
  number: 1, row: 1, uid: 11, change: "reshaped", identified_by: "code", iou: 0.9, code: "A-1", name: "Willow Court", old_code: "A-1",
  old_name: "Willow Court", area_m2: 1, old_area_m2: 1, distance_m: 1, shift_m: null, complaints: 0, parents: [], children: [], bbox: [0, 0, 2, 4], ...more,
})

describe.each([["light", LIGHT], ["dark", DARK]] as const)("the desk's style in the %s palette", (appearance, palette) => {
  it.each([
    ["both", {}], ["the old tiles alone", { new: null }], ["the new tiles alone", { old: null }], ["no tiles", { old: null, new: null }],
  ])("is valid with %s", (_, more) => {
    expect(validateStyleMin(deskStyle(options(palette, more)))).toEqual([])
  })

  it("tells every class of change from the ground and from those with the same pattern", () => {
    for (const change of CHANGE_CLASSES) {
      expect(contrast(CHANGE_LOOKS[change][appearance], palette.ground)).toBeGreaterThan(1.9)
      const alike = CHANGE_CLASSES.filter((other) => other !== change && CHANGE_LOOKS[other].pattern === CHANGE_LOOKS[change].pattern)
      alike.forEach((other) => { expect(CHANGE_LOOKS[other][appearance]).not.toBe(CHANGE_LOOKS[change][appearance]) })
    }
  })
})

describe("the tints", () => {
  it("name new places by their code and known ones by their number", () => {
    expect(tintsOf([row({})])).toEqual([
      { source: "new", id: "A-1", state: { c: changeNumber("reshaped") } }, { source: "old", id: 11, state: { c: changeNumber("reshaped") } },
    ])
    expect(tintsOf([row({ change: "removed", row: null })])).toEqual([{ source: "old", id: 11, state: { c: changeNumber("removed") } }])
  })

  it("tint the place that a piece came from", () => {
    const parents = [{ uid: 9, row: null, code: "A", name: "Old Wall", share: 0.6 }]
    expect(tintsOf([row({ uid: null, change: "split", parents })]).map(({ source, id }) => [source, id])).toEqual([["new", "A-1"], ["old", 9]])
  })

  it("have no number for what stays", () => {
    expect(changeNumber("unchanged")).toBe(0)
  })

  it("leave the spots to the rare changes", () => {
    const many = Array.from({ length: 201 }, () => row({}))
    expect(spotsOf([...many, row({ change: "added" })]).features.map(({ properties }) => properties)).toEqual([{ change: "added" }])
  })

  it("put one spot a change and one mark a finding that has a place", () => {
    expect(spotsOf([row({}), row({ bbox: null })]).features.map(({ geometry }) => geometry)).toEqual([{ type: "Point", coordinates: [1, 2] }])
    const found = { number: 3, severity: "E", point: [1, 2], waiver: null } as unknown as Finding
    const marks = marksOf([found, { ...found, number: 4, point: null }])
    expect(marks.features.map(({ properties }) => properties)).toEqual([{ number: 3, severity: "E", waived: false }])
  })
})

describe("the two sides", () => {
  const profile = { map: { min_zoom: 8, max_zoom: 14 } } as unknown as Profile
  const preview = { tiles: "/tiles/survey/7-2/{z}/{x}/{y}", min_zoom: 8, max_zoom: 14 }

  it("are the release it was compared with and the preview", () => {
    const { old, new: next } = sidesOf({ base_release_id: 3, release: null, preview }, profile, "http://h", 3)
    expect([old?.tiles, next?.tiles]).toEqual(["http://h/tiles/map/3/{z}/{x}/{y}", "http://h/tiles/survey/7-2/{z}/{x}/{y}"])
  })

  it("are two releases once it is published, and one where there is no preview", () => {
    expect(sidesOf({ base_release_id: 3, release: 4, preview }, profile, "", 3).new?.tiles).toBe("/tiles/map/4/{z}/{x}/{y}")
    expect(sidesOf({ base_release_id: 3, release: null, preview: null }, profile, "", 3).new).toBeNull()
    expect(sidesOf({ base_release_id: 3, release: null, preview: null }, profile, "", 4).old?.tiles).toBe("/tiles/map/3/{z}/{x}/{y}")
  })

  it("are those in force where a survey was compared with none", () => {
    const unread = { base_release_id: null, release: null, preview: null }
    expect(sidesOf(unread, profile, "", 4)).toMatchObject({ old: { tiles: "/tiles/map/4/{z}/{x}/{y}" }, new: null })
    expect(sidesOf({ ...unread, preview }, profile, "", 4).old).toBeNull()
    expect(sidesOf(unread, profile, "", null).old).toBeNull()
    expect(currentSides(null, profile, "").old).toBeNull()
  })
})

describe("the drawing board", () => {
  it("shows what is chosen, drawn and left, and the outlines in force of what differs", () => {
    const known = town()
    const merged = merge(known, BLANK, "1", "2")
    if (typeof merged === "string") throw new Error(merged)
    const states = (chosen: string | null) => boardOf(placesOf(known, merged), merged, chosen).features.map(({ properties }) => [properties?.["place"], properties?.["state"]] as unknown)
    expect(states(null)).toEqual([["1", "drawn"], ["3", "quiet"]])
    expect(states("1")).toEqual([["1", "chosen"], ["3", "quiet"]])
    expect(formerOf(known, merged).features.map(({ properties }) => properties?.["place"] as unknown)).toEqual(["1", "2"])
  })
})
