/** Sends files and tells how many bytes have left: the one thing that fetch cannot say. */
import { errorOf } from "./client"
import type { ErrorBody } from "./types"

export interface UploadWatch {
  sent: (bytes: number, total: number) => void
  signal: AbortSignal
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** Posts a form; gives the body of a good answer, throws an ApiError for any other and an AbortError when stopped. */
export function postForm<Body>(path: string, form: FormData, watch: UploadWatch): Promise<Body> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open("POST", path)
    request.upload.onprogress = ({ loaded, total }) => { watch.sent(loaded, total) }
    request.onload = () => {
      const body = parse(request.responseText)
      if (request.status < 300) resolve(body as Body)
      else reject(errorOf(request.status, body as Partial<ErrorBody> | null))
    }
    request.onerror = () => { reject(errorOf(0, null)) }
    request.onabort = () => { reject(new DOMException("stopped", "AbortError")) }
    watch.signal.addEventListener("abort", () => { request.abort() })
    request.send(form)
  })
}
