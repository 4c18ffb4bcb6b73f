import { computed, onScopeDispose, shallowRef, watch, type Ref } from "vue"
import { ApiError } from "@/api/client"
import { readPlacementChanges, type ChangesOf } from "@/api/records"
import type { PlacementChanges } from "@/api/recordTypes"

/** The records that a revision or a release moved, page by page. */
export function usePlacementChanges(of: Ref<ChangesOf>) {
  const pages = shallowRef<PlacementChanges[]>([])
  const error = shallowRef<ApiError | null>(null)
  const head = computed(() => pages.value[0] ?? null)
  const rows = computed(() => pages.value.flatMap(({ changes }) => changes))
  let running: AbortController | null = null
  let loading = false

  async function ask(after: number, before: PlacementChanges[]): Promise<void> {
    running?.abort()
    const { signal } = (running = new AbortController())
    loading = true
    try {
      const page = await readPlacementChanges(of.value, after, signal)
      if (signal.aborted) return
      pages.value = [...before, page]
      error.value = null
    } catch (reason) {
      if (signal.aborted) return
      if (reason instanceof ApiError) error.value = reason
    }
    loading = false
  }

  const read = (): Promise<void> => ask(0, [])

  async function more(): Promise<void> {
    const next = pages.value.at(-1)?.next ?? null
    if (next !== null && !loading) await ask(next, pages.value)
  }

  watch(() => JSON.stringify(of.value), () => { void read() }, { immediate: true })
  onScopeDispose(() => { running?.abort() })
  return { head, rows, error, read, more }
}
