"""Which column of ours each header of a sheet is: as a person, the profile or its spelling says."""

from dataclasses import dataclass, replace

from geo.errors import InputError, Text
from geo.profile import Profile
from geo.records.kinds import Column, RecordKind
from geo.records.reading.headers import Header
from geo.records.reading.personal import holds_names, holds_numbers, is_personal_header
from geo.records.reading.sandbox import Sheet
from geo.records.reading.texts import spell, spell_bare
from geo.rows import MappedBy, Mapping

_PLACES = ({"zone_code"}, {"zone_name"}, {"address"}, {"lon", "lat"}, {"lon_lat"})
# What these hold is read as it is typed, and nothing else comes through.
_TYPED = {"date", "datetime", "integer", "number", "point", "amount", "boolean", "enum", "enums"}


@dataclass(frozen=True, slots=True)
class Choice:
    """A header at its position, the column of ours that it is taken for, and by what."""

    position: int
    header: str
    column: str | None
    by: MappedBy


class Spellings:
    """How the columns of a kind are spelled, in this workbook's mapping and in general."""

    def __init__(self, kind: RecordKind, mapping: Mapping | None) -> None:
        self.kind = kind
        self.said = {spell(h): c or None for h, c in (mapping.columns if mapping else {}).items()}
        self.known = {spell(s): c.name for c in reversed(kind.columns) for s in c.spellings}
        _require_known(kind, self.said)

    def recognise(self, header: str) -> str | None:
        """Returns the name of the column that a header spells, or None."""
        spelt = spell(header)
        if spelt in self.said:
            return self.said[spelt]
        return self.known.get(spelt) or self.known.get(spell_bare(header))


def _require_known(kind: RecordKind, said: dict[str, str | None]) -> None:
    names = {name for name in said.values() if name is not None}
    unknown = sorted(names - {column.name for column in kind.columns})
    if unknown:
        listed = "、".join(unknown)
        raise _refuse_mapping(Text(f"没有列 {listed}", f"there is no column {listed}"))


def _refuse_mapping(why: Text) -> InputError:
    return InputError(
        "mapping_invalid",
        Text(f"列对应关系有误：{why.zh}。", f"The mapping of columns is wrong: {why.en}."),
        Text("请修改后重试。", "Correct it and try again."),
    )


def choose_columns(
    sheet: Sheet,
    header: Header,
    spellings: Spellings,
    profile: Profile,
    by: MappedBy,
) -> list[Choice]:
    """Returns what each header of a sheet is taken for, from the left; nameless ones are left out.

    Personal columns are told by their header or by their cells, whatever anybody says of them.
    Keys that a header spells are the exception, since an order's number may look like a phone's,
    and texts that every row must have, which are masked.

    Args:
        sheet: the cells.
        header: its header.
        spellings: of the kind's columns.
        profile: what personal columns are called.
        by: who says the mapping: "person" or "remembered".

    Raises:
        InputError: mapping_invalid, when two headers of the sheet are said to be one column.
    """
    settings, known = profile.records, spellings.known.keys()
    open_names = [
        "" if is_personal_header(name, settings, known) else name for name in header.names
    ]
    taken = _take(open_names, spellings)
    choices = []
    for position, name in enumerate(header.names):
        column = taken.get(position)
        said: MappedBy = by if spell(name) in spellings.said else "spelling"
        choice = Choice(position, name, column, said if column else "none")
        if name and not open_names[position]:
            choice = replace(choice, by="personal")
        if name:
            choices.append(_hide_personal(choice, sheet, header, spellings))
    return choices


def _take(names: list[str], spellings: Spellings) -> dict[int, str]:
    """Returns the column at each position; of several spellings the usual one counts."""
    taken: dict[int, str] = {}
    named = {spell(name): at for at, name in reversed(list(enumerate(names))) if name}
    bare = {spell_bare(name): at for at, name in reversed(list(enumerate(names))) if name}
    for spelt, said in spellings.said.items():
        if said and spelt in named:
            if said in taken.values():
                raise _refuse_mapping(Text(f"两个表头对应 {said}", f"two headers are {said}"))
            taken[named[spelt]] = said
    decided = {named[spelt] for spelt in spellings.said if spelt in named}
    for column in spellings.kind.columns:
        ways = [*_find(column, named), *_find(column, bare)]
        free = [at for at in ways if at not in taken and at not in decided]
        if free and column.name not in taken.values():
            taken[free[0]] = column.name
    return taken


def _find(column: Column, named: dict[str, int]) -> list[int]:
    return [named[spelt] for spelt in map(spell, column.spellings) if spelt in named]


def _hide_personal(choice: Choice, sheet: Sheet, header: Header, spellings: Spellings) -> Choice:
    """Returns the choice, as personal where its cells are what people are called by."""
    column = next((c for c in spellings.kind.columns if c.name == choice.column), None)
    if choice.by == "personal" or (column is not None and column.type in _TYPED):
        return choice
    told = column is not None and (column.type in ("key", "code") or column.required)
    if told and choice.by == "spelling":
        return choice
    cells = sheet.columns[choice.position]
    below = dict.fromkeys(cells.codes[header.last + 1 :].tolist())
    values = [cells.values[code] for code in below]
    named = column is None and holds_names(values)
    personal = named or holds_numbers(values)
    return replace(choice, column=None, by="personal") if personal else choice


def list_missing(kind: RecordKind, known: set[str]) -> list[Column]:
    """Returns the columns without which rows of a kind cannot be taken; any place will do."""
    missing = [c for c in kind.columns if c.required and c.name not in known]
    placed = any(names <= known for names in _PLACES)
    if kind.placed and not kind.place_optional and not placed:
        missing += [c for c in kind.columns if c.name == "zone_code"]
    return missing


def find_implied(
    kind: RecordKind, known: set[str], texts: list[str], profile: Profile
) -> dict[str, str]:
    """Returns the labels of missing columns that a sheet's name or title says: 红榜, 黑榜.

    Only a required column of an enumeration is said this way, and only by one of its labels.
    """
    implied = {}
    for column in kind.columns:
        if column.required and column.type == "enum" and column.enum and column.name not in known:
            labels = profile.enum(column.enum).by_label
            said = [label for label in labels if any(label in text for text in texts)]
            if len({labels[label] for label in said}) == 1:
                implied[column.name] = said[0]
    return implied
