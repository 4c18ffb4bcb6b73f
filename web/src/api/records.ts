/** Requests about records: workbooks, what waits for a person, decisions. */
import { api, bodyOf, within } from "./client"
import type {
  Alias, Decision, DecisionMade, DecisionPreview, DecisionUndone, NewDecision, PlacementChanges, RecordKind, RecordLoad, RematchAccepted,
  RememberedMapping, ReviewGroup, ReviewPage, Waiting, Workbook, WorkbookAccepted, WorkbookItem, WorkbookMapping,
} from "./recordTypes"
import { postForm, type UploadWatch } from "./upload"

const ROOT = "/api/v1/records"
const of = (workbook: number) => ({ path: { workbook } })

export const readKinds = (): Promise<RecordKind[]> => bodyOf(api.GET("/api/v1/records/kinds"))

export const readWorkbooks = (): Promise<WorkbookItem[]> => bodyOf(api.GET("/api/v1/records/workbooks"))

export const readWorkbook = (id: number, signal?: AbortSignal): Promise<Workbook> =>
  bodyOf<Workbook>(api.GET("/api/v1/records/workbooks/{workbook}", { params: of(id), ...within(signal) }))

export interface NewWorkbook {
  file: File
  kind: string
  asOf: string | null
  source: string | null
}

/** Hands a workbook in; it is read and tried afterwards, and the events tell how far that has come. */
export function sendWorkbook({ file, kind, asOf, source }: NewWorkbook, watch: UploadWatch): Promise<WorkbookAccepted> {
  const form = new FormData()
  form.append("kind", kind)
  if (asOf) form.append("as_of", asOf)
  if (source) form.append("source", source)
  form.append("files", file, file.name)
  return postForm(`${ROOT}/workbooks`, form, watch)
}

export const mapWorkbook = (id: number, body: WorkbookMapping): Promise<WorkbookAccepted> =>
  bodyOf(api.PUT("/api/v1/records/workbooks/{workbook}/mapping", { params: of(id), body }))

export const loadWorkbook = (id: number): Promise<WorkbookAccepted> =>
  bodyOf(api.POST("/api/v1/records/workbooks/{workbook}/load", { params: of(id) }))

export const cancelWorkbook = (id: number): Promise<WorkbookAccepted> =>
  bodyOf(api.POST("/api/v1/records/workbooks/{workbook}/cancel", { params: of(id) }))

export const withdrawWorkbook = (id: number): Promise<WorkbookAccepted> =>
  bodyOf(api.DELETE("/api/v1/records/workbooks/{workbook}", { params: of(id) }))

export const readLoads = (): Promise<RecordLoad[]> => bodyOf(api.GET("/api/v1/records/loads"))

/** Where the rejected rows of a load are to be had, with the office's own headers and the reasons. */
export const rejectedAddress = (load: number, ending: "csv" | "xlsx"): string => `${ROOT}/loads/${String(load)}/rejected.${ending}`

export const readWaiting = (): Promise<Waiting> => bodyOf(api.GET("/api/v1/records/waiting"))

export interface ReviewFilter {
  kind: string | null
  street: string | null
}

export function readReview(filter: ReviewFilter, after: string | null, limit: number, signal?: AbortSignal): Promise<ReviewPage> {
  const { kind, street } = filter
  const query = { limit, ...(kind ? { kind } : {}), ...(street ? { street } : {}), ...(after === null ? {} : { after }) }
  return bodyOf<ReviewPage>(api.GET("/api/v1/records/review", { params: { query }, ...within(signal) }))
}

export const readGroup = (key: string, signal?: AbortSignal): Promise<ReviewGroup> =>
  bodyOf<ReviewGroup>(api.GET("/api/v1/records/review/{key}", { params: { path: { key } }, ...within(signal) }))

export const decide = (body: NewDecision): Promise<DecisionMade> => bodyOf(api.POST("/api/v1/records/decisions", { body }))

export const previewDecision = (body: NewDecision, signal?: AbortSignal): Promise<DecisionPreview> =>
  bodyOf<DecisionPreview>(api.POST("/api/v1/records/decisions/preview", { body, ...within(signal) }))

export const undoDecision = (number: number): Promise<DecisionUndone> =>
  bodyOf(api.POST("/api/v1/records/decisions/{number}/undo", { params: { path: { number } } }))

export const readDecisions = (limit: number): Promise<Decision[]> =>
  bodyOf(api.GET("/api/v1/records/decisions", { params: { query: { limit } } }))

export const readAliases = (): Promise<Alias[]> => bodyOf(api.GET("/api/v1/records/aliases"))

export const withdrawAlias = (number: number): Promise<DecisionUndone> =>
  bodyOf(api.DELETE("/api/v1/records/aliases/{number}", { params: { path: { number } } }))

export const readMappings = (): Promise<RememberedMapping[]> => bodyOf(api.GET("/api/v1/records/mappings"))

export const forgetMapping = (kind: string, signature: string): Promise<unknown> =>
  bodyOf(api.DELETE("/api/v1/records/mappings/{kind}/{signature}", { params: { path: { kind, signature } } }))

export const startRematch = (): Promise<RematchAccepted> => bodyOf(api.POST("/api/v1/records/rematch"))

/** Of which revision or release the changes are asked for; of neither, those of the last one that moved anything. */
export interface ChangesOf {
  revision: number | null
  release: number | null
}

export const readPlacementChanges = ({ revision, release }: ChangesOf, after: number, signal?: AbortSignal): Promise<PlacementChanges> => {
  const query = { after, limit: 200, ...(revision === null ? {} : { revision }), ...(release === null ? {} : { release }) }
  return bodyOf<PlacementChanges>(api.GET("/api/v1/records/changes", { params: { query }, ...within(signal) }))
}
