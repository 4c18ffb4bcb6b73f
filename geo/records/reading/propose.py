"""Proposes how a workbook would be read: its sheets, and which column each header is."""

from collections.abc import Callable, Sequence
from itertools import islice
from pathlib import Path

from geo.profile import Profile
from geo.records.kinds import RecordKind
from geo.records.reading.columns import Choice
from geo.records.reading.mapping import choose_mapping
from geo.records.reading.masking import Masker
from geo.records.reading.sandbox import Sheet, open_workbook
from geo.records.reading.tables import Table, View, lack_columns, list_tables, sort_tables
from geo.records.reading.texts import read_text
from geo.rows import HeaderNote, Mapping, Proposal, SheetNote

_SAMPLES = 3
_SAMPLE = 40


def propose_mapping(
    path: Path,
    kind: RecordKind,
    profile: Profile,
    remembered: Sequence[Mapping] = (),
    mapping: Mapping | None = None,
) -> Proposal:
    """Returns how a workbook would be read, and what is missing for that.

    Args:
        path: .xlsx, .xls or CSV.
        kind: what its rows are.
        profile: for spellings of personal columns, and mappings of known sources.
        remembered: mappings of earlier workbooks; the one that fits best is preferred.
        mapping: what a person said already; it goes before all others.

    Raises:
        InputError: the file cannot be taken, or the mapping names no column of the kind.
    """
    fitted = kind.fit(profile)
    workbook = open_workbook(path)
    best = mapping or choose_mapping(workbook, fitted, profile, remembered)
    view = View(fitted, profile, best, "person" if mapping else "remembered")
    tables = list_tables(workbook, view)
    fitting, lacking = sort_tables(tables, view)
    meant = [*fitting, *lacking]
    missing = {c.name: None for table in lacking for c in lack_columns(table, fitted)}
    return Proposal(
        kind=kind.id,
        source=best.source if best else None,
        encoding=workbook.encoding,
        sheets=tuple(_note_sheet(sheet, tables, meant) for sheet in workbook.sheets),
        columns=tuple(_note_headers(meant, fitted, Masker(profile.records))),
        missing=tuple(missing) if tables else tuple(c.name for c in fitted.columns if c.required),
    )


def _note_sheet(sheet: Sheet, tables: list[Table], meant: list[Table]) -> SheetNote:
    table = next((t for t in tables if t.sheet.name == sheet.name), None)
    if table is None:
        return SheetNote(sheet.name, None, 0, used=False)
    used = any(t.sheet.name == sheet.name for t in meant)
    return SheetNote(sheet.name, table.header.last + 1, len(table.rows), used)


def _note_headers(tables: list[Table], kind: RecordKind, masker: Masker) -> list[HeaderNote]:
    """Returns a note for each header of the tables; what is personal in one is so in all."""
    maskers: dict[str, Callable[[str], str]] = {
        "key": str,
        "code": masker.mask_code,
        "party": masker.mask_party,
    }
    masks = {column.name: maskers.get(column.type, masker.mask) for column in kind.columns}
    notes: dict[str, HeaderNote] = {}
    for table in tables:
        for choice in table.choices:
            known = notes.get(choice.header)
            if known is None or choice.by == "personal":
                mask = masks.get(choice.column or "", masker.mask)
                samples = () if choice.by == "personal" else _sample(table, choice, mask)
                header = masker.mask_header(choice.header)
                notes[choice.header] = HeaderNote(header, choice.column, choice.by, samples)
    return list(notes.values())


def _sample(table: Table, choice: Choice, mask: Callable[[str], str]) -> tuple[str, ...]:
    """Returns a few different cells of a column, without what is personal in them."""
    cells = table.sheet.columns[choice.position]
    different = dict.fromkeys(cells.codes[table.rows].tolist())
    said = filter(None, (read_text(cells.values[code]) for code in different))
    return tuple(mask(text)[:_SAMPLE] for text in islice(said, _SAMPLES))
