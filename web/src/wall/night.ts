/** When a wall renews itself: once a night, when nobody looks. */

const HOUR = 3
const MINUTE = 30

/** The next 03:30 of this computer's clock, plus `minutes`, so that not all walls ask at once. */
export function nextReload(now: Date, minutes: number): Date {
  const at = new Date(now)
  at.setHours(HOUR, MINUTE + minutes, 0, 0)
  if (at <= now) at.setDate(at.getDate() + 1)
  return at
}

export type Age = { unit: "now" } | { unit: "minutes" | "hours" | "days"; count: number }

/** How long ago something was confirmed, in the largest whole unit. */
export function ageOf(then: Date, now: Date): Age {
  const minutes = Math.floor((now.getTime() - then.getTime()) / 60_000)
  if (minutes < 1) return { unit: "now" }
  if (minutes < 60) return { unit: "minutes", count: minutes }
  return minutes < 1440 ? { unit: "hours", count: Math.floor(minutes / 60) } : { unit: "days", count: Math.floor(minutes / 1440) }
}
