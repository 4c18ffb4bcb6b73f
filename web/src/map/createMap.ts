/** Makes the one map of a page and the few things that are done to it. */
import { addProtocol, AttributionControl, Map as MapLibre, ScaleControl, setWorkerUrl } from "maplibre-gl"
import type { StyleSpecification, VectorTileSource } from "maplibre-gl"
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url"
import "maplibre-gl/dist/maplibre-gl.css"
import type { Camera } from "./camera"
import type { Palette } from "./palette"
import { DRAWN, drawPattern } from "./patterns"
import { TILES } from "./style"

setWorkerUrl(workerUrl)

export const LABEL_FONT = "'Noto Sans SC', 'Noto Sans CJK SC', 'Microsoft YaHei', sans-serif"

export interface MapOptions {
  container: HTMLElement
  style: StyleSpecification
  palette: Palette
  /** West, south, east, north of the district in degrees. */
  extent: [number, number, number, number]
  /** Where it opens; null shows the whole extent. */
  camera: Camera | null
  /** False for a display that nobody touches. */
  interactive?: boolean
}

/** How far beyond the district's extent the map may be moved, in degrees. */
const MARGIN = 0.25

function pixelRatio(): number {
  return Math.min(2, Math.max(1, Math.ceil(window.devicePixelRatio)))
}

/** (Re)draws the pattern images in the palette's ink. */
export function paintPatterns(map: MapLibre, palette: Palette): void {
  const ratio = pixelRatio()
  for (const pattern of DRAWN) {
    const image = drawPattern(pattern, palette.mark, ratio)
    if (map.hasImage(pattern)) map.updateImage(pattern, image)
    else map.addImage(pattern, image, { pixelRatio: ratio })
  }
}

/** A map that stands in its container and already knows its patterns. The caller removes it with the page. */
export function createMap({ container, style, palette, extent, camera, interactive = true }: MapOptions): MapLibre {
  const [west, south, east, north] = extent
  const map = new MapLibre({
    container, style, interactive,
    ...(camera ? { center: [camera.lon, camera.lat], zoom: camera.zoom } : { bounds: extent, fitBoundsOptions: { padding: 24 } }),
    maxBounds: [west - MARGIN, south - MARGIN, east + MARGIN, north + MARGIN],
    minZoom: 8, maxZoom: 19, attributionControl: false,
    dragRotate: false, pitchWithRotate: false, touchPitch: false, rollEnabled: false,
    localIdeographFontFamily: LABEL_FONT,
    fadeDuration: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 150,
    canvasContextAttributes: { antialias: true },
    transformCameraUpdate: null,
  })
  map.touchZoomRotate.disableRotation()
  map.keyboard.disableRotation()
  map.on("styleimagemissing", () => { paintPatterns(map, palette) })
  paintPatternsWhenLoaded(map, palette)
  if (interactive) {
    map.addControl(new ScaleControl({ unit: "metric", maxWidth: 90 }), "bottom-left")
    map.addControl(new AttributionControl({ compact: false }), "bottom-left")
  }
  return map
}

function paintPatternsWhenLoaded(map: MapLibre, palette: Palette): void {
  map.once("style.load", () => { paintPatterns(map, palette) })
}

/** Changes the appearance in place: colours and patterns, not the tiles and not the feature states. */
export function restyle(map: MapLibre, style: StyleSpecification, palette: Palette): void {
  map.setStyle(style, { diff: true })
  paintPatterns(map, palette)
}

/** Puts another release under the map; the old tiles stay until the new ones arrive. */
export function swapTiles(map: MapLibre, tiles: string): void {
  map.getSource<VectorTileSource>(TILES)?.setTiles([tiles])
}

let pmtilesKnown = false

/** Teaches the map `pmtiles://` addresses; the reader is loaded only when a base map needs it. */
export async function knowPmtiles(): Promise<void> {
  if (pmtilesKnown) return
  const { Protocol } = await import("pmtiles")
  addProtocol("pmtiles", new Protocol().tile)
  pmtilesKnown = true
}
