/** What the control of another day offers and says. Pure. */
import { formatDate, formatMinute } from "@/format/numbers"
import type { AsOf } from "@/stores/address"

/** A day as it is; a moment by this computer's clock, to the minute. */
export const nameWhen = ({ at }: AsOf): string => (at.includes("T") ? formatMinute(at) : formatDate(at))

/** The day of a moment by this computer's clock, as a date field takes it. */
export const dayOf = (iso: string): string => (iso.includes("T") ? formatMinute(iso).slice(0, 10) : iso)

/** Whether a date field holds a day that can be looked at: nothing lies ahead. */
export const isOffered = (day: string, today: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(day) && day >= "1900-01-01" && day <= today
