/** The reference layers: water, green, communities, roads and buildings, quiet under the zones. */
import type { ExpressionSpecification, LayerSpecification } from "maplibre-gl"
import type { Palette } from "./palette"

const FONT = ["Noto Sans SC"]
const POLYGONS: ExpressionSpecification = ["==", ["geometry-type"], "Polygon"]
const LINES: ExpressionSpecification = ["==", ["geometry-type"], "LineString"]
const ROUND = { "line-join": "round", "line-cap": "round" } as const
const rank: ExpressionSpecification = ["coalesce", ["get", "rank"], 5]

const byZoom = (...stops: [number, number | ExpressionSpecification][]): ExpressionSpecification =>
  ["interpolate", ["exponential", 1.5], ["zoom"], ...stops.flat()] as unknown as ExpressionSpecification
/** Pixels by rank: 1 is an expressway, 5 a lane. */
const byRank = (...widths: [number, number, number, number, number]): ExpressionSpecification =>
  ["match", rank, 1, widths[0], 2, widths[1], 3, widths[2], 4, widths[3], widths[4]]

const ROAD_WIDTH = byZoom([9, byRank(1.6, 1.2, 0.3, 0.2, 0.2)], [12, byRank(3.4, 2.8, 1, 0.5, 0.3)], [14, byRank(7.5, 6, 2.8, 1.6, 0.8)], [16, byRank(15, 12, 8, 5, 3)], [19, byRank(44, 36, 28, 20, 14)])

/** What lies on the ground; `source` holds the tiles. Layers without features draw nothing. */
export function groundShapes(palette: Palette, source: string): LayerSpecification[] {
  const of = (layer: string): { source: string; "source-layer": string } => ({ source, "source-layer": layer })
  return [
    { id: "base-green", type: "fill", ...of("green"), paint: { "fill-color": palette.green, "fill-antialias": false } },
    { id: "base-water", type: "fill", ...of("water"), filter: POLYGONS, paint: { "fill-color": palette.water } },
    {
      // A river narrower than a pixel would fade away, or hide under the border that it often is.
      id: "base-water-edge", type: "line", ...of("water"), filter: POLYGONS, maxzoom: 14,
      paint: { "line-color": palette.water, "line-width": byZoom([9, 2], [12, 2.6], [14, 0]) },
    },
    {
      id: "base-stream", type: "line", ...of("water"), filter: LINES, layout: ROUND,
      paint: { "line-color": palette.water, "line-width": byZoom([10, 0.8], [14, 2.5], [18, 10]) },
    },
    {
      id: "base-road", type: "line", ...of("road"), filter: LINES, layout: { ...ROUND, "line-sort-key": ["-", 0, rank] },
      paint: { "line-color": palette.road, "line-width": ROAD_WIDTH },
    },
    { id: "base-road-area", type: "fill", ...of("road"), filter: POLYGONS, paint: { "fill-color": palette.road } },
  ]
}

/** What stands over the zones' colours, so faint that these stay what they are: buildings and the communities' borders. */
export function groundMarks(palette: Palette, source: string): LayerSpecification[] {
  return [
    {
      id: "base-building", type: "fill", source, "source-layer": "building", minzoom: 13,
      paint: { "fill-color": palette.mark, "fill-opacity": byZoom([13, 0.06], [16, 0.14]), "fill-antialias": false },
    },
    {
      id: "base-community", type: "line", source, "source-layer": "community", minzoom: 12,
      paint: { "line-color": palette.groundLine, "line-dasharray": [4, 2, 1, 2], "line-width": byZoom([12, 0.6], [16, 1.2]) },
    },
  ]
}

/** Names of roads and streams along their lines, of areas in their middles. */
export function groundNames(palette: Palette, source: string): LayerSpecification[] {
  const halo = { "text-halo-color": palette.labelHalo, "text-halo-width": 1.2 } as const
  const along = { "text-field": ["get", "name"] as ExpressionSpecification, "text-font": FONT, "symbol-placement": "line", "symbol-spacing": 420, "text-letter-spacing": 0.12, "text-max-angle": 30, "text-padding": 8 } as const
  return [
    {
      id: "base-area-name", type: "symbol", source, "source-layer": "label", minzoom: 12,
      filter: ["in", ["get", "kind"], ["literal", ["water", "green"]]],
      layout: { "text-field": ["get", "name"], "text-font": FONT, "text-size": byZoom([12, 9.5], [16, 12]), "text-max-width": 6, "text-padding": 6, "symbol-sort-key": ["get", "rank"] },
      paint: { "text-color": ["match", ["get", "kind"], "water", palette.waterName, palette.greenName], ...halo },
    },
    {
      id: "base-community-name", type: "symbol", source, "source-layer": "label", minzoom: 13.5, maxzoom: 16,
      filter: ["==", ["get", "kind"], "community"],
      layout: { "text-field": ["get", "name"], "text-font": FONT, "text-size": 10.5, "text-letter-spacing": 0.15, "text-padding": 10, "symbol-sort-key": ["get", "rank"] },
      paint: { "text-color": palette.roadName, ...halo },
    },
    {
      id: "base-stream-name", type: "symbol", source, "source-layer": "water", filter: LINES, minzoom: 12.5,
      layout: { ...along, "text-size": 11 }, paint: { "text-color": palette.waterName, ...halo },
    },
    {
      id: "base-road-name", type: "symbol", source, "source-layer": "road", minzoom: 12.5,
      // Lesser roads are named when they are near.
      filter: ["all", LINES, ["<=", rank, ["step", ["zoom"], 1, 13, 2, 14.5, 3, 15.5, 5]]],
      layout: { ...along, "text-size": byZoom([12, 9.5], [15, 10.5], [18, 13]), "symbol-sort-key": rank },
      paint: { "text-color": palette.roadName, ...halo },
    },
  ]
}
