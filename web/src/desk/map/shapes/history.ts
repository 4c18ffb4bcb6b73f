/** Undo and redo of something that is never changed in place. Pure. */

export interface History<T> {
  past: readonly T[]
  present: T
  future: readonly T[]
}

export const begin = <T>(present: T): History<T> => ({ past: [], present, future: [] })

export const advance = <T>({ past, present }: History<T>, next: T): History<T> =>
  ({ past: [...past, present], present: next, future: [] })

export function undo<T>(history: History<T>): History<T> {
  const { past, present, future } = history
  const back = past.at(-1)
  return back === undefined ? history : { past: past.slice(0, -1), present: back, future: [present, ...future] }
}

export function redo<T>(history: History<T>): History<T> {
  const { past, present, future } = history
  const [next, ...rest] = future
  return next === undefined ? history : { past: [...past, present], present: next, future: rest }
}
