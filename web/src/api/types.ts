/** The names under which the pages know the bodies of the interface; `types.gen.ts` is made from its definition. */
import type { components } from "./types.gen"

type Schemas = components["schemas"]

export type Bilingual = Schemas["Bilingual"]
export type ErrorBody = Schemas["ErrorBody"]
export type Session = Schemas["Session"]
export type Welcome = Schemas["Welcome"]
export type State = Schemas["State"]

export type Profile = Schemas["Profile"]
export type Extent = Schemas["ProfileExtent"]
export type EnumValue = Schemas["EnumValue"]
export type Indicator = Schemas["Indicator"]
export type Theme = Schemas["Theme"]

export type Columns = Schemas["Columns"]
export type Series = Schemas["Series"]
export type Indicators = Schemas["Indicators"]
export type Rate = Schemas["Rate"]
export type DistrictRate = Schemas["DistrictRate"]
export type StreetRates = Schemas["StreetRates"]
export type Hits = Schemas["Hits"]
export type SearchHit = Schemas["Hit"]
export type Box = SearchHit["bbox"]

export type Ledger = Schemas["Ledger"]
export type Basics = Schemas["Basics"]
export type Service = Schemas["Service"]
export type Committee = Schemas["Committee"]
export type Party = Schemas["Party"]
export type Fund = Schemas["Fund"]
export type Complaints = Schemas["Complaints"]
export type ComplaintRow = Schemas["ComplaintRow"]
export type ComplaintPage = Schemas["ComplaintPage"]
export type Fraction = Schemas["Fraction"]
export type Enforcement = Schemas["Enforcement"]
export type EnforcementRow = Schemas["EnforcementRow"]
export type EnforcementPage = Schemas["EnforcementPage"]
export type WhyHere = Schemas["WhyHere"]
/** The kinds of record that stand one by one in a ledger. */
export type PlacedKind = "complaint" | "enforcement" | "mediation"
export type RatingRow = Schemas["RatingRow"]
export type ListRow = Schemas["ListRow"]
export type Mediation = Schemas["Mediation"]
export type MediationRow = Schemas["MediationRow"]
export type Source = Schemas["Source"]
