/** The style of the survey desk's map: the boundaries in force, those that a survey would make, and what is between them. */
import type { DataDrivenPropertyValueSpecification, ExpressionSpecification, FilterSpecification, LayerSpecification, SourceSpecification, StyleSpecification } from "maplibre-gl"
import { basemapLayers, basemapSource, type BasemapOptions } from "./basemap"
import { CHANGE_CLASSES, changeColour, numbersWith } from "./changes"
import { boardLayers, focusLayers, markLayers, spotLayers, type DeskData } from "./deskMarks"
import { groundMarks, groundNames, groundShapes } from "./ground"
import type { Palette } from "./palette"
import { DRAWN, type Drawn } from "./patterns"

/** The tiles of the release in force, and those of the survey's preview. */
export const OLD = "old"
export const NEW = "new"

export interface TileSet {
  tiles: string
  minZoom: number
  maxZoom: number
}

export interface Boundaries {
  palette: Palette
  bounds: [number, number, number, number]
  old: TileSet | null
  new: TileSet | null
  basemap?: BasemapOptions
}

export interface DeskStyleOptions extends Boundaries {
  data: DeskData
}

/** Feature state of a place: `c` the number of its change, `h` hovered, `x` hidden because it is drawn otherwise. */
export interface DeskState {
  c?: number
  h?: boolean
  x?: boolean
}

const POLYGONS: ExpressionSpecification = ["==", ["geometry-type"], "Polygon"]
const change: ExpressionSpecification = ["number", ["feature-state", "c"], 0]
const changed: ExpressionSpecification = [">", change, 0]
const flag = (key: keyof DeskState): ExpressionSpecification => ["boolean", ["feature-state", key], false]
const byZoom = (...stops: [number, number][]): ExpressionSpecification =>
  ["interpolate", ["linear"], ["zoom"], ...stops.flat()] as unknown as ExpressionSpecification
const zones = (source: string) => ({ source, "source-layer": "zone" }) as const
/** Opacity where the place is not hidden. */
const shown = (opacity: number | ExpressionSpecification): ExpressionSpecification => ["case", flag("x"), 0, opacity]

function colourOf({ appearance }: Palette, otherwise: string): ExpressionSpecification {
  const cases = CHANGE_CLASSES.flatMap((id, index) => [index + 1, changeColour(id, appearance)])
  return ["match", change, ...cases, otherwise] as unknown as ExpressionSpecification
}

const where = (numbers: readonly number[], opacity: number): DataDrivenPropertyValueSpecification<number> =>
  (numbers.length > 0 ? ["match", change, [...numbers], opacity, 0] : 0) as unknown as DataDrivenPropertyValueSpecification<number>

const removed = CHANGE_CLASSES.indexOf("removed") + 1

function ground({ palette, basemap }: Boundaries, source: string): LayerSpecification[] {
  const streets = { source, "source-layer": "street" } as const
  return [
    { id: "paper", type: "background", paint: { "background-color": palette.paper } },
    ...(basemap ? basemapLayers(basemap, palette) : []),
    { id: "street-field", type: "fill", ...streets, paint: { "fill-color": palette.ground, "fill-opacity": basemap ? 0.35 : 1 } },
    { id: "street-line", type: "line", ...streets, paint: { "line-color": palette.groundLine, "line-width": byZoom([8, 0.6], [11, 1], [14, 2]) } },
  ]
}

const patternLayer = (source: string, pattern: Drawn, numbers: readonly number[]): LayerSpecification => ({
  id: `${source}-${pattern}`, type: "fill", ...zones(source), filter: POLYGONS,
  paint: { "fill-pattern": pattern, "fill-opacity": where(numbers, 0.55) },
})

/** The places of a tile set as tinted fields: what changes stands out, the rest is quiet. */
function fields({ palette }: Boundaries, source: string): LayerSpecification[] {
  return [
    {
      id: `${source}-fill`, type: "fill", ...zones(source), filter: POLYGONS,
      paint: { "fill-color": colourOf(palette, palette.blank), "fill-opacity": shown(["case", flag("h"), 0.85, changed, 0.55, 0.8]) },
    },
    ...DRAWN.map((pattern) => patternLayer(source, pattern, numbersWith(pattern))),
    {
      id: `${source}-line`, type: "line", ...zones(source), filter: POLYGONS, layout: { "line-join": "round" },
      paint: {
        "line-color": ["case", changed, colourOf(palette, palette.mark), palette.noDataLine],
        "line-width": ["interpolate", ["linear"], ["zoom"], 9, ["case", changed, 0.8, 0.1], 12, ["case", changed, 1.4, 0.4], 15, ["case", changed, 2.4, 1]],
        "line-opacity": shown(1),
      },
    },
  ]
}

/** Old outlines over the new ones: dashed, and only where something differs. What goes entirely is hatched. */
function formerLayers({ palette }: DeskStyleOptions): LayerSpecification[] {
  return [
    {
      id: "former-fill", type: "fill", ...zones(OLD), filter: POLYGONS,
      paint: { "fill-color": colourOf(palette, palette.blank), "fill-opacity": where([removed], 0.4) },
    },
    patternLayer("former", "hatch", [removed]),
    {
      id: "former-line", type: "line", ...zones(OLD), filter: POLYGONS,
      paint: {
        "line-color": palette.appearance === "dark" ? palette.zoneLabel : palette.mark, "line-dasharray": [3, 2],
        "line-width": byZoom([11, 0.6], [14, 1.1], [17, 1.6]), "line-opacity": ["case", changed, 0.8, 0],
      },
    },
  ].map((layer) => ({ ...layer, source: OLD })) as LayerSpecification[]
}

export function hoverLayer({ palette }: Boundaries, source: string): LayerSpecification {
  return {
    id: `${source}-hover`, type: "line", ...zones(source), filter: POLYGONS,
    paint: { "line-color": palette.hover, "line-width": 1.6, "line-opacity": ["case", flag("h"), 1, 0] },
  }
}

function names({ palette }: Boundaries, source: string): LayerSpecification[] {
  const label = { source, "source-layer": "label" } as const
  const halo = { "text-halo-color": palette.labelHalo, "text-halo-width": 1.5 }
  return [
    {
      id: "zone-name", type: "symbol", ...label, minzoom: 14, filter: ["==", ["get", "kind"], "zone"],
      layout: { "text-field": ["get", "name"], "text-font": ["Noto Sans SC"], "text-size": byZoom([14, 11], [17, 14]), "text-max-width": 7, "text-padding": 3, "text-variable-anchor": ["center", "bottom", "top"], "text-radial-offset": 1.1, "symbol-sort-key": ["get", "rank"] },
      paint: { "text-color": palette.zoneLabel, ...halo },
    },
    {
      id: "street-name", type: "symbol", ...label, maxzoom: 15, filter: ["==", ["get", "kind"], "street"],
      layout: { "text-field": ["get", "name"], "text-font": ["Noto Sans SC"], "text-size": byZoom([9, 10], [14, 15]), "text-letter-spacing": 0.08, "text-max-width": 8, "symbol-sort-key": ["get", "rank"] },
      paint: { "text-color": palette.streetLabel, ...halo },
    },
  ]
}

export const tileSource = ({ tiles, minZoom, maxZoom }: TileSet, bounds: Boundaries["bounds"]): SourceSpecification =>
  ({ type: "vector", tiles: [tiles], minzoom: minZoom, maxzoom: maxZoom, bounds })

function tileSources({ old, new: next, bounds, basemap }: DeskStyleOptions): StyleSpecification["sources"] {
  return {
    ...(basemap ? { basemap: basemapSource(basemap) } : {}),
    ...(old ? { [OLD]: tileSource(old, bounds) } : {}),
    // A new place has no lasting number before it is published: its code tells it.
    ...(next ? { [NEW]: { ...tileSource(next, bounds), promoteId: { zone: "code" } } as SourceSpecification } : {}),
  }
}

/** The zones of a tile set on their ground; `quietNames` go over what is drawn upon them. */
export const quietLayers = (options: Boundaries, source: string): LayerSpecification[] => [
  ...ground(options, source), ...groundShapes(options.palette, source), ...fields(options, source), ...groundMarks(options.palette, source),
]

export const quietNames = (options: Boundaries, source: string): LayerSpecification[] => [...groundNames(options.palette, source), ...names(options, source)]

/** The style for the tile sets that there are: both for a comparison, one for a half of the swipe or for editing. */
export function deskStyle(options: DeskStyleOptions): StyleSpecification {
  const source = options.new ? NEW : OLD
  const any = options.new !== null || options.old !== null
  const data = { board: boardLayers(options.palette), focus: focusLayers(options.palette), spots: spotLayers(options.palette), marks: markLayers(options.palette) }
  return {
    version: 8,
    sources: { ...tileSources(options), ...options.data },
    layers: [
      ...(any ? quietLayers(options, source) : [{ id: "paper", type: "background" as const, paint: { "background-color": options.palette.paper } }]),
      ...(options.old && options.new ? formerLayers(options) : []),
      ...(any ? [hoverLayer(options, source)] : []),
      ...data.board,
      ...data.focus,
      ...(any ? quietNames(options, source) : []),
      ...data.spots,
      ...data.marks,
    ],
  }
}

/** Names from the tiles for all zones but these. */
export const namesBut = (uids: readonly number[]): FilterSpecification =>
  ["all", ["==", ["get", "kind"], "zone"], ["!", ["in", ["get", "uid"], ["literal", [...uids]]]]]

/** Layers that answer to the pointer: the survey's places, then those that it removes. */
export const touchLayers = (source: string): string[] => (source === NEW ? ["new-fill", "former-fill"] : ["old-fill"])
