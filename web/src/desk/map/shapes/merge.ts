/** Joins two neighbouring shapes to one. Pure. */
import { union } from "polyclip-ts"
import { areaOf, corners, directed, onGrid, ringsOf, same, type Polygon, type Position, type Ring, type Shape } from "./rings"
import { pull, weave } from "./stitch"

/** Vertices of two shapes closer than this are taken as the same corner, in metres. */
const CORNER_M = 0.05
/** A hole smaller than this along the common boundary is a fault of drawing, in square metres. */
const GAP_M2 = 1

/** The joined shape, with every vertex that its boundary had; null where the two only touch or lie apart. */
export function mergeShapes(one: Shape, other: Shape): Shape | null {
  const pulled = pull(other, one, CORNER_M)
  const all = [...ringsOf(one), ...ringsOf(pulled)].flatMap(corners)
  const joined = union(weave(one, all), weave(pulled, all)).map((polygon) =>
    directed(polygon.map((ring) => tidy(ring.map(onGrid)))))
  if (joined.length >= one.length + other.length) return null
  // The union leaves out vertices inside straight edges; neighbours beyond may need them.
  return weave(joined.map((polygon) => withoutGaps(polygon, [...one, ...other])), all)
}

const tidy = (ring: Ring): Ring => ring.filter((at, index) => index === 0 || !same(at, ring[index - 1] ?? at))

function withoutGaps([outer, ...holes]: Polygon, before: Polygon[]): Polygon {
  const known = before.flatMap(([, ...own]) => own)
  const isKnown = (hole: Ring): boolean => known.some((own) => own.some((at: Position) => same(at, hole[0] ?? at)))
  return [outer ?? [], ...holes.filter((hole) => isKnown(hole) || areaOf([[hole]]) >= GAP_M2)]
}
