/** What the toast says of the last decision. Pure: texts by their keys, put into words by the page. */
import { formatCount } from "@/format/numbers"
import { titleOf } from "@/format/said"
import type { Made } from "./useReview"

export interface Told {
  key: string
  words: Record<string, string>
}

export interface Toast {
  tone: "plain" | "bad"
  texts: Told[]
  /** Whether the toast offers to take the decision back. */
  undoable: boolean
}

const sum = (rows: readonly { rows: number }[]): number => rows.reduce((all, one) => all + one.rows, 0)

function tellMade({ item, answer, verdict, zone }: Made, bare: string): Told[] {
  const words = { said: titleOf(item.said) ?? bare, rows: formatCount(answer?.rows ?? item.rows), zone: zone?.name ?? "" }
  const also = answer?.also.filter(({ placed }) => placed) ?? []
  const more = { key: "records.done.also", words: { count: formatCount(also.length), rows: formatCount(sum(also)) } }
  return [{ key: `records.done.${verdict}`, words }, ...(also.length > 0 ? [more] : [])]
}

/** `bare` names a group that says nothing; `say` puts the server's own words into the language in use. */
export function toastOf(made: Made, bare: string, say: (text: { zh: string; en: string }) => string): Toast {
  const said = titleOf(made.item.said) ?? bare
  if (made.error) {
    // Where somebody else was first, there is nothing to try again.
    const retry = made.state === "failed" && made.error.status !== 404 && made.error.status !== 409
    const failed = { key: "records.review.failed", words: { what: say(made.error.text) } }
    return { tone: "bad", texts: retry ? [failed, { key: "records.review.retryHint", words: {} }] : [failed], undoable: false }
  }
  if (made.state === "undoing") return { tone: "plain", texts: [{ key: "records.done.undoing", words: {} }], undoable: false }
  if (made.state === "undone") return { tone: "plain", texts: [{ key: "records.done.undone", words: { said } }], undoable: false }
  return { tone: "plain", texts: tellMade(made, bare), undoable: true }
}
