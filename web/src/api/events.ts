/** The server's event stream: the state at connect and at every change, and a heartbeat between. */
import { openStream } from "./client"
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

export interface Watcher {
  state: (state: State) => void
  /** Called at each sign of life, heartbeats included. */
  alive: () => void
  lost: () => void
}

/** Two missed heartbeats and a bit: the server sends one every ten seconds. */
const SILENCE_MS = 25_000
const RETRY_MS = [1_000, 2_000, 4_000, 8_000, 10_000]

async function listen(watcher: Watcher, signal: AbortSignal): Promise<void> {
  const attempt = new AbortController()
  const stop = (): void => { attempt.abort() }
  signal.addEventListener("abort", stop)
  let timer = setTimeout(stop, SILENCE_MS)
  let buffer = ""
  try {
    for await (const piece of openStream("/api/v1/events", attempt.signal)) {
      clearTimeout(timer)
      timer = setTimeout(stop, SILENCE_MS)
      const { events, rest } = parseEvents(buffer + piece)
      buffer = rest
      watcher.alive()
      for (const event of events) {
        if (event.name === "state") watcher.state(JSON.parse(event.data) as State)
      }
    }
  } finally {
    clearTimeout(timer)
    signal.removeEventListener("abort", stop)
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

/** Follows the stream until `signal` aborts, and connects again whenever it breaks or falls silent. */
export async function watchState(watcher: Watcher, signal: AbortSignal): Promise<void> {
  let failures = 0
  const alive = (): void => {
    failures = 0
    watcher.alive()
  }
  while (!signal.aborted) {
    await listen({ ...watcher, alive }, signal).catch(() => undefined)
    watcher.lost()
    await pause(RETRY_MS[Math.min(failures, RETRY_MS.length - 1)] ?? 10_000)
    failures += 1
  }
}
