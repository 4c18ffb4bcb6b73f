/** What the address of a wall says about its screen: a pure function of the query. */
import type { Language } from "@/i18n"
import type { Appearance } from "@/map/palette"

export interface WallSettings {
  /** Width of the lit screen in metres; null when the address does not say. */
  widthM: number | null
  /** Distance of the farthest viewer in metres. */
  distanceM: number
  /** The theme that stays; null lets the scenes rotate. */
  scene: string | null
  appearance: Appearance
  language: Language
  /** The display token, with which a reload signs the screen in again. */
  token: string | null
}

export const DEFAULT_DISTANCE_M = 5

type Query = Record<string, string | null | undefined | (string | null)[]>

const one = (value: Query[string]): string => (Array.isArray(value) ? value[0] : value) ?? ""

/** A length between `low` and `high` metres, or null. */
function parseLength(text: string, low: number, high: number): number | null {
  const metres = Number(text)
  return text !== "" && metres >= low && metres <= high ? metres : null
}

/** The settings that a query describes; what cannot be read takes its default. */
export function parseWallSettings(query: Query): WallSettings {
  return {
    widthM: parseLength(one(query["width_m"]), 0.2, 60),
    distanceM: parseLength(one(query["distance_m"]), 0.5, 100) ?? DEFAULT_DISTANCE_M,
    scene: one(query["scene"]) || null,
    appearance: one(query["theme"]) === "light" ? "light" : "dark",
    language: one(query["lang"]) === "en" ? "en" : "zh",
    token: one(query["display"]) || null,
  }
}
