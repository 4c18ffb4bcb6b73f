/** The review queue as one works through it: decisions take effect at once here, then at the server. */
import { computed, onScopeDispose, ref, shallowRef, watch } from "vue"
import { ApiError } from "@/api/client"
import { decide as postDecision, readReview, undoDecision, type ReviewFilter } from "@/api/records"
import type { DecisionMade, NewAlias, NewDecision, ReviewItem, Verdict } from "@/api/recordTypes"
import { useRecords } from "@/stores/records"
import { append, currentOf, EMPTY, goTo, putBack, renew, takeOut, type Taken } from "./queue"

const PAGE = 100
const MOST = 200
/** Other people's decisions arrive in bursts; the list is read again when they pause. */
const PAUSE_MS = 800
/** So near to the end of what was read, the next page is read. */
const AHEAD = 20

export interface Choice {
  verdict: Verdict
  zone: { uid: number; name: string } | null
  alias: NewAlias | null
}

/** What became of a decision; the last one can be undone. */
export interface Made extends Choice {
  number: number
  item: ReviewItem
  taken: Taken[]
  /** Groups that its alias took out besides, at their places without the first. */
  also: Taken[]
  state: "sending" | "made" | "failed" | "undoing" | "undone"
  answer: DecisionMade | null
  error: ApiError | null
}

const bodyOf = ({ key }: ReviewItem, { verdict, zone, alias }: Choice): NewDecision =>
  ({ key, verdict, zone_uid: zone?.uid ?? null, alias, placed: false })

export function useReview(filter: () => ReviewFilter, wanted: () => string | null) {
  const records = useRecords()
  const queue = shallowRef(EMPTY)
  const loading = ref(true)
  const error = shallowRef<ApiError | null>(null)
  const made = shallowRef<Made[]>([])
  const last = shallowRef<Made | null>(null)
  const current = computed(() => currentOf(queue.value))
  let running: AbortController | null = null
  let number = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  /** Groups that were decided here and may still stand in a page that was read meanwhile. */
  const hidden = (): Set<string> =>
    new Set(made.value.filter(({ state }) => state === "sending").flatMap(({ taken }) => taken.map(({ item }) => item.key)))

  async function ask(after: string | null, limit: number, take: (page: Awaited<ReturnType<typeof readReview>>) => void): Promise<void> {
    running?.abort()
    const { signal } = (running = new AbortController())
    try {
      const page = await readReview(filter(), after, limit, signal)
      if (signal.aborted) return
      take(page)
      error.value = null
    } catch (reason) {
      if (signal.aborted) return
      if (reason instanceof ApiError) error.value = reason
    }
    loading.value = false
  }

  /** Reads the queue from its beginning, as much as was read before; one stays where one is. */
  const read = (): Promise<void> =>
    ask(null, Math.min(MOST, Math.max(PAGE, queue.value.items.length)), (page) => {
      queue.value = renew(queue.value, page, hidden(), current.value?.key ?? wanted())
    })

  async function readMore(): Promise<void> {
    const { next } = queue.value
    if (next === null || loading.value) return
    loading.value = true
    await ask(next, PAGE, (page) => { queue.value = append(queue.value, page, hidden()) })
  }

  function restart(): void {
    queue.value = EMPTY
    loading.value = true
    void read()
  }

  const go = (at: number): void => { queue.value = goTo(queue.value, at) }
  const step = (by: 1 | -1): void => { go(queue.value.at + by) }

  function change(one: Made, patch: Partial<Made>): Made {
    const next = { ...one, ...patch }
    made.value = made.value.map((other) => (other.number === one.number ? next : other))
    last.value = next
    return next
  }

  /** Decides where the current group belongs. It leaves the queue at once, and comes back if the server says no. */
  async function decide(choice: Choice): Promise<void> {
    const item = current.value
    if (!item) return
    const out = takeOut(queue.value, [item.key])
    queue.value = out.queue
    const one: Made = { ...choice, number: (number += 1), item, taken: out.taken, also: [], state: "sending", answer: null, error: null }
    made.value = [...made.value, one]
    last.value = one
    const turn = settle(one.number, postDecision(bodyOf(item, choice)))
    turns.set(one.number, turn)
    const ended = await turn
    if (ended instanceof ApiError) {
      // Where somebody else was first, the group does not come back.
      if (ended.status !== 404 && ended.status !== 409) queue.value = putBack(queue.value, one.taken)
      change(one, { state: "failed", error: ended })
      return
    }
    const also = takeOut(queue.value, ended.also.filter(({ placed }) => placed).map(({ key }) => key))
    queue.value = also.queue
    change(one, { state: "made", answer: ended, also: also.taken })
  }

  /** Decisions that are under way: undoing waits for them. */
  const turns = new Map<number, Promise<DecisionMade | ApiError>>()
  async function settle(id: number, answer: Promise<DecisionMade>): Promise<DecisionMade | ApiError> {
    try {
      return await answer
    } catch (reason) {
      if (reason instanceof ApiError) return reason
      throw reason
    } finally {
      turns.delete(id)
    }
  }

  const undoable = computed(() => [...made.value].reverse().find(({ state }) => state === "sending" || state === "made") ?? null)

  /** Undoes the last decision that stands; its groups come back to where they were. */
  async function undo(): Promise<void> {
    const target = undoable.value
    if (!target) return
    await turns.get(target.number)
    const one = made.value.find((other) => other.number === target.number)
    if (one?.state !== "made" || !one.answer) return
    const undoing = change(one, { state: "undoing" })
    try {
      await undoDecision(one.answer.id)
      queue.value = putBack(putBack(queue.value, one.also), one.taken)
      change(undoing, { state: "undone" })
    } catch (reason) {
      if (!(reason instanceof ApiError)) throw reason
      change(undoing, { state: "made", error: reason })
    }
  }

  /** Takes a group out that somebody else has decided. */
  const forget = (key: string): void => { queue.value = takeOut(queue.value, [key]).queue }

  watch(() => JSON.stringify(filter()), restart, { immediate: true })
  watch(() => records.waitingStamp, () => {
    clearTimeout(timer)
    timer = setTimeout(() => { void read() }, PAUSE_MS)
  })
  // The mark of the tab falls with the list, before the server tells it to all.
  watch(() => [queue.value.groups, queue.value.rows] as const, ([groups, rows]) => {
    const { kind, street } = filter()
    if (kind === null && street === null && queue.value !== EMPTY) records.count(groups, rows)
  })
  watch(() => queue.value.items.length - queue.value.at < AHEAD && queue.value.next !== null, (near) => { if (near) void readMore() })
  onScopeDispose(() => {
    running?.abort()
    clearTimeout(timer)
  })

  return { queue, current, loading, error, made, last, undoable, read, readMore, go, step, decide, undo, forget }
}
