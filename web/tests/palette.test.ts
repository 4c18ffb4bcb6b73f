import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { DARK, LIGHT, type Palette } from "@/map/palette"
import { assignSlots, patternOf, rampSlots, SLOT } from "@/themes/slots"
import { contrast, distance, luminance, SIGHTS } from "./colour"

const css = readFileSync(new URL("../src/appearance/tokens.css", import.meta.url), "utf8")

function tokensOf(selector: string): Record<string, string> {
  const block = css.slice(css.indexOf(selector)).split("}")[0] ?? ""
  return Object.fromEntries([...block.matchAll(/(--[\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value])) as Record<string, string>
}
const BOTH: [string, Palette, Record<string, string>][] = [
  ["light", LIGHT, tokensOf(":root {")],
  ["dark", DARK, tokensOf('[data-appearance="dark"]')],
]
/** What stands with a class's colour: its pattern, or the dotted outline of what is unknown. */
const markOf = (slot: number): string => (slot === SLOT.unknown ? "dotted" : patternOf(slot))
const colour = (palette: Palette, slot: number): string => palette.slots[slot] ?? ""

describe.each(BOTH)("the %s appearance", (_, palette, tokens) => {
  it("has the same paper and accent on the map and around it", () => {
    expect([palette.paper, palette.accent]).toEqual([tokens["--paper"], tokens["--accent"]])
  })

  it.each(["--ink", "--ink-2", "--ink-3", "--accent", "--good", "--bad", "--warn"])("lets %s be read on every ground (AA)", (ink) => {
    for (const ground of ["--surface", "--paper", "--sunken"]) expect(contrast(tokens[ink] ?? "", tokens[ground] ?? "")).toBeGreaterThan(4.5)
  })

  it("lets labels be read on the ground (AA)", () => {
    expect(contrast(palette.zoneLabel, palette.labelHalo)).toBeGreaterThan(7)
    expect(contrast(palette.streetLabel, palette.ground)).toBeGreaterThan(4.5)
  })

  it.each(SIGHTS)("keeps the classes of each status theme apart in %s sight", (sight) => {
    for (const ids of [["entrusted", "quasi", "emergency", "none", "unknown"], ["owners_committee", "property_management_committee", "none", "unknown"]]) {
      const slots = assignSlots(ids)
      slots.forEach((a, at) => { slots.slice(at + 1).forEach((b) => {
        // A pattern of its own tells two classes apart as well as twice the colour does.
        const enough = markOf(a) === markOf(b) ? 25 : 12
        expect(distance(colour(palette, a), colour(palette, b), sight), `${sight} ${String(a)} ${String(b)}`).toBeGreaterThan(enough)
      }) })
    }
  })

  it("never tells what lacks from what is usual by hue alone", () => {
    expect(contrast(colour(palette, SLOT.usual), colour(palette, SLOT.lacking))).toBeGreaterThan(1.5)
    expect(patternOf(SLOT.lacking)).toBe("hatch")
  })

  it("has a ramp whose every step is visibly further from the ground", () => {
    const light = rampSlots(6).map((slot) => luminance(colour(palette, slot)))
    const sorted = [...light].sort((a, b) => (palette.appearance === "light" ? b - a : a - b))
    expect(light).toEqual(sorted)
    light.slice(1).forEach((value, step) => {
      const [low, high] = [value, light[step] ?? 0].sort((a, b) => a - b) as [number, number]
      expect((high + 0.05) / (low + 0.05)).toBeGreaterThan(1.2)
    })
  })
})
