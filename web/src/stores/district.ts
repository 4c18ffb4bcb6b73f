/**
 * What the server says of the district: profile, state and columns, kept current by the event stream. While the map is
 * shown as of another time, state and columns are those of that time.
 */
import { defineStore } from "pinia"
import { computed, ref, shallowRef } from "vue"
import { ApiError, readColumns, readProfile, readState, type When } from "@/api/client"
import { watchState } from "@/api/events"
import type { Columns, Profile, State } from "@/api/types"
import type { AsOf } from "./address"

export type Connection = "connecting" | "live" | "lost"

const whenOf = (time: AsOf | null): When =>
  time === null ? {} : time.of === "known" ? { known_at: time.at } : { valid_at: time.at }

export const useDistrict = defineStore("district", () => {
  const profile = shallowRef<Profile | null>(null)
  const state = shallowRef<State | null>(null)
  const columns = shallowRef<Columns | null>(null)
  const connection = ref<Connection>("connecting")
  /** When the server last gave a sign of life. */
  const aliveAt = ref<Date | null>(null)
  const error = shallowRef<ApiError | null>(null)
  /** The newest state, whichever is shown. */
  const newest = shallowRef<State | null>(null)
  /** The time that is wanted, and the one that state and columns are of; null for now. */
  const asOf = shallowRef<AsOf | null>(null)
  const shown = shallowRef<AsOf | null>(null)
  /** Why the wanted time cannot be shown; the newest state is shown instead. */
  const asOfError = shallowRef<ApiError | null>(null)
  let stop: AbortController | null = null

  const ready = computed(() => profile.value !== null && state.value !== null)
  const empty = computed(() => state.value !== null && state.value.release === null)

  /** Index of each zone by uid, in the order of the columns. */
  const zoneIndex = computed(() => new Map(columns.value?.zones.uid.map((uid, index) => [uid, index])))
  const streetIndex = computed(() => new Map(columns.value?.streets.uid.map((uid, index) => [uid, index])))

  /** As of when figures, ledgers and hits have to be read, to go with what is shown. */
  const when = computed(() => whenOf(shown.value))
  const turning = computed(() => asOf.value !== shown.value && asOfError.value === null)

  async function accept(next: State, time: AsOf | null): Promise<void> {
    const { release, revision } = next
    const known = columns.value !== null && state.value?.columns === next.columns
    if (release === null || revision === null) columns.value = null
    else if (!known) columns.value = await readColumns(release, revision, next.valid_at)
    shown.value = time
    state.value = next
  }

  /** Shows the newest state, or that of the wanted time. What was once known of a time never changes. */
  async function show(): Promise<void> {
    const [wanted, current] = [asOf.value, newest.value]
    if (current === null || (wanted?.of === "known" && shown.value === wanted)) return
    if (wanted === null) {
      await accept(current, null)
      return
    }
    try {
      await accept(await readState(whenOf(wanted)), wanted)
      asOfError.value = null
    } catch (reason) {
      if (!(reason instanceof ApiError) || reason.status === 401) throw reason
      asOfError.value = reason
      await accept(current, null)
    }
  }

  /** Takes states one after another, so that an older document never replaces a newer one. */
  let turn: Promise<void> = Promise.resolve()
  function inTurn(): Promise<void> {
    turn = turn.then(show).catch(note)
    return turn
  }

  function queue(next: State): Promise<void> {
    newest.value = next
    return inTurn()
  }

  /** Shows the district as of a time, or now; until that is read, what was shown stays. */
  function showAsOf(wanted: AsOf | null): Promise<void> {
    asOf.value = wanted
    asOfError.value = null
    return inTurn()
  }

  function note(reason: unknown): void {
    if (reason instanceof ApiError && reason.status === 401) return
    error.value = reason instanceof ApiError
      ? reason
      : new ApiError(0, { zh: String(reason), en: String(reason) }, null, null)
  }

  function alive(): void {
    aliveAt.value = new Date()
    connection.value = "live"
  }

  /** Reads everything once, then follows the server until `close`. */
  async function open(): Promise<void> {
    if (stop) return
    const mine = new AbortController()
    stop = mine
    error.value = null
    try {
      const [nextProfile, nextState] = await Promise.all([readProfile(), readState()])
      profile.value = nextProfile
      await queue(nextState)
      alive()
    } catch (reason) {
      note(reason)
      close()
      return
    }
    void watchState({
      state: (next) => { void queue(next) },
      alive,
      lost: () => { if (!mine.signal.aborted) connection.value = "lost" },
    }, mine.signal)
  }

  function close(): void {
    stop?.abort()
    stop = null
    connection.value = "connecting"
  }

  /** Forgets what one person may see before another signs in. */
  function clear(): void {
    close()
    state.value = null
    newest.value = null
    columns.value = null
    error.value = null
    asOf.value = null
    shown.value = null
    asOfError.value = null
  }

  return {
    profile, state, newest, columns, connection, aliveAt, error, ready, empty, zoneIndex, streetIndex, asOf, shown, asOfError, turning, when,
    open, close, clear, showAsOf,
  }
})
