import { describe, expect, it } from "vitest"
import { attributeColumns, cellOf } from "@/desk/attributes/cells"
import { effectOf } from "@/desk/changes/effect"
import { areaChange, countChanged, countsOf, shiftOf } from "@/desk/changes/order"
import { isReady, reasonsOf, stepsOf } from "@/desk/publish/checklist"
import { firstTab, markOf } from "@/desk/status"

const findings = (open: number) => ({ E: open, W: 0, waived: 0, open })
const staged = { status: "staged" as const, error: null, findings: findings(0), changes: {} }

describe("where a survey stands", () => {
  it("tells cancelled from refused, and blocked from ready", () => {
    const error = { code: "cancelled", message: { zh: "", en: "" }, hint: null, details: [] }
    expect(markOf({ ...staged, status: "refused", error })).toBe("cancelled")
    expect(markOf({ ...staged, status: "refused" })).toBe("refused")
    expect([markOf(staged), markOf({ ...staged, findings: findings(2) })]).toEqual(["ready", "blocked"])
  })

  it("opens where a person has something to do", () => {
    expect(firstTab({ ...staged, findings: findings(1) })).toBe("findings")
    expect(firstTab(staged)).toBe("changes")
    expect(firstTab({ ...staged, status: "asked" })).toBe("decisions")
  })
})

describe("before publishing", () => {
  const known = { status: "staged" as const, findings: findings(0), reviews: [], approved_by: null, base_release_id: 7, current_release: 7 }

  it("all steps have to be done; approval is one only where something calls for it", () => {
    expect(isReady(stepsOf(known))).toBe(true)
    expect(stepsOf({ ...known, reviews: [{}] }).at(-1)).toEqual({ id: "approval", done: false })
    expect(isReady(stepsOf({ ...known, reviews: [{}], approved_by: "a" }))).toBe(true)
  })

  it("a newer release, an open error or an unread file stands in the way", () => {
    const undone = (survey: Parameters<typeof stepsOf>[0]) => stepsOf(survey).filter(({ done }) => !done).map(({ id }) => id)
    expect(undone({ ...known, current_release: 8 })).toEqual(["base"])
    expect(undone({ ...known, findings: findings(3) })).toEqual(["errors"])
    expect(undone({ ...known, status: "asked" })).toEqual(["compared", "errors", "base"])
  })

  it("reads the reasons for a second person from texts and findings", () => {
    const text = { zh: "多", en: "many" }
    expect(reasonsOf([text, { check: "D1", message: text }, "x", null])).toEqual([text, text])
  })
})

describe("changes", () => {
  it("stand in the order of weight, unchanged last and not counted", () => {
    const changes = { unchanged: 90, reshaped: 3, removed: 1, moved: 0 }
    expect(countsOf(changes).map(({ change }) => change)).toEqual(["removed", "reshaped", "unchanged"])
    expect(countChanged(changes)).toBe(4)
  })

  it("measure the area against the old one", () => {
    expect(areaChange({ area_m2: 110, old_area_m2: 100 })).toBeCloseTo(10)
    expect(areaChange({ area_m2: 110, old_area_m2: null })).toBeNull()
  })

  it("name a shift by length and direction", () => {
    expect(shiftOf([0, 3])).toEqual({ metres: 3, direction: "n" })
    expect(shiftOf([3, -3]).direction).toBe("se")
    expect(shiftOf([-4, 0])).toEqual({ metres: 4, direction: "w" })
  })

  it("tell the effect by the first definition of each rate", () => {
    const rate = (id: string, before: number | null) => ({ id, definition: "d", before: { n: 1, d: 2, rate: before }, after: { n: 1, d: 2, rate: 50 } })
    const effect = effectOf({ complaints_moving: 3, enforcement_moving: 0, rates: [rate("a", 40), rate("a", 30), rate("b", null)] })
    expect(effect).toMatchObject({ complaints: 3, enforcement: 0, rates: [{ indicator: "a", before: 40, after: 50 }] })
    expect(effectOf({})).toEqual({ complaints: null, enforcement: null, gained: 0, lost: 0, moved: 0, records: [], relocating: 0, relocations: [], rates: [] })
  })

  it("tell which records move, and which zones come to another street", () => {
    const place = { code: "M-1", name: "甲里" }
    const effect = effectOf({
      moves: { gained: 0, lost: 1, moved: 2, records: [{ kind: "complaint", key: "W-7", from: place, to: null }] },
      zones_changing_street: 1, relocations: [{ code: "M-1", name: "甲里", from: null, to: { code: "S-2", name: "乙街道" }, complaints: 4 }],
    })
    expect([effect.moved, effect.lost, effect.gained]).toEqual([2, 1, 0])
    expect(effect.records).toEqual([{ kind: "complaint", key: "W-7", name: null, from: place, to: null }])
    expect(effect.relocations).toEqual([{ kind: null, key: "M-1", name: "甲里", from: null, to: { code: "S-2", name: "乙街道" } }])
  })
})

it("attributes stand in our order, then the file's own columns", () => {
  const rows = [{ attributes: { households: 3, other: { 备注: "x" } } }, { attributes: { community: "甲", zz: [1, 2] } }]
  expect(attributeColumns(rows)).toEqual(["community", "households", "zz", "备注"])
  expect(cellOf(rows[0]?.attributes ?? {}, "备注")).toBe("x")
  expect([cellOf({ a: 3 }, "a"), cellOf({ a: [1, 2] }, "a"), cellOf({ a: true }, "a"), cellOf({}, "a")]).toEqual(["3", "1、2", "true", ""])
})
