/** The style of the map: a pure function of the palette and of where the tiles are. */
import type {
  DataDrivenPropertyValueSpecification,
  ExpressionSpecification,
  LayerSpecification,
  SourceSpecification,
  StyleSpecification,
} from "maplibre-gl"
import { patternOf, slotsWith, type Pattern } from "@/themes/slots"
import { basemapLayers, basemapSource, type BasemapOptions } from "./basemap"
import { groundMarks, groundNames, groundShapes } from "./ground"
import type { Palette } from "./palette"

export const TILES = "map"

export interface StyleOptions {
  palette: Palette
  /** Absolute address template of the release's tiles. */
  tiles: string
  minZoom: number
  maxZoom: number
  bounds: [number, number, number, number]
  basemap?: BasemapOptions
}

/** Feature state of a zone: `k` its paint slot, `d` dimmed by the filter, `h` hovered, `s` chosen. */
export interface ZoneState {
  k?: number
  d?: boolean
  h?: boolean
  s?: boolean
}

const flag = (key: keyof ZoneState): ExpressionSpecification => ["boolean", ["feature-state", key], false]
const slot: ExpressionSpecification = ["number", ["feature-state", "k"], -1]
const shown = (opacity: number, dimmed: number): ExpressionSpecification => ["case", flag("d"), dimmed, opacity]

function slotColour(palette: Palette): ExpressionSpecification {
  const cases = palette.slots.flatMap((colour, index) => [index, colour])
  return ["match", slot, ...cases, palette.blank] as unknown as ExpressionSpecification
}

/** Opaque where a zone's slot is one of `slots`, else clear: this is how a state drives a pattern. */
function whereSlot(slots: readonly number[], opacity: number, dimmed: number): DataDrivenPropertyValueSpecification<number> {
  return ["match", slot, [...slots], shown(opacity, dimmed), 0] as unknown as ExpressionSpecification
}

const byZoom = (...stops: [number, number | ExpressionSpecification][]): ExpressionSpecification =>
  ["interpolate", ["linear"], ["zoom"], ...stops.flat()] as unknown as ExpressionSpecification

const ZONE = { source: TILES, "source-layer": "zone" } as const
const STREET = { source: TILES, "source-layer": "street" } as const
const LABEL = { source: TILES, "source-layer": "label" } as const
const POLYGONS: ExpressionSpecification = ["==", ["geometry-type"], "Polygon"]
const POINTS: ExpressionSpecification = ["==", ["geometry-type"], "Point"]
const FONT = ["Noto Sans SC"]

function groundLayers({ palette, basemap }: StyleOptions): LayerSpecification[] {
  return [
    { id: "paper", type: "background", paint: { "background-color": palette.paper } },
    ...(basemap ? basemapLayers(basemap, palette) : []),
    {
      id: "street-field", type: "fill", ...STREET,
      paint: { "fill-color": palette.ground, "fill-opacity": basemap ? 0.35 : 1, "fill-antialias": false },
    },
    {
      // At district zoom the zones are specks, so a density also tints its street; it fades where zones can be read.
      id: "street-tint", type: "fill", ...STREET, maxzoom: 12.5,
      paint: { "fill-color": slotColour(palette), "fill-opacity": byZoom([10.8, ["case", ["<", slot, 0], 0, 0.32]], [12.5, 0]), "fill-antialias": false },
    },
  ]
}

function patternLayer(pattern: Exclude<Pattern, "none">): LayerSpecification {
  return {
    id: `zone-${pattern}`, type: "fill", ...ZONE, filter: POLYGONS,
    paint: { "fill-pattern": pattern, "fill-opacity": whereSlot(slotsWith(pattern), 0.9, 0.12), "fill-antialias": false },
  }
}

function zoneLayers({ palette }: StyleOptions): LayerSpecification[] {
  const colour = slotColour(palette)
  return [
    {
      id: "zone-fill", type: "fill", ...ZONE, filter: POLYGONS,
      paint: { "fill-color": colour, "fill-opacity": shown(1, 0.14) },
    },
    patternLayer("hatch"),
    patternLayer("dots"),
    patternLayer("cross"),
    {
      // Neighbours part by a hairline in the colour of the ground; at district zoom it would eat the small zones.
      id: "zone-line", type: "line", ...ZONE, filter: POLYGONS, minzoom: 11,
      paint: { "line-color": palette.ground, "line-width": byZoom([11, 0.2], [12.5, 0.6], [14, 1], [17, 1.6]) },
    },
    {
      id: "zone-no-data", type: "line", ...ZONE, filter: POLYGONS,
      paint: {
        "line-color": palette.noDataLine, "line-dasharray": [1, 2], "line-width": byZoom([10, 0.6], [14, 1.2]),
        "line-opacity": whereSlot([0], 1, 0.3),
      },
    },
    {
      id: "zone-point", type: "circle", ...ZONE, filter: POINTS,
      paint: {
        "circle-color": colour, "circle-radius": byZoom([8, 1.2], [11, 2], [14, 3]), "circle-opacity": shown(1, 0.14),
        "circle-stroke-width": ["case", flag("s"), 2, 0], "circle-stroke-color": palette.accent,
      },
    },
  ]
}

function chosenLayers({ palette }: StyleOptions): LayerSpecification[] {
  const round = { "line-join": "round", "line-cap": "round" } as const
  return [
    {
      id: "zone-halo", type: "line", ...ZONE, filter: POLYGONS, layout: round,
      paint: {
        "line-color": palette.accent, "line-opacity": ["case", flag("s"), 0.3, 0], "line-width": byZoom([10, 6], [14, 9]),
        "line-blur": 2,
      },
    },
    {
      id: "zone-chosen", type: "line", ...ZONE, filter: POLYGONS, layout: round,
      paint: {
        "line-color": ["case", flag("s"), palette.accent, palette.hover],
        "line-opacity": ["case", ["any", flag("s"), flag("h")], 1, 0],
        "line-width": ["case", flag("s"), 2.4, 1.4],
      },
    },
  ]
}

function streetLines({ palette }: StyleOptions): LayerSpecification[] {
  return [{
    id: "street-line", type: "line", ...STREET, layout: { "line-join": "round" },
    paint: { "line-color": palette.groundLine, "line-width": byZoom([8, 0.6], [11, 1], [14, 2]) },
  }]
}

function labelLayers({ palette }: StyleOptions): LayerSpecification[] {
  return [
    {
      id: "zone-name", type: "symbol", ...LABEL, minzoom: 13.8, filter: ["==", ["get", "kind"], "zone"],
      layout: {
        "text-field": ["get", "name"], "text-font": FONT, "text-size": byZoom([14, 11], [16, 13], [18, 15]),
        "text-max-width": 7, "text-line-height": 1.25, "text-padding": 3, "symbol-sort-key": ["get", "rank"],
      },
      paint: { "text-color": palette.zoneLabel, "text-halo-color": palette.labelHalo, "text-halo-width": 1.4, "text-halo-blur": 0.4 },
    },
    {
      id: "street-name", type: "symbol", ...LABEL, maxzoom: 15.2, filter: ["==", ["get", "kind"], "street"],
      layout: {
        "text-field": ["get", "name"], "text-font": FONT, "text-size": byZoom([9, 10], [11, 12], [14, 15]),
        "text-letter-spacing": 0.08, "text-max-width": 8, "text-padding": 2, "symbol-sort-key": ["get", "rank"],
      },
      paint: {
        "text-color": palette.streetLabel, "text-halo-color": palette.labelHalo, "text-halo-width": 1.6,
        "text-opacity": byZoom([14, 1], [15.2, 0]),
      },
    },
  ]
}

/** The complete style. Every colour that a theme may need is in it; `recolour` chooses among them. */
export function mapStyle(options: StyleOptions): StyleSpecification {
  const tiles: SourceSpecification = {
    type: "vector", tiles: [options.tiles], minzoom: options.minZoom, maxzoom: options.maxZoom, bounds: options.bounds,
  }
  return {
    version: 8,
    sources: { ...(options.basemap ? { basemap: basemapSource(options.basemap) } : {}), [TILES]: tiles },
    layers: [
      ...groundLayers(options),
      ...groundShapes(options.palette, TILES),
      ...zoneLayers(options),
      ...groundMarks(options.palette, TILES),
      ...streetLines(options),
      ...chosenLayers(options),
      ...groundNames(options.palette, TILES),
      ...labelLayers(options),
    ],
  }
}

/** Layers that answer to the pointer. */
export const TOUCH_LAYERS = ["zone-fill", "zone-point"]

/** Whether a slot is drawn with a pattern; the legend draws its swatches the same way. */
export const hasPattern = (slotIndex: number): boolean => patternOf(slotIndex) !== "none"
