/** What the desk says of a workbook at a glance. Pure. */
import type { WorkbookItem, WorkbookStatus } from "@/api/recordTypes"

/** A status, finer where a person has to know: what was cancelled is refused by a person. */
export type Mark = WorkbookStatus | "cancelled"

export const markOf = ({ status, error }: Pick<WorkbookItem, "status" | "error">): Mark =>
  status === "refused" && error?.code === "cancelled" ? "cancelled" : status

/** Whether the server works on it now, or soon. */
export const isAtWork = (status: WorkbookStatus): boolean => status === "queued" || status === "reading" || status === "storing"
