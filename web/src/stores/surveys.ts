/** The surveys that were handed in: the list, kept current by their events, and what is being sent or worked on. */
import { defineStore } from "pinia"
import { computed, reactive, ref, shallowRef } from "vue"
import { ApiError } from "@/api/client"
import { watchSurveys } from "@/api/events"
import { readSurveys, sendSurvey, type NewSurvey } from "@/api/surveys"
import type { RollbackTold, SurveyItem, SurveyMoved, SurveyProgress } from "@/api/surveyTypes"
import type { Connection } from "./district"
import { asApiError, readInTurn, useUploads } from "./uploads"

/** Statuses in which the server works on a survey. */
const AT_WORK = new Set(["queued", "reading", "publishing"])

export const useSurveys = defineStore("surveys", () => {
  const surveys = shallowRef<SurveyItem[] | null>(null)
  const error = shallowRef<ApiError | null>(null)
  const connection = ref<Connection>("connecting")
  const { uploads, send: sendFiles } = useUploads()
  const progress = reactive(new Map<number, SurveyProgress>())
  /** Rises for a survey whenever it may have changed; a page that shows it reads it again. */
  const stamps = reactive(new Map<number, number>())
  /** How the last going back to a release ended. */
  const rollback = shallowRef<RollbackTold | null>(null)
  let stop: AbortController | null = null

  const newest = computed(() => [...(surveys.value ?? [])].sort((a, b) => b.id - a.id))

  const touch = (id: number): void => { stamps.set(id, (stamps.get(id) ?? 0) + 1) }

  /** Reads the list; events that arrive meanwhile make it be read once more. */
  const read = readInTurn(async () => {
    try {
      surveys.value = await readSurveys()
      error.value = null
    } catch (reason) {
      if (!(reason instanceof ApiError && reason.status === 401)) error.value = asApiError(reason)
    }
  })

  function moved({ id, status, run }: SurveyMoved): void {
    if (!AT_WORK.has(status)) progress.delete(id)
    surveys.value = surveys.value?.map((survey) => (survey.id === id ? { ...survey, status, run } : survey)) ?? null
    touch(id)
    void read()
  }

  /** The last word on progress may come after that on the status: what is done is not under way. */
  function advance(told: SurveyProgress): void {
    if (told.done < told.total) progress.set(told.id, told)
    else progress.delete(told.id)
  }

  function alive(): void {
    // After a silence events may have been missed.
    if (connection.value === "lost") {
      void read()
      stamps.forEach((_, id) => { touch(id) })
    }
    connection.value = "live"
  }

  /** Reads the list and follows the events until `close`. */
  async function open(): Promise<void> {
    if (stop) return
    const mine = new AbortController()
    stop = mine
    void watchSurveys({
      moved,
      progress: advance,
      rolledBack: (told) => { rollback.value = told },
      alive,
      lost: () => { if (!mine.signal.aborted) connection.value = "lost" },
    }, mine.signal)
    await read()
  }

  function close(): void {
    stop?.abort()
    stop = null
    surveys.value = null
    connection.value = "connecting"
    progress.clear()
    stamps.clear()
  }

  /** Sends a survey; gives its number, or null where sending failed or was stopped. */
  async function send(name: string, survey: NewSurvey): Promise<number | null> {
    const id = await sendFiles(name, survey.files.map(({ file }) => file), (watch) => sendSurvey(survey, watch))
    if (id !== null) await read()
    return id
  }

  return { surveys, newest, error, connection, uploads, progress, stamps, rollback, read, open, close, touch, send }
})
