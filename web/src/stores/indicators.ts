/** The rates of the district under the chosen definitions, read again at each revision. */
import { defineStore, storeToRefs } from "pinia"
import { shallowRef, watch } from "vue"
import { readIndicators } from "@/api/client"
import type { DistrictRate, Indicators } from "@/api/types"
import { useDistrict } from "./district"
import { useView } from "./view"

export const useIndicators = defineStore("indicators", () => {
  const indicators = shallowRef<Indicators | null>(null)
  const { state } = storeToRefs(useDistrict())
  const { definitions } = storeToRefs(useView())
  let running: AbortController | null = null

  async function read(): Promise<void> {
    running?.abort()
    running = new AbortController()
    const { signal } = running
    // A failed reading leaves the last good rates; the next state or choice reads again.
    const next = await readIndicators(definitions.value, signal).catch(() => null)
    if (next && !signal.aborted) indicators.value = next
  }

  watch([() => state.value?.columns, definitions], ([columns]) => { if (columns) void read() }, { immediate: true, deep: true })

  const rateOf = (indicator: string): DistrictRate | undefined =>
    indicators.value?.rates.find((rate) => rate.indicator === indicator)

  return { indicators, rateOf }
})
