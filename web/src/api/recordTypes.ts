/** The names under which the desk knows what the interface says of records: workbooks, what waits, decisions. */
import type { Bilingual } from "./types"
import type { components } from "./types.gen"

type Schemas = components["schemas"]

export type RecordKind = Schemas["RecordKind"]
export type RecordColumn = Schemas["RecordColumn"]
export type Outcomes = Schemas["Outcomes"]

export type WorkbookItem = Schemas["WorkbookItem"]
export type WorkbookStatus = WorkbookItem["status"]
export type Workbook = Schemas["Workbook"]
export type WorkbookMapping = Schemas["WorkbookMapping"]
export type WorkbookAccepted = Schemas["WorkbookAccepted"]
export type Proposal = Schemas["Proposal"]
export type ProposedColumn = Schemas["ProposedColumn"]
export type ProposedSheet = Schemas["ProposedSheet"]
export type LoadPreview = Schemas["LoadPreview"]
export type RejectedCell = Schemas["RejectedCell"]
export type RecordLoad = Schemas["RecordLoad"]

export type ReviewItem = Schemas["ReviewItem"]
export type ReviewPage = Schemas["ReviewPage"]
export type ReviewGroup = Schemas["ReviewGroup"]
export type Candidate = Schemas["Candidate"]
export type WaitingRecord = Schemas["WaitingRecord"]
export type Waiting = Schemas["Waiting"]
export type NewDecision = Schemas["NewDecision"]
export type Verdict = NewDecision["verdict"]
export type NewAlias = Schemas["NewAlias"]
export type AliasScope = NewAlias["scope"]
export type DecisionPreview = Schemas["DecisionPreview"]
export type AlsoChanged = Schemas["AlsoChanged"]
export type DecisionMade = Schemas["DecisionMade"]
export type DecisionUndone = Schemas["DecisionUndone"]
export type Decision = Schemas["Decision"]
export type Alias = Schemas["Alias"]
export type RememberedMapping = Schemas["RememberedMapping"]
export type PlacementChange = Schemas["PlacementChange"]
export type PlacementChanges = Schemas["PlacementChanges"]
export type RematchAccepted = Schemas["RematchAccepted"]

export interface Progress { done: number; total: number; label: Bilingual }

/** What the stream says: a workbook moved on or work on it came so far, what waits changed, matching again went on. */
export interface WorkbookTold { id: number; status: WorkbookStatus; progress?: Progress | null }
export interface WaitingTold { groups: number; rows: number }
export interface RematchTold { status?: string; progress?: Progress | null; error?: { message: Bilingual; hint?: Bilingual | null } | null }
