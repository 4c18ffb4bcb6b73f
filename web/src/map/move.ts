/** Moves of the camera that keep a place clear of what covers the map. */
import type { Map as MapLibre } from "maplibre-gl"

export interface Covered {
  right: number
  bottom: number
}

/** Space left around what is shown, in pixels. */
const MARGIN = 72
const MOVE_MS = 200
/** A single zone is not shown larger than this. */
const CLOSEST = 15.2

const duration = (): number => (matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : MOVE_MS)

/** How far the picture must move so that `at` lies inside the span, in pixels; 0 if it does. */
export function shift(at: number, low: number, high: number): number {
  if (high < low) return at - (low + high) / 2
  if (at < low) return at - low
  return at > high ? at - high : 0
}

/** Moves the map just as far as the place needs to be seen beside the ledger. */
export function bringIntoView(map: MapLibre, place: [number, number], covered: Covered): void {
  const { clientWidth, clientHeight } = map.getContainer()
  const { x, y } = map.project(place)
  const dx = shift(x, MARGIN, clientWidth - covered.right - MARGIN)
  const dy = shift(y, MARGIN, clientHeight - covered.bottom - MARGIN)
  if (dx !== 0 || dy !== 0) map.panBy([dx, dy], { duration: duration() })
}

/** Shows a box of west, south, east, north in the part of the map that nothing covers, no nearer than `closest`. */
export function showBox(map: MapLibre, box: [number, number, number, number], covered: Covered, closest = CLOSEST): void {
  const padding = { top: MARGIN, left: MARGIN, right: MARGIN + covered.right, bottom: MARGIN + covered.bottom }
  map.fitBounds(box, { padding, maxZoom: closest, duration: duration() })
}
