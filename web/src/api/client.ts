/** The only file that fetches: every request to the server goes through `get`, `post`, `remove` or `openStream`. */
import type { Ledger, Page, ComplaintRow } from "./ledger"
import type { Bilingual, Columns, ErrorBody, Indicators, Profile, SearchHit, Session, State } from "./types"

const LOST: Bilingual = { zh: "无法连接服务器", en: "The server cannot be reached" }
const LOST_HINT: Bilingual = {
  zh: "请检查网络连接，稍后将自动重试。",
  en: "Check the network; the page keeps trying by itself.",
}

/** What the server, or the lack of one, said went wrong. `status` is 0 when nothing answered. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly text: Bilingual,
    readonly hint: Bilingual | null,
    readonly requestId: string | null,
  ) {
    super(text.en)
    this.name = "ApiError"
  }
}

let onSignedOut: () => void = () => undefined

/** Registers what happens when the server answers 401 to anything but a sign-in. */
export function whenSignedOut(callback: () => void): void {
  onSignedOut = callback
}

async function errorFrom(response: Response): Promise<ApiError> {
  const body = (await response.json().catch(() => null)) as { error?: Partial<ErrorBody> } | null
  const text = body?.error?.message ?? {
    zh: `服务器返回错误 ${String(response.status)}`,
    en: `The server answered with error ${String(response.status)}`,
  }
  return new ApiError(response.status, text, body?.error?.hint ?? null, body?.error?.request_id ?? null)
}

async function request(path: string, init: RequestInit = {}): Promise<Response> {
  let response: Response
  try {
    response = await fetch(path, { credentials: "same-origin", ...init })
  } catch (error) {
    if (init.signal?.aborted) throw error
    throw new ApiError(0, LOST, LOST_HINT, null)
  }
  if (response.ok) return response
  if (response.status === 401 && !path.endsWith("/session")) onSignedOut()
  throw await errorFrom(response)
}

async function get<Body>(path: string, signal?: AbortSignal): Promise<Body> {
  const response = await request(path, signal ? { signal } : {})
  return (await response.json()) as Body
}

export const readSession = (): Promise<Session> => get("/api/v1/session")

export async function signIn(account: string, password: string): Promise<Session> {
  const response = await request("/api/v1/session", {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ account, password }),
  })
  return (await response.json()) as Session
}

export async function signOut(): Promise<void> {
  await request("/api/v1/session", { method: "DELETE" })
}

export const readProfile = (): Promise<Profile> => get("/api/v1/profile")

export const readState = (): Promise<State> => get("/api/v1/state")

/** The columns document at the address that the state names. */
export const readColumns = (address: string): Promise<Columns> => get(address)

/** The rates of the district and its streets; `definitions` maps an indicator to the chosen definition. */
export function readIndicators(definitions: Record<string, string>, signal?: AbortSignal): Promise<Indicators> {
  const query = Object.entries(definitions)
    .map(([indicator, definition]) => `definition=${encodeURIComponent(`${indicator}:${definition}`)}`)
    .join("&")
  return get(`/api/v1/indicators${query && `?${query}`}`, signal)
}

export const readLedger = (uid: number, signal?: AbortSignal): Promise<Ledger> =>
  get(`/api/v1/zones/${String(uid)}/ledger`, signal)

export interface ComplaintFilter {
  month?: string
  category?: string
  after?: string
  limit?: number
}

export function readComplaints(uid: number, filter: ComplaintFilter, signal?: AbortSignal): Promise<Page<ComplaintRow>> {
  const query = new URLSearchParams(
    Object.entries(filter).map(([key, value]): [string, string] => [key, String(value)]),
  )
  return get(`/api/v1/zones/${String(uid)}/complaints?${query.toString()}`, signal)
}

export const search = async (text: string, signal: AbortSignal): Promise<SearchHit[]> => {
  const { hits } = await get<{ hits: SearchHit[] }>(`/api/v1/search?q=${encodeURIComponent(text)}&limit=10`, signal)
  return hits
}

/** The body of a long-lived answer as text pieces, as they arrive. */
export async function* openStream(path: string, signal: AbortSignal): AsyncGenerator<string> {
  const response = await request(path, { signal, headers: { accept: "text/event-stream" }, cache: "no-store" })
  if (!response.body) return
  const reader = response.body.getReader()
  const decoder = new TextDecoder()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    yield decoder.decode(value, { stream: true })
  }
}
