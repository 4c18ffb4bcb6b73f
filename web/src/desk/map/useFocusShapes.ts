/** The shapes of what the desk looks at: read from the server, exact, and where they lie. */
import { onScopeDispose, shallowRef, watch } from "vue"
import { ApiError } from "@/api/client"
import { readFeatureShapes, readFindingShapes, readZone, type Geometry } from "@/api/surveyMap"
import type { Box } from "@/api/types"
import { NONE, type Features, type Role } from "@/map/deskMarks"
import type { MapFocus } from "./focus"

export interface Shown {
  features: Features
  /** West, south, east, north of what to look at; null where it has no place. */
  box: Box | null
  /** How near to go: a fault of some metres is looked at more closely than a place. */
  closest: number
}

type Shapes = Partial<Record<Role, Geometry | null>>

const NOTHING: Shown = { features: NONE, box: null, closest: 16.5 }

function featuresOf(shapes: Shapes): Features {
  const features = (Object.entries(shapes) as [Role, Geometry | null][]).flatMap(([role, geometry]) =>
    geometry ? [{ type: "Feature", geometry, properties: { role } } as Features["features"][number]] : [])
  return { type: "FeatureCollection", features }
}

function extend(box: Box, coordinates: unknown): Box {
  if (!Array.isArray(coordinates)) return box
  const [lon, lat] = coordinates as unknown[]
  if (typeof lon === "number" && typeof lat === "number") {
    return [Math.min(box[0], lon), Math.min(box[1], lat), Math.max(box[2], lon), Math.max(box[3], lat)]
  }
  return coordinates.reduce<Box>(extend, box)
}

/** The box of geometries, collections included; null for none. */
export function boxOfShapes(shapes: readonly (Geometry | null | undefined)[]): Box | null {
  const positions = shapes.flatMap((shape) =>
    shape ? [shape.coordinates, ...(shape.geometries ?? []).map((member) => (member as Geometry).coordinates)] : [])
  const box = extend([180, 90, -180, -90], positions)
  return box[0] <= box[2] ? box : null
}

async function readShown(survey: number, focus: MapFocus, signal: AbortSignal): Promise<Shown> {
  if (focus.kind === "finding") {
    const { old, new: next, other, error, finding } = await readFindingShapes(survey, focus.number, signal)
    const at: Geometry | null = finding.point ? { type: "Point", coordinates: finding.point, geometries: null } : null
    const fault = error ?? at
    const box = boxOfShapes([fault]) ?? boxOfShapes([next, old, other])
    return { features: featuresOf({ other, new: next, old, error: fault }), box, closest: fault ? 17.5 : 16.5 }
  }
  const { row, uid } = focus.kind === "feature" ? { row: focus.row, uid: null } : focus
  const shapes: Shapes = row !== null
    ? await readFeatureShapes(survey, row, signal).then(({ old, new: next }) => ({ new: next, old }))
    : uid !== null ? { old: (await readZone(uid, signal)).geometry } : {}
  return { features: featuresOf(shapes), box: boxOfShapes(Object.values(shapes)), closest: 16.5 }
}

export function useFocusShapes(survey: () => number, focus: () => MapFocus | null) {
  const shown = shallowRef<Shown>(NOTHING)
  const error = shallowRef<ApiError | null>(null)
  let running: AbortController | null = null

  async function read(): Promise<void> {
    running?.abort()
    const { signal } = (running = new AbortController())
    const wanted = focus()
    error.value = null
    if (!wanted) {
      shown.value = NOTHING
      return
    }
    try {
      const next = await readShown(survey(), wanted, signal)
      if (!signal.aborted) shown.value = next
    } catch (reason) {
      if (signal.aborted) return
      if (!(reason instanceof ApiError)) throw reason
      shown.value = NOTHING
      error.value = reason
    }
  }

  watch([survey, focus], () => { void read() }, { immediate: true })
  onScopeDispose(() => { running?.abort() })
  return { shown, error }
}
