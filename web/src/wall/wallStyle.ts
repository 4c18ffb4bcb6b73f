/** The map's style for a wall: no text, no pointer, lines as thick as the distance asks. */
import type { LayerSpecification, StyleSpecification } from "maplibre-gl"
import { mapStyle, TILES, type StyleOptions } from "@/map/style"

/** Feature state of a street that misses a target. */
export interface StreetState {
  lag?: boolean
}

/** The district stands out from its paper more than at the desk: from afar its shape comes first. */
const GROUNDS = { dark: { ground: "#272d32", groundLine: "#525c64" }, light: { ground: "#e6e3da", groundLine: "#aeaa9d" } } as const

/** Layers that answer to somebody at the desk. */
const DESK = new Set(["zone-halo", "zone-chosen"])

/** Line widths in units of `scale`, in place of those that follow the zoom. */
const WIDTHS: Record<string, number> = { "street-line": 0.9, "zone-no-data": 0.8 }

function adapt(layer: LayerSpecification, scale: number): LayerSpecification {
  const width = WIDTHS[layer.id]
  if (layer.type === "line" && width !== undefined) return { ...layer, paint: { ...layer.paint, "line-width": width * scale } }
  if (layer.type === "circle") return { ...layer, paint: { ...layer.paint, "circle-radius": 2 * scale } }
  return layer
}

/** The outline of the lagging streets: a dark casing under a bright line, so that it stands on every theme. */
function lagLayers({ palette }: StyleOptions, scale: number): LayerSpecification[] {
  const line = (id: string, colour: string, width: number): LayerSpecification => ({
    id, type: "line", source: TILES, "source-layer": "street", layout: { "line-join": "round" },
    paint: {
      "line-color": colour, "line-width": width * scale,
      "line-opacity": ["case", ["boolean", ["feature-state", "lag"], false], 1, 0],
    },
  })
  return [line("lag-casing", palette.paper, 4), line("lag-line", palette.hover, 1.6)]
}

/** Zones a little larger than they are, in their own colour: at district zoom they are specks. */
function boldLayer(fill: LayerSpecification | undefined, scale: number): LayerSpecification[] {
  if (fill?.type !== "fill") return []
  const { "fill-color": colour, "fill-opacity": opacity } = fill.paint ?? {}
  if (colour === undefined) return []
  return [{
    id: "zone-bold", type: "line", source: TILES, "source-layer": "zone", filter: ["==", ["geometry-type"], "Polygon"],
    paint: { "line-color": colour, "line-width": 0.7 * scale, ...(opacity === undefined ? {} : { "line-opacity": opacity }) },
  }]
}

/** The style of the desk's map as a wall shows it; `scale` is 1 where a line of one pixel is one pixel. */
export function wallStyle(desk: StyleOptions, scale: number): StyleSpecification {
  const options = { ...desk, palette: { ...desk.palette, ...GROUNDS[desk.palette.appearance] } }
  const style = mapStyle(options)
  const layers = style.layers.filter(({ id, type }) => type !== "symbol" && !DESK.has(id)).map((layer) => adapt(layer, scale))
  const fill = layers.findIndex(({ id }) => id === "zone-fill")
  return { ...style, layers: [...layers.slice(0, fill + 1), ...boldLayer(layers[fill], scale), ...layers.slice(fill + 1), ...lagLayers(options, scale)] }
}
