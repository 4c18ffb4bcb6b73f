/** What has to hold before a survey can be published, and what of it does. Pure. */
import type { Bilingual } from "@/api/types"
import type { Survey } from "@/api/surveyTypes"
import { isCompared } from "../status"

export type StepId = "compared" | "errors" | "approval" | "base"

export interface Step {
  id: StepId
  done: boolean
}

type Known = Pick<Survey, "status" | "findings" | "reviews" | "approved_by" | "base_release_id" | "current_release">

/** The steps in the order in which a person takes them; nobody is asked for an approval that nothing calls for. */
export function stepsOf(survey: Known): Step[] {
  const compared = isCompared(survey.status)
  const steps: Step[] = [
    { id: "compared", done: compared },
    { id: "errors", done: compared && survey.findings.open === 0 },
    { id: "base", done: compared && survey.base_release_id === survey.current_release },
  ]
  if (survey.reviews.length > 0) steps.push({ id: "approval", done: survey.approved_by !== null })
  return steps
}

export const isReady = (steps: readonly Step[]): boolean => steps.every(({ done }) => done)

/** The reasons for which a second person has to look: texts, or findings with a message. */
export function reasonsOf(reviews: readonly unknown[]): Bilingual[] {
  return reviews.flatMap((review) => {
    if (typeof review !== "object" || review === null) return []
    const text = "message" in review ? review.message : review
    return isBilingual(text) ? [text] : []
  })
}

const isBilingual = (text: unknown): text is Bilingual =>
  typeof text === "object" && text !== null && "zh" in text && "en" in text && typeof text.zh === "string" && typeof text.en === "string"
