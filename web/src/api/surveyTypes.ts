/** The names under which the desk knows what the interface says of surveys and releases. */
import type { Bilingual } from "./types"
import type { components } from "./types.gen"

type Schemas = components["schemas"]

export type Survey = Schemas["Survey"]
export type SurveyItem = Schemas["SurveyItem"]
export type SurveyStatus = Survey["status"]
export type SurveyKind = Survey["kind"]
export type FindingCounts = Schemas["FindingCounts"]
export type CheckCount = Schemas["CheckCount"]
export type Possible = Schemas["Possible"]
export type Question = Schemas["Question"]
export type ReportFormat = Survey["reports"][number]

export type Finding = Schemas["Finding"]
export type Severity = Finding["severity"]
export type FindingPage = Schemas["FindingPage"]
export type Repair = Schemas["Repair"]
export type Repairs = Schemas["Repairs"]

export type ChangeRow = Schemas["ChangeRow"]
export type Change = ChangeRow["change"]
export type ChangePage = Schemas["ChangePage"]
export type Relative = Schemas["Relative"]
export type SurveyFeature = Schemas["SurveyFeature"]
export type FeaturePage = Schemas["FeaturePage"]

export type Answers = Schemas["Answers"]
export type NewWaivers = Schemas["NewWaivers"]
export type Waived = Schemas["Waived"]
export type Accepted = Schemas["Accepted"]
export type RollbackAccepted = Schemas["RollbackAccepted"]
export type Release = Schemas["Release"]

/** What the stream says: a survey moved on, work on one has come so far, going back to a release ended. */
export interface SurveyMoved { id: number; status: SurveyStatus; run: number }
export interface RollbackTold { rollback: number; release?: number; error?: Survey["error"] }
export interface SurveyProgress { id: number; done: number; total: number; label: Bilingual }
