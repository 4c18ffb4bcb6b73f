/** The marks of findings, drawn at runtime like the patterns: an error on a filled square, a warning on an open one. */
import type { Map as MapLibre } from "maplibre-gl"
import type { Palette } from "./palette"

export const MARK_COLOURS = {
  light: { error: "#a63d2f", warning: "#855c00", paper: "#ffffff" },
  dark: { error: "#f0917f", warning: "#e3b85c", paper: "#1b1f23" },
} as const

/** Side of a mark in CSS pixels, with the halo around it. */
const SIDE = 22
const HALF = 9
const CORNER = 3.5

const rgb = (colour: string): number[] => [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))

/** Distance from the edge of a rounded square, negative inside. */
function outside(x: number, y: number): number {
  const dx = Math.max(Math.abs(x) - HALF + CORNER, 0)
  const dy = Math.max(Math.abs(y) - HALF + CORNER, 0)
  return Math.hypot(dx, dy) - CORNER
}

/** A rounded square of `line` and `fill` on a halo, at `ratio` device pixels to a CSS pixel. */
function drawMark(line: string, fill: string, halo: string, ratio: number) {
  const side = SIDE * ratio
  const data = new Uint8ClampedArray(side * side * 4)
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const away = outside((x + 0.5) / ratio - SIDE / 2, (y + 0.5) / ratio - SIDE / 2)
      const colour = away > 0 ? halo : away > -1.4 ? line : fill
      data.set([...rgb(colour), 255 * Math.min(1, Math.max(0, (1.6 - away) * ratio))], (y * side + x) * 4)
    }
  }
  return { width: side, height: side, data }
}

/** (Re)draws the marks in the palette's colours. */
export function paintMarks(map: MapLibre, { appearance, paper }: Palette): void {
  const { error, warning, paper: ground } = MARK_COLOURS[appearance]
  const images = { "mark-E": drawMark(error, error, paper, 2), "mark-W": drawMark(warning, ground, paper, 2) }
  for (const [id, image] of Object.entries(images)) {
    if (map.hasImage(id)) map.updateImage(id, image)
    else map.addImage(id, image, { pixelRatio: 2 })
  }
}
