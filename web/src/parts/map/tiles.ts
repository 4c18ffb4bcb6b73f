/** Where the tiles of a release are. Pure. */
import type { Profile } from "@/api/types"
import type { TileSet } from "@/map/deskStyle"

/** The tile set of a release; null where there is none yet. */
export function releaseTiles(origin: string, release: number | null, { map }: Pick<Profile, "map">): TileSet | null {
  if (release === null) return null
  return { tiles: `${origin}/tiles/map/${String(release)}/{z}/{x}/{y}`, minZoom: map.min_zoom, maxZoom: map.max_zoom }
}
