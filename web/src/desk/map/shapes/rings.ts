/** Rings and shapes in degrees (CGCS2000), and the little plane geometry that editing needs. All are pure. */

export type Position = [number, number]
/** Closed: the last position repeats the first. */
export type Ring = Position[]
/** The outer ring, then the holes. */
export type Polygon = Ring[]
export type Shape = Polygon[]

/** Shapes are kept to seven decimals of a degree, about a centimetre. */
const GRID = 1e7
/** Two places closer than this are the same place, in metres: more than the grid's own rounding. */
export const SAME_M = 0.02

export const onGrid = ([lon, lat]: readonly number[]): Position =>
  [Math.round((lon ?? 0) * GRID) / GRID, Math.round((lat ?? 0) * GRID) / GRID]

/** The name of a place on the grid: equal for equal places. */
export const spot = ([lon, lat]: Position): string => `${String(Math.round(lon * GRID))} ${String(Math.round(lat * GRID))}`

export const same = (a: Position, b: Position): boolean => spot(a) === spot(b)

export const corners = (ring: Ring): Position[] => ring.slice(0, -1)

export const close = (open: Position[]): Ring => (open[0] ? [...open, open[0]] : [])

export const edges = (line: readonly Position[]): [Position, Position][] =>
  line.slice(1).map((to, index) => [line[index] ?? to, to])

export const ringsOf = (shape: Shape): Ring[] => shape.flat()

/** The ellipsoid of CGCS2000 (GRS 80): its half axis in metres and its eccentricity squared. */
const A = 6_378_137
const E2 = 0.006_694_380_022_901
const DEGREE = Math.PI / 180

/** Metres of a degree of longitude and of latitude at a latitude. */
export function metresPerDegree(latitude: number): Position {
  const root = Math.sqrt(1 - E2 * Math.sin(latitude * DEGREE) ** 2)
  return [(A / root) * Math.cos(latitude * DEGREE) * DEGREE, ((A * (1 - E2)) / root ** 3) * DEGREE]
}

/** Metres on the cylinder that keeps areas (Lambert, Snyder 10-14 and 3-12). */
function onCylinder([lon, lat]: Position): Position {
  const e = Math.sqrt(E2)
  const sine = Math.sin(lat * DEGREE)
  const q = (1 - E2) * (sine / (1 - E2 * sine ** 2) - Math.log((1 - e * sine) / (1 + e * sine)) / (2 * e))
  return [A * lon * DEGREE, (A * q) / 2]
}

/** Twice the signed area in the units of the positions: positive where the ring runs counter-clockwise. */
function twiceArea(ring: readonly Position[]): number {
  const [x0, y0] = ring[0] ?? [0, 0]
  return edges(ring).reduce((sum, [[x, y], [u, v]]) => sum + (x - x0) * (v - y0) - (u - x0) * (y - y0), 0)
}

export const runsLeft = (ring: readonly Position[]): boolean => twiceArea(ring) > 0

/** The ring in the direction that its shape is on its left: outer rings counter-clockwise, holes clockwise. */
export const directed = (polygon: Polygon): Polygon =>
  polygon.map((ring, index) => (runsLeft(ring) === (index === 0) ? ring : [...ring].reverse()))

/** Square metres on the ellipsoid. */
export function areaOf(shape: Shape): number {
  const ringArea = (ring: Ring): number => Math.abs(twiceArea(ring.map(onCylinder))) / 2
  return shape.flatMap(([outer = [], ...holes]) => [ringArea(outer), ...holes.map((hole) => -ringArea(hole))])
    .reduce((sum, area) => sum + area, 0)
}

/** West, south, east, north of positions. */
export function boxOf(positions: readonly Position[]): [number, number, number, number] {
  return positions.reduce<[number, number, number, number]>(
    ([west, south, east, north], [lon, lat]) => [Math.min(west, lon), Math.min(south, lat), Math.max(east, lon), Math.max(north, lat)],
    [180, 90, -180, -90],
  )
}

/** The nearest place to `at` on the segment, how far along it (0 to 1), and how far away in metres. */
export function nearestOn(at: Position, [from, to]: [Position, Position]): { place: Position; along: number; metres: number } {
  const [east, north] = metresPerDegree(at[1])
  const dx = (to[0] - from[0]) * east
  const dy = (to[1] - from[1]) * north
  const px = (at[0] - from[0]) * east
  const py = (at[1] - from[1]) * north
  const length = dx * dx + dy * dy
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / length))
  const place: Position = [from[0] + (to[0] - from[0]) * along, from[1] + (to[1] - from[1]) * along]
  return { place, along, metres: Math.hypot(px - dx * along, py - dy * along) }
}

export function distance(a: Position, b: Position): number {
  const [east, north] = metresPerDegree(a[1])
  return Math.hypot((a[0] - b[0]) * east, (a[1] - b[1]) * north)
}

/** Whether a place lies inside a ring; on its line either answer may come. */
export function insideRing([x, y]: Position, ring: Ring): boolean {
  return edges(ring).reduce((inside, [[ax, ay], [bx, by]]) =>
    (ay > y) !== (by > y) && x < ((bx - ax) * (y - ay)) / (by - ay) + ax ? !inside : inside, false)
}

export const insidePolygon = (at: Position, [outer, ...holes]: Polygon): boolean =>
  outer !== undefined && insideRing(at, outer) && !holes.some((hole) => insideRing(at, hole))

/** Where two segments cross, ends included; null where they do not or run along each other. */
export function crossing([a, b]: [Position, Position], [c, d]: [Position, Position]): Position | null {
  const [rx, ry] = [b[0] - a[0], b[1] - a[1]]
  const [sx, sy] = [d[0] - c[0], d[1] - c[1]]
  const turn = rx * sy - ry * sx
  if (turn === 0) return null
  const t = ((c[0] - a[0]) * sy - (c[1] - a[1]) * sx) / turn
  const u = ((c[0] - a[0]) * ry - (c[1] - a[1]) * rx) / turn
  return t < 0 || t > 1 || u < 0 || u > 1 ? null : [a[0] + rx * t, a[1] + ry * t]
}
