import { describe, expect, it } from "vitest"
import { commandOf, KEYS, type Pressed, type Situation } from "@/records/review/keys"
import { recordsZh } from "@/i18n/records.zh"

const here: Situation = { candidates: 3, acceptable: true, mayDecide: true }
const press = (key: string, change: Partial<Pressed> = {}, situation: Partial<Situation> = {}) =>
  commandOf({ key, modified: false, repeated: false, focus: "page", ...change }, { ...here, ...situation })

describe("the keys of the review desk", () => {
  it("step, by letters and by arrows, and while held down", () => {
    expect([press("j"), press("ArrowDown"), press("J", { repeated: true })]).toEqual(Array(3).fill({ kind: "step", by: 1 }))
    expect([press("k"), press("ArrowUp")]).toEqual(Array(2).fill({ kind: "step", by: -1 }))
  })

  it("place in the candidates that there are, and in no other", () => {
    expect(press("1")).toEqual({ kind: "choose", index: 0 })
    expect(press("3")).toEqual({ kind: "choose", index: 2 })
    expect([press("4"), press("6")]).toEqual([null, null])
    expect(press("1", {}, { candidates: 0 })).toBeNull()
  })

  it("accept what there is to accept, once, and not for a button that has the focus", () => {
    expect(press("Enter")).toEqual({ kind: "accept" })
    expect(press("Enter", { repeated: true })).toBeNull()
    expect(press("Enter", {}, { acceptable: false })).toBeNull()
    expect(press("Enter", { focus: "button" })).toBeNull()
    expect(press("2", { focus: "button" })).toEqual({ kind: "choose", index: 1 })
  })

  it("leave fields and the browser's own keys alone", () => {
    for (const key of ["j", "1", "Enter", "x", "u", "/"]) {
      expect(press(key, { focus: "field" })).toBeNull()
      expect(press(key, { modified: true })).toBeNull()
    }
  })

  it("decide nothing for who may only look", () => {
    const may = { mayDecide: false }
    expect(["1", "Enter", "0", "x", "a", "u", "/"].map((key) => press(key, {}, may))).toEqual(Array(7).fill(null))
    expect(press("j", {}, may)).toEqual({ kind: "step", by: 1 })
    expect(press("?", {}, may)).toEqual({ kind: "help" })
  })

  it("are all named in the help, in full-width too", () => {
    expect([press("0"), press("X"), press("a"), press("U"), press("/")].map((command) => command?.kind))
      .toEqual(["unplaceable", "elsewhere", "alias", "undo", "search"])
    expect(press("？")).toEqual({ kind: "help" })
    const words: Record<string, string> = recordsZh.help
    expect(KEYS.filter(({ command }) => !words[command])).toEqual([])
  })
})
