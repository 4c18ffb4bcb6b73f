/** The monthly complaints of the moment shown; while the server cannot give them, the last good ones stay. */
import { onBeforeUnmount, shallowRef, watch, type ShallowRef } from "vue"
import { readSeries } from "@/api/client"
import type { Series } from "@/api/types"
import { useDistrict } from "@/stores/district"

const RETRY_MS = 10_000

export function useSeries(): Readonly<ShallowRef<Series | null>> {
  const district = useDistrict()
  const series = shallowRef<Series | null>(null)
  let timer = 0

  async function read(): Promise<void> {
    window.clearTimeout(timer)
    const { release, revision } = district.state ?? {}
    if (release == null || revision == null) return
    try {
      const next = await readSeries(release, revision)
      // A slow answer must not take the place of a newer one.
      if (next.release === district.state?.release && next.revision === district.state.revision) series.value = next
    } catch {
      timer = window.setTimeout(() => { void read() }, RETRY_MS)
    }
  }

  watch(() => district.state?.series, () => { void read() }, { immediate: true })
  onBeforeUnmount(() => { window.clearTimeout(timer) })
  return series
}
