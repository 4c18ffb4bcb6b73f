/**
 * Paint slots: the fixed set of fills that the style knows. A theme gives each of its classes a slot,
 * so changing the theme changes numbers in the feature state and never the style.
 */

export type Pattern = "none" | "hatch" | "dots" | "cross"

export const SLOT = {
  unknown: 0,
  usual: 1,
  stronger: 2,
  partial: 3,
  temporary: 4,
  lacking: 5,
  spareA: 6,
  spareB: 7,
  spareC: 8,
  density: 9,
} as const

/** Steps of the density ramp, from the lowest, starting at `SLOT.density`. */
export const DENSITY_STEPS = 6
export const SLOT_COUNT = SLOT.density + DENSITY_STEPS

const PATTERNS: Record<number, Pattern> = {
  [SLOT.stronger]: "dots",
  [SLOT.partial]: "dots",
  [SLOT.temporary]: "cross",
  [SLOT.lacking]: "hatch",
  [SLOT.spareB]: "cross",
  [SLOT.spareC]: "dots",
}

/** The mark that stands with a slot's colour, so that no class is told by colour alone. */
export const patternOf = (slot: number): Pattern => PATTERNS[slot] ?? "none"

export const slotsWith = (pattern: Pattern): number[] =>
  Array.from({ length: SLOT_COUNT }, (_, slot) => slot).filter((slot) => patternOf(slot) === pattern)

/** Classes whose meaning is the same whatever the enumeration they stand in. */
const KNOWN: Record<string, number> = {
  unknown: SLOT.unknown,
  none: SLOT.lacking,
  emergency: SLOT.temporary,
  entrusted: SLOT.usual,
  quasi: SLOT.partial,
  owners_committee: SLOT.stronger,
  property_management_committee: SLOT.usual,
  established: SLOT.usual,
  joint: SLOT.stronger,
  work_covered: SLOT.partial,
}

const FREE = [SLOT.usual, SLOT.stronger, SLOT.partial, SLOT.temporary, SLOT.spareA, SLOT.spareB, SLOT.spareC]

/** One slot per class id: the known meanings first, the others take what is left, in order. */
export function assignSlots(ids: readonly string[]): number[] {
  const taken = new Set(ids.map((id) => KNOWN[id]).filter((slot) => slot !== undefined))
  const free = FREE.filter((slot) => !taken.has(slot))
  return ids.map((id) => KNOWN[id] ?? free.shift() ?? SLOT.spareC)
}

/** The slots of a ramp of `steps` classes, spread over the whole range from light to dark. */
export function rampSlots(steps: number): number[] {
  const last = DENSITY_STEPS - 1
  return Array.from({ length: steps }, (_, step) =>
    SLOT.density + (steps > 1 ? Math.round((step * last) / (steps - 1)) : last))
}
