/** Records that were handed in: workbooks, loads, how much waits for a person; kept current by their events. */
import { defineStore } from "pinia"
import { computed, reactive, ref, shallowRef } from "vue"
import { ApiError } from "@/api/client"
import { watchRecords } from "@/api/events"
import { readKinds, readLoads, readWaiting, readWorkbooks, sendWorkbook, type NewWorkbook } from "@/api/records"
import type { Progress, RecordKind, RecordLoad, RematchTold, Waiting, WaitingTold, WorkbookItem, WorkbookTold } from "@/api/recordTypes"
import type { Connection } from "./district"
import { asApiError, readInTurn, useUploads } from "./uploads"

export const useRecords = defineStore("records", () => {
  const kinds = shallowRef<RecordKind[]>([])
  const workbooks = shallowRef<WorkbookItem[] | null>(null)
  const loads = shallowRef<RecordLoad[] | null>(null)
  const waiting = shallowRef<Waiting | null>(null)
  const error = shallowRef<ApiError | null>(null)
  const connection = ref<Connection>("connecting")
  const { uploads, send: sendFiles } = useUploads()
  const progress = reactive(new Map<number, Progress>())
  /** Rises for a workbook whenever it may have changed; a page that shows it reads it again. */
  const stamps = reactive(new Map<number, number>())
  /** Rises whenever what waits may have changed. */
  const waitingStamp = ref(0)
  /** What was last heard of matching again. */
  const rematch = shallowRef<RematchTold | null>(null)
  /** A street's account sees what waits, and no workbooks. */
  let whole = false
  let stop: AbortController | null = null

  const kindOf = computed(() => new Map(kinds.value.map((kind) => [kind.id, kind])))
  const touch = (id: number): void => { stamps.set(id, (stamps.get(id) ?? 0) + 1) }

  async function guard(action: () => Promise<void>): Promise<void> {
    try {
      await action()
      error.value = null
    } catch (reason) {
      if (!(reason instanceof ApiError && reason.status === 401)) error.value = asApiError(reason)
    }
  }

  const readSums = readInTurn(() => guard(async () => { waiting.value = await readWaiting() }))

  /** Reads the lists; events that arrive meanwhile make them be read once more. */
  const read = readInTurn(() => guard(async () => {
    if (!whole) return
    const [nextWorkbooks, nextLoads] = await Promise.all([readWorkbooks(), readLoads()])
    workbooks.value = nextWorkbooks
    loads.value = nextLoads
  }))

  function heard({ id, status, progress: far }: WorkbookTold): void {
    const before = workbooks.value?.find((workbook) => workbook.id === id)
    if (far && far.done < far.total) progress.set(id, far)
    else progress.delete(id)
    // Progress alone changes neither the list nor the page.
    if (before && before.status === status && far) return
    workbooks.value = workbooks.value?.map((workbook) => (workbook.id === id ? { ...workbook, status } : workbook)) ?? null
    touch(id)
    void read()
  }

  function waits(told: WaitingTold): void {
    // The sums that are told are those of all streets.
    if (whole && waiting.value) waiting.value = { ...waiting.value, ...told }
    waitingStamp.value += 1
    void readSums()
    void read()
  }

  /** Takes what a page counts as what waits. */
  function count(groups: number, rows: number): void {
    if (waiting.value) waiting.value = { ...waiting.value, groups, rows }
  }

  function alive(): void {
    // After a silence events may have been missed.
    if (connection.value === "lost") {
      void read()
      void readSums()
      waitingStamp.value += 1
      stamps.forEach((_, id) => { touch(id) })
    }
    connection.value = "live"
  }

  /** Reads the lists and follows the events until `close`; without `withWorkbooks` only what waits. */
  async function open(withWorkbooks: boolean): Promise<void> {
    if (stop) return
    const mine = new AbortController()
    stop = mine
    whole = withWorkbooks
    void watchRecords({
      workbook: heard,
      waiting: waits,
      rematch: (told) => { rematch.value = told },
      alive,
      lost: () => { if (!mine.signal.aborted) connection.value = "lost" },
    }, mine.signal)
    await Promise.all([guard(async () => { kinds.value = await readKinds() }), read(), readSums()])
  }

  function close(): void {
    stop?.abort()
    stop = null
    workbooks.value = loads.value = waiting.value = rematch.value = null
    connection.value = "connecting"
    progress.clear()
    stamps.clear()
  }

  /** Sends a workbook; gives its number, or null where sending failed or was stopped. */
  async function send(workbook: NewWorkbook): Promise<number | null> {
    const id = await sendFiles(workbook.file.name, [workbook.file], (watch) => sendWorkbook(workbook, watch))
    if (id !== null) await read()
    return id
  }

  return { kinds, kindOf, workbooks, loads, waiting, error, connection, uploads, progress, stamps, waitingStamp, rematch, read, open, close, touch, count, send }
})
