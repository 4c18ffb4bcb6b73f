/** What the map is asked to show, and what it tells when somebody points at a place. */

export type MapFocus =
  | { kind: "finding"; number: number; uid?: number | null }
  | { kind: "change"; row: number | null; uid: number | null }
  | { kind: "feature"; row: number; uid?: number | null }

export type MapMode = "overlay" | "swipe" | "edit"

export interface Picked {
  uid: number | null
  row: number | null
}
