/** What a decision would change beside its own group, asked again as its alias is written. */
import { onScopeDispose, ref, shallowRef, watch } from "vue"
import { ApiError } from "@/api/client"
import { previewDecision } from "@/api/records"
import type { DecisionPreview, NewDecision } from "@/api/recordTypes"

const PAUSE_MS = 250

export function usePreview(wanted: () => NewDecision | null) {
  const preview = shallowRef<DecisionPreview | null>(null)
  const error = shallowRef<ApiError | null>(null)
  const previewing = ref(false)
  let running: AbortController | null = null
  let timer = 0

  async function ask(body: NewDecision): Promise<void> {
    const { signal } = (running = new AbortController())
    try {
      const next = await previewDecision(body, signal)
      if (signal.aborted) return
      preview.value = next
      error.value = null
    } catch (reason) {
      if (signal.aborted || !(reason instanceof ApiError)) return
      error.value = reason
    }
    previewing.value = false
  }

  watch(() => JSON.stringify(wanted()), () => {
    running?.abort()
    clearTimeout(timer)
    const body = wanted()
    previewing.value = body !== null
    if (!body) preview.value = null
    else timer = window.setTimeout(() => { void ask(body) }, preview.value ? PAUSE_MS : 0)
  }, { immediate: true })
  onScopeDispose(() => {
    running?.abort()
    clearTimeout(timer)
  })

  return { preview, error, previewing }
}
