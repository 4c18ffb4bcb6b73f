/** Tints places by what the survey does to them: feature states alone, no request and no change of the style. */
import type { Map as MapLibre } from "maplibre-gl"
import type { ChangeRow, Finding } from "@/api/surveyTypes"
import { changeNumber } from "@/map/changes"
import { NEW, OLD, type DeskState } from "@/map/deskStyle"
import type { Features } from "@/map/deskMarks"

export interface Tint {
  source: typeof NEW | typeof OLD
  id: number | string
  state: DeskState
}

/** The states of all places that differ: new ones by code, known ones by number, parents as what they become. */
export function tintsOf(changes: readonly ChangeRow[]): Tint[] {
  return changes.flatMap(({ row, uid, code, change, parents }) => {
    const state = { c: changeNumber(change) }
    const known = new Set([...(uid === null ? [] : [uid]), ...parents.flatMap((parent) => (parent.uid === null ? [] : [parent.uid]))])
    return [
      ...(row !== null && code !== null ? [{ source: NEW, id: code, state } as const] : []),
      ...[...known].map((id) => ({ source: OLD, id, state }) as const),
    ]
  })
}

/** Paints the tints on the sources that the map has, and takes away those that were there. */
export function paintTints(map: MapLibre, tints: readonly Tint[]): void {
  const sources = [OLD, NEW].filter((source) => map.getSource(source))
  sources.forEach((source) => { map.removeFeatureState({ source, sourceLayer: "zone" }) })
  for (const { source, id, state } of tints) {
    if (sources.includes(source)) map.setFeatureState({ source, sourceLayer: "zone", id }, { ...state })
  }
}

const point = (coordinates: [number, number], properties: object): Features["features"][number] =>
  ({ type: "Feature", geometry: { type: "Point", coordinates }, properties: { ...properties } })

/** A class with more places than this shows by its tints from afar; spots would hide the rare ones. */
const RARE = 200

/** One point for each place of a rare change, in the middle of its box. */
export function spotsOf(changes: readonly ChangeRow[]): Features {
  const counts = new Map<string, number>()
  changes.forEach(({ change }) => { counts.set(change, (counts.get(change) ?? 0) + 1) })
  const features = changes.flatMap(({ bbox, change }) => {
    if (!bbox || (counts.get(change) ?? 0) > RARE) return []
    const [west, south, east, north] = bbox
    return [point([(west + east) / 2, (south + north) / 2], { change })]
  })
  return { type: "FeatureCollection", features }
}

/** One point a finding that has a place. */
export function marksOf(findings: readonly Finding[]): Features {
  const features = findings.flatMap(({ number, severity, point: at, waiver }) =>
    at ? [point(at, { number, severity, waived: waiver !== null })] : [])
  return { type: "FeatureCollection", features }
}
