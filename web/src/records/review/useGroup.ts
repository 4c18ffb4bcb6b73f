/** The group one is at, with its candidates; the next ones are read ahead, so that stepping does not wait. */
import { onScopeDispose, shallowRef, watch } from "vue"
import { ApiError } from "@/api/client"
import { readGroup } from "@/api/records"
import type { ReviewGroup } from "@/api/recordTypes"

const KEPT = 40

/** `current`: the key of the group; `ahead`: those that are likely next; `gone` is told of one that waits no more. */
export function useGroup(current: () => string | null, ahead: () => readonly string[], gone: (key: string) => void) {
  const group = shallowRef<ReviewGroup | null>(null)
  const error = shallowRef<ApiError | null>(null)
  const known = new Map<string, Promise<ReviewGroup>>()
  const closing = new AbortController()

  function read(key: string): Promise<ReviewGroup> {
    const before = known.get(key)
    if (before) return before
    const reading = readGroup(key, closing.signal)
    known.set(key, reading)
    reading.catch(() => { known.delete(key) })
    const oldest = known.keys().next().value
    if (known.size > KEPT && oldest !== undefined) known.delete(oldest)
    return reading
  }

  function fail(key: string, reason: unknown): void {
    if (closing.signal.aborted || !(reason instanceof ApiError)) return
    if (reason.status === 404) gone(key)
    else if (current() === key) error.value = reason
  }

  async function show(key: string | null): Promise<void> {
    error.value = null
    if (group.value?.key !== key) group.value = null
    if (key === null) return
    await read(key).then((next) => { if (current() === key) group.value = next }, (reason: unknown) => { fail(key, reason) })
    for (const next of ahead()) read(next).catch(() => undefined)
  }

  /** Reads the group anew, as after a decision that may have changed it. */
  function renew(): void {
    known.clear()
    void show(current())
  }

  watch(current, (key) => { void show(key) }, { immediate: true })
  onScopeDispose(() => { closing.abort() })
  return { group, error, renew }
}
