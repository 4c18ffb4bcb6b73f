import { validateStyleMin } from "@maplibre/maplibre-gl-style-spec"
import { describe, expect, it } from "vitest"
import { basemapSource } from "@/map/basemap"
import { DARK, LIGHT, type Palette } from "@/map/palette"
import { mapStyle, type StyleOptions } from "@/map/style"
import { SLOT_COUNT } from "@/themes/slots"

const options = (palette: Palette, more: Partial<StyleOptions> = {}): StyleOptions => ({
  palette, tiles: "http://localhost/tiles/map/1/{z}/{x}/{y}", minZoom: 8, maxZoom: 14, bounds: [116, 39, 117, 41], ...more,
})
const faults = (style: ReturnType<typeof mapStyle>) => validateStyleMin(style)

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
