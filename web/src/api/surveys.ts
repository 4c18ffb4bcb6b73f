/** Requests about boundary surveys and releases. */
import { api, bodyOf, within } from "./client"
import type {
  Accepted, Answers, ChangePage, FeaturePage, FindingPage, NewWaivers, Release, Repair, Repairs, ReportFormat, RollbackAccepted, Survey,
  SurveyItem, SurveyKind, Waived,
} from "./surveyTypes"
import type { operations } from "./types.gen"
import { postForm, type UploadWatch } from "./upload"

type QueryOf<Operation extends keyof operations> = NonNullable<operations[Operation]["parameters"]["query"]>

/** The query without what is not asked for. */
const wanted = <Query extends object>(query: { [Key in keyof Query]: Query[Key] | null | undefined }): Query =>
  Object.fromEntries(Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== "")) as Query

const of = (survey: number) => ({ path: { survey } })

export const readSurveys = (): Promise<SurveyItem[]> => bodyOf(api.GET("/api/v1/surveys"))

export const readSurvey = (id: number, signal?: AbortSignal): Promise<Survey> =>
  bodyOf<Survey>(api.GET("/api/v1/surveys/{survey}", { params: of(id), ...within(signal) }))

export interface NewSurvey {
  /** Each with the name that it is sent under: that of a folder's file has a path. */
  files: readonly { file: File; name: string }[]
  kind: SurveyKind
  surveyedOn: string | null
  partial: boolean
}

/** Hands a survey in; it is read afterwards, and the events tell how far that has come. */
export function sendSurvey(survey: NewSurvey, watch: UploadWatch): Promise<Accepted> {
  const form = new FormData()
  form.append("kind", survey.kind)
  if (survey.surveyedOn) form.append("surveyed_on", survey.surveyedOn)
  if (survey.partial) form.append("partial", "true")
  for (const { file, name } of survey.files) form.append("files", file, name)
  return postForm("/api/v1/surveys", form, watch)
}

export const answerSurvey = (id: number, body: Answers): Promise<Accepted> =>
  bodyOf(api.POST("/api/v1/surveys/{survey}/answers", { params: of(id), body }))

export const cancelSurvey = (id: number): Promise<Accepted> => bodyOf(api.POST("/api/v1/surveys/{survey}/cancel", { params: of(id) }))

export const withdrawSurvey = (id: number, reason: string): Promise<Accepted> =>
  bodyOf(api.POST("/api/v1/surveys/{survey}/withdraw", { params: of(id), body: { reason } }))

type Wanted<Query> = { [Key in keyof Query]?: Query[Key] | null | undefined }

export const readFindings = (id: number, query: Wanted<QueryOf<"read_findings">>, signal?: AbortSignal): Promise<FindingPage> =>
  bodyOf<FindingPage>(api.GET("/api/v1/surveys/{survey}/findings", { params: { ...of(id), query: wanted(query) }, ...within(signal) }))

export const waiveFindings = (id: number, body: NewWaivers): Promise<Waived> =>
  bodyOf(api.POST("/api/v1/surveys/{survey}/waivers", { params: of(id), body }))

export async function unwaiveFinding(id: number, fingerprint: string): Promise<void> {
  await api.DELETE("/api/v1/surveys/{survey}/waivers/{fingerprint}", { params: { path: { survey: id, fingerprint } } })
}

export async function readRepairs(id: number, signal?: AbortSignal): Promise<Repair[]> {
  const { repairs } = await bodyOf<Repairs>(api.GET("/api/v1/surveys/{survey}/repairs", { params: of(id), ...within(signal) }))
  return repairs
}

export const readChanges = (id: number, query: Wanted<QueryOf<"read_changes">>, signal?: AbortSignal): Promise<ChangePage> =>
  bodyOf<ChangePage>(api.GET("/api/v1/surveys/{survey}/changes", { params: { ...of(id), query: wanted(query) }, ...within(signal) }))

export const readFeatures = (id: number, query: Wanted<QueryOf<"read_features">>, signal?: AbortSignal): Promise<FeaturePage> =>
  bodyOf<FeaturePage>(api.GET("/api/v1/surveys/{survey}/features", { params: { ...of(id), query: wanted(query) }, ...within(signal) }))

export const approveSurvey = (id: number, reason: string): Promise<Accepted> =>
  bodyOf(api.POST("/api/v1/surveys/{survey}/approve", { params: of(id), body: { reason } }))

export const publishSurvey = (id: number, expectedRelease: number | null, reason: string): Promise<Accepted> =>
  bodyOf(api.POST("/api/v1/surveys/{survey}/publish", { params: of(id), body: { expected_release: expectedRelease, reason } }))

export const reportAddress = (id: number, format: ReportFormat): string => `/api/v1/surveys/${String(id)}/report.${format}`

export const readReleases = (): Promise<Release[]> => bodyOf(api.GET("/api/v1/releases"))

export type ExportForm = QueryOf<"export_release">["as"]
export const EXPORT_FORMS: readonly ExportForm[] = ["gpkg", "geojson", "shp", "html"]

/** Where a release is to be had as a file, in the system of an EPSG code; one that nobody asked for before takes a while. */
export const exportAddress = (release: number, kind: SurveyKind, form: ExportForm, epsg: number): string =>
  `/api/v1/releases/${String(release)}/export?as=${form}&kind=${kind}&crs=${String(epsg)}`

/** Asks for a new release with the content of an old one. */
export const rollBack = (release: number, expectedRelease: number, reason: string): Promise<RollbackAccepted> =>
  bodyOf(api.POST("/api/v1/releases/{release}/rollback", { params: { path: { release } }, body: { expected_release: expectedRelease, reason } }))
