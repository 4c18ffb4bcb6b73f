/** The rates of the district under the chosen definitions, read again at each revision. */
import { defineStore, storeToRefs } from "pinia"
import { computed, shallowRef, watch } from "vue"
import { ApiError, readIndicators } from "@/api/client"
import type { DistrictRate, Indicators } from "@/api/types"
import { useDistrict } from "./district"
import { useView } from "./view"

const RETRY_MS = 5_000

export const useIndicators = defineStore("indicators", () => {
  const indicators = shallowRef<Indicators | null>(null)
  const { state, when } = storeToRefs(useDistrict())
  const { definitions } = storeToRefs(useView())
  let running: AbortController | null = null
  let timer = 0

  /** Reads the rates; while the server cannot give them the last good ones stay, and it is asked again. */
  async function read(): Promise<void> {
    clearTimeout(timer)
    running?.abort()
    running = new AbortController()
    const { signal } = running
    try {
      const next = await readIndicators(definitions.value, when.value, signal)
      if (!signal.aborted) indicators.value = next
    } catch (error) {
      const passing = error instanceof ApiError && (error.status === 0 || error.status >= 500)
      if (passing && !signal.aborted) timer = window.setTimeout(() => { void read() }, RETRY_MS)
    }
  }

  const chosen = computed(() => JSON.stringify(definitions.value))
  watch([() => state.value?.columns, chosen], ([columns]) => { if (columns) void read() }, { immediate: true })

  const rateOf = (indicator: string): DistrictRate | undefined =>
    indicators.value?.rates.find((rate) => rate.indicator === indicator)

  return { indicators, rateOf }
})
