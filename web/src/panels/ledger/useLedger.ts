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
      const next = await readLedger(uid.value, district.when, signal)
      if (signal.aborted) return
      ledger.value = next
      error.value = null
    } catch (reason) {
      if (signal.aborted || !(reason instanceof ApiError)) return
      error.value = reason
      // What is no zone any more has no ledger; any other failure leaves the last good one.
      if (reason.status === 404) ledger.value = null
    }
  }

  watch([uid, () => district.state?.columns], () => { void read() }, { immediate: true })
  onBeforeUnmount(() => { running?.abort() })
  return { ledger, error, read }
}
