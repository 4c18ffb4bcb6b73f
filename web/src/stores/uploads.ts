/** Files on their way to the server, and how a list is read when events keep arriving: shared by the desks' stores. */
import { reactive, ref } from "vue"
import { ApiError } from "@/api/client"
import type { UploadWatch } from "@/api/upload"

/** A file, or several that belong together, on the way to the server. */
export interface Upload {
  key: number
  name: string
  sent: number
  total: number
  error: ApiError | null
  stop: () => void
}

export const asApiError = (reason: unknown): ApiError =>
  reason instanceof ApiError ? reason : new ApiError(0, { zh: String(reason), en: String(reason) }, null, null)

export function useUploads() {
  const uploads = ref<Upload[]>([])
  let uploadKey = 0

  const drop = (key: number): void => { uploads.value = uploads.value.filter((upload) => upload.key !== key) }

  /** Sends files; gives the server's number for them, or null where sending failed or was stopped. A failure stays in the list. */
  async function send(name: string, files: readonly File[], post: (watch: UploadWatch) => Promise<{ id: number }>): Promise<number | null> {
    const sending = new AbortController()
    const key = (uploadKey += 1)
    const total = files.reduce((sum, { size }) => sum + size, 0)
    const upload = reactive<Upload>({ key, name, sent: 0, total, error: null, stop: () => { sending.abort(); drop(key) } })
    uploads.value.unshift(upload)
    try {
      const { id } = await post({ sent: (bytes, all) => { Object.assign(upload, { sent: bytes, total: all }) }, signal: sending.signal })
      drop(key)
      return id
    } catch (reason) {
      if (!sending.signal.aborted) upload.error = asApiError(reason)
      return null
    }
  }

  return { uploads, send }
}

/** Makes a reading that is never run twice at once: calls that arrive meanwhile make it run once more. */
export function readInTurn(read: () => Promise<void>): () => Promise<void> {
  const turn = { reading: false, again: false }
  return async function run(): Promise<void> {
    if (turn.reading) {
      turn.again = true
      return
    }
    Object.assign(turn, { reading: true, again: false })
    await read()
    turn.reading = false
    if (turn.again) await run()
  }
}
