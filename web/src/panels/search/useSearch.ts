import { ref, watch } from "vue"
import { search } from "@/api/client"
import type { SearchHit } from "@/api/types"
import { useDistrict } from "@/stores/district"

/** Long enough to skip the letters of a syllable being typed, short enough to feel immediate. */
const PAUSE_MS = 60

/** Hits that follow `text`; an answer to older text never replaces one to newer text. */
export function useSearch() {
  const district = useDistrict()
  const text = ref("")
  const hits = ref<SearchHit[]>([])
  const searching = ref(false)
  const failed = ref(false)
  let running: AbortController | null = null
  let timer = 0

  async function run(query: string): Promise<void> {
    running = new AbortController()
    const { signal } = running
    try {
      const found = await search(query, district.when, signal)
      if (signal.aborted) return
      hits.value = found
      failed.value = false
    } catch {
      if (signal.aborted) return
      hits.value = []
      failed.value = true
    }
    searching.value = false
  }

  watch(text, (value) => {
    clearTimeout(timer)
    running?.abort()
    const query = value.trim()
    searching.value = query !== ""
    if (query === "") hits.value = []
    else timer = window.setTimeout(() => { void run(query) }, PAUSE_MS)
  })

  return { text, hits, searching, failed }
}
