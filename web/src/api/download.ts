/** Fetches a file and tells how much of it has come: a link alone says neither that nor what went wrong. */
import { send } from "./client"

export interface Download {
  blob: Blob
  name: string
}

export interface DownloadWatch {
  /** `total` is 0 where the server does not say it. */
  got: (bytes: number, total: number) => void
  signal: AbortSignal
}

/** The name that an answer gives its file. */
export const fileNameOf = (disposition: string | null): string | null => /filename="([^"]+)"/.exec(disposition ?? "")?.[1] ?? null

/** The file at an address; throws an ApiError for any answer but a good one. */
export async function download(path: string, watch: DownloadWatch): Promise<Download> {
  const answer = await send(new Request(path, { signal: watch.signal, cache: "no-store" }))
  const total = Number(answer.headers.get("content-length") ?? 0)
  const reader = answer.body?.getReader()
  const pieces: Uint8Array<ArrayBuffer>[] = []
  let bytes = 0
  for (;;) {
    const piece = await reader?.read()
    if (!piece || piece.done) break
    pieces.push(piece.value)
    bytes += piece.value.byteLength
    watch.got(bytes, total)
  }
  const blob = new Blob(pieces, { type: answer.headers.get("content-type") ?? "" })
  return { blob, name: fileNameOf(answer.headers.get("content-disposition")) ?? path.split("/").at(-1) ?? "" }
}

/** Hands a file to the browser to be kept. */
export function keep({ blob, name }: Download): void {
  const address = URL.createObjectURL(blob)
  const link = Object.assign(document.createElement("a"), { href: address, download: name })
  link.click()
  // The browser reads it after the click.
  setTimeout(() => { URL.revokeObjectURL(address) }, 60_000)
}
