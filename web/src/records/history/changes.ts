/** How a record's place changed. Pure. */
import type { PlacementChange } from "@/api/recordTypes"

export const SUMS = ["gained", "lost", "moved"] as const
export type Sum = (typeof SUMS)[number]

export function changeOf({ from_zone: from, to_zone: to }: Pick<PlacementChange, "from_zone" | "to_zone">): Sum {
  if (!from) return "gained"
  return to ? "moved" : "lost"
}
