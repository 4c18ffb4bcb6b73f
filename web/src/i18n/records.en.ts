/** The words of the records desk in English, with the keys of the Chinese ones. */
import type { recordsZh } from "./records.zh"

export const recordsEn: typeof recordsZh = {
  title: "Records", tabs: "Parts of the records desk",
  tab: { workbooks: "Workbooks", review: "To review", decisions: "Decisions", aliases: "Aliases", mappings: "Columns", changes: "Changes of place" },
  closed: "This account cannot open the records desk", closedHint: "Data staff keep the records; district officials and GIS staff may look, a street's account reviews its own records. Ask an administrator if you need it.",
  closedPart: "This account cannot open this page", closedPartHint: "A street's account reviews its own records; data staff keep workbooks and aliases.",
  outcome: { matched: "Matched", review: "To review", rejected: "Rejected", out_of_area: "Out of area", rows: "rows" },
  outcomeHint: {
    matched: "Belongs to a zone, in the ledger and on the map", review: "In doubt: a person decides where it belongs", rejected: "Faulty, with its reason; correct it and load it again", out_of_area: "Says that it belongs to another district; not counted here",
  },
  sums: "{rows} rows = {matched} matched + {review} to review + {rejected} rejected + {out_of_area} out of area", sumsWrong: "The parts do not add up to the rows; tell an administrator",
  mark: {
    queued: "Queued", reading: "Reading", asking: "Columns missing", ready: "Ready to load", storing: "Loading", loaded: "Loaded", refused: "Refused", withdrawn: "Withdrawn", cancelled: "Cancelled",
  },
  start: {
    title: "Choose a workbook on the left, or hand in a new one", first: "No workbooks yet", text: "Drop a workbook from a street, the 12345 hotline or an authority anywhere on this page. It is read and tried first; nothing is written before you load it.",
    read: "The workbooks that were handed in are on the left, with what became of them. Data staff hand them in and load them.",
    step1: "Columns: what each is taken for; correct it, and it is remembered for next month", step2: "Trial: how many rows are matched, to review, rejected, out of area; they add up to all rows",
    step3: "Load: one revision, and all open pages follow at once", step4: "Review: what is in doubt is decided group by group, and remembered",
    toReview: "Review {groups} group ({rows} records) | Review {groups} groups ({rows} records)",
  },
  list: {
    title: "Workbooks", loading: "Reading the list", none: "No workbooks yet", noneHint: "Drop a file on this page, or choose one above.", noneRead: "What data staff hand in is listed here.",
    asOf: "as of {date}", waiting: "{count} still to review", commandLine: "command line", earlier: "Loaded before",
  },
  intake: {
    add: "Hand in a workbook", drop: "Drop files here, or choose", release: "Let go to hand in the workbook", title: "Hand in a workbook", text: "It is read and tried first; nothing is written.",
    unknownFormat: "This kind of file is not taken. These are: {formats}", tooLarge: "Over 200 MB: hand it in by parts.", leaveOut: "Leave out {name}", kind: "Kind of record", kindOf: "Kind of record in “{name}”", choose: "Choose",
    asOf: "As of", asOfHint: "Optional; otherwise told by the workbook itself.", source: "Source", sourceHint: "For example a street, or the 12345 hotline. Columns and aliases are remembered by source.", send: "Upload and try", sendAll: "Upload and try {count}", lacksKind: "Choose the kind of record of each file.",
  },
  head: {
    more: "More", withdraw: "Withdraw this workbook…", received: "Handed in by {who}, {when}", loaded: "Loaded by {who}, {when}", asOf: "As of {date}", source: "From {source}", queued: "Waits for its turn; starts by itself", starting: "Starting",
    cancel: "Cancel", withdrawTitle: "Withdraw this workbook", withdrawText: "It is not loaded, and the uploaded file is deleted at once. The ledger stays as it is.", withdrawSubmit: "Withdraw", revision: "revision {revision}", command: "Loaded from the command line",
  },
  read: {
    understood: "How the file was understood", encoding: "Encoding", encodingNone: "the workbook's own", sheets: "Sheets", sheetUse: "Read the sheet “{name}”", sheetRows: "header in row {header} · {rows} rows", sheetNoHeader: "no header found", notRead: "not read",
    headerRow: "Header row", headerAuto: "found by itself", columns: "Columns", header: "Column in the file", column: "Field of the ledger", samples: "Samples",
    missing: "Required columns are missing: {names}", missingHint: "Say which column of the file each is. If the file lacks it, add it and hand the file in again.", whichColumn: "— which column? —", headerSample: "{header} (such as {sample})",
    personal: "Personal data, never read", personalNote: "These columns are personal data; they are neither read nor kept: {names}", by_remembered: "as last time", by_spelling: "by its name", by_none: "not used", by_personal: "not read", by_person: "set by a person", changed: "changed",
    unused: "— not read —", required: "required", nothingSampled: "(empty)", remember: "Remember this for workbooks with the same header",
    changes: "{count} change; the workbook is then tried again | {count} changes; the workbook is then tried again", apply: "Apply and try again", discard: "Discard",
    reading: "Reading", readingHint: "What each column is taken for, and what loading would do, appears here.", refusedHint: "The ledger was not changed. Correct the file and hand it in again.", cancelled: "Reading was cancelled", cancelledHint: "The ledger was not changed. It can be handed in again.",
    withdrawn: "Withdrawn", withdrawnHint: "The file was deleted; the ledger was not changed.",
  },
  trial: {
    title: "Trial", loaded: "Result", none: "Not tried yet", noneHint: "It is tried as soon as no column is missing.", running: "Being tried", runningHint: "What becomes of every row appears here; the sums add up to all rows.", total: "Total", accepted: "{count} row for the ledger | {count} rows for the ledger", new: "new", corrected: "corrected", unchanged: "unchanged",
    correctedHint: "The same record says something else; what it said before can still be found", unchangedHint: "Equal to the ledger; not written twice", reviewHint: "To be decided under “To review”", load: "Load", loadCount: "Load {count} row | Load {count} rows", nothing: "No row can be loaded", loading: "Loading", loadingHint: "The ledger stays as it is until this is complete, and if it is interrupted.",
    done: "Loaded", doneHint: "All open pages follow it.", nothingNew: "Equal to the ledger: no revision was made", toReview: "Review {count} record | Review {count} records", waitingNone: "Nothing of this workbook waits any more",
    rejected: "Rejected rows", rejectedMore: "The first {shown} of {count} rejected rows; the download has all of them.", download: "Download rejected rows", downloadHint: "With their own headers and the reasons; correct them and hand them in again", row: "Row", sheet: "Sheet", cell: "Column", reason: "Reason", noneRejected: "No row is rejected", rejectedLater: "Once loaded, the rejected rows can be downloaded with their reasons, corrected and handed in again.",
  },
  review: {
    title: "To review", list: "Records to review, most first", count: "{groups} groups · {rows} records", all: "All kinds", allStreets: "All streets", byKind: "By kind of record", byStreet: "By street", loading: "Reading what is to be reviewed",
    none: "Nothing to review", noneHint: "All records have their zone. What is in doubt in the next workbook is listed here.", noMatch: "All records of this choice are reviewed", showAll: "Show {groups} group | Show all {groups} groups", rows: "{count} record | {count} records", bare: "(neither name nor address)",
    newest: "newest {date}", case: "The records in question", said: "The records say", why: "Because", candidates: "Zones it may be", noCandidates: "No zone was found", noCandidatesHint: "Press / to search, or choose a zone on the map.", records: "Records of this group", recordsMore: "{shown} of {count} record | {shown} of {count} records",
    confidence: "Confidence", accept: "Place here", acceptOf: "Place in {name}", picked: "Another zone", pickedBy: "chosen by you in the search or on the map", unpick: "Leave it", near: "{percent} %",
    elsewhere: "Out of district", unplaceable: "Cannot be placed", alias: "Make alias", search: "Find another zone by name", undo: "Undo", keys: "Keys", previous: "Previous group", next: "Next group", readOnly: "This account may look only; data staff or the street decide.",
    reload: "The list has changed", position: "{at} / {of}", loadingOne: "Reading the evidence", gone: "Somebody else has just decided this group", failed: "Did not succeed: {what}", retryHint: "It is back in its place; try again.", map: "Map of the candidates", mapLabel: "Map of the candidates, numbered as in the list, which says the same", legendCandidate: "Candidate", legendPoint: "Point on the records", legendPicked: "Another zone", mapHint: "Choose any other zone on the map", noMap: "Neither candidates nor points to show",
  },
  done: {
    zone: "“{said}” placed in {zone} ({rows} record) | “{said}” placed in {zone} ({rows} records)", elsewhere: "“{said}” is out of district ({rows} record) | “{said}” is out of district ({rows} records)", unplaceable: "“{said}” cannot be placed ({rows} record) | “{said}” cannot be placed ({rows} records)", also: "; the alias places {count} more group, {rows} records | ; the alias places {count} more groups, {rows} records", undone: "Undone: “{said}” is to be reviewed again", nothing: "No decision to undo", undoing: "Undoing…",
  },
  by: {
    conflict: "What the records say contradicts itself; a person has to judge", none: "No evidence is strong enough to place it automatically", fuzzy: "The name is only similar, which is not enough", name: "Several zones bear this name", alias: "Several zones bear this alias", code: "The zone of this code was changed", point: "The point lies near a boundary, or its origin is unknown", address: "Several zones have this address, or the number is beyond what is known", decided: "An earlier decision no longer holds", other: "Not enough evidence; a person has to judge",
  },
  candidateBy: { code: "code", name: "name", alias: "alias", point: "point", address: "address", fuzzy: "similar name", decided: "earlier decision", conflict: "contradictory", none: "other" },
  said: {
    zone_code: "Zone code", zone_name: "Estate", address: "Address", street_name: "Street", community: "Community", district: "District", lon: "Longitude", lat: "Latitude", point_crs: "Reference system", geocoder_level: "Precision", point: "Point",
  },
  verdict: { zone: "Placed in", elsewhere: "Out of district", unplaceable: "Cannot be placed" },
  help: {
    title: "Keys", text: "Both hands on the keyboard, a group in seconds.", next: "Next group", previous: "Previous group", choose: "Place in candidate 1–5", accept: "Place in the likeliest zone (10 % or more), or in the one you chose", search: "Find another zone by name", alias: "Place and make an alias", elsewhere: "Out of district", unplaceable: "None of these: cannot be placed", undo: "Undo the last decision", keys: "Show the keys",
  },
  alias: {
    title: "Place and make an alias", text: "From now on records with this name are placed in the zone by themselves.", name: "Alias", nameMissing: "Give the alias (two characters at least).", zone: "Zone", scope: "Where it holds", district: "The whole district", street: "{street} only", streetUnknown: "The zone's street only", source: "Workbooks of the same source only",
    districtHint: "In any workbook that writes it so", streetHint: "Only where the record names this street", sourceHint: "Only in workbooks from the same source",
    preview: "Besides the {rows} record of this group | Besides the {rows} records of this group", also: "it places {groups} more group, {rows} records | it places {groups} more groups, {rows} records", alsoNone: "no other record changes", previewing: "Trying what it would change…", more: "{count} more group | {count} more groups", replaced: "It replaces {rows} older record of the zone, which can still be found. | It replaces {rows} older records of the zone, which can still be found.", submit: "Place and make it", none: "First choose a candidate, or find another zone.",
  },
  decisions: {
    title: "Decisions", text: "Who decided what, and when. Any decision can be undone; its records are then matched as if it had not been.", none: "No decisions yet", noneHint: "What is decided under “To review” is listed here.", when: "When", who: "Who", said: "The records say", verdict: "Decision", alias: "Alias", rows: "Records", undo: "Undo", undoOf: "Undo the decision on “{said}”",
    undoTitle: "Undo this decision", undoText: "The {rows} record of “{said}” is matched again; an alias made with it is withdrawn. The decision stays in the history. | The {rows} records of “{said}” are matched again; an alias made with it is withdrawn. The decision stays in the history.", undone: "undone by {who}, {when}", state: "State", inForce: "in force", latest: "The newest {count} decisions",
  },
  aliases: {
    title: "Aliases", text: "Names that zones were given in review, each within its scope. When one is withdrawn, what it placed is matched again.", none: "No aliases yet", noneHint: "Press A in review to make a spelling an alias of its zone.", name: "Alias", zone: "Zone", scope: "Scope", who: "Made by", when: "When", withdraw: "Withdraw", withdrawOf: "Withdraw the alias “{name}”",
    withdrawTitle: "Withdraw this alias", withdrawText: "What “{name}” placed in {zone} is matched again; what then has no zone waits for review.", scope_district: "The district", scope_street: "{where} only", scope_source: "source {where}", filter: "Filter by alias or zone",
  },
  mappings: {
    title: "Columns", text: "What each header is, where somebody once explained it; workbooks with the same headers are read so. To change one, correct it on the next workbook and have it remembered.", none: "Nothing is remembered yet", noneHint: "Correct the columns of a workbook and tick “remember”; it is listed here.", kind: "Kind", source: "Source", columns: "Columns", who: "Who", when: "When",
    noSource: "no source given", unread: "not read", forget: "Forget", forgetOf: "Forget the columns of {kind} ({source})", forgetTitle: "Forget these columns", forgetText: "{kind} ({source}): the next workbook with these headers is read by their spellings. Records that were loaded stay.",
  },
  changes: {
    title: "Changes of place", text: "Which records changed their zone after a publication, a roll-back or matching again. Every record keeps its evidence, so it can always be matched anew.", release: "Release {release}", revision: "Revision {revision}", since: "After", latest: "The latest", gained: "Gained a zone", lost: "Lost its zone", moved: "Changed zone", unchanged: "unchanged",
    gainedHint: "had no zone, and has one now", lostHint: "its zone no longer holds; to review again", movedHint: "from one zone to another", none: "No record changed its zone", noneHint: "When boundaries are published, records that are touched are matched again; what changed is listed here.", kind: "Kind", record: "Record", from: "Before", to: "Now", nowhere: "no zone",
    rematch: "Match all again", rematchTitle: "Match all records again", rematchText: "All records are matched again with the boundaries in force, the aliases and the decisions, as one revision. Map and ledger follow.", rematchSubmit: "Match again", running: "Matching again", more: "Reading on",
  },
}
