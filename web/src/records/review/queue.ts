/** The queue of groups that wait, and what decisions do to it before the server has answered. Pure. */
import type { ReviewItem, ReviewPage } from "@/api/recordTypes"

export interface Queue {
  items: readonly ReviewItem[]
  /** The group one is at; -1 in an empty queue. */
  at: number
  /** How many wait in all, beyond those that were read. */
  groups: number
  rows: number
  next: string | null
}

/** A group with the place that it had in the queue. */
export interface Taken {
  index: number
  item: ReviewItem
}

export const EMPTY: Queue = { items: [], at: -1, groups: 0, rows: 0, next: null }

const inside = (at: number, { length }: readonly unknown[]): number => Math.max(-1, Math.min(Math.max(at, 0), length - 1))
const rowsOf = (items: readonly { rows: number }[]): number => items.reduce((sum, { rows }) => sum + rows, 0)

export const currentOf = ({ items, at }: Queue): ReviewItem | null => items[at] ?? null

/** Goes to a group by its place; beyond the ends to the last or first one. */
export const goTo = (queue: Queue, at: number): Queue => ({ ...queue, at: inside(at, queue.items) })

/**
 * A page as the server told it: the queue begins anew with it, at the group one was at if it still waits.
 * `hidden`: groups that were just decided here, which the page may still list.
 */
export function renew(queue: Queue, page: ReviewPage, hidden: ReadonlySet<string>, key: string | null = currentOf(queue)?.key ?? null): Queue {
  const items = page.items.filter((item) => !hidden.has(item.key))
  const left = page.items.filter((item) => hidden.has(item.key))
  const found = items.findIndex((item) => item.key === key)
  return {
    items, at: inside(found >= 0 ? found : queue.at, items), next: page.next,
    groups: page.groups - left.length, rows: page.rows - rowsOf(left),
  }
}

/** Adds the next page; a group that moved to it is not listed twice. */
export function append(queue: Queue, page: ReviewPage, hidden: ReadonlySet<string>): Queue {
  const known = new Set(queue.items.map(({ key }) => key))
  const more = page.items.filter(({ key }) => !known.has(key) && !hidden.has(key))
  const items = [...queue.items, ...more]
  return { ...queue, items, at: inside(queue.at, items), next: page.next }
}

/** Takes groups out: what is decided leaves at once, and the next one takes its place. */
export function takeOut(queue: Queue, keys: readonly string[]): { queue: Queue; taken: Taken[] } {
  const gone = new Set(keys)
  const taken = queue.items.flatMap((item, index) => (gone.has(item.key) ? [{ index, item }] : []))
  const items = queue.items.filter(({ key }) => !gone.has(key))
  const before = taken.filter(({ index }) => index < queue.at).length
  return {
    taken,
    queue: {
      ...queue, items, at: inside(queue.at - before, items),
      groups: Math.max(items.length, queue.groups - taken.length), rows: Math.max(0, queue.rows - rowsOf(taken.map(({ item }) => item))),
    },
  }
}

/** Puts groups back where they were, and goes to the first of them. */
export function putBack(queue: Queue, taken: readonly Taken[]): Queue {
  const known = new Set(queue.items.map(({ key }) => key))
  const missing = taken.filter(({ item }) => !known.has(item.key)).sort((a, b) => a.index - b.index)
  const items = [...queue.items]
  for (const { index, item } of missing) items.splice(Math.min(index, items.length), 0, item)
  const first = taken[0]?.item.key
  const at = items.findIndex(({ key }) => key === first)
  return {
    ...queue, items, at: inside(at >= 0 ? at : queue.at, items),
    groups: queue.groups + missing.length, rows: queue.rows + rowsOf(missing.map(({ item }) => item)),
  }
}
