/** What the desk says of a survey at a glance, and where it opens it. Pure. */
import type { Survey, SurveyItem, SurveyStatus } from "@/api/surveyTypes"

/** A status, finer where a person has to know: cancelled is refused by a person, a staged survey is blocked or ready. */
export type Mark = Exclude<SurveyStatus, "staged"> | "cancelled" | "blocked" | "ready"

export const TABS = ["decisions", "findings", "changes", "attributes", "publish"] as const
export type Tab = (typeof TABS)[number]

type Known = Pick<SurveyItem, "status" | "error" | "findings">

export function markOf({ status, error, findings }: Known): Mark {
  if (status === "refused" && error?.code === "cancelled") return "cancelled"
  if (status !== "staged") return status
  return findings.open > 0 ? "blocked" : "ready"
}

export type Tone = "work" | "ask" | "bad" | "good" | "plain"

export const TONES: Record<Mark, Tone> = {
  queued: "work", reading: "work", publishing: "work", asked: "ask", blocked: "ask", ready: "work",
  refused: "bad", published: "good", unchanged: "plain", withdrawn: "plain", cancelled: "plain",
}

/** Whether the server works on it now, or soon. */
export const isAtWork = (status: SurveyStatus): boolean =>
  status === "queued" || status === "reading" || status === "publishing"

/** Whether it has been compared with the map: only then are there findings, changes and rows. */
export const isCompared = (status: SurveyStatus): boolean =>
  status === "staged" || status === "publishing" || status === "published" || status === "unchanged"

/** What a person most likely came for. */
export function firstTab(survey: Known & Pick<Survey, "changes">): Tab {
  const mark = markOf(survey)
  if (mark === "blocked") return "findings"
  if (mark === "ready" || mark === "published" || mark === "publishing") return "changes"
  return "decisions"
}

export const isTab = (text: unknown): text is Tab => TABS.some((tab) => tab === text)
