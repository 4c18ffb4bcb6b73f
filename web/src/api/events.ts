/** The server's event streams: the state at connect and at every change, and a heartbeat between. */
import { openStream } from "./client"
import type { RematchTold, WaitingTold, WorkbookTold } from "./recordTypes"
import type { RollbackTold, SurveyMoved, SurveyProgress } from "./surveyTypes"
import type { State } from "./types"

export interface ServerEvent {
  name: string
  data: string
}

/** Splits what has arrived into whole events, heartbeats among them as `heartbeat`, and the unfinished rest. */
export function parseEvents(text: string): { events: ServerEvent[]; rest: string } {
  const blocks = text.replaceAll("\r\n", "\n").split("\n\n")
  const rest = blocks.pop() ?? ""
  const events = blocks.map((block) => {
    const event: ServerEvent = { name: "heartbeat", data: "" }
    for (const line of block.split("\n")) {
      if (line.startsWith("event:")) event.name = line.slice(6).trim()
      else if (line.startsWith("data:")) event.data += line.slice(5).trimStart()
    }
    return event
  })
  return { events, rest }
}

/** What happens at the events of a stream. */
export interface StreamWatcher {
  event: (event: ServerEvent) => void
  /** Called at each sign of life, heartbeats included. */
  alive: () => void
  lost: () => void
}

export interface Watcher extends Omit<StreamWatcher, "event"> {
  state: (state: State) => void
}

export interface SurveyWatcher extends Omit<StreamWatcher, "event"> {
  moved: (survey: SurveyMoved) => void
  progress: (progress: SurveyProgress) => void
  rolledBack: (told: RollbackTold) => void
}

export interface RecordsWatcher extends Omit<StreamWatcher, "event"> {
  workbook: (told: WorkbookTold) => void
  waiting: (told: WaitingTold) => void
  rematch: (told: RematchTold) => void
}

/** Two missed heartbeats and a bit: the server sends one every ten seconds. */
const SILENCE_MS = 25_000
const RETRY_MS = [1_000, 2_000, 4_000, 8_000, 10_000]

async function listen(path: string, watcher: StreamWatcher, signal: AbortSignal): Promise<void> {
  const attempt = new AbortController()
  const stop = (): void => { attempt.abort() }
  signal.addEventListener("abort", stop)
  let timer = setTimeout(stop, SILENCE_MS)
  let buffer = ""
  try {
    for await (const piece of openStream(path, attempt.signal)) {
      clearTimeout(timer)
      timer = setTimeout(stop, SILENCE_MS)
      const { events, rest } = parseEvents(buffer + piece)
      buffer = rest
      watcher.alive()
      events.forEach(watcher.event)
    }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener("abort", stop)
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Follows a stream until `signal` aborts, and connects again whenever it breaks or falls silent. */
async function watchStream(path: string, watcher: StreamWatcher, signal: AbortSignal): Promise<void> {
  let failures = 0
  const alive = (): void => {
    failures = 0
    watcher.alive()
  }
  while (!signal.aborted) {
    await listen(path, { ...watcher, alive }, signal).catch(() => undefined)
    watcher.lost()
    await pause(RETRY_MS[Math.min(failures, RETRY_MS.length - 1)] ?? 10_000)
    failures += 1
  }
}

/** Follows the state of the district. */
export const watchState = ({ state, ...watcher }: Watcher, signal: AbortSignal): Promise<void> =>
  watchStream("/api/v1/events", {
    ...watcher,
    event: ({ name, data }) => { if (name === "state") state(JSON.parse(data) as State) },
  }, signal)

/** Follows the surveys: where each stands, and how far the one at work has come. */
export const watchSurveys = ({ moved, progress, rolledBack, ...watcher }: SurveyWatcher, signal: AbortSignal): Promise<void> =>
  watchStream("/api/v1/surveys/events", {
    ...watcher,
    event: ({ name, data }) => {
      if (name !== "survey") return
      const told = JSON.parse(data) as SurveyMoved | SurveyProgress | RollbackTold
      if ("status" in told) moved(told)
      else if ("rollback" in told) rolledBack(told)
      else progress(told)
    },
  }, signal)

/** Follows the records: where workbooks stand, how much waits for a person, how matching again goes. */
export const watchRecords = ({ workbook, waiting, rematch, ...watcher }: RecordsWatcher, signal: AbortSignal): Promise<void> =>
  watchStream("/api/v1/records/events", {
    ...watcher,
    event: ({ name, data }) => {
      if (name === "heartbeat") return
      const told = JSON.parse(data) as { workbook?: WorkbookTold; review?: WaitingTold; rematch?: RematchTold }
      if (told.workbook) workbook(told.workbook)
      if (told.review) waiting(told.review)
      if (told.rematch) rematch(told.rematch)
    },
  }, signal)
