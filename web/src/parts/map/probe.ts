/** What browser tests may ask of the desk's map, as `window.__onemap.desk`. */
import type { Map as MapLibre } from "maplibre-gl"

/** Opens the probe; the returned function says that what is known of the survey has been drawn. */
export function openDeskProbe(map: MapLibre): () => void {
  let idle = false
  let drawn = false
  let resolve: () => void = () => undefined
  const ready = new Promise<void>((done) => { resolve = done })
  const busy = (): void => { idle = false }
  map.on("dataloading", busy)
  map.on("movestart", busy)
  map.on("idle", () => {
    idle = true
    if (drawn) resolve()
  })
  window.__onemap = { ...window.__onemap, desk: { map, ready, get idle() { return idle && drawn } } }
  return () => {
    drawn = true
    idle = false
    map.triggerRepaint()
  }
}

export function closeDeskProbe(): void {
  delete window.__onemap?.desk
}
