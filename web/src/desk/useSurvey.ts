import { computed, onScopeDispose, shallowRef, watch, type Ref } from "vue"
import { ApiError } from "@/api/client"
import { readSurvey } from "@/api/surveys"
import type { Survey } from "@/api/surveyTypes"
import { useSurveys } from "@/stores/surveys"

/** The survey of a number, read again whenever its events say that it may have changed. */
export function useSurvey(id: Ref<number>) {
  const surveys = useSurveys()
  const survey = shallowRef<Survey | null>(null)
  const error = shallowRef<ApiError | null>(null)
  let running: AbortController | null = null

  async function read(): Promise<void> {
    running?.abort()
    const { signal } = (running = new AbortController())
    try {
      const next = await readSurvey(id.value, signal)
      if (signal.aborted) return
      survey.value = next
      error.value = null
    } catch (reason) {
      if (!signal.aborted && reason instanceof ApiError) error.value = reason
    }
  }

  watch(id, () => { survey.value = null })
  watch([id, () => surveys.stamps.get(id.value)], () => { void read() }, { immediate: true })
  onScopeDispose(() => { running?.abort() })

  const progress = computed(() => surveys.progress.get(id.value) ?? null)
  return { survey, error, progress, read }
}
