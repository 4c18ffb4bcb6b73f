import { shallowRef, watch } from "vue"
import { ApiError } from "@/api/client"
import { useRecords } from "@/stores/records"

/** A list that is read at once, and again whenever what waits may have changed. */
export function useList<Row>(load: () => Promise<Row[]>) {
  const records = useRecords()
  const rows = shallowRef<Row[] | null>(null)
  const error = shallowRef<ApiError | null>(null)

  async function read(): Promise<void> {
    try {
      rows.value = await load()
      error.value = null
    } catch (reason) {
      if (reason instanceof ApiError) error.value = reason
    }
  }

  watch(() => records.waitingStamp, () => { void read() }, { immediate: true })
  return { rows, error, read }
}
