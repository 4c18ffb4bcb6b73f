/** Where the desk's map finds the boundaries before and after a survey. Pure. */
import type { Survey } from "@/api/surveyTypes"
import type { Profile } from "@/api/types"
import type { TileSet } from "@/map/deskStyle"
import { releaseTiles } from "@/parts/map/tiles"

export interface Sides {
  old: TileSet | null
  new: TileSet | null
}

type Known = Pick<Survey, "base_release_id" | "release" | "preview">

/**
 * Before is the release that the survey was compared with; after its preview, or the release that it made. One that
 * was compared with none, because it is being read, asks or was refused, leaves the release in force to be seen.
 */
export function sidesOf(survey: Known, profile: Pick<Profile, "map">, origin: string, inForce: number | null): Sides {
  const { preview, release, base_release_id: base } = survey
  const next = preview && release === null
    ? { tiles: origin + preview.tiles, minZoom: preview.min_zoom, maxZoom: preview.max_zoom }
    : releaseTiles(origin, release, profile)
  return { old: releaseTiles(origin, base ?? (next ? null : inForce), profile), new: next }
}

/** The boundaries in force alone, to draw on. */
export const currentSides = (release: number | null, profile: Pick<Profile, "map">, origin: string): Sides =>
  ({ old: releaseTiles(origin, release, profile), new: null })
