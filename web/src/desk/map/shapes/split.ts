/** Cuts a shape along a drawn line. Pure. */
import {
  areaOf, close, corners, crossing, directed, distance, edges, insidePolygon, insideRing, onGrid, runsLeft, same, SAME_M, spot,
  type Polygon, type Position, type Ring, type Shape,
} from "./rings"
import { insertOn } from "./stitch"

type Edge = readonly [Position, Position]

/** The pieces, largest first; one piece alone means that the line does not cut through. */
export function splitShape(shape: Shape, line: Position[]): Shape[] {
  const cut = shape.map((polygon) => splitPolygon(directed(polygon), line))
  const pieces = cut.filter((faces) => faces.length > 1).flat().map((polygon): Shape => [polygon])
  const whole = cut.filter((faces) => faces.length === 1).flat()
  const sorted = pieces.sort((a, b) => areaOf(b) - areaOf(a))
  // What the line leaves whole stays with the largest piece.
  return [[...(sorted[0] ?? []), ...whole], ...sorted.slice(1)]
}

/** The faces that a line cuts a polygon into. */
function splitPolygon(polygon: Polygon, line: Position[]): Polygon[] {
  const drawn = line.map(onGrid)
  const meets = crossings(polygon, drawn)
  const rings = polygon.map((ring) => insertOn(ring, [...meets, ...drawn]))
  const cuts = withoutDangles(insideEdges(rings, insertOn(drawn, [...meets, ...polygon.flat()])), rings)
  if (cuts.length === 0) return [polygon]
  const both = cuts.flatMap(([a, b]): Edge[] => [[a, b], [b, a]])
  return assemble(traceFaces([...rings.flatMap((ring) => edges(ring)), ...both]))
}

/** Where the line meets the rings, on the grid; a crossing beside a vertex is that vertex. */
function crossings(polygon: Polygon, line: Position[]): Position[] {
  const segments = edges(line)
  return polygon.flatMap((ring) => edges(ring).flatMap((edge) =>
    segments.flatMap((segment) => {
      const at = crossing(edge, segment)
      return at ? [edge.find((end) => distance(end, at) <= SAME_M) ?? onGrid(at)] : []
    })))
}

/** The line's edges that run inside the polygon and not along its boundary. */
function insideEdges(polygon: Polygon, line: Position[]): Edge[] {
  const boundary = new Set(polygon.flatMap((ring) => edges(ring)).flatMap(([a, b]) => [spot(a) + spot(b), spot(b) + spot(a)]))
  return edges(line).filter(([a, b]) =>
    !same(a, b) && !boundary.has(spot(a) + spot(b)) && insidePolygon([(a[0] + b[0]) / 2, (a[1] + b[1]) / 2], polygon))
}

/** The cuts without those that end inside: they part nothing. */
function withoutDangles(cuts: Edge[], rings: Ring[]): Edge[] {
  const fixed = new Set(rings.flat().map(spot))
  const ends = new Map<string, number>()
  cuts.flat().forEach((at) => { ends.set(spot(at), (ends.get(spot(at)) ?? 0) + 1) })
  const kept = cuts.filter((cut) => cut.every((at) => fixed.has(spot(at)) || (ends.get(spot(at)) ?? 0) > 1))
  return kept.length === cuts.length ? kept : withoutDangles(kept, rings)
}

const angle = ([[x, y], [u, v]]: Edge): number => Math.atan2(v - y, u - x)

/** The closed walks that keep their face on the left, each turning as sharply left as it can at every vertex. */
function traceFaces(all: Edge[]): Ring[] {
  const leaving = new Map<string, Edge[]>()
  for (const edge of all) leaving.set(spot(edge[0]), [...(leaving.get(spot(edge[0])) ?? []), edge])
  const unused = new Set(all)
  const faces: Ring[] = []
  for (const start of all) {
    const walk: Position[] = []
    let edge: Edge | undefined = start
    while (edge && unused.delete(edge)) {
      walk.push(edge[0])
      edge = nextEdge(edge, leaving.get(spot(edge[1])) ?? [])
    }
    if (walk.length > 2) faces.push(close(walk))
  }
  return faces
}

/** The edge that leaves clockwise next to the way back. */
function nextEdge(edge: Edge, candidates: Edge[]): Edge | undefined {
  const back = angle([edge[1], edge[0]])
  const turn = (next: Edge): number => {
    const clockwise = (back - angle(next) + 4 * Math.PI) % (2 * Math.PI)
    return clockwise < 1e-12 ? 2 * Math.PI : clockwise
  }
  return [...candidates].sort((a, b) => turn(a) - turn(b))[0]
}

/** Polygons of the walks: those that run left are outer rings, the others holes of the face around them. */
function assemble(walks: Ring[]): Polygon[] {
  const faces = walks.filter(runsLeft).map((outer): Polygon => [outer])
  for (const hole of walks.filter((walk) => !runsLeft(walk))) {
    const home = faces.find(([outer]) => outer && corners(hole).every((at) => outer.some((other) => same(at, other)) || insideRing(at, outer)))
    home?.push(hole)
  }
  return faces
}
