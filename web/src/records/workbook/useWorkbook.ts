import { computed, onScopeDispose, shallowRef, watch, type Ref } from "vue"
import { ApiError } from "@/api/client"
import { readWorkbook } from "@/api/records"
import type { Workbook } from "@/api/recordTypes"
import { useRecords } from "@/stores/records"

/** The workbook of a number, read again whenever its events say that it may have changed. */
export function useWorkbook(id: Ref<number>) {
  const records = useRecords()
  const workbook = shallowRef<Workbook | null>(null)
  const error = shallowRef<ApiError | null>(null)
  let running: AbortController | null = null

  async function read(): Promise<void> {
    running?.abort()
    const { signal } = (running = new AbortController())
    try {
      const next = await readWorkbook(id.value, signal)
      if (signal.aborted) return
      workbook.value = next
      error.value = null
    } catch (reason) {
      if (!signal.aborted && reason instanceof ApiError) error.value = reason
    }
  }

  watch(id, () => { workbook.value = null })
  watch([id, () => records.stamps.get(id.value)], () => { void read() }, { immediate: true })
  onScopeDispose(() => { running?.abort() })

  const progress = computed(() => records.progress.get(id.value) ?? workbook.value?.progress ?? null)
  return { workbook, error, progress, read }
}
