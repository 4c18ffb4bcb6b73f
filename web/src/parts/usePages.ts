import { onScopeDispose, ref, shallowRef } from "vue"
import { ApiError } from "@/api/client"

export interface Slice<Row> {
  rows: Row[]
  next: number | null
  total: number
}

/** A long answer that is read page by page: `restart` reads the first, `more` the next where there is one. */
export function usePages<Row>(load: (after: number | null, signal: AbortSignal) => Promise<Slice<Row>>) {
  const rows = shallowRef<Row[]>([])
  const total = ref<number | null>(null)
  const next = ref<number | null>(null)
  const loading = ref(false)
  const error = shallowRef<ApiError | null>(null)
  let running: AbortController | null = null
  let latest = Promise.resolve()

  function take(after: number | null, before: Row[]): Promise<void> {
    latest = read(after, before)
    return latest
  }

  /** Whoever waited for a reading that a later one replaced waits for that one. */
  async function read(after: number | null, before: Row[]): Promise<void> {
    running?.abort()
    const mine = new AbortController()
    running = mine
    loading.value = true
    try {
      const slice = await load(after, mine.signal)
      if (mine.signal.aborted) { await replaced(mine); return; }
      rows.value = [...before, ...slice.rows]
      total.value = slice.total
      next.value = slice.next
      error.value = null
    } catch (reason) {
      if (mine.signal.aborted) { await replaced(mine); return; }
      if (reason instanceof ApiError) error.value = reason
    } finally {
      if (running === mine) loading.value = false
    }
  }

  async function replaced(mine: AbortController): Promise<void> {
    if (running !== mine) await latest
  }

  /** Reads from the beginning; what is shown stays until the answer is there. */
  const restart = (): Promise<void> => take(null, [])

  const more = async (): Promise<void> => {
    if (loading.value) await latest
    else if (next.value !== null) await take(next.value, rows.value)
  }

  /** Reads on until a row is found; -1 where the end comes first, or after so many pages that scrolling would be quicker. */
  async function seek(matches: (row: Row) => boolean, pages = 20): Promise<number> {
    for (let page = 0; page < pages; page += 1) {
      const index = rows.value.findIndex(matches)
      if (index >= 0 || next.value === null || error.value) return index
      await more()
    }
    return -1
  }

  onScopeDispose(() => { running?.abort() })
  return { rows, total, next, loading, error, restart, more, seek }
}
