import { describe, expect, it } from "vitest"
import { append, currentOf, EMPTY, goTo, putBack, renew, takeOut, type Queue } from "@/records/review/queue"
import { item, page } from "./sample"

const NONE = new Set<string>()
const keysOf = ({ items }: Queue): string => items.map(({ key }) => key).join("")
const queue = renew(EMPTY, page([item("a", 9), item("b", 5), item("c", 3), item("d", 1)], 40, "d"), NONE)

describe("the review queue", () => {
  it("begins at its first group, or at the one that was asked for", () => {
    expect(currentOf(queue)?.key).toBe("a")
    expect(renew(EMPTY, page([item("a"), item("b")]), NONE, "b").at).toBe(1)
    expect(currentOf(EMPTY)).toBeNull()
    expect(renew(EMPTY, page([]), NONE).at).toBe(-1)
  })

  it("goes no further than its ends", () => {
    expect(goTo(queue, 99).at).toBe(3)
    expect(goTo(queue, -5).at).toBe(0)
    expect(goTo(EMPTY, 0).at).toBe(-1)
  })

  it("lets a decided group go at once: the next one takes its place, the sums fall", () => {
    const { queue: left, taken } = takeOut(goTo(queue, 1), ["b"])
    expect([keysOf(left), currentOf(left)?.key]).toEqual(["acd", "c"])
    expect([left.groups, left.rows]).toEqual([39, 13])
    expect(taken).toEqual([{ index: 1, item: item("b", 5) }])
  })

  it("stays at its group when others go, and steps back from the end", () => {
    expect(currentOf(takeOut(goTo(queue, 2), ["a", "b"]).queue)?.key).toBe("c")
    expect(currentOf(takeOut(goTo(queue, 3), ["d"]).queue)?.key).toBe("c")
    expect(takeOut(renew(EMPTY, page([item("a")]), NONE), ["a"]).queue).toMatchObject({ at: -1, groups: 0, rows: 0 })
  })

  it("puts groups back where they were, each once, with its rows", () => {
    const out = takeOut(goTo(queue, 1), ["b", "d"])
    const back = putBack(out.queue, out.taken)
    expect([keysOf(back), currentOf(back)?.key]).toEqual(["abcd", "b"])
    expect([back.groups, back.rows]).toEqual([queue.groups, queue.rows])
    expect(putBack(back, out.taken)).toEqual(back)
  })

  it("takes in what others did, without what is being decided here", () => {
    const at = goTo(queue, 2)
    const fresh = renew(at, page([item("x", 20), item("b", 5), item("c", 4)], 38), new Set(["b"]))
    expect([keysOf(fresh), currentOf(fresh)?.key]).toEqual(["xc", "c"])
    expect([fresh.groups, fresh.rows]).toEqual([37, 24])
    expect(currentOf(renew(at, page([item("a"), item("b")]), NONE))?.key).toBe("b")
  })

  it("reads on without listing a group twice", () => {
    const more = append(queue, page([item("d"), item("e"), item("f")], 40, null), new Set(["f"]))
    expect([keysOf(more), more.next, more.at]).toEqual(["abcde", null, 0])
  })
})
