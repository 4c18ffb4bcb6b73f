/** The parts of the records desk, and who may open which. Pure. */
export const TABS = ["workbooks", "review", "decisions", "aliases", "mappings", "changes"] as const
export type Tab = (typeof TABS)[number]

/** What a street's account is for: its own records that wait, and its own decisions. */
const OF_STREETS: readonly Tab[] = ["review", "decisions"]

export const tabsFor = (seesWorkbooks: boolean): readonly Tab[] => (seesWorkbooks ? TABS : OF_STREETS)

/** The tab of an address; a street's account begins with what waits. */
export function tabOf(param: unknown, seesWorkbooks: boolean): Tab {
  return TABS.find((tab) => tab === param) ?? (seesWorkbooks ? "workbooks" : "review")
}
