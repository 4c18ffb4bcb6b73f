/** What a person changes in how a workbook is read: columns, sheets, the row of the header. Pure. */
import type { Proposal, RecordColumn, WorkbookMapping } from "@/api/recordTypes"

/** Only what differs from the proposal stands in a draft. */
export interface Draft {
  columns: Record<string, string | null>
  sheets: string[] | null
  headerRow: number | null
}

export const UNCHANGED: Draft = { columns: {}, sheets: null, headerRow: null }

const proposed = ({ columns }: Proposal): Map<string, string | null> => new Map(columns.map(({ header, column }) => [header, column]))
const usedSheets = ({ sheets }: Proposal): string[] => sheets.filter(({ used }) => used).map(({ name }) => name)
const same = (a: readonly string[], b: readonly string[]): boolean => a.length === b.length && a.every((name) => b.includes(name))

/** What each header is taken for under the draft; headers of personal data are never among them. */
export function columnsOf(proposal: Proposal, draft: Draft): Map<string, string | null> {
  const readable = proposal.columns.filter(({ personal }) => !personal)
  return new Map(readable.map(({ header, column }) => [header, header in draft.columns ? (draft.columns[header] ?? null) : column]))
}

export const sheetsOf = (proposal: Proposal, draft: Draft): string[] => draft.sheets ?? usedSheets(proposal)

/** Takes a header for a column, or for none; a column that another header had before is taken from it. */
export function mapHeader(proposal: Proposal, draft: Draft, header: string, column: string | null): Draft {
  const before = proposed(proposal)
  const wanted = new Map(columnsOf(proposal, draft))
  for (const [other, taken] of wanted) if (column !== null && taken === column) wanted.set(other, null)
  wanted.set(header, column)
  const changed = [...wanted].filter(([name, taken]) => taken !== (before.get(name) ?? null))
  return { ...draft, columns: Object.fromEntries(changed) }
}

export function useSheet(proposal: Proposal, draft: Draft, name: string, used: boolean): Draft {
  const others = sheetsOf(proposal, draft).filter((sheet) => sheet !== name)
  const all = proposal.sheets.map((sheet) => sheet.name)
  const sheets = all.filter((sheet) => others.includes(sheet) || (used && sheet === name))
  return { ...draft, sheets: same(sheets, usedSheets(proposal)) ? null : sheets }
}

/** The row of the header as a person says it; empty, or what was found, changes nothing. */
export function setHeaderRow(proposal: Proposal, draft: Draft, text: string): Draft {
  const row = Number(text)
  const found = proposal.sheets.find(({ used }) => used)?.header_row ?? null
  return { ...draft, headerRow: Number.isInteger(row) && row >= 1 && row !== found ? row : null }
}

export const countChanges = ({ columns, sheets, headerRow }: Draft): number =>
  Object.keys(columns).length + (sheets ? 1 : 0) + (headerRow === null ? 0 : 1)

/** The required columns that no header is taken for: those that the server misses, as the draft fills them. */
export function missingOf(proposal: Proposal, draft: Draft, known: readonly RecordColumn[]): string[] {
  const taken = new Set(columnsOf(proposal, draft).values())
  const required = known.filter(({ required }) => required).map(({ name }) => name)
  return [...new Set([...proposal.missing, ...required])].filter((name) => !taken.has(name))
}

/** What goes to the server: all headers, changed or not, so that the whole can be remembered. */
export function mappingOf(proposal: Proposal, draft: Draft, remember: boolean): WorkbookMapping {
  return {
    columns: Object.fromEntries(columnsOf(proposal, draft)), remember,
    header_row: draft.headerRow, sheets: sheetsOf(proposal, draft).length > 0 ? sheetsOf(proposal, draft) : null,
  }
}
