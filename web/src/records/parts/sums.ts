/** Sums of a workbook that visibly tie out. Pure. */
import type { Outcomes } from "@/api/recordTypes"

export const OUTCOMES = ["matched", "review", "rejected", "out_of_area"] as const
export type Outcome = (typeof OUTCOMES)[number]

export interface Part {
  outcome: Outcome
  count: number
}

export const partsOf = (sums: Outcomes): Part[] => OUTCOMES.map((outcome) => ({ outcome, count: sums[outcome] }))

/** Whether every row ended in exactly one outcome. */
export const tiesOut = (sums: Outcomes): boolean => partsOf(sums).reduce((sum, { count }) => sum + count, 0) === sums.rows
