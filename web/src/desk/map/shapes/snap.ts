/** Where a drawn vertex snaps to: the nearest vertex of a shape, else the nearest place on an edge. Pure. */
import { distance, edges, nearestOn, onGrid, ringsOf, same, type Position, type Shape } from "./rings"

export interface SnapOptions {
  /** How near is near, in metres. */
  metres: number
  /** Vertices that are moved themselves: neither they nor the edges at them hold the pointer. */
  except?: readonly Position[]
}

interface Hold {
  place: Position
  metres: number
}

const nearer = (one: Hold | null, other: Hold | null): Hold | null =>
  other && (!one || other.metres < one.metres) ? other : one

/** The place that holds the pointer, on the grid; null where nothing is near. */
export function snapTo(at: Position, shapes: Iterable<Shape>, { metres, except = [] }: SnapOptions): Position | null {
  const moves = (place: Position): boolean => except.some((other) => same(place, other))
  const within = (hold: Hold): Hold | null => (hold.metres <= metres ? hold : null)
  let vertex: Hold | null = null
  let edge: Hold | null = null
  for (const ring of near(shapes, at, metres)) {
    for (const [from, to] of edges(ring)) {
      if (!moves(from)) vertex = nearer(vertex, within({ place: from, metres: distance(at, from) }))
      if (!moves(from) && !moves(to)) edge = nearer(edge, within(nearestOn(at, [from, to])))
    }
  }
  const found = vertex ?? edge
  return found ? onGrid(found.place) : null
}

/** The rings whose boxes the pointer is in or near. */
function* near(shapes: Iterable<Shape>, [lon, lat]: Position, metres: number) {
  const reach = metres / 80_000
  for (const shape of shapes) {
    for (const ring of ringsOf(shape)) {
      const inside = ring.some(([x]) => x >= lon - reach) && ring.some(([x]) => x <= lon + reach)
        && ring.some(([, y]) => y >= lat - reach) && ring.some(([, y]) => y <= lat + reach)
      if (inside) yield ring
    }
  }
}
