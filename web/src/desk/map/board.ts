/** The drawing board as features for the map. Pure. */
import type { BoardState, Features } from "@/map/deskMarks"
import type { Drawing, Place, Places } from "./shapes/edits"

const feature = ({ id, name, shape }: Place, properties: object): Features["features"][number] =>
  ({ type: "Feature", geometry: { type: "MultiPolygon", coordinates: shape }, properties: { place: id, name, ...properties } })

function stateOf({ id, uid }: Place, drawing: Drawing, chosen: string | null): BoardState {
  if (id === chosen) return "chosen"
  if (uid === null) return "new"
  return drawing.drawn.has(id) ? "drawn" : "quiet"
}

/** All places as they are drawn now; streets leave what lies in them to be seen. */
export function boardOf(places: Places, drawing: Drawing, chosen: string | null, kind: "zone" | "street" = "zone"): Features {
  const features = [...places.values()].map((place) => feature(place, { kind, state: stateOf(place, drawing, chosen) }))
  return { type: "FeatureCollection", features }
}

/** The outlines in force of the places that differ now. */
export function formerOf(known: Places, { drawn, gone }: Drawing): Features {
  const changed = [...new Set([...drawn.keys(), ...gone])].flatMap((id) => {
    const place = known.get(id)
    return place ? [feature(place, { role: "old" })] : []
  })
  return { type: "FeatureCollection", features: changed }
}
