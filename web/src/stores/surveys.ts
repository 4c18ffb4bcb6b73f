/** The surveys that were handed in: the list, kept current by their events, and what is being sent or worked on. */
import { defineStore } from "pinia"
import { computed, reactive, ref, shallowRef } from "vue"
import { ApiError } from "@/api/client"
import { watchSurveys } from "@/api/events"
import { readSurveys, sendSurvey, type NewSurvey } from "@/api/surveys"
import type { RollbackTold, SurveyItem, SurveyMoved, SurveyProgress } from "@/api/surveyTypes"
import type { Connection } from "./district"

/** A survey on its way to the server. */
export interface Upload {
  key: number
  name: string
  sent: number
  total: number
  error: ApiError | null
  stop: () => void
}

/** Statuses in which the server works on a survey. */
const AT_WORK = new Set(["queued", "reading", "publishing"])

const asApiError = (reason: unknown): ApiError =>
  reason instanceof ApiError ? reason : new ApiError(0, { zh: String(reason), en: String(reason) }, null, null)

export const useSurveys = defineStore("surveys", () => {
  const surveys = shallowRef<SurveyItem[] | null>(null)
  const error = shallowRef<ApiError | null>(null)
  const connection = ref<Connection>("connecting")
  const uploads = ref<Upload[]>([])
  const progress = reactive(new Map<number, SurveyProgress>())
  /** Rises for a survey whenever it may have changed; a page that shows it reads it again. */
  const stamps = reactive(new Map<number, number>())
  /** How the last going back to a release ended. */
  const rollback = shallowRef<RollbackTold | null>(null)
  let stop: AbortController | null = null
  let uploadKey = 0

  const newest = computed(() => [...(surveys.value ?? [])].sort((a, b) => b.id - a.id))

  const touch = (id: number): void => { stamps.set(id, (stamps.get(id) ?? 0) + 1) }

  const turn = { reading: false, again: false }
  /** Reads the list; events that arrive meanwhile make it be read once more. */
  async function read(): Promise<void> {
    if (turn.reading) {
      turn.again = true
      return
    }
    Object.assign(turn, { reading: true, again: false })
    try {
      surveys.value = await readSurveys()
      error.value = null
    } catch (reason) {
      if (!(reason instanceof ApiError && reason.status === 401)) error.value = asApiError(reason)
    }
    turn.reading = false
    if (turn.again) await read()
  }

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

  const dropUpload = (key: number): void => { uploads.value = uploads.value.filter((upload) => upload.key !== key) }

  /** Sends a survey; gives its number, or null where sending failed or was stopped. A failure stays in the list. */
  async function send(name: string, survey: NewSurvey): Promise<number | null> {
    const sending = new AbortController()
    const key = (uploadKey += 1)
    const total = survey.files.reduce((sum, { size }) => sum + size, 0)
    const upload = reactive<Upload>({ key, name, sent: 0, total, error: null, stop: () => { sending.abort(); dropUpload(key) } })
    uploads.value.unshift(upload)
    try {
      const { id } = await sendSurvey(survey, {
        sent: (bytes, all) => { Object.assign(upload, { sent: bytes, total: all }) }, signal: sending.signal,
      })
      dropUpload(key)
      await read()
      return id
    } catch (reason) {
      if (!sending.signal.aborted) upload.error = asApiError(reason)
      return null
    }
  }

  return { surveys, newest, error, connection, uploads, progress, stamps, rollback, read, open, close, touch, send, dropUpload }
})
