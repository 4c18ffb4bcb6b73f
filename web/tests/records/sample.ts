/** Records as the server tells them, for the tests. */
import type { Candidate, Proposal, RecordKind, ReviewGroup, ReviewItem, ReviewPage } from "@/api/recordTypes"

const text = (zh: string) => ({ zh, en: zh })

export const item = (key: string, rows = 1): ReviewItem =>
  ({ key, said: { zone_name: `小区${key}` }, kinds: { complaint: rows }, rows, newest: null, best: null, by: "fuzzy" })

export const page = (items: ReviewItem[], groups = items.length, next: string | null = null): ReviewPage =>
  ({ groups, rows: items.reduce((sum, { rows }) => sum + rows, 0), items, next })

export const candidate = (uid: number, west: number, confidence = 0.5): Candidate => ({
  zone_uid: uid, code: `C-${String(uid)}`, name: `小区${String(uid)}`, street_name: "一街", confidence, by: "name", facts: [],
  bbox: [west, 39.9, west + 0.002, 39.902],
  geometry: { type: "Polygon", coordinates: [[[west, 39.9], [west + 0.002, 39.9], [west + 0.002, 39.902], [west, 39.902], [west, 39.9]]] },
})

export const group = (candidates: Candidate[]): ReviewGroup => ({ ...item("a"), candidates, points: [], records: [] })

export const kinds: RecordKind[] = [
  {
    id: "complaint", label: text("12345 诉求"), placed: true,
    columns: [
      { name: "order_no", label: text("工单编号"), required: true, type: "text" },
      { name: "zone_name", label: text("小区名称"), required: false, type: "text" },
      { name: "category", label: text("问题分类"), required: true, type: "text" },
    ],
  },
  {
    id: "service", label: text("物业服务"), placed: true,
    columns: [
      { name: "zone_name", label: text("小区名称"), required: true, type: "text" },
      { name: "mode", label: text("服务方式"), required: true, type: "text" },
    ],
  },
]

const column = (header: string, taken: string | null, personal = false): Proposal["columns"][number] =>
  ({ header, column: taken, by: personal ? "personal" : taken ? "spelling" : "none", personal, samples: personal ? [] : ["1"] })

export const proposal: Proposal = {
  encoding: "GB18030",
  sheets: [
    { name: "明细", header_row: 3, rows: 10, used: true },
    { name: "续表", header_row: 1, rows: 5, used: true },
    { name: "说明", header_row: null, rows: 0, used: false },
  ],
  columns: [column("编号", "order_no"), column("项目", null), column("类别", null), column("来电人", null, true)],
  missing: ["category"],
}
