/** What the keys of the review desk mean. Pure: the page carries the commands out. */

export type Command =
  | { kind: "step"; by: 1 | -1 }
  | { kind: "choose"; index: number }
  | { kind: "accept" }
  | { kind: "elsewhere" }
  | { kind: "unplaceable" }
  | { kind: "alias" }
  | { kind: "search" }
  | { kind: "undo" }
  | { kind: "help" }

export interface Pressed {
  key: string
  /** With Ctrl, Alt or the like: the browser's business. */
  modified: boolean
  /** Held down: stepping goes on, deciding does not. */
  repeated: boolean
  /** What has the focus: a field takes all keys, a button takes Enter. */
  focus: "field" | "button" | "page"
}

export interface Situation {
  /** How many candidates there are to choose from. */
  candidates: number
  /** Whether Enter has a zone to accept. */
  acceptable: boolean
  mayDecide: boolean
}

export const MOST_CANDIDATES = 5

/** The keys in the order of the help; the first of each is the one that buttons show. */
export const KEYS = [
  { command: "next", keys: ["J", "↓"] },
  { command: "previous", keys: ["K", "↑"] },
  { command: "accept", keys: ["Enter"] },
  { command: "choose", keys: ["1", "5"] },
  { command: "search", keys: ["/"] },
  { command: "alias", keys: ["A"] },
  { command: "unplaceable", keys: ["0"] },
  { command: "elsewhere", keys: ["X"] },
  { command: "undo", keys: ["U"] },
  { command: "keys", keys: ["?"] },
] as const

const FREE: Record<string, Command> = {
  j: { kind: "step", by: 1 },
  arrowdown: { kind: "step", by: 1 },
  k: { kind: "step", by: -1 },
  arrowup: { kind: "step", by: -1 },
  "?": { kind: "help" },
  "？": { kind: "help" },
}

const DECIDING: Record<string, Command> = {
  "/": { kind: "search" },
  "、": { kind: "search" },
  "0": { kind: "unplaceable" },
  x: { kind: "elsewhere" },
  a: { kind: "alias" },
  u: { kind: "undo" },
}

function decideBy(key: string, { candidates, acceptable }: Situation): Command | null {
  if (key === "enter") return acceptable ? { kind: "accept" } : null
  const index = /^[1-5]$/.test(key) ? Number(key) - 1 : -1
  if (index >= 0) return index < candidates ? { kind: "choose", index } : null
  return DECIDING[key] ?? null
}

/** The command of a key, or null where it is none here. */
export function commandOf({ key, modified, repeated, focus }: Pressed, situation: Situation): Command | null {
  if (modified || focus === "field") return null
  const pressed = key.toLowerCase()
  if (pressed === "enter" && focus === "button") return null
  const free = FREE[pressed]
  if (free) return repeated && free.kind !== "step" ? null : free
  return situation.mayDecide && !repeated ? decideBy(pressed, situation) : null
}
