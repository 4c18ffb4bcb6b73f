import { computed, effectScope, onScopeDispose, reactive, ref, shallowReactive, watch, type Ref } from "vue"
import { readFindings } from "@/api/surveys"
import type { CheckCount, Finding, Survey } from "@/api/surveyTypes"
import { usePages } from "@/parts/usePages"
import { keyOf, listItems, sortChecks, type Filter } from "./items"

const PAGE = 200

type Pages = ReturnType<typeof usePages<Finding>>

/** The findings of a survey by check, read page by page as a check is unfolded and scrolled through. */
export function useFindings(survey: Ref<Survey>) {
  const filter = reactive<Filter>({ state: survey.value.findings.open > 0 ? "open" : "all", severity: null })
  const unfolded = ref(new Set<string>())
  const pages = shallowReactive(new Map<string, Pages>())
  const begun = new Map<string, Promise<void>>()
  const scope = effectScope()

  function pagesOf(group: CheckCount): Pages {
    const key = keyOf(group)
    let found = pages.get(key)
    if (!found) {
      found = scope.run(() => usePages<Finding>(async (after, signal) => {
        const open = filter.state === "all" ? null : filter.state === "open"
        const page = await readFindings(survey.value.id, { check: group.check, severity: group.severity, open, after, limit: PAGE }, signal)
        return { rows: page.findings, next: page.next, total: page.total }
      }))
      if (!found) throw new Error("the list of findings is closed")
      pages.set(key, found)
      begun.set(key, found.restart())
    }
    return found
  }

  const groupOf = (key: string): CheckCount | undefined => survey.value.by_check.find((group) => keyOf(group) === key)

  /** Folds or unfolds a check; resolves when there is something to see. */
  async function fold(key: string, open = !unfolded.value.has(key)): Promise<void> {
    const group = groupOf(key)
    if (open && group) pagesOf(group)
    const next = new Set(unfolded.value)
    if (open) next.add(key)
    else next.delete(key)
    unfolded.value = next
    if (open) await begun.get(key)
  }

  /** Reads on in a check whose end is in sight; starts where nothing was read yet. */
  async function readMore(key: string): Promise<void> {
    const group = groupOf(key)
    if (group) await pagesOf(group).more()
  }

  const items = computed(() => listItems(survey.value.by_check, filter, unfolded.value, (key) => {
    const read = pages.get(key)
    return read && { rows: read.rows.value, more: read.total.value === null || read.next.value !== null }
  }))
  const failed = computed(() => [...pages.values()].map(({ error }) => error.value).find(Boolean) ?? null)

  /** A finding by its number, whatever the filter. */
  async function readOne(number: number): Promise<Finding | null> {
    const { findings } = await readFindings(survey.value.id, { after: number - 1, limit: 1 })
    return findings.find((finding) => finding.number === number) ?? null
  }

  /** After a waiver the lists are read again; after a new reading all is new. */
  function renew(): void {
    for (const read of pages.values()) void read.restart()
  }

  watch([() => filter.state, () => filter.severity], () => {
    pages.clear()
    for (const key of unfolded.value) {
      const group = groupOf(key)
      if (group) pagesOf(group)
    }
  })
  watch([() => survey.value.run, () => survey.value.findings.waived, () => survey.value.findings.open], renew)

  // What blocks is unfolded first, as far as it is short enough to be read.
  const first = sortChecks(survey.value.by_check).find(({ count, waived }) => count > waived)
  if (first) void fold(keyOf(first), true)

  onScopeDispose(() => { scope.stop() })
  return { filter, unfolded, items, failed, fold, readMore, readOne, renew }
}
