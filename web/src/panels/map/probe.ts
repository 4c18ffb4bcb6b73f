/** What browser tests and benchmarks may ask of the page, as `window.__onemap`. */
import type { Map as MapLibre } from "maplibre-gl"

export interface Probe {
  map: MapLibre
  /** Resolves when the zones stand in their colours for the first time. */
  ready: Promise<void>
  /** Milliseconds of script that each recolouring took, newest last. */
  recolourMs: readonly number[]
  /** Whether everything is loaded and painted. */
  readonly idle: boolean
}

/** The map of the survey desk. */
export type DeskProbe = Pick<Probe, "map" | "ready" | "idle">

declare global {
  interface Window {
    __onemap?: Partial<Probe> & { desk?: DeskProbe }
  }
}

/** Opens the probe of a map; the returned function says that the zones have been given their colours. */
export function openProbe(map: MapLibre, recolourMs: readonly number[]): () => void {
  let idle = false
  let coloured = false
  let resolve: () => void = () => undefined
  const ready = new Promise<void>((done) => { resolve = done })
  const busy = (): void => { idle = false }
  map.on("dataloading", busy)
  map.on("movestart", busy)
  map.on("idle", () => {
    idle = true
    if (coloured) resolve()
  })
  window.__onemap = { map, ready, recolourMs, get idle() { return idle } }
  return () => {
    coloured = true
    idle = false
  }
}
