/** What can be chosen for a group: its candidates, and a zone that a person found. Pure. */
import type { Bilingual, Box } from "@/api/types"
import type { Candidate, ReviewGroup } from "@/api/recordTypes"
import type { Marked } from "@/map/reviewStyle"
import { MOST_CANDIDATES } from "./keys"

/** A zone that a person found by name or on the map. */
export interface Picked {
  uid: number
  code: string
  name: string
  street: string | null
  bbox: Box | null
  geometry: Marked["geometry"]
}

export interface Option extends Picked {
  /** What it bears in the list and on the map: 1 to 5, or the mark of what was picked. */
  mark: string
  confidence: number | null
  by: string | null
  facts: readonly Bilingual[]
}

const PICKED_MARK = "★"

const optionOf = ({ zone_uid: uid, code, name, street_name: street, bbox, geometry, confidence, by, facts }: Candidate, index: number): Option =>
  ({ uid, code, name, street, bbox, geometry: geometry as Marked["geometry"], mark: String(index + 1), confidence, by, facts })

/** The candidates in the order of their numbers; a zone that was picked comes first, unless it is one of them. */
export function optionsOf(group: ReviewGroup | null, picked: Picked | null): Option[] {
  const candidates = (group?.candidates ?? []).slice(0, MOST_CANDIDATES).map(optionOf)
  if (!picked || candidates.some(({ uid }) => uid === picked.uid)) return candidates
  return [{ ...picked, mark: PICKED_MARK, confidence: null, by: null, facts: [] }, ...candidates]
}

/** Below this a candidate is no more than the nearest there is: it is chosen by its number, not by a reflex. */
const LEAST_CONFIDENCE = 0.1

/** What Enter takes: the zone that a person picked, else the best candidate if anything speaks for it. */
export function chosenOf(options: readonly Option[], picked: Picked | null): Option | null {
  const found = options.find(({ uid }) => uid === picked?.uid)
  const best = options.find(({ mark }) => mark === "1")
  return found ?? (best && (best.confidence ?? 0) >= LEAST_CONFIDENCE ? best : null)
}

/** The n-th candidate, counted without what was picked. */
export const candidateAt = (options: readonly Option[], index: number): Option | null =>
  options.find(({ mark }) => mark === String(index + 1)) ?? null

/** The box of what is to be seen: candidates and points; null for nothing. */
export function boxOf(options: readonly Option[], points: readonly (readonly [number, number])[]): Box | null {
  const boxes = [...options.flatMap(({ bbox }) => (bbox ? [bbox] : [])), ...points.map(([lon, lat]): Box => [lon, lat, lon, lat])]
  return boxes.length === 0 ? null : boxes.reduce(([w, s, e, n], [west, south, east, north]) =>
    [Math.min(w, west), Math.min(s, south), Math.max(e, east), Math.max(n, north)])
}

/** About a kilometre and a half: what lies further from the best candidate would make all of them specks. */
const NEAR_DEGREES = 0.015

/** The candidates that can be seen together with the first one that has a place. */
export function inSight(options: readonly Option[], degrees = NEAR_DEGREES): Option[] {
  const [west = 0, south = 0] = options.find(({ bbox }) => bbox)?.bbox ?? []
  return options.filter(({ bbox }) => bbox && Math.abs(bbox[0] - west) < degrees && Math.abs(bbox[1] - south) < degrees)
}
