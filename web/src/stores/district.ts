/** What the server says of the district: profile, state and columns, kept current by the event stream. */
import { defineStore } from "pinia"
import { computed, ref, shallowRef } from "vue"
import { ApiError, readColumns, readProfile, readState } from "@/api/client"
import { watchState } from "@/api/events"
import type { Columns, Profile, State } from "@/api/types"

export type Connection = "connecting" | "live" | "lost"

export const useDistrict = defineStore("district", () => {
  const profile = shallowRef<Profile | null>(null)
  const state = shallowRef<State | null>(null)
  const columns = shallowRef<Columns | null>(null)
  const connection = ref<Connection>("connecting")
  /** When the server last gave a sign of life. */
  const aliveAt = ref<Date | null>(null)
  const error = shallowRef<ApiError | null>(null)
  let stop: AbortController | null = null

  const ready = computed(() => profile.value !== null && state.value !== null)
  const empty = computed(() => state.value !== null && state.value.release === null)

  /** Index of each zone by uid, in the order of the columns. */
  const zoneIndex = computed(() => new Map(columns.value?.zones.uid.map((uid, index) => [uid, index])))
  const streetIndex = computed(() => new Map(columns.value?.streets.uid.map((uid, index) => [uid, index])))

  async function accept(next: State): Promise<void> {
    const { release, revision } = next
    const known = columns.value?.release === release && columns.value.revision === revision
    if (release === null || revision === null) columns.value = null
    else if (!known) columns.value = await readColumns(release, revision)
    state.value = next
  }

  /** Takes states one after another, so that an older document never replaces a newer one. */
  let turn: Promise<void> = Promise.resolve()
  function queue(next: State): Promise<void> {
    turn = turn.then(() => accept(next)).catch(note)
    return turn
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
    columns.value = null
    error.value = null
  }

  return { profile, state, columns, connection, aliveAt, error, ready, empty, zoneIndex, streetIndex, open, close, clear }
})
