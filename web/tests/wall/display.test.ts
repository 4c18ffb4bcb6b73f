import { readdirSync, readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { validateStyleMin } from "@maplibre/maplibre-gl-style-spec"
import { describe, expect, it } from "vitest"
import { DARK, LIGHT } from "@/map/palette"
import { spread } from "@/wall/markers"
import { ageOf, nextReload } from "@/wall/night"
import { parseWallSettings } from "@/wall/settings"
import { wallStyle } from "@/wall/wallStyle"
import { contrast } from "../colour"

const WALL = fileURLToPath(new URL("../../src/wall/", import.meta.url))
const components = readdirSync(WALL).filter((name) => name.endsWith(".vue")).map((name) => ({ name, text: readFileSync(WALL + name, "utf8") }))

describe("the wall's type", () => {
  it.each(components)("is never smaller than one unit ($name)", ({ text }) => {
    const sizes = [...text.matchAll(/font-size:\s*([\d.]+)(\w+)/g)].map(([, size = "0", unit = ""]) => ({ size: Number(size), unit }))
    for (const { size, unit } of sizes) {
      // In a drawing whose user units are rem, px are units.
      expect(["rem", "px"]).toContain(unit)
      expect(size).toBeGreaterThanOrEqual(1)
    }
  })
})

describe("the wall's inks", () => {
  const page = components.find(({ name }) => name === "WallPage.vue")?.text ?? ""
  const [dark = "", light = ""] = page.split(":root[data-appearance=\"light\"]")
  const inks = (css: string, paper: string) => [...css.matchAll(/--(ink|ink-2|good|bad|warn): (#[0-9a-f]{6})/g)].map(([, name, ink = ""]) => ({ name, ink, paper }))
  const cases = [...inks(dark, DARK.paper), ...inks(light, LIGHT.paper)]

  it("are ten", () => { expect(cases).toHaveLength(10) })
  it.each(cases)("stand at 7 : 1 or more on the paper ($name $ink)", ({ ink, paper }) => { expect(contrast(ink, paper)).toBeGreaterThanOrEqual(7) })
  it.each(cases)("are neither black nor white ($name $ink)", ({ ink }) => { expect(["#000000", "#ffffff"]).not.toContain(ink) })
})

describe("wallStyle", () => {
  const options = { tiles: "http://x/{z}/{x}/{y}", minZoom: 8, maxZoom: 14, bounds: [116, 39, 117, 40] as [number, number, number, number] }

  it.each([DARK, LIGHT])("is a valid style without text ($appearance)", (palette) => {
    const style = wallStyle({ ...options, palette }, 2)
    expect(validateStyleMin(style)).toEqual([])
    expect(style.layers.filter(({ type }) => type === "symbol")).toEqual([])
    expect(style.layers.map(({ id }) => id)).toContain("zone-bold")
  })

  it("draws the lagging streets above everything, and thicker where the wall is larger", () => {
    const width = (scale: number): unknown => {
      const last = wallStyle({ ...options, palette: DARK }, scale).layers.at(-1)
      return last?.type === "line" ? last.paint?.["line-width"] : null
    }
    expect(width(2)).toBe(2 * Number(width(1)))
  })
})

describe("spread", () => {
  it("parts places that are too near and leaves the others", () => {
    const [a, b, c] = spread([{ x: 0, y: 0 }, { x: 4, y: 0 }, { x: 100, y: 0 }], 20)
    expect(Math.hypot((b?.x ?? 0) - (a?.x ?? 0), (b?.y ?? 0) - (a?.y ?? 0))).toBeCloseTo(20)
    expect(c).toEqual({ x: 100, y: 0 })
  })

  it("parts places at one spot", () => {
    const [a, b] = spread([{ x: 5, y: 5 }, { x: 5, y: 5 }], 10)
    expect(Math.abs((a?.x ?? 0) - (b?.x ?? 0))).toBeCloseTo(10)
  })
})

describe("nextReload", () => {
  it("is tonight before half past three, else tomorrow", () => {
    expect(nextReload(new Date(2026, 10, 21, 2, 0), 7)).toEqual(new Date(2026, 10, 21, 3, 37))
    expect(nextReload(new Date(2026, 10, 21, 3, 37), 7)).toEqual(new Date(2026, 10, 22, 3, 37))
    expect(nextReload(new Date(2026, 11, 31, 20, 0), 0)).toEqual(new Date(2027, 0, 1, 3, 30))
  })
})

describe("ageOf", () => {
  const then = new Date(2026, 0, 1)
  it.each([
    [59_000, { unit: "now" }], [60_000, { unit: "minutes", count: 1 }], [3_600_000, { unit: "hours", count: 1 }], [200_000_000, { unit: "days", count: 2 }],
  ])("after %i ms", (ms, age) => { expect(ageOf(then, new Date(then.getTime() + ms))).toEqual(age) })
})

describe("parseWallSettings", () => {
  it("has defaults for a 55-inch screen at five metres, dark and Chinese", () => {
    expect(parseWallSettings({})).toEqual({ widthM: null, distanceM: 5, scene: null, appearance: "dark", language: "zh", token: null })
  })

  it("reads what the address says and passes over what cannot be", () => {
    expect(parseWallSettings({ width_m: "3.6", distance_m: "-4", scene: "committee", theme: "light", lang: "en", display: "abc" }))
      .toEqual({ widthM: 3.6, distanceM: 5, scene: "committee", appearance: "light", language: "en", token: "abc" })
  })
})
