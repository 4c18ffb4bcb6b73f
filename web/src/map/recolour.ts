/** Colours every zone by feature state: no request, no change of the style. */
import type { Map as MapLibre } from "maplibre-gl"
import { TILES, type ZoneState } from "./style"

export interface Painting {
  /** Paint slot per zone. */
  slots: Uint8Array
  /** 1 where the class filter dims the zone. */
  dimmed: Uint8Array
  /** Paint slot per street; null leaves its field plain. */
  streets: readonly (number | null)[]
}

/** The uids of the zones to repaint and their states: only those that differ from what is painted. */
export function changes(
  uids: readonly number[], next: Painting, painted: ReadonlyMap<number, number>,
): [uid: number, code: number][] {
  const list: [number, number][] = []
  uids.forEach((uid, zone) => {
    const code = (next.slots[zone] ?? 0) * 2 + (next.dimmed[zone] ?? 0)
    if (painted.get(uid) !== code) list.push([uid, code])
  })
  return list
}

const stateOf = (code: number): ZoneState => ({ k: code >> 1, d: (code & 1) === 1 })

/** Keeps what is painted, so that a recolouring touches only the zones that change. */
export class Painter {
  private readonly painted = new Map<number, number>()
  /** Milliseconds of script that each recolouring took, newest last, at most a hundred. */
  readonly times: number[] = []

  constructor(private readonly map: MapLibre) {}

  /** Paints zones and streets, both given by uid in the order of `next`. */
  recolour(zones: readonly number[], streets: readonly number[], next: Painting): void {
    const start = performance.now()
    const changed = changes(zones, next, this.painted)
    for (const [uid, code] of changed) {
      this.map.setFeatureState({ source: TILES, sourceLayer: "zone", id: uid }, stateOf(code))
      this.painted.set(uid, code)
    }
    streets.forEach((uid, index) => {
      this.map.setFeatureState({ source: TILES, sourceLayer: "street", id: uid }, { k: next.streets[index] ?? -1 })
    })
    if (changed.length === 0) return
    this.times.push(performance.now() - start)
    if (this.times.length > 100) this.times.shift()
  }
}
