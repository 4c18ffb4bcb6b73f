/** What was drawn so far: a difference to the places as they are, so that further places can be loaded at any time. Pure. */
import { mergeShapes } from "./merge"
import { areaOf, ringsOf, corners, type Position, type Shape } from "./rings"
import { splitShape } from "./split"
import { stitch, weave } from "./stitch"
import { isJunction, isSimple, stepShape, type Step } from "./vertices"

/** A place on the drawing board; `uid` is null for a new one. */
export interface Place {
  id: string
  uid: number | null
  code: string
  name: string
  shape: Shape
  /** Square metres as the district counts them; null for a new place. */
  area: number | null
  /** The known places that it was split off or merged from; empty while it is itself. */
  parents: readonly number[]
}

export interface Drawing {
  /** Places that differ from what they are, and new ones. */
  drawn: ReadonlyMap<string, Place>
  /** Places that were merged into another. */
  gone: ReadonlySet<string>
}

export type Places = ReadonlyMap<string, Place>

/** Why something cannot be drawn; the words are in the messages. */
export type Refusal = "crosses" | "junction" | "notThrough" | "apart"

export const BLANK: Drawing = { drawn: new Map(), gone: new Set() }

/** The places as drawn, known ones first. */
export function placesOf(known: Places, { drawn, gone }: Drawing): Map<string, Place> {
  const all = new Map([...known, ...drawn])
  gone.forEach((id) => { all.delete(id) })
  return all
}

/** The known places whose attributes a place has. */
const originOf = ({ uid, parents }: Place): readonly number[] => (parents.length > 0 || uid === null ? parents : [uid])

const shapesOf = (places: Places): Map<string, Shape> => new Map([...places].map(([id, { shape }]) => [id, shape]))

/** The drawing with these shapes where they differ. */
function withShapes(places: Places, drawing: Drawing, shapes: ReadonlyMap<string, Shape>): Drawing {
  const drawn = new Map(drawing.drawn)
  shapes.forEach((shape, id) => {
    const place = places.get(id)
    if (place && place.shape !== shape) drawn.set(id, { ...place, shape })
  })
  return { ...drawing, drawn }
}

/** Takes one step at a vertex; with `together` the neighbours that share it take it too. */
export function takeStep(known: Places, drawing: Drawing, id: string, step: Step, together: boolean): Drawing | Refusal {
  const places = placesOf(known, drawing)
  const shapes = shapesOf(places)
  const others = [...shapes].filter(([other]) => other !== id)
  if (together && step.kind === "delete" && isJunction(others.map(([, shape]) => shape), step)) return "junction"
  const stepped = new Map([...shapes].map(([other, shape]) => [other, together || other === id ? stepShape(shape, step) : shape]))
  const touched = [...stepped].filter(([other, shape]) => shape !== shapes.get(other)).map(([other]) => other)
  if (!touched.every((other) => isSimple(stepped.get(other) ?? []))) return "crosses"
  return withShapes(places, drawing, together ? stitch(stepped, touched) : stepped)
}

/** Cuts a place along a line. The largest piece stays the place; the others are new and need a code and a name. */
export function split(known: Places, drawing: Drawing, id: string, line: Position[], naming: (piece: number) => Pick<Place, "id" | "code" | "name">): Drawing | Refusal {
  const places = placesOf(known, drawing)
  const place = places.get(id)
  const [kept, ...pieces] = place ? splitShape(place.shape, line) : []
  if (!place || !kept || pieces.length === 0) return "notThrough"
  const corner = [kept, ...pieces].flatMap(ringsOf).flatMap(corners)
  const around = withShapes(places, drawing, new Map([...shapesOf(places)].map(([other, shape]) => [other, weave(shape, corner)])))
  const parents = originOf(place)
  const drawn = new Map(around.drawn).set(id, { ...place, shape: kept, parents })
  pieces.forEach((shape, index) => {
    const named = naming(index)
    drawn.set(named.id, { ...named, uid: null, shape, area: null, parents })
  })
  return { ...drawing, drawn }
}

/** Merges a place into another, which stays with its code and name. */
export function merge(known: Places, drawing: Drawing, id: string, other: string): Drawing | Refusal {
  const places = placesOf(known, drawing)
  const [one, two] = [places.get(id), places.get(other)]
  const shape = one && two ? mergeShapes(one.shape, two.shape) : null
  if (!one || !shape) return "apart"
  const parents = [...new Set([...originOf(one), ...(two ? originOf(two) : [])])]
  const drawn = new Map(drawing.drawn).set(id, { ...one, shape, parents })
  drawn.delete(other)
  return { drawn, gone: known.has(other) ? new Set([...drawing.gone, other]) : drawing.gone }
}

export function rename(known: Places, drawing: Drawing, id: string, named: Partial<Pick<Place, "code" | "name">>): Drawing {
  const place = placesOf(known, drawing).get(id)
  return place ? { ...drawing, drawn: new Map(drawing.drawn).set(id, { ...place, ...named }) } : drawing
}

export interface DrawnRow {
  place: Place
  /** Square metres before and after; null where there is no such place. */
  before: number | null
  after: number | null
  isNew: boolean
  isGone: boolean
  /** What becomes of its attributes: a part of a split has no counts, a merged place has the sums. */
  carries: "all" | "part" | "sum"
}

/**
 * Old and new areas of everything that differs. The district measures on its own projection; the new area is scaled
 * as the known one is, so that an unchanged shape has an unchanged area.
 */
export function listDrawn(known: Places, drawing: Drawing): DrawnRow[] {
  const scaleOf = (place: Place | undefined): number => (place?.area ? place.area / areaOf(place.shape) : 1)
  const [anyone] = known.values()
  const parts = new Map<number, number>()
  for (const uid of [...drawing.drawn.values()].flatMap(originOf)) parts.set(uid, (parts.get(uid) ?? 0) + 1)
  const carriesOf = (place: Place): DrawnRow["carries"] => {
    const origin = originOf(place)
    if (origin.some((uid) => (parts.get(uid) ?? 0) > 1)) return "part"
    return origin.length > 1 ? "sum" : "all"
  }
  const rows = [...drawing.drawn.values()].map((place): DrawnRow => {
    const was = known.get(place.id)
    const scale = scaleOf(was ?? anyone)
    return { place, before: was?.area ?? null, after: areaOf(place.shape) * scale, isNew: !was, isGone: false, carries: carriesOf(place) }
  })
  const gone = [...drawing.gone].flatMap((id): DrawnRow[] => {
    const place = known.get(id)
    return place ? [{ place, before: place.area, after: null, isNew: false, isGone: true, carries: "all" }] : []
  })
  return [...rows, ...gone]
}

/** What goes to the server: the places that differ, as GeoJSON. */
export function toFeatures(drawing: Drawing) {
  return {
    type: "FeatureCollection" as const,
    features: [...drawing.drawn.values()].map(({ uid, parents, code, name, shape }) => ({
      type: "Feature" as const,
      geometry: { type: "MultiPolygon" as const, coordinates: shape },
      parents: [...parents],
      properties: { ...(uid === null ? {} : { uid }), code: code.trim(), name: name.trim() },
    })),
  }
}

/** The next code of the same series that nobody has: AB-001 -> AB-002. */
export function nextCode(code: string, taken: ReadonlySet<string>): string {
  const [, stem = code, digits = ""] = /^(.*?)(\d*)$/.exec(code) ?? []
  for (let number = Number(digits) + 1; ; number += 1) {
    const next = stem + String(number).padStart(digits.length, "0")
    if (!taken.has(next)) return next
  }
}
