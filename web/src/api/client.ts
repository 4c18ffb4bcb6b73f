/** The only file that fetches: every request to the server goes through here (files go up through upload.ts). */
import createClient from "openapi-fetch"
import type {
  Bilingual, Columns, ComplaintPage, EnforcementPage, ErrorBody, Hits, Indicators, Ledger, PlacedKind, Profile, SearchHit, Series, Session, State, Welcome,
  WhyHere,
} from "./types"
import type { paths } from "./types.gen"

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

/** Registers what happens when the server answers 401 to anything but the question who is signed in. */
export function whenSignedOut(callback: () => void): void {
  onSignedOut = callback
}

/** The error that an answer tells; 0 stands for no answer. A 401 also says that nobody is signed in any more. */
export function errorOf(status: number, body: Partial<ErrorBody> | null, isSession = false): ApiError {
  if (status === 0) return new ApiError(0, LOST, LOST_HINT, null)
  if (status === 401 && !isSession) onSignedOut()
  const told = body?.error
  if (told) return new ApiError(status, told.message, told.hint ?? null, told.request_id ?? null)
  const text = { zh: `服务器返回错误 ${String(status)}`, en: `The server answered with error ${String(status)}` }
  return new ApiError(status, text, null, null)
}

/** Fetches; throws an ApiError for everything but a good answer, and lets an abort through as it is. */
export async function send(request: Request): Promise<Response> {
  let response: Response
  try {
    response = await fetch(request)
  } catch (error) {
    if (request.signal.aborted) throw error
    throw errorOf(0, null)
  }
  if (response.ok) return response
  const body = (await response.json().catch(() => null)) as Partial<ErrorBody> | null
  throw errorOf(response.status, body, request.url.endsWith("/api/v1/session"))
}

export const api = createClient<paths>({ fetch: send })

/** A body as openapi-fetch types it: it takes tuples, such as a box of four numbers, for arrays of any length. */
type Widened<Body> = Body extends readonly (infer Item)[]
  ? Widened<Item>[]
  : Body extends object ? { [Key in keyof Body]: Widened<Body[Key]> } : Body

/** The body of a good answer; `send` has thrown for the others. */
export async function bodyOf<Body>(answer: Promise<{ data?: Widened<Body> }>): Promise<Body> {
  return (await answer).data as Body
}

export const within = (signal: AbortSignal | undefined) => (signal ? { signal } : {})

/** Whose map this is: the one thing that is told before signing in. */
export const readWelcome = (): Promise<Welcome> => bodyOf(api.GET("/api/v1/welcome"))

export const readSession = (): Promise<Session> => bodyOf(api.GET("/api/v1/session"))

export const signIn = (account: string, password: string): Promise<Session> =>
  bodyOf(api.POST("/api/v1/session", { body: { account, password } }))

export async function signOut(): Promise<void> {
  await api.DELETE("/api/v1/session")
}

export const readProfile = (): Promise<Profile> => bodyOf(api.GET("/api/v1/profile"))

/** As of when something is read: what was known then, or what was so on the ground then; nothing of both for now. */
export interface When { known_at?: string; valid_at?: string }

export const readState = (when: When = {}): Promise<State> => bodyOf(api.GET("/api/v1/state", { params: { query: when } }))

export const readColumns = (release: number, revision: number, validAt: string | null = null): Promise<Columns> =>
  bodyOf(api.GET("/api/v1/columns/{release}/{revision}", {
    params: { path: { release, revision }, query: validAt === null ? {} : { valid_at: validAt } },
  }))

/** Complaints by month of the district and of each street. */
export const readSeries = (release: number, revision: number): Promise<Series> =>
  bodyOf(api.GET("/api/v1/series/{release}/{revision}/complaints", { params: { path: { release, revision } } }))

/** The rates of the district and its streets; `definitions` maps an indicator to the chosen definition. */
export function readIndicators(definitions: Record<string, string>, when: When = {}, signal?: AbortSignal): Promise<Indicators> {
  const definition = Object.entries(definitions).map(([indicator, id]) => `${indicator}:${id}`)
  return bodyOf(api.GET("/api/v1/indicators", { params: { query: { definition, ...when } }, ...within(signal) }))
}

export const readLedger = (uid: number, when: When = {}, signal?: AbortSignal): Promise<Ledger> =>
  bodyOf<Ledger>(api.GET("/api/v1/zones/{uid}/ledger", { params: { path: { uid }, query: when }, ...within(signal) }))

export interface ComplaintFilter extends When {
  month?: string
  category?: string
  after?: number
  limit?: number
}

export const readComplaints = (uid: number, filter: ComplaintFilter, signal?: AbortSignal): Promise<ComplaintPage> =>
  bodyOf(api.GET("/api/v1/zones/{uid}/complaints", { params: { path: { uid }, query: filter }, ...within(signal) }))

export const readEnforcement = (uid: number, after: number | null, when: When = {}, signal?: AbortSignal): Promise<EnforcementPage> =>
  bodyOf(api.GET("/api/v1/zones/{uid}/enforcement", {
    params: { path: { uid }, query: { ...when, ...(after === null ? {} : { after }) } }, ...within(signal),
  }))

/** Why a record is in the ledger of a zone: its kind, and its own number in its source. */
export const readWhy = (uid: number, kind: PlacedKind, key: string, when: When = {}, signal?: AbortSignal): Promise<WhyHere> =>
  bodyOf<WhyHere>(api.GET("/api/v1/zones/{uid}/why", { params: { path: { uid }, query: { kind, key, ...when } }, ...within(signal) }))

export async function search(text: string, when: When, signal: AbortSignal): Promise<SearchHit[]> {
  const { hits } = await bodyOf<Hits>(api.GET("/api/v1/search", { params: { query: { q: text, limit: 10, ...when } }, signal }))
  return hits
}

/** The body of a long-lived answer as text pieces, as they arrive. */
export async function* openStream(path: string, signal: AbortSignal): AsyncGenerator<string> {
  const { body } = await send(new Request(path, { signal, headers: { accept: "text/event-stream" }, cache: "no-store" }))
  if (!body) return
  const reader = body.getReader()
  const decoder = new TextDecoder()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    yield decoder.decode(value, { stream: true })
  }
}
