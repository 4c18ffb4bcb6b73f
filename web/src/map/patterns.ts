/** The pattern images, drawn at runtime: pixels by arithmetic, so that they need no canvas and can be tested. */
import type { Pattern } from "@/themes/slots"

export interface PatternImage {
  width: number
  height: number
  data: Uint8ClampedArray
}

export type Drawn = Exclude<Pattern, "none">

export const DRAWN: readonly Drawn[] = ["hatch", "dots", "cross"]

/** Side of the repeating square in CSS pixels. */
export const PATTERN_SIDE = 8

/** Distance of a point from the pattern's ink, in CSS pixels; negative inside the ink. */
const INK: Record<Drawn, (x: number, y: number) => number> = {
  hatch: (x, y) => diagonal(x + y) - 0.8,
  cross: (x, y) => Math.min(diagonal(x + y), diagonal(x - y)) - 0.5,
  dots: (x, y) => Math.min(Math.hypot(x - 2, y - 2), Math.hypot(x - 6, y - 6)) - 1,
}

function diagonal(sum: number): number {
  const within = ((sum % PATTERN_SIDE) + PATTERN_SIDE) % PATTERN_SIDE
  return Math.min(within, PATTERN_SIDE - within) / Math.SQRT2
}

/** One tile of the pattern in `colour` (#rrggbb) on transparent ground, at `ratio` device pixels to a CSS pixel. */
export function drawPattern(pattern: Drawn, colour: string, ratio: number): PatternImage {
  const side = Math.round(PATTERN_SIDE * ratio)
  const rgb = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16))
  const data = new Uint8ClampedArray(side * side * 4)
  for (let y = 0; y < side; y += 1) {
    for (let x = 0; x < side; x += 1) {
      const distance = INK[pattern]((x + 0.5) / ratio, (y + 0.5) / ratio) * ratio
      data.set([...rgb, 255 * Math.min(1, Math.max(0, 0.5 - distance))], (y * side + x) * 4)
    }
  }
  return { width: side, height: side, data }
}
