/** Which files can be handed in, and which kind of record a file's name speaks of. Pure. */
import type { RecordKind } from "@/api/recordTypes"

const ENDINGS = ["xlsx", "xls", "csv"] as const
export const ACCEPT = ENDINGS.map((ending) => `.${ending}`).join(",")
export const FORMATS = ENDINGS.join(" · ")
export const MAX_BYTES = 200 * 1024 ** 2

export type Problem = "format" | "size"

export interface Sized {
  name: string
  size: number
}

export function problemOf({ name, size }: Sized): Problem | null {
  if (!ENDINGS.some((ending) => name.toLowerCase().endsWith(`.${ending}`))) return "format"
  return size > MAX_BYTES ? "size" : null
}

/** Words by which offices call their workbooks, beside the kind's own label. */
const WORDS: Record<string, string> = {
  complaint: "诉求|工单|12345|热线|投诉|接诉即办|complaint|hotline|request",
  enforcement: "处罚|执法|责改|整改|penalt|enforce",
  service: "物业服务|服务合同|物业项目|覆盖|service|contract",
  committee: "业委会|物管会|业主委员会|业主组织|组建|committee",
  party: "党组织|党支部|党建|party",
  fund: "维修资金|fund",
  firm: "企业名录|物业企业|服务企业|公司|firm|compan",
  rating: "评价|评分|评级|信用|rating|credit",
  list: "红榜|黑榜|榜单|名单|治理小区|list",
  mediation: "调解|纠纷|mediation",
}

/** How many of a kind's columns are named at a file's beginning; required ones say more. */
function countColumns({ columns }: RecordKind, opening: string): number {
  const named = columns.filter(({ label, name }) => opening.includes(label.zh) || opening.includes(name))
  return named.reduce((sum, { required }) => sum + (required ? 2 : 1), 0)
}

function lengthOfWord({ id, label }: RecordKind, name: string): number {
  const words = [...(WORDS[id] ?? "").split("|"), label.zh, label.en.toLowerCase()]
  return Math.max(0, ...words.filter((word) => word && name.includes(word)).map(({ length }) => length))
}

/** The kind with the highest score; null where none scores, or two score the same. */
function best(kinds: readonly RecordKind[], score: (kind: RecordKind) => number): string | null {
  const [first, second] = kinds.map((kind) => ({ id: kind.id, score: score(kind) })).sort((a, b) => b.score - a.score)
  return first && first.score > 0 && first.score !== second?.score ? first.id : null
}

/** The kind that a file most likely holds: the longest word in its name decides, else the columns at its beginning. */
export const guessKind = (name: string, opening: string, kinds: readonly RecordKind[]): string | null =>
  best(kinds, (kind) => lengthOfWord(kind, name.toLowerCase())) ?? best(kinds, (kind) => countColumns(kind, opening))
