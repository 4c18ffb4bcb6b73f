/** The style of the review desk's map: the zones in force, quiet; over them numbered candidates and the points on the records. */
import type { Feature, Position } from "geojson"
import type { ExpressionSpecification, GeoJSONSourceSpecification, LayerSpecification, StyleSpecification } from "maplibre-gl"
import { basemapSource, type BasemapOptions } from "./basemap"
import { NONE, type Features } from "./deskMarks"
import { hoverLayer, OLD, quietLayers, quietNames, tileSource, type TileSet } from "./deskStyle"
import type { Palette } from "./palette"

/** Sources: `candidates` their shapes, `numbers` a point in each, `points` where the records say they are. */
export interface ReviewData {
  candidates: GeoJSONSourceSpecification
  numbers: GeoJSONSourceSpecification
  points: GeoJSONSourceSpecification
}

export const reviewData = (): ReviewData => ({
  candidates: { type: "geojson", data: NONE, tolerance: 0 },
  numbers: { type: "geojson", data: NONE },
  points: { type: "geojson", data: NONE },
})

export interface ReviewStyleOptions {
  palette: Palette
  bounds: [number, number, number, number]
  tiles: TileSet | null
  basemap?: BasemapOptions
  data: ReviewData
}

/** A place that can be chosen: `mark` is its number, or that of another zone; `chosen` is what Enter takes. */
export interface Marked {
  uid: number
  mark: string
  name: string
  chosen: boolean
  geometry: { type: string; coordinates: unknown } | null
}

const chosen: ExpressionSpecification = ["get", "chosen"]
const round = { "line-join": "round", "line-cap": "round" } as const

function candidateLayers({ accent, paper }: Palette): LayerSpecification[] {
  return [
    { id: "candidate-fill", type: "fill", source: "candidates", paint: { "fill-color": accent, "fill-opacity": ["case", chosen, 0.26, 0.1] } },
    { id: "candidate-case", type: "line", source: "candidates", layout: round, paint: { "line-color": paper, "line-width": ["case", chosen, 6.5, 4.5], "line-opacity": 0.85 } },
    { id: "candidate-line", type: "line", source: "candidates", layout: round, paint: { "line-color": accent, "line-width": ["case", chosen, 3.4, 1.8] } },
  ]
}

/** Points over the names, numbers over the points: what is to be chosen is always read. */
function markLayers({ accent, paper, hover, zoneLabel, labelHalo }: Palette): LayerSpecification[] {
  const sorted = ["case", chosen, 10, ["-", 9, ["get", "order"]]] as ExpressionSpecification
  return [
    {
      id: "candidate-name", type: "symbol", source: "numbers", minzoom: 12.5,
      layout: { "text-field": ["get", "name"], "text-font": ["Noto Sans SC"], "text-size": 13, "text-max-width": 9, "text-anchor": "top", "text-offset": [0, 1.15], "symbol-sort-key": ["get", "order"], "text-optional": true },
      paint: { "text-color": zoneLabel, "text-halo-color": labelHalo, "text-halo-width": 1.6 },
    },
    { id: "point-ring", type: "circle", source: "points", paint: { "circle-radius": 13, "circle-color": hover, "circle-opacity": 0.1, "circle-stroke-color": hover, "circle-stroke-width": 1.6 } },
    { id: "point", type: "circle", source: "points", paint: { "circle-radius": 4, "circle-color": hover, "circle-stroke-color": paper, "circle-stroke-width": 1.6 } },
    {
      id: "number-ground", type: "circle", source: "numbers", layout: { "circle-sort-key": sorted },
      paint: { "circle-radius": ["case", chosen, 13, 11], "circle-color": ["case", chosen, accent, paper], "circle-stroke-color": ["case", chosen, paper, accent], "circle-stroke-width": 1.8 },
    },
    {
      id: "number", type: "symbol", source: "numbers",
      layout: { "text-field": ["get", "mark"], "text-font": ["Noto Sans SC"], "text-size": 13, "text-allow-overlap": true, "text-ignore-placement": true, "symbol-sort-key": sorted },
      paint: { "text-color": ["case", chosen, paper, accent] },
    },
  ]
}

export function reviewStyle({ data, tiles, ...rest }: ReviewStyleOptions): StyleSpecification {
  const { palette, basemap, bounds } = rest
  const zones = { ...rest, old: tiles, new: null }
  const base = basemap ? { basemap: basemapSource(basemap) } : {}
  if (!tiles) {
    const paper: LayerSpecification = { id: "paper", type: "background", paint: { "background-color": palette.paper } }
    return { version: 8, sources: { ...base, ...data }, layers: [paper, ...candidateLayers(palette), ...markLayers(palette)] }
  }
  return {
    version: 8,
    sources: { ...base, [OLD]: tileSource(tiles, bounds), ...data },
    layers: [...quietLayers(zones, OLD), hoverLayer(zones, OLD), ...candidateLayers(palette), ...quietNames(zones, OLD), ...markLayers(palette)],
  }
}

const ringsOf = ({ type, coordinates }: NonNullable<Marked["geometry"]>): Position[][] =>
  type === "MultiPolygon" ? (coordinates as Position[][][]).flatMap((polygon) => polygon.slice(0, 1)) : (coordinates as Position[][]).slice(0, 1)

/** The centroid of a ring and twice its signed area. */
function weigh(ring: readonly Position[]): { area: number; x: number; y: number } {
  const [x0 = 0, y0 = 0] = ring[0] ?? []
  let [area, x, y] = [0, 0, 0]
  ring.forEach(([ax = 0, ay = 0], index) => {
    const [bx = 0, by = 0] = ring[(index + 1) % ring.length] ?? []
    const cross = (ax - x0) * (by - y0) - (bx - x0) * (ay - y0)
    area += cross
    x += cross * (ax + bx - 2 * x0)
    y += cross * (ay + by - 2 * y0)
  })
  return area === 0 ? { area, x: x0, y: y0 } : { area, x: x0 + x / (3 * area), y: y0 + y / (3 * area) }
}

/** A point in the middle of the largest part of a shape; null for a shape without area. */
export function middleOf(geometry: Marked["geometry"]): [number, number] | null {
  if (!geometry) return null
  const parts = ringsOf(geometry).map(weigh).sort((a, b) => Math.abs(b.area) - Math.abs(a.area))
  return parts[0] ? [parts[0].x, parts[0].y] : null
}

/** The candidates' shapes, and the points that bear their numbers. */
export function featuresOf(marked: readonly Marked[]): { shapes: Features; numbers: Features } {
  const of = ({ uid, mark, name, chosen: taken }: Marked, order: number, geometry: unknown): Feature =>
    ({ type: "Feature", geometry, properties: { uid, mark, name, chosen: taken, order } }) as Feature
  const drawn = marked.filter(({ geometry }) => geometry !== null)
  return {
    shapes: { type: "FeatureCollection", features: drawn.map((one, order) => of(one, order, one.geometry)) },
    numbers: {
      type: "FeatureCollection",
      features: drawn.flatMap((one, order) => {
        const at = middleOf(one.geometry)
        return at ? [of(one, order, { type: "Point", coordinates: at })] : []
      }),
    },
  }
}

export const pointFeatures = (points: readonly (readonly [number, number])[]): Features =>
  ({ type: "FeatureCollection", features: points.map((at) => ({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates: [...at] } })) })

/** Layers that answer to the pointer: candidates before the zones below them. */
export const REVIEW_TOUCH = ["number-ground", "candidate-fill", "old-fill"] as const
export type ReviewTouch = (typeof REVIEW_TOUCH)[number]
