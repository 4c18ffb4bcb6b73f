import { validateStyleMin } from "@maplibre/maplibre-gl-style-spec"
import { describe, expect, it } from "vitest"
import { basemapSource } from "@/map/basemap"
import { DARK, LIGHT, type Palette } from "@/map/palette"
import { mapStyle, type StyleOptions } from "@/map/style"
import { SLOT_COUNT } from "@/themes/slots"
import { contrast } from "./colour"

const options = (palette: Palette, more: Partial<StyleOptions> = {}): StyleOptions => ({
  palette, tiles: "http://localhost/tiles/map/1/{z}/{x}/{y}", minZoom: 8, maxZoom: 14, bounds: [116, 39, 117, 41], ...more,
})
const faults = (style: ReturnType<typeof mapStyle>) => validateStyleMin(style)

/** What the tiles hold: the layers that every release has, and the reference layers (tiles/tilejson.py). */
const TILE_LAYERS = ["street", "zone", "label", "water", "green", "community", "road", "building"]

describe("the reference layers", () => {
  const ids = mapStyle(options(LIGHT)).layers.map(({ id }) => id)
  const at = (id: string): number => ids.indexOf(id)

  it.each([["light", LIGHT], ["dark", DARK]])("are hardly darker or lighter than the ground in the %s palette", (_, palette) => {
    for (const colour of [palette.road, palette.water, palette.green]) {
      expect(contrast(colour, palette.ground)).toBeLessThan(1.35)
      expect(colour).not.toBe(palette.ground)
    }
  })

  it.each([["light", LIGHT], ["dark", DARK]])("have names that can be read, quieter than those of zones, in the %s palette", (_, palette) => {
    for (const name of [palette.roadName, palette.waterName, palette.greenName]) {
      expect(contrast(name, palette.ground)).toBeGreaterThan(2.8)
      expect(contrast(name, palette.ground)).toBeLessThan(contrast(palette.zoneLabel, palette.ground))
    }
  })

  it("lie under the zones, and their names give way to those of zones and streets", () => {
    for (const id of ["base-green", "base-water", "base-stream", "base-road", "base-road-area"]) {
      expect(at(id)).toBeGreaterThan(at("street-field"))
      expect(at(id)).toBeLessThan(at("zone-fill"))
    }
    for (const id of ["base-road-name", "base-stream-name", "base-area-name", "base-community-name"]) {
      expect(at(id)).toBeGreaterThan(at("zone-chosen"))
      expect(at(id)).toBeLessThan(at("zone-name"))
    }
  })

  it("and all else are layers that the tiles have", () => {
    const drawn = new Set(mapStyle(options(LIGHT)).layers.flatMap((layer) => ("source-layer" in layer ? [layer["source-layer"]] : [])))
    expect([...drawn].sort()).toEqual([...TILE_LAYERS].sort())
  })
})

describe("the style", () => {
  it.each([["light", LIGHT], ["dark", DARK]])("is valid in the %s palette", (_, palette) => {
    expect(faults(mapStyle(options(palette)))).toEqual([])
  })

  it.each([
    ["xyz", "http://localhost/base/{z}/{x}/{y}.png"],
    ["wmts", "http://localhost/wmts?tilematrix={TileMatrix}&tilerow={TileRow}&tilecol={TileCol}"],
    ["pmtiles", "/base.pmtiles"],
  ] as const)("is valid over a base map of kind %s", (kind, url) => {
    expect(faults(mapStyle(options(LIGHT, { basemap: { kind, url, attribution: "" } })))).toEqual([])
  })

  it("is refused with a bad colour", () => {
    expect(faults(mapStyle(options({ ...LIGHT, ground: "grass" })))).not.toEqual([])
  })

  it("names no address but those it was given", () => {
    const text = JSON.stringify(mapStyle(options(LIGHT)))
    expect(text.match(/https?:\/\/[^"]+/g)).toEqual(["http://localhost/tiles/map/1/{z}/{x}/{y}"])
  })

  it.each([["light", LIGHT], ["dark", DARK]])("has a colour for every slot in the %s palette", (_, palette) => {
    expect(palette.slots).toHaveLength(SLOT_COUNT)
  })

  it("reads the placeholders of WMTS", () => {
    const source = basemapSource({ kind: "wmts", url: "/w/{TileMatrix}/{TileRow}/{TileCol}", attribution: "" })
    expect(source).toMatchObject({ tiles: ["/w/{z}/{y}/{x}"] })
  })
})
