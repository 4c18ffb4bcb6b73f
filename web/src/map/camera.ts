/** Where the map looks, as text for the address bar. */

export interface Camera {
  zoom: number
  lat: number
  lon: number
}

const inside = (value: number, low: number, high: number): boolean => value >= low && value <= high

/** Zoom, latitude and longitude from `10.35/39.9512/116.4731`; null if it is not a place on earth. */
export function parseCamera(text: string): Camera | null {
  const parts = text.split("/").map(Number)
  const [zoom = NaN, lat = NaN, lon = NaN] = parts
  const valid = parts.length === 3 && inside(zoom, 0, 24) && inside(lat, -85, 85) && inside(lon, -180, 180)
  return valid ? { zoom, lat, lon } : null
}

/** The camera as short text, precise to about a screen pixel at its zoom. */
export function formatCamera({ zoom, lat, lon }: Camera): string {
  const digits = Math.min(6, Math.max(3, Math.ceil(zoom / 3)))
  return `${String(Number(zoom.toFixed(2)))}/${lat.toFixed(digits)}/${lon.toFixed(digits)}`
}

/** Whether two cameras show the same picture. */
export const sameCamera = (a: Camera | null, b: Camera | null): boolean =>
  a === b || (a !== null && b !== null && formatCamera(a) === formatCamera(b))
