import { createPinia, setActivePinia } from "pinia"
import { effectScope, nextTick } from "vue"
import { beforeEach, describe, expect, it, vi } from "vitest"
import { ApiError } from "@/api/client"
import * as server from "@/api/records"
import type { DecisionMade } from "@/api/recordTypes"
import { toastOf } from "@/records/review/toast"
import { useReview, type Choice, type Made } from "@/records/review/useReview"
import { useRecords } from "@/stores/records"
import { item, page } from "./sample"

vi.mock("@/api/records")

const ALL = { kind: null, street: null }
const there: Choice = { verdict: "zone", zone: { uid: 7, name: "甲小区" }, alias: null }
const answer = (id: number, also: string[] = []): DecisionMade =>
  ({ id, revision: id, rows: 5, also: also.map((key) => ({ key, said: {}, rows: 2, placed: key !== "old" })) })
const refusal = (status: number): ApiError => new ApiError(status, { zh: "不行", en: "No" }, null, null)
const settle = async (): Promise<void> => { for (let turn = 0; turn < 6; turn += 1) await nextTick() }

async function open() {
  vi.mocked(server.readReview).mockResolvedValue(page([item("a", 9), item("b", 5), item("c", 3)]))
  const review = effectScope().run(() => useReview(() => ALL, () => null))
  if (!review) throw new Error("no scope")
  await settle()
  const keys = (): string => review.queue.value.items.map(({ key }) => key).join("")
  return { review, keys }
}

beforeEach(() => {
  setActivePinia(createPinia())
  vi.resetAllMocks()
})

describe("deciding in the queue", () => {
  it("takes effect before the server answers, and goes on to the next group", async () => {
    const { review, keys } = await open()
    let tell: (made: DecisionMade) => void = () => undefined
    vi.mocked(server.decide).mockReturnValue(new Promise((resolve) => { tell = resolve }))
    const deciding = review.decide(there)
    expect([keys(), review.current.value?.key, review.last.value?.state]).toEqual(["bc", "b", "sending"])
    tell(answer(1, ["c"]))
    await deciding
    expect([keys(), review.last.value?.state, review.queue.value.rows]).toEqual(["b", "made", 5])
    expect(server.decide).toHaveBeenCalledWith({ key: "a", verdict: "zone", placed: false, zone_uid: 7, alias: null })
  })

  it("brings a group back that the server refused, unless somebody else has decided it", async () => {
    const { review, keys } = await open()
    vi.mocked(server.decide).mockRejectedValueOnce(refusal(503)).mockRejectedValueOnce(refusal(409))
    await review.decide(there)
    expect([keys(), review.last.value?.state]).toEqual(["abc", "failed"])
    await review.decide(there)
    expect(keys()).toBe("bc")
    expect(review.undoable.value).toBeNull()
  })

  it("is undone with what its alias placed, one decision after the other", async () => {
    const { review, keys } = await open()
    vi.mocked(server.decide).mockResolvedValueOnce(answer(1, ["c"])).mockResolvedValueOnce(answer(2))
    vi.mocked(server.undoDecision).mockResolvedValue({ revision: 3, rows: 5 })
    await review.decide(there)
    await review.decide({ verdict: "elsewhere", zone: null, alias: null })
    expect(keys()).toBe("")
    await review.undo()
    await review.undo()
    await review.undo()
    expect(vi.mocked(server.undoDecision).mock.calls).toEqual([[2], [1]])
    expect([keys(), review.current.value?.key, review.queue.value.groups]).toEqual(["abc", "a", 3])
  })

  it("waits for a decision on its way before it undoes it", async () => {
    const { review, keys } = await open()
    let tell: (made: DecisionMade) => void = () => undefined
    vi.mocked(server.decide).mockReturnValue(new Promise((resolve) => { tell = resolve }))
    vi.mocked(server.undoDecision).mockResolvedValue({ revision: 3, rows: 9 })
    const deciding = review.decide(there)
    const undoing = review.undo()
    expect(server.undoDecision).not.toHaveBeenCalled()
    tell(answer(4))
    await Promise.all([deciding, undoing])
    expect([vi.mocked(server.undoDecision).mock.calls, keys()]).toEqual([[[4]], "abc"])
  })

  it("keeps a decision that could not be undone", async () => {
    const { review, keys } = await open()
    vi.mocked(server.decide).mockResolvedValue(answer(1))
    vi.mocked(server.undoDecision).mockRejectedValue(refusal(409))
    await review.decide(there)
    await review.undo()
    expect([keys(), review.last.value?.state, review.last.value?.error?.status]).toEqual(["bc", "made", 409])
  })

  it("tells the mark of the tab at once", async () => {
    const records = useRecords()
    records.waiting = { groups: 3, rows: 17, kinds: {} }
    const { review } = await open()
    vi.mocked(server.decide).mockResolvedValue(answer(1))
    await review.decide(there)
    await settle()
    expect(records.waiting).toMatchObject({ groups: 2, rows: 8 })
  })
})

describe("the toast", () => {
  const made: Made = { ...there, number: 1, item: item("a", 9), taken: [], also: [], state: "made", answer: answer(1, ["b", "c"]), error: null }
  const keysOf = (change: Partial<Made>) => toastOf({ ...made, ...change }, "?", ({ zh }) => zh).texts.map(({ key }) => key.replace("records.", ""))

  it("says what was placed, and what an alias placed besides", () => {
    const { texts, undoable } = toastOf(made, "?", ({ zh }) => zh)
    expect(texts).toEqual([
      { key: "records.done.zone", words: { said: "小区a", rows: "5", zone: "甲小区" } },
      { key: "records.done.also", words: { count: "2", rows: "4" } },
    ])
    expect(undoable).toBe(true)
    expect(keysOf({ verdict: "elsewhere", answer: null })).toEqual(["done.elsewhere"])
  })

  it("says what was undone, what failed, and whether to try again", () => {
    expect(keysOf({ state: "undone" })).toEqual(["done.undone"])
    expect(keysOf({ state: "failed", error: refusal(503) })).toEqual(["review.failed", "review.retryHint"])
    expect(keysOf({ state: "failed", error: refusal(409) })).toEqual(["review.failed"])
    expect(keysOf({ answer: answer(1, ["old"]) })).toEqual(["done.zone"])
    expect(toastOf({ ...made, state: "undoing" }, "?", ({ zh }) => zh).undoable).toBe(false)
  })
})
