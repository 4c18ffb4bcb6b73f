/** The bodies of the HTTP interface, version 1. */

export interface Bilingual {
  zh: string
  en: string
}

export interface ErrorBody {
  code: string
  message: Bilingual
  hint: Bilingual | null
  details: unknown[]
  request_id: string | null
}

export type Role =
  | "viewer"
  | "street_official"
  | "district_official"
  | "data_staff"
  | "gis_staff"
  | "administrator"
  | "display"

export interface Session {
  account: string
  display_name: string
  role: Role
  street_code: string | null
  expires_at: string
}

export interface EnumValue extends Bilingual {
  id: string
  short_zh?: string | null
  short_en?: string | null
}

export interface Enumeration extends Bilingual {
  values: EnumValue[]
}

export interface Definition extends Bilingual {
  id: string
}

export interface Indicator extends Bilingual {
  id: string
  short_zh: string
  short_en: string
  targets: Record<string, number>
  source: string
  definitions: Definition[]
}

export interface Theme extends Bilingual {
  id: string
  kind: "category" | "density"
  /** The categories column a category theme shows. */
  attribute?: string | null
  /** What a density theme counts, such as `complaints`. */
  measure?: string | null
  per?: string | null
  per_count?: number | null
  window_months?: number | null
  classes?: number | null
  indicator?: string | null
}

export interface Extent {
  west: number
  south: number
  east: number
  north: number
}

export interface Basemap {
  kind: "none" | "xyz" | "wmts" | "pmtiles"
  url: string
  attribution: string
}

export interface Profile {
  code: string
  name: Bilingual
  short_name: Bilingual
  extent: Extent
  map: { min_zoom: number; max_zoom: number }
  basemap: Basemap
  enums: Record<string, Enumeration>
  indicators: Indicator[]
  themes: Theme[]
  street_kinds: ({ id: string } & Bilingual)[]
}

export interface State {
  /** Null while the database holds no survey. */
  release: number | null
  revision: number | null
  /** The date the records reach. */
  as_of: string | null
  published_at: string | null
  committed_at: string | null
  demo: boolean
  boundaries_note: Bilingual | null
  zones: number
  streets: number
  tiles: string | null
  tilejson: string | null
  columns: string | null
  series: string | null
}

export interface Category {
  ids: string[]
  /** One index into `ids` per zone. */
  codes: number[]
}

export interface Columns {
  release: number
  revision: number
  as_of: string
  zones: {
    uid: number[]
    code: string[]
    name: string[]
    street: (number | null)[]
    lon: number[]
    lat: number[]
    area_m2: number[]
    households: (number | null)[]
    buildings: (number | null)[]
    built_year: (number | null)[]
    old_estate: (0 | 1 | null)[]
  }
  categories: Record<string, Category>
  measures: Record<string, number[]>
  months: string[]
  /** Per zone: month index, count, month index, count, … */
  complaints_by_month: { rows: string; sparse: number[][] }
  streets: {
    uid: number[]
    code: string[]
    name: string[]
    kind: string[]
    lon: number[]
    lat: number[]
    area_m2: number[]
    zones: number[]
  }
  /** Records kept but not yet on any zone. */
  unmatched: Record<string, number>
}

export interface Series {
  months: string[]
  total: number[]
  unmatched: number[]
  incomplete_last: boolean
  streets: { uid: number[]; rows: number[][] }
}

export interface Rate {
  indicator: string
  definition: string
  numerator: number
  denominator: number
  /** Percent with one decimal; null if the denominator is 0. */
  rate: number | null
  target: number | null
  /** How many more reach the target; 0 once it is reached. */
  missing: number
}

export interface DistrictRate extends Rate {
  source: string
  previous_year: number | null
}

export interface StreetRates {
  uid: number
  code: string
  name: string
  rates: Rate[]
  zones: number
  complaints_12m: number
  households: number | null
}

export interface Indicators {
  as_of: string
  year: number
  release: number
  revision: number
  rates: DistrictRate[]
  streets: StreetRates[]
}

export interface SearchHit {
  kind: "zone" | "street"
  uid: number
  code: string
  name: string
  street_name: string | null
  lon: number
  lat: number
  bbox: [number, number, number, number]
  matched: "name" | "code" | "alias" | "address"
}
