/** English, with the keys of the Chinese messages. */
import { asOfEn } from "./asOf"
import { deskMapEn } from "./deskMap"
import { deskEn } from "./desk.en"
import { partsEn } from "./parts"
import { recordsEn } from "./records.en"
import type { Messages } from "./zh"
import { whyEn } from "./why"

export const en: Messages = {
  app: { title: "One Map", demo: "Demo data", skip: "Skip to the table" },
  top: {
    search: "Search an estate, code or address", searchKey: "Press / to search",
    noHits: "Nothing found for “{text}”", noHitsHint: "Try an estate's name, zone code, former name or address.",
    searching: "Searching…", matched_code: "code", matched_alias: "other name", matched_address: "address",
    kind_street: "Street", asOf: "Data as of", language: "Language", appearance: "Appearance",
    light: "Light", dark: "Dark", auto: "System", person: "Account", signOut: "Sign out", map: "Map", table: "Table", viewAs: "View as",
  },
  role: {
    viewer: "Viewer", street_official: "Street official", district_official: "District official", data_staff: "Data staff",
    gis_staff: "GIS staff", administrator: "Administrator", display: "Wall display",
  },
  live: { live: "Live", lost: "Offline, data as of {date}", retry: "Reconnecting…" },
  rail: {
    themes: "Themes", legend: "Legend", zones: "zones", total: "Total", clear: "Show all", noData: "Cannot be computed",
    noDataHint: "households unknown or under {count}", filterHint: "Click a class to see it alone",
    waiting: "{count} more records wait for a place and are not in these counts", waitingNone: "All records are on the map", elsewhere: "{elsewhere} more records are of other districts and are not in these counts", waitingAndElsewhere: "{waiting} more records wait for review and {elsewhere} are of other districts; neither are in these counts",
    perHouseholds: "per {count} households", perArea: "per hectare", window: "{from} to {to}", windowLabel: "Period", streetTint: "Street fields: the street as a whole",
    definition: "Definition", target: "Target {year}", missing: "{count} more to reach it", reached: "Reached", source: "Source",
    ofDistrict: "Whole district", complaintsIn: "Complaints in the period", complaintsRated: "with households known", households: "Households", open: "Open the legend",
    close: "Close the legend",
  },
  map: {
    label: "Map of the district; arrow keys move, plus and minus zoom; “Table” shows the same content as a table",
    zoomIn: "Zoom in", zoomOut: "Zoom out", whole: "Whole district", noWebgl: "This browser cannot show the map",
    noWebglHint: "Graphics acceleration (WebGL) is not available. Use the table, or another browser.",
  },
  time: { label: "Last month of the period", latest: "Back to the latest" },
  table: {
    caption: "Property management zones", code: "Code", name: "Name", street: "Street", class: "Class", households: "Households",
    complaints: "Complaints, 12 months", inPeriod: "In the period", density: "Per 100 hh.", sort: "Sort by {column}",
    empty: "No zone matches", emptyHint: "Clear the filter in the legend.", rows: "{count} zones", filter: "Filter by name or street",
  },
  ledger: {
    title: "Ledger", close: "Close the ledger", loading: "Reading the ledger", none: "No records", source: "Source", asOf: "As of {date}",
    sections: "Sections", more: "Show {count} more", all: "All {count}", zoom: "Locate", missing: "There is no such zone",
    missingHint: "A newer survey may have changed it. Find it again by search.", daysLeft: "{days} days left", overdue: "{days} days over",
    today: "due today", people: "people", yuan: "yuan", households: "hh.", buildings: "bldgs.", hectares: "ha", year: "",
    squareMetres: "m²", feeUnit: "yuan / m²·month", old: "Old estate", notOld: "No", yes: "Yes", unknown: "To be verified",
    basics: {
      title: "Basics", code: "Zone code", aliases: "Other names", former: "Former names", street: "Street", community: "Community",
      address: "Address", kind: "Kind of estate", old: "Old estate", built: "Year built", households: "Households", buildings: "Buildings",
      floorArea: "Floor area", area: "Zone area", version: "Boundary version", surveyed: "Surveyed on", survey: "Survey file",
      release: "Release {release}",
    },
    service: {
      title: "Property service", mode: "Mode", firm: "Firm", uscc: "Credit code", stage: "Contract stage", starts: "Contract from",
      ends: "Contract to", fee: "Property fee",
    },
    committee: {
      title: "Committee", kind: "Kind", status: "Status", ground: "Ground of formation", formed: "Formed on", filed: "Filed on",
      filingNo: "Filing number", term: "Term ends", members: "Members",
    },
    party: { title: "Party organisation", committee: "Of the committee", firm: "Of the service firm", estate: "Of the estate" },
    fund: {
      title: "Special maintenance fund", setUp: "Set up", custody: "Custody", raised: "First raise", balance: "Balance",
      share: "{percent}% of the first raise", low: "Low balance", counted: "Balance as of", replenishment: "Set-up, top-up",
      replenishedOn: "Set up or topped up on", replenished: "Set-up or top-up",
    },
    complaints: {
      title: "Hotline 12345", total: "In all", last12: "12 months", per100: "per 100 hh.", byMonth: "By month", byCategory: "By category",
      topics: "Monthly topics", resolved: "Resolved", satisfied: "Satisfied", recent: "Requests",
      resolvedYes: "Resolved", resolvedNo: "Open", filtered: "{what}: {count}", clear: "Clear filter",
      basis: "on {count} households", items: "items",
      supervised: "supervised", deadline: "due {date}", host: "handled by {unit}",
    },
    enforcement: {
      title: "Enforcement", total: "Records", fined: "Fined", confiscated: "Confiscated", refunded: "Refunded", involved: "Involved",
    },
    ratings: { title: "Ratings" },
    lists: { title: "Lists", rank: "rank {rank}", reward: "reward {amount} yuan" },
    mediation: { title: "Mediation", total: "Cases", settled: "Settled", amount: "Amount" },
    sources: { title: "Sources and versions", revision: "Revision {revision}" },
  },
  signIn: {
    title: "Sign in", account: "Account", password: "Password", submit: "Sign in", busy: "Signing in…",
    failed: "Account or password is wrong", failedHint: "Check both and try again. An administrator can reset the password.",
    locked: "Too many attempts: the account is locked for a while", lockedHint: "Try again later, or ask an administrator.",
    link: "This sign-in link is invalid or was already used",
    linkHint: "A one-time link works once. Sign in with an account, or ask an administrator for a new link.",
    oneTime: "One-time links", oneTimeText: "When onemap starts, the terminal shows a one-time sign-in link for each role. Opening it signs you in; after that it is void.",
    required: "Enter the account and the password", lead: "A district's property management: a map and a ledger.",
  },
  empty: {
    title: "No boundaries yet", text: "Once a survey of streets and property management zones is loaded, the map of the district appears here.",
    streets: "First load the streets", zones: "Then load the zones", records: "Then load services, committees, requests and enforcement",
    demo: "Or look at the demo district first", note: "This page follows by itself; no need to reload.",
  },
  wall: {
    dataTo: "To", noData: "no data", rates: "Coverage", missing: "{count} more reach {target}%",
    reached: "Above {target}% by {count}", noTarget: "No target this year", none: "Cannot be computed", change: "Last year {rate}%",
    lagging: "Streets that lag", laggingOf: "{count} of {all}", laggingUnit: "missing", laggingNone: "Every street reaches this year's targets",
    laggingMore: "{count} more streets lack {missing}",
    trend: "Hotline 12345", items: "req.", through: "{year}, m. {from}–{to}", throughOne: "{year}, m. {to}", same: "y/y",
    before: "a year before {count}", noBefore: "Last year incomplete: no comparison", incomplete: "Month {month} not over",
    trendLabel: "Requests of {year} by month, against the same months of the year before",
    zones: "{count} zones", paused: "held", scene: "Map {index} / {all}", density: "per {count} hh., {months} m.",
    densityArea: "per hectare, {months} m.",
    checkedAt: "{seconds} s ago", lost: "No contact since {time}: last data shown",
    ageNow: "now", ageMinutes: "{count} min ago", ageHours: "{count} h ago", ageDays: "{count} d ago",
    stale: "not updated since {time}", readable: "Text readable up to {metres} m", restoring: "Graphics lost; restoring",
    noWebgl: "This screen has no WebGL: the map cannot be shown", empty: "No boundaries yet",
    emptyHint: "Once a survey of streets and zones is loaded, this screen shows it by itself.",
    connecting: "Connecting to the server", connectingHint: "The screen fills by itself; nothing needs to be done.",
    denied: "This display link is invalid or was revoked",
    deniedHint: "Ask an administrator to run this on the server, and open the link that it prints in this browser:",
  },
  asOf: asOfEn,
  why: whyEn,
  deskMap: deskMapEn,
  desk: deskEn,
  parts: partsEn,
  records: recordsEn,
  error: {
    title: "Something went wrong", retry: "Try again", request: "Request {id}", notFound: "There is no such page",
    home: "Back to the map",
  },
}
