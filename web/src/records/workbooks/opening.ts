/** The words at the beginning of a workbook, read in the browser: enough to guess what kind of record it holds. */

const HEAD_BYTES = 16 * 1024
const TAIL_BYTES = 64 * 1024
const ENTRY = 0x02014b50
const NAME_LENGTH = 28
const DEFLATED = 8

/** Text of the first bytes of a CSV, in UTF-8 where that is what it is, else in GB18030. */
export function decodeHead(bytes: Uint8Array): string {
  // The last character may be cut in two.
  const utf8 = new TextDecoder("utf-8").decode(bytes, { stream: true })
  return utf8.includes("\uFFFD") ? new TextDecoder("gb18030").decode(bytes) : utf8
}

interface Part {
  name: string
  method: number
  size: number
  offset: number
}

/** The parts of a zip archive, from the directory at its end; those beyond the tail that was read are left out. */
export function listParts(tail: DataView): Part[] {
  const parts: Part[] = []
  for (let at = 0; at + 46 < tail.byteLength; at += 1) {
    if (tail.getUint32(at, true) !== ENTRY) continue
    const length = tail.getUint16(at + NAME_LENGTH, true)
    const name = new TextDecoder().decode(new Uint8Array(tail.buffer, tail.byteOffset + at + 46, Math.min(length, tail.byteLength - at - 46)))
    parts.push({ name, method: tail.getUint16(at + 10, true), size: tail.getUint32(at + 20, true), offset: tail.getUint32(at + 42, true) })
  }
  return parts
}

async function inflateHead(packed: Blob): Promise<string> {
  const reader = packed.stream().pipeThrough(new DecompressionStream("deflate-raw")).getReader()
  const { value } = await reader.read()
  await reader.cancel()
  return value ? new TextDecoder().decode(value) : ""
}

/** The first words of an .xlsx: its shared strings begin with the header, as a rule. */
async function readSheet(file: Blob): Promise<string> {
  const tail = new DataView(await file.slice(Math.max(0, file.size - TAIL_BYTES)).arrayBuffer())
  const part = listParts(tail).find(({ name, method }) => name === "xl/sharedStrings.xml" && method === DEFLATED)
  if (!part) return ""
  const local = new DataView(await file.slice(part.offset, part.offset + 30).arrayBuffer())
  const start = part.offset + 30 + local.getUint16(26, true) + local.getUint16(28, true)
  return inflateHead(file.slice(start, start + part.size))
}

/** The first words of a workbook; empty where this browser cannot tell. A guess only: the server reads it properly. */
export async function readOpening(file: File): Promise<string> {
  try {
    if (/\.csv$/i.test(file.name)) return decodeHead(new Uint8Array(await file.slice(0, HEAD_BYTES).arrayBuffer()))
    return /\.xlsx$/i.test(file.name) ? (await readSheet(file)).slice(0, HEAD_BYTES) : ""
  } catch {
    return ""
  }
}
