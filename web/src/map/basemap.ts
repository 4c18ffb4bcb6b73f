/** The base map under the streets, when the district's profile names one. */
import type { LayerSpecification, SourceSpecification } from "maplibre-gl"
import type { Palette } from "./palette"

export interface BasemapOptions {
  kind: "xyz" | "wmts" | "pmtiles"
  /** A template with {z}, {x}, {y}; for WMTS also {TileMatrix}, {TileCol}, {TileRow}; for PMTiles the archive. */
  url: string
  attribution: string
}

/** A WMTS address with the names that the map fills in. */
export const wmtsTemplate = (url: string): string =>
  url.replace(/\{TileMatrix\}/gi, "{z}").replace(/\{TileCol\}/gi, "{x}").replace(/\{TileRow\}/gi, "{y}")

export function basemapSource({ kind, url, attribution }: BasemapOptions): SourceSpecification {
  if (kind === "pmtiles") return { type: "raster", url: `pmtiles://${url}`, tileSize: 256, attribution }
  return { type: "raster", tiles: [kind === "wmts" ? wmtsTemplate(url) : url], tileSize: 256, attribution }
}

/** The base map as a quiet raster: half its colour, and dimmed in the dark appearance. */
export function basemapLayers(_: BasemapOptions, palette: Palette): LayerSpecification[] {
  const dark = palette.appearance === "dark"
  return [{
    id: "basemap", type: "raster", source: "basemap",
    paint: { "raster-saturation": -0.6, "raster-opacity": dark ? 0.35 : 0.7, "raster-brightness-max": dark ? 0.6 : 1 },
  }]
}
