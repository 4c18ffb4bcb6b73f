/** The body of `/api/v1/zones/{uid}/ledger`, section by section. */
import type { Bilingual } from "./types"

export interface Basics {
  code: string
  name: string
  aliases: string[]
  former_names: string[]
  street: { uid: number; code: string; name: string } | null
  community: string | null
  address: string | null
  estate_kind: string
  old_estate: boolean | null
  built_year: number | null
  households: number | null
  buildings: number | null
  floor_area_m2: number | null
  area_m2: number
  /** West, south, east, north in degrees. */
  bbox: [number, number, number, number]
  version: {
    release: number
    valid_from: string | null
    surveyed_on: string | null
    survey_id: number | null
    survey_file: string | null
  }
}

export interface Service {
  mode: string
  group: string
  firm: { name: string; uscc: string | null; party_organisation: string } | null
  contract_stage: string
  starts_on: string | null
  ends_on: string | null
  days_left: number | null
  fee_yuan_m2_month: number | null
  source: string | null
}

export interface Committee {
  kind: string
  status: string | null
  status_enum: "oc_status" | "pmc_status" | null
  ground: string | null
  formed_on: string | null
  filed_on: string | null
  filing_no: string | null
  term_end: string | null
  days_left: number | null
  members: number | null
  party_organisation: string
  source: string | null
}

export interface Fraction {
  numerator: number
  denominator: number
}

export interface ComplaintRow {
  order_no: string
  received_on: string
  category: string
  title: string | null
  resolved: boolean | null
  satisfaction: string | null
}

export interface Complaints {
  total: number
  last_12_months: number
  per_100_households: number | null
  household_basis: number | null
  by_month: { month: string; count: number }[]
  by_category: { category: string; count: number }[]
  monthly_topics: { topic: string; count: number }[]
  resolved: Fraction
  satisfied: Fraction
  recent: ComplaintRow[]
  source: string | null
}

export interface EnforcementRow {
  decision_no: string
  decided_on: string
  authority: string
  violation: string | null
  article: string | null
  procedure: string
  outcome: string
  fined_yuan: number | null
  confiscated_yuan: number | null
  refunded_yuan: number | null
  involved_yuan: number | null
  party: string | null
}

export interface Enforcement {
  total: number
  fined_yuan: number
  confiscated_yuan: number
  refunded_yuan: number
  involved_yuan: number
  rows: EnforcementRow[]
  source: string | null
}

export interface RatingRow {
  kind: string
  period: string
  score: number | null
  grade: string | null
  subject: string | null
}

export interface ListRow {
  kind: string
  issue: string | null
  listed_on: string | null
  note: string | null
}

export interface Source {
  what: Bilingual
  file: string | null
  loaded_at: string | null
  revision: number | null
}

export interface Ledger {
  uid: number
  as_of: string | null
  sections: {
    basics: Basics
    service: Service | null
    committee: Committee | null
    party: { committee: string; firm: string }
    complaints: Complaints
    enforcement: Enforcement
    ratings: { rows: RatingRow[] }
    lists: { rows: ListRow[] }
    sources: Source[]
  }
}

export interface Page<Row> {
  total: number
  rows: Row[]
  next: number | string | null
}
