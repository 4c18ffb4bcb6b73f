/** The colours of the map in both appearances. `slots` follows the order of `SLOT` in themes/slots.ts. */

export type Appearance = "light" | "dark"

export interface Palette {
  appearance: Appearance
  /** Outside the district. */
  paper: string
  /** The streets' fields, and the hairline that parts neighbouring zones. */
  ground: string
  groundLine: string
  /** The reference layers, hardly darker or lighter than the ground; their names a little more. */
  road: string
  water: string
  green: string
  roadName: string
  waterName: string
  greenName: string
  /** A zone whose columns have not arrived. */
  blank: string
  /** The dotted outline of a zone without data. */
  noDataLine: string
  /** Lines and dots of the patterns. */
  mark: string
  hover: string
  accent: string
  streetLabel: string
  zoneLabel: string
  labelHalo: string
  slots: readonly string[]
}

export const LIGHT: Palette = {
  appearance: "light",
  paper: "#f6f5f1",
  ground: "#ebe9e2",
  groundLine: "#cbc7bb",
  road: "#faf9f6",
  water: "#cfdde4",
  green: "#dce3d0",
  roadName: "#8c887c",
  waterName: "#5f8296",
  greenName: "#71845c",
  blank: "#dddad1",
  noDataLine: "#8a867b",
  mark: "#1c2126",
  hover: "#1c2126",
  accent: "#0f5fae",
  streetLabel: "#6a6860",
  zoneLabel: "#22272c",
  labelHalo: "#f6f5f1",
  slots: [
    "#f6f5f1", "#84b5ab", "#1f5f63", "#e3b447", "#8d79b8", "#cc4b31", "#b9a48c", "#5b7fa6", "#c98ba0",
    "#f3e2c8", "#e9c797", "#dba568", "#bf7b3e", "#96521f", "#622f10",
  ],
}

export const DARK: Palette = {
  appearance: "dark",
  paper: "#14171a",
  ground: "#1e2327",
  groundLine: "#3a4147",
  road: "#2e353a",
  water: "#182b36",
  green: "#1f2c25",
  roadName: "#7d868d",
  waterName: "#6f93a8",
  greenName: "#7d9a78",
  blank: "#2b3136",
  noDataLine: "#848b92",
  mark: "#0d0f11",
  hover: "#f2f1ed",
  accent: "#7cb8f5",
  streetLabel: "#9aa1a7",
  zoneLabel: "#eceae4",
  labelHalo: "#14171a",
  slots: [
    "#14171a", "#3f6f69", "#86c9c2", "#d6ad4c", "#a793d6", "#e0705c", "#7c6d5b", "#7fa4cc", "#c98ba0",
    "#3a2a1c", "#5b3d22", "#835527", "#b0752f", "#d89c52", "#f5cf98",
  ],
}

export const paletteOf = (appearance: Appearance): Palette => (appearance === "dark" ? DARK : LIGHT)
