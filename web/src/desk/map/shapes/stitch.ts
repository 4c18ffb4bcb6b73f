/** Makes boundaries that lie on each other agree vertex for vertex. All are pure. */
import { boxOf, corners, edges, metresPerDegree, nearestOn, ringsOf, SAME_M, same, type Position, type Ring, type Shape } from "./rings"

type Line = readonly Position[]

/** A line with those of `places` as vertices that lie on one of its edges and not at its end; the same line if none. */
export function insertOn<L extends Line>(line: L, places: Line): L {
  const [west, south, east, north] = boxOf(line)
  const near = places.filter(([lon, lat]) => lon > west - 1e-6 && lon < east + 1e-6 && lat > south - 1e-6 && lat < north + 1e-6)
  if (near.length === 0) return line
  const first = line[0]
  const woven = edges(line).flatMap(([from, to]): Position[] => [...between(from, to, near), to])
  return first && woven.length + 1 > line.length ? [first, ...woven] as unknown as L : line
}

/** The places that lie inside an edge, in its order, each once. */
function between(from: Position, to: Position, places: Line): Position[] {
  return places
    .filter((place) => !same(place, from) && !same(place, to))
    .map((place) => ({ ...nearestOn(place, [from, to]), place }))
    .filter(({ metres, along }) => metres <= SAME_M && along > 0 && along < 1)
    .sort((a, b) => a.along - b.along)
    .map(({ place }) => place)
    .filter((place, index, all) => index === 0 || !same(place, all[index - 1] ?? place))
}

/** A shape with `places` inserted where its boundary passes through them; the same shape if nowhere. */
export function weave(shape: Shape, places: Line): Shape {
  const next = shape.map((polygon) => polygon.map((ring): Ring => insertOn(ring, places)))
  const grown = next.some((polygon, i) => polygon.some((ring, j) => ring !== shape[i]?.[j]))
  return grown ? next : shape
}

/** A shape whose vertices stand on those of another where they are closer than `metres`. */
export function pull(shape: Shape, to: Shape, metres: number): Shape {
  const anchors = ringsOf(to).flatMap(corners)
  const moved = (at: Position): Position => nearest(at, anchors, metres) ?? at
  return shape.map((polygon) => polygon.map((ring) => ring.map(moved)))
}

function nearest(at: Position, anchors: Line, metres: number): Position | null {
  const [east, north] = metresPerDegree(at[1])
  let found: Position | null = null
  let least = metres
  for (const anchor of anchors) {
    const away = Math.hypot((anchor[0] - at[0]) * east, (anchor[1] - at[1]) * north)
    if (away <= least) {
      least = away
      found = anchor
    }
  }
  return found
}

/** Each shape with the vertices of the others that lie on its boundary. `of` limits whose vertices are new. */
export function stitch<Id>(shapes: ReadonlyMap<Id, Shape>, of: readonly Id[]): Map<Id, Shape> {
  const next = new Map(shapes)
  for (const id of of) {
    const mine = next.get(id)
    if (!mine) continue
    const places = ringsOf(mine).flatMap(corners)
    const others = [...next].filter(([other]) => other !== id)
    others.forEach(([other, shape]) => { next.set(other, weave(shape, places)) })
    next.set(id, weave(mine, others.flatMap(([, shape]) => ringsOf(shape).flatMap(corners))))
  }
  return next
}
