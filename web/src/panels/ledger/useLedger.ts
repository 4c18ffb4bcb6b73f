import { onBeforeUnmount, shallowRef, watch, type Ref } from "vue"
import { ApiError, readLedger } from "@/api/client"
import type { Ledger } from "@/api/types"
import { useDistrict } from "@/stores/district"

/** The ledger of a zone, read again at each revision. */
export function useLedger(uid: Ref<number>) {
  const district = useDistrict()
  const ledger = shallowRef<Ledger | null>(null)
  const error = shallowRef<ApiError | null>(null)
  let running: AbortController | null = null

  async function read(): Promise<void> {
    running?.abort()
    running = new AbortController()
    const { signal } = running
    try {
      const next = await readLedger(uid.value, signal)
      if (signal.aborted) return
      ledger.value = next
      error.value = null
    } catch (reason) {
      if (!signal.aborted && reason instanceof ApiError) error.value = reason
    }
  }

  watch([uid, () => district.state?.columns], () => { void read() }, { immediate: true })
  onBeforeUnmount(() => { running?.abort() })
  return { ledger, error, read }
}
