/** How the desk's map draws what a survey changes: a colour for each class, and a pattern where colours alone are near. */
import type { Appearance } from "./palette"
import type { Drawn } from "./patterns"

export const CHANGE_CLASSES = ["added", "removed", "reshaped", "moved", "split", "merged", "code_changed", "attributes"] as const

export type ChangeClass = (typeof CHANGE_CLASSES)[number]

export interface ChangeLook {
  light: string
  dark: string
  pattern: Drawn | null
}

export const CHANGE_LOOKS: Record<ChangeClass, ChangeLook> = {
  added: { light: "#2b8c84", dark: "#62c0b5", pattern: null },
  removed: { light: "#b3452d", dark: "#e88670", pattern: "hatch" },
  reshaped: { light: "#d39b1f", dark: "#d9b04f", pattern: null },
  moved: { light: "#d39b1f", dark: "#d9b04f", pattern: "dots" },
  split: { light: "#7a5fb4", dark: "#ad98e0", pattern: null },
  merged: { light: "#7a5fb4", dark: "#ad98e0", pattern: "cross" },
  code_changed: { light: "#5f7388", dark: "#93a9bf", pattern: "cross" },
  attributes: { light: "#5f7388", dark: "#93a9bf", pattern: "dots" },
}

export const isChangeClass = (text: string): text is ChangeClass => CHANGE_CLASSES.some((known) => known === text)

export const changeColour = (change: ChangeClass, appearance: Appearance): string => CHANGE_LOOKS[change][appearance]

/** The number by which a feature state names a class; zero is unchanged. */
export const changeNumber = (change: string): number => CHANGE_CLASSES.findIndex((known) => known === change) + 1

export const numbersWith = (pattern: Drawn): number[] =>
  CHANGE_CLASSES.filter((change) => CHANGE_LOOKS[change].pattern === pattern).map(changeNumber)
