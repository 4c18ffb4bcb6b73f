/** The list at the left: workbooks that were handed in here, and loads from the command line, newest first. Pure. */
import type { Outcomes, RecordLoad, WorkbookItem } from "@/api/recordTypes"

export interface Entry {
  key: string
  name: string
  kind: string
  workbook: WorkbookItem | null
  load: RecordLoad | null
  sums: Outcomes | null
  who: string
  when: string
  /** Rows of it that still wait for a person. */
  waiting: number
}

export function entriesOf(workbooks: readonly WorkbookItem[], loads: readonly RecordLoad[]): Entry[] {
  const byId = new Map(loads.map((load) => [load.id, load]))
  const handed = workbooks.map((workbook): Entry => {
    const load = workbook.load_id === null ? null : (byId.get(workbook.load_id) ?? null)
    return {
      key: `w${String(workbook.id)}`, name: workbook.file_name, kind: workbook.kind, workbook, load, sums: load ?? workbook.sums,
      who: workbook.received_by, when: workbook.received_at, waiting: load?.waiting ?? 0,
    }
  })
  const mine = new Set(workbooks.map(({ load_id: load }) => load))
  const others = loads.filter(({ id }) => !mine.has(id)).map((load): Entry => ({
    key: `l${String(load.id)}`, name: load.file_name, kind: load.kind, workbook: null, load, sums: load,
    who: load.loaded_by, when: load.loaded_at, waiting: load.waiting,
  }))
  return [...handed, ...others].sort((a, b) => (a.when < b.when ? 1 : -1))
}
