/** What a person decides about a survey: the questions' proposals and what was changed by hand. Pure. */
import type { Answers, Question } from "@/api/surveyTypes"

export type AnswerKey = keyof Answers

/** The answers that the questions propose; a question without a proposal waits for a person. */
export function proposedAnswers(questions: readonly Question[]): Answers {
  const pairs = questions
    .filter(({ proposed }) => proposed !== null && proposed !== undefined)
    .map(({ id, proposed }) => [id, proposed])
  return Object.fromEntries(pairs) as Answers
}

/** The questions that are still without an answer. */
export const openQuestions = (questions: readonly Question[], answers: Answers): Question[] =>
  questions.filter(({ id }) => answers[id as AnswerKey] === undefined)

const canonical = (_key: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value

/** Two answers are the same when they say the same, in whatever order their fields stand. */
export const sameValue = (a: unknown, b: unknown): boolean => JSON.stringify(a, canonical) === JSON.stringify(b, canonical)

/** The mapping that a person's choices make of the one in use; an empty column means that the field is not in the file. */
export function changeField(fields: Record<string, string>, field: string, column: string): Record<string, string> {
  const rest = Object.fromEntries(Object.entries(fields).filter(([name, used]) => name !== field && used !== column))
  return column === "" ? rest : { ...rest, [field]: column }
}
