/** The classes of change in the order in which a person wants to see them, and figures about one. Pure. */
import type { Change, ChangeRow } from "@/api/surveyTypes"

export const CHANGES: readonly Change[] =
  ["removed", "split", "merged", "added", "moved", "reshaped", "code_changed", "attributes", "unchanged"]

export interface Count {
  change: Change
  count: number
}

/** The classes that occur, with their counts. */
export const countsOf = (changes: Partial<Record<Change, number>>): Count[] =>
  CHANGES.map((change) => ({ change, count: changes[change] ?? 0 })).filter(({ count }) => count > 0)

/** How many places something happens to. */
export const countChanged = (changes: Partial<Record<Change, number>>): number =>
  countsOf(changes).reduce((sum, { change, count }) => sum + (change === "unchanged" ? 0 : count), 0)

/** By how much the area changed, in percent of the old one; null for what was not there before or is not any more. */
export function areaChange({ area_m2: area, old_area_m2: old }: Pick<ChangeRow, "area_m2" | "old_area_m2">): number | null {
  return area === null || old === null || old <= 0 ? null : (100 * (area - old)) / old
}

const DIRECTIONS = ["n", "ne", "e", "se", "s", "sw", "w", "nw"] as const
export type Direction = (typeof DIRECTIONS)[number]

/** A shift (metres east, metres north) as a length and one of eight directions. */
export function shiftOf([east, north]: readonly [number, number]): { metres: number; direction: Direction } {
  const turn = (Math.atan2(east, north) / (2 * Math.PI) + 1) % 1
  return { metres: Math.hypot(east, north), direction: DIRECTIONS[Math.round(turn * 8) % 8] ?? "n" }
}
