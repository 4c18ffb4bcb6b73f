/** What a survey changes and what was found in it, read once a run and kept for the map. */
import { computed, onScopeDispose, shallowRef, watch } from "vue"
import { ApiError } from "@/api/client"
import { readChanges, readFindings } from "@/api/surveys"
import type { ChangeRow, Finding, Survey } from "@/api/surveyTypes"
import { CHANGE_CLASSES } from "@/map/changes"
import { isCompared } from "../status"

const PAGE = 1000
/** More than this many of a kind say nothing on a map; the lists have them all. */
const MOST = 20_000

async function readAll<Row>(read: (after: number | null) => Promise<{ rows: Row[]; next: number | null }>): Promise<Row[]> {
  const all: Row[] = []
  let after: number | null = null
  do {
    const { rows, next }: { rows: Row[]; next: number | null } = await read(after)
    all.push(...rows)
    after = next
  } while (after !== null && all.length < MOST)
  return all
}

export function useSurveyLayers(survey: () => Survey) {
  const changes = shallowRef<ChangeRow[]>([])
  const findings = shallowRef<Finding[]>([])
  const loading = shallowRef(true)
  const error = shallowRef<ApiError | null>(null)
  let running: AbortController | null = null

  async function readAllChanges(signal: AbortSignal): Promise<ChangeRow[]> {
    const { id, changes: counts } = survey()
    // What stays as it is needs no tint: only the classes that differ are asked for.
    const classes = CHANGE_CLASSES.filter((change) => (counts[change] ?? 0) > 0)
    const lists = await Promise.all(classes.map((change) => readAll(async (after) => {
      const page = await readChanges(id, { change, after, limit: PAGE }, signal)
      return { rows: page.changes, next: page.next }
    })))
    return lists.flat()
  }

  const readAllFindings = (signal: AbortSignal): Promise<Finding[]> => readAll(async (after) => {
    const page = await readFindings(survey().id, { after, limit: PAGE }, signal)
    return { rows: page.findings, next: page.next }
  })

  async function load(): Promise<void> {
    running?.abort()
    const { signal } = (running = new AbortController())
    loading.value = true
    try {
      const compared = isCompared(survey().status)
      const [rows, found] = await Promise.all([compared ? readAllChanges(signal) : [], readAllFindings(signal)])
      if (signal.aborted) return
      changes.value = rows
      findings.value = found
      error.value = null
    } catch (reason) {
      if (signal.aborted) return
      if (!(reason instanceof ApiError)) throw reason
      error.value = reason
    }
    loading.value = false
  }

  watch(() => {
    const { id, run, status, findings: counts } = survey()
    return JSON.stringify([id, run, isCompared(status), counts])
  }, () => { void load() }, { immediate: true })
  onScopeDispose(() => { running?.abort() })

  const byCode = computed(() => new Map(changes.value.filter(({ row }) => row !== null).map((change) => [change.code, change])))
  const byUid = computed(() => new Map(changes.value.filter(({ uid }) => uid !== null).map((change) => [change.uid, change])))
  return { changes, findings, loading, error, byCode, byUid }
}

export type SurveyLayers = ReturnType<typeof useSurveyLayers>
