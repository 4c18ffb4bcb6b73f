/**
 * How large everything on the wall is. One unit, the height of the smallest text, is the measure of all:
 * the page is laid out in `rem`, and 1 rem is one unit.
 */

export interface Screen {
  /** CSS pixels of the page. */
  width: number
  height: number
  /** Device pixels to a CSS pixel. */
  ratio: number
  /** Width of the lit screen in metres; null for a screen as high as a 55-inch one. */
  widthM: number | null
  distanceM: number
}

export interface WallPlan {
  /** CSS pixels of one unit. */
  unit: number
  /** `board`: all parts side by side; `wide`: in four columns; `far`: fewer parts and larger text. */
  shape: "board" | "wide" | "far"
  /** From how far the smallest text can be read, in metres. */
  readableM: number
}

/** Sixteen minutes of arc: text must be at least the viewer's distance divided by this. */
const DISTANCE_TO_TEXT = 215
/** The part of its square that a Chinese character fills. */
const CHARACTER = 0.92
/** Device pixels below which the strokes of a Chinese character run together. */
const FEWEST_PIXELS = 24
/** Height of a 55-inch screen of 16 : 9, in metres. */
const HEIGHT_55_M = 0.685

/** How many units each shape needs, across and down. */
const NEEDS = { board: [48, 27], wide: [84, 27], far: [34, 19.125] } as const

const fit = ({ width, height }: Screen, shape: keyof typeof NEEDS): number =>
  Math.min(width / NEEDS[shape][0], height / NEEDS[shape][1])

/** The unit and the shape for a screen: the largest that fits, with fewer parts where the viewer stands far away. */
export function planWall(screen: Screen): WallPlan {
  const widthM = screen.widthM ?? (HEIGHT_55_M * screen.width) / screen.height
  const perMetre = screen.width / widthM
  const needed = Math.max((screen.distanceM / DISTANCE_TO_TEXT / CHARACTER) * perMetre, FEWEST_PIXELS / screen.ratio)
  // A hair of tolerance: a 55-inch screen at five metres fits to within a tenth of a pixel.
  const suits = (shape: keyof typeof NEEDS): boolean => fit(screen, shape) >= needed * 0.995
  const roomy = suits("wide") && screen.width / screen.height > 2.6
  const near = suits("board") ? "board" : "far"
  const shape = roomy ? "wide" : near
  const unit = Math.max(fit(screen, shape), FEWEST_PIXELS / screen.ratio)
  return { unit, shape, readableM: ((unit * CHARACTER) / perMetre) * DISTANCE_TO_TEXT }
}
