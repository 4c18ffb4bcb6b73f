/** What dragging, adding or deleting one vertex does to a ring and to the neighbours that share it. All are pure. */
import { close, corners, edges, ringsOf, same, type Position, type Ring, type Shape } from "./rings"

/** One step of editing; for an insertion and a deletion `before` and `after` are the vertex's neighbours on the ring. */
export type Step =
  | { kind: "move"; from: Position; to: Position }
  | { kind: "insert"; before: Position; at: Position; after: Position }
  | { kind: "delete"; before: Position; at: Position; after: Position }

const around = (list: readonly Position[], index: number): Position =>
  list[(index + list.length) % list.length] ?? [0, 0]

/** The one step that makes `next` of `ring`; null where they are equal or differ by more than a step. */
export function findStep(ring: Ring, next: Ring): Step | null {
  const before = corners(ring)
  const after = corners(next)
  if (after.length === before.length) return findMove(before, after)
  if (after.length === before.length + 1) return found("insert", before, after)
  return after.length === before.length - 1 ? found("delete", after, before) : null
}

function findMove(before: Position[], after: Position[]): Step | null {
  const moved = before.flatMap((from, index) => {
    const to = after[index] ?? from
    return same(from, to) ? [] : [{ kind: "move" as const, from, to }]
  })
  return moved.length === 1 ? moved[0] ?? null : null
}

/** Finds the vertex that `longer` has and `shorter` lacks; the first vertex may have gone or come as well. */
function found(kind: "insert" | "delete", shorter: Position[], longer: Position[]): Step | null {
  const index = longer.findIndex((at, place) => {
    const rest = longer.filter((_, other) => other !== place)
    const start = rest.findIndex((other) => shorter[0] !== undefined && same(other, shorter[0]))
    return !shorter.some((other) => same(other, at)) && start >= 0
      && shorter.every((other, step) => same(other, around(rest, start + step)))
  })
  const at = longer[index]
  return at ? { kind, before: around(longer, index - 1), at, after: around(longer, index + 1) } : null
}

/** The ring after the step, as far as the step is about it; the same ring if not. */
function stepRing(ring: Ring, step: Step): Ring {
  if (step.kind === "move") {
    return ring.some((at) => same(at, step.from)) ? ring.map((at) => (same(at, step.from) ? step.to : at)) : ring
  }
  if (step.kind === "insert") {
    const meets = ([a, b]: [Position, Position]): boolean =>
      (same(a, step.before) && same(b, step.after)) || (same(a, step.after) && same(b, step.before))
    const index = edges(ring).findIndex(meets)
    return index < 0 ? ring : [...ring.slice(0, index + 1), step.at, ...ring.slice(index + 1)]
  }
  const list = corners(ring)
  const index = list.findIndex((at) => same(at, step.at))
  return index < 0 ? ring : close(list.filter((_, other) => other !== index))
}

/** A shape after the step; the same shape if the step is not about it. */
export function stepShape(shape: Shape, step: Step): Shape {
  const next = shape.map((polygon) => polygon.map((ring) => stepRing(ring, step)))
  return next.some((polygon, i) => polygon.some((ring, j) => ring !== shape[i]?.[j])) ? next : shape
}

/**
 * Whether deleting the vertex would part a boundary that three places share: some ring has it between other
 * neighbours, so that its edges would no longer lie on the shortened one.
 */
export function isJunction(others: Iterable<Shape>, step: Step & { kind: "delete" }): boolean {
  const ends = [step.before, step.after]
  for (const shape of others) {
    for (const ring of ringsOf(shape)) {
      const list = corners(ring)
      const index = list.findIndex((at) => same(at, step.at))
      if (index < 0) continue
      const beside = [around(list, index - 1), around(list, index + 1)]
      if (!ends.every((end) => beside.some((at) => same(at, end)))) return true
    }
  }
  return false
}

/** Whether every ring still has three corners and no two of its edges cross. */
export function isSimple(shape: Shape): boolean {
  return ringsOf(shape).every((ring) => ring.length >= 4 && !crossesItself(ring))
}

function crossesItself(ring: Ring): boolean {
  const all = edges(ring)
  return all.some(([a, b], i) => all.some(([c, d], j) =>
    j > i + 1 && !(i === 0 && j === all.length - 1) && cross(a, b, c, d)))
}

const side = (a: Position, b: Position, c: Position): number =>
  Math.sign((b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]))

const cross = (a: Position, b: Position, c: Position, d: Position): boolean =>
  side(a, b, c) * side(a, b, d) < 0 && side(c, d, a) * side(c, d, b) < 0
