/**
 * Blocks of 0.001 degrees near 116.4 E, 39.9 N (some 85 by 111 metres):
 *
 *   west | east      west and east share the edge x = 1;
 *   -----------      south lies under both, with the vertex (1, 0) on its northern edge.
 *      south
 */
import { onGrid, type Position, type Ring, type Shape } from "@/desk/map/shapes/rings"
import type { Place } from "@/desk/map/shapes/edits"

export const at = (x: number, y: number): Position => onGrid([116.4 + x / 1000, 39.9 + y / 1000])
export const ring = (...places: [number, number][]): Ring => [...places, places[0] ?? [0, 0]].map(([x, y]) => at(x, y))

export const WEST: Shape = [[ring([0, 0], [1, 0], [1, 1], [0, 1])]]
export const EAST: Shape = [[ring([1, 0], [2, 0], [2, 1], [1, 1])]]
export const SOUTH: Shape = [[ring([0, -1], [2, -1], [2, 0], [1, 0], [0, 0])]]
/** A square with a square hole in its middle. */
export const YARD: Shape = [[ring([0, 0], [4, 0], [4, 4], [0, 4]), ring([1, 1], [1, 3], [3, 3], [3, 1])]]
/** Two teeth upward. */
export const COMB: Shape = [[ring([0, 0], [3, 0], [3, 2], [2, 2], [2, 1], [1, 1], [1, 2], [0, 2])]]

export const place = (id: string, shape: Shape, more: Partial<Place> = {}): Place =>
  ({ id, uid: Number(id) || null, code: `AB-00${id}`, name: `Yard ${id}`, shape, area: 9400, parents: [], ...more })

export const town = (): Map<string, Place> =>
  new Map([place("1", WEST), place("2", EAST), place("3", SOUTH)].map((one) => [one.id, one]))
