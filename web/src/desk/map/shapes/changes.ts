/** What of a drawing is a change: a place that was drawn back to what it was is none. Pure. */
import type { Drawing, Place, Places } from "./edits"
import { corners, directed, ringsOf, spot, type Polygon, type Ring, type Shape } from "./rings"
import { weave } from "./stitch"

const spotsOf = (shape: Shape): string[] => ringsOf(shape).flatMap(corners).map(spot)

/** A ring's vertices from the first of them in order of their names: a ring may begin anywhere. */
function writeRing(ring: Ring): string {
  const spots = corners(ring).map(spot)
  const first = spots.indexOf(spots.reduce((least, one) => (one < least ? one : least), spots[0] ?? ""))
  return [...spots.slice(first), ...spots.slice(0, first)].join(",")
}

function writePolygon(polygon: Polygon): string {
  const [outer = "", ...holes] = directed(polygon).map(writeRing)
  return [outer, ...holes.sort()].join(";")
}

const writeShape = (shape: Shape): string => shape.map(writePolygon).sort().join("|")

/** Whether two shapes have the same boundary; vertices on a straight edge make no difference. */
export const isAlike = (one: Shape, other: Shape): boolean => one === other
  || writeShape(weave(one, ringsOf(other).flatMap(corners))) === writeShape(weave(other, ringsOf(one).flatMap(corners)))

/** The spots that only one of two shapes has as a vertex. */
function findNewSpots(one: Shape, other: Shape): string[] {
  const [mine, theirs] = [new Set(spotsOf(one)), new Set(spotsOf(other))]
  return [...mine].filter((at) => !theirs.has(at)).concat([...theirs].filter((at) => !mine.has(at)))
}

/**
 * The drawing without the places that are what they were. One that only got a vertex on its straight edge stays
 * where a place that did change has that vertex: their boundaries agree vertex for vertex.
 */
export function keepChanges(known: Places, drawing: Drawing): Drawing {
  const all = [...drawing.drawn.values()]
  const isPart = ({ id, uid, parents }: Place): boolean => parents.some((parent) =>
    parent !== uid || drawing.gone.has(String(parent)) || all.some((other) => other.id !== id && other.parents.includes(parent)))
  const isQuiet = (place: Place): boolean => {
    const was = known.get(place.id)
    return was !== undefined && !isPart(place) && was.code === place.code && was.name === place.name && isAlike(was.shape, place.shape)
  }
  const quiet = all.filter(isQuiet)
  const changed = all.filter((place) => !quiet.includes(place))
  const corner = new Set(changed.flatMap(({ shape }) => spotsOf(shape)))
  const needed = quiet.filter(({ id, shape }) => findNewSpots(known.get(id)?.shape ?? [], shape).some((at) => corner.has(at)))
  return { ...drawing, drawn: new Map([...changed, ...needed].map((place) => [place.id, place])) }
}
