/** What the desk calls things in the middle of a sentence: what a survey draws, and the survey itself. */
import type { SurveyItem, SurveyKind } from "@/api/surveyTypes"
import { useLanguage } from "@/i18n"

/** The places of a street survey are streets, all others are zones. */
export function useNouns() {
  const { t } = useLanguage()
  return (kind: SurveyKind): { place: string; places: string } => {
    const drawn = kind === "street" ? "street" : "zone"
    return { place: t(`desk.place.${drawn}`), places: t(`desk.places.${drawn}`) }
  }
}

/** A survey goes by its file's name; what was drawn by hand has none that says what it is. */
export function useTitle() {
  const { say } = useLanguage()
  return ({ title, file_name: file }: Pick<SurveyItem, "title" | "file_name">): string => (title ? say(title) : file)
}
