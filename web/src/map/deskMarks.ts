/** What is drawn over the boundaries at the desk: changes seen from afar, findings, and the shapes of what is in focus. */
import type { FeatureCollection } from "geojson"
import type { ExpressionSpecification, GeoJSONSourceSpecification, LayerSpecification } from "maplibre-gl"
import { CHANGE_CLASSES, changeColour } from "./changes"
import { MARK_COLOURS } from "./marks"
import type { Palette } from "./palette"

export type Features = FeatureCollection
export const NONE: Features = { type: "FeatureCollection", features: [] }

/** Sources: `board` what is drawn on, `focus` the shapes looked at, `spots` one point a change, `marks` one a finding. */
export interface DeskData {
  board: GeoJSONSourceSpecification
  focus: GeoJSONSourceSpecification
  spots: GeoJSONSourceSpecification
  marks: GeoJSONSourceSpecification
}

export const deskData = (): DeskData => ({
  board: { type: "geojson", data: NONE, tolerance: 0 },
  focus: { type: "geojson", data: NONE, tolerance: 0 },
  spots: { type: "geojson", data: NONE },
  marks: {
    type: "geojson", data: NONE, cluster: true, clusterRadius: 36, clusterMaxZoom: 15,
    clusterProperties: { errors: ["+", ["case", ["==", ["get", "severity"], "E"], 1, 0]] },
  },
})

/** What a shape in focus is; the property `role` of its feature. */
export type Role = "old" | "new" | "other" | "error"

const role = (...roles: Role[]): ExpressionSpecification => ["in", ["get", "role"], ["literal", roles]]
const byZoom = (...stops: [number, number][]): ExpressionSpecification =>
  ["interpolate", ["linear"], ["zoom"], ...stops.flat()] as unknown as ExpressionSpecification
const round = { "line-join": "round", "line-cap": "round" } as const

/** How a place stands on the drawing board; the property `state` of its feature. */
export type BoardState = "quiet" | "drawn" | "new" | "chosen"

export function boardLayers(palette: Palette): LayerSpecification[] {
  const state: ExpressionSpecification = ["get", "state"]
  const drawn = changeColour("reshaped", palette.appearance)
  const added = changeColour("added", palette.appearance)
  const street: ExpressionSpecification = ["==", ["get", "kind"], "street"]
  return [
    {
      id: "board-fill", type: "fill", source: "board",
      paint: {
        "fill-color": ["match", state, "drawn", drawn, "new", added, "chosen", palette.accent, palette.blank],
        // Zones lie in a street and have to be seen through it.
        "fill-opacity": [
          "match", state, ["drawn", "new"], ["case", street, 0.22, 0.5], "chosen", ["case", street, 0.1, 0.22], ["case", street, 0, 0.8],
        ],
      },
    },
    {
      id: "board-line", type: "line", source: "board", layout: { "line-join": "round" },
      paint: {
        "line-color": ["match", state, "drawn", drawn, "new", added, "chosen", palette.accent, palette.noDataLine],
        "line-width": ["match", state, "quiet", 1, "chosen", 2.4, 1.8],
      },
    },
    {
      id: "board-name", type: "symbol", source: "board",
      layout: { "text-field": ["get", "name"], "text-font": ["Noto Sans SC"], "text-size": byZoom([14, 11], [17, 14]), "text-max-width": 7 },
      paint: { "text-color": palette.zoneLabel, "text-halo-color": palette.labelHalo, "text-halo-width": 1.5 },
    },
  ]
}

export function focusLayers(palette: Palette): LayerSpecification[] {
  const { error, paper } = MARK_COLOURS[palette.appearance]
  const ink = palette.hover
  const line = (id: string, of: Role, paint: object): LayerSpecification =>
    ({ id, type: "line", source: "focus", filter: role(of), layout: round, paint })
  return [
    { id: "focus-fill", type: "fill", source: "focus", filter: role("new"), paint: { "fill-color": palette.accent, "fill-opacity": 0.14 } },
    { id: "focus-error", type: "fill", source: "focus", filter: role("error"), paint: { "fill-color": error, "fill-opacity": 0.6 } },
    line("focus-other", "other", { "line-color": ink, "line-width": 1.8, "line-opacity": 0.75 }),
    line("focus-old-case", "old", { "line-color": paper, "line-width": 4, "line-opacity": 0.7 }),
    { ...line("focus-old", "old", { "line-color": ink, "line-width": 2, "line-dasharray": [2.4, 2] }), layout: { "line-join": "round" } } as LayerSpecification,
    line("focus-new-case", "new", { "line-color": paper, "line-width": 6, "line-opacity": 0.85 }),
    line("focus-new", "new", { "line-color": palette.accent, "line-width": 3 }),
    line("focus-error-line", "error", { "line-color": error, "line-width": 2.5 }),
    {
      id: "focus-error-point", type: "circle", source: "focus", filter: ["all", role("error"), ["==", ["geometry-type"], "Point"]],
      paint: { "circle-radius": 15, "circle-color": error, "circle-opacity": 0.16, "circle-stroke-color": error, "circle-stroke-width": 2 },
    },
  ]
}

/** From afar a changed place is a speck: a dot in the colour of its change stands for it until it can be seen. */
export function spotLayers({ appearance, paper }: Palette): LayerSpecification[] {
  const cases = CHANGE_CLASSES.flatMap((id) => [id, changeColour(id, appearance)])
  return [{
    id: "spots", type: "circle", source: "spots", maxzoom: 13.2,
    paint: {
      "circle-color": ["match", ["get", "change"], ...cases, paper] as unknown as ExpressionSpecification,
      "circle-radius": byZoom([9, 3], [12, 5], [13.2, 6]), "circle-stroke-color": paper, "circle-stroke-width": 1.2,
      "circle-opacity": byZoom([12.4, 0.95], [13.2, 0]), "circle-stroke-opacity": byZoom([12.4, 1], [13.2, 0]),
    },
  }]
}

export function markLayers({ appearance, paper }: Palette): LayerSpecification[] {
  const { error, warning, paper: ground } = MARK_COLOURS[appearance]
  const grave: ExpressionSpecification = [">", ["get", "errors"], 0]
  const isCluster: ExpressionSpecification = ["has", "point_count"]
  const text = { "text-font": ["Noto Sans SC"], "text-allow-overlap": true }
  const severity: ExpressionSpecification = ["get", "severity"]
  return [
    {
      id: "mark-clusters", type: "circle", source: "marks", filter: isCluster,
      paint: {
        "circle-color": ["case", grave, error, ground], "circle-stroke-color": ["case", grave, paper, warning],
        "circle-stroke-width": 1.5, "circle-radius": ["interpolate", ["linear"], ["get", "point_count"], 2, 11, 50, 14, 1000, 20],
      },
    },
    {
      id: "mark-counts", type: "symbol", source: "marks", filter: isCluster,
      layout: { ...text, "text-field": ["get", "point_count_abbreviated"], "text-size": 11 },
      paint: { "text-color": ["case", grave, ground, warning] },
    },
    {
      id: "marks", type: "symbol", source: "marks", filter: ["!", isCluster],
      layout: {
        ...text, "icon-image": ["concat", "mark-", severity], "icon-allow-overlap": true,
        "text-field": severity, "text-size": 12, "symbol-sort-key": ["case", ["==", severity, "E"], 1, 0],
      },
      paint: { "text-color": ["case", ["==", severity, "E"], ground, warning], "icon-opacity": ["case", ["get", "waived"], 0.45, 1] },
    },
  ]
}
