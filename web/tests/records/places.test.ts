import { describe, expect, it } from "vitest"
import { percentOf } from "@/format/numbers"
import { featuresOf, middleOf } from "@/map/reviewStyle"
import { boxOf, candidateAt, chosenOf, inSight, optionsOf, type Picked } from "@/records/review/places"
import { candidate, group } from "./sample"

const picked: Picked = { uid: 9, code: "C-9", name: "别处", street: null, bbox: [116.5, 39.9, 116.51, 39.91], geometry: null }
const known = group([candidate(1, 116.4, 0.8), candidate(2, 116.403), candidate(3, 116.9)])

describe("the zones to choose from", () => {
  it("are the candidates by their numbers; Enter takes the best", () => {
    const options = optionsOf(known, null)
    expect(options.map(({ mark, uid }) => `${mark}:${String(uid)}`)).toEqual(["1:1", "2:2", "3:3"])
    expect(chosenOf(options, null)?.uid).toBe(1)
    expect(candidateAt(options, 2)?.uid).toBe(3)
    expect(candidateAt(options, 3)).toBeNull()
    expect(chosenOf(optionsOf(group([candidate(1, 116.4, 0.04)]), null), null)).toBeNull()
    expect(optionsOf(group(Array.from({ length: 7 }, (_, uid) => candidate(uid, 116))), null)).toHaveLength(5)
  })

  it("begin with what a person found, without moving the numbers", () => {
    const options = optionsOf(known, picked)
    expect(options.map(({ uid }) => uid)).toEqual([9, 1, 2, 3])
    expect(chosenOf(options, picked)?.uid).toBe(9)
    expect(candidateAt(options, 0)?.uid).toBe(1)
  })

  it("name a candidate once that a person found again", () => {
    const again = { ...picked, uid: 2 }
    const options = optionsOf(known, again)
    expect(options.map(({ uid }) => uid)).toEqual([1, 2, 3])
    expect(chosenOf(options, again)?.uid).toBe(2)
    expect(chosenOf(optionsOf(null, null), null)).toBeNull()
  })

  it("are shown together, but for one at the other end of the district", () => {
    const options = optionsOf(known, null)
    const near = inSight(options)
    expect(near.map(({ uid }) => uid)).toEqual([1, 2])
    expect(boxOf(near, [[116.39, 39.95]])).toEqual([116.39, 39.9, 116.405, 39.95])
    expect(boxOf([], [])).toBeNull()
  })
})

describe("a confidence", () => {
  it("is told in whole percent, and never as nothing", () => {
    expect([0.253, 0.006, 0.004, 0, 1].map(percentOf)).toEqual(["25", "1", "< 1", "< 1", "100"])
  })
})

describe("the candidates on the map", () => {
  const square = { type: "Polygon", coordinates: [[[0, 0], [4, 0], [4, 2], [0, 2], [0, 0]]] }

  it("bear their numbers in the middle of their largest part", () => {
    expect(middleOf(square)).toEqual([2, 1])
    const parts = { type: "MultiPolygon", coordinates: [[[[9, 9], [9.1, 9], [9.1, 9.1], [9, 9]]], square.coordinates] }
    expect(middleOf(parts)).toEqual([2, 1])
    expect(middleOf(null)).toBeNull()
  })

  it("leave out what has no shape now", () => {
    const { shapes, numbers } = featuresOf([
      { uid: 1, mark: "1", name: "甲", chosen: true, geometry: square }, { uid: 2, mark: "2", name: "乙", chosen: false, geometry: null },
    ])
    expect([shapes.features.length, numbers.features.length]).toEqual([1, 1])
    expect(numbers.features[0]).toMatchObject({ geometry: { type: "Point", coordinates: [2, 1] }, properties: { mark: "1", chosen: true } })
  })
})
