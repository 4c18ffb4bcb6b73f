"""The attributes of places as the columns of a file that our own reader understands again.

A column has the spelling that the profile names first, so nothing else in the file can be taken
for it; values are written as offices write them. What a survey said beyond our fields keeps the
name of its own column.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geo.profile import Profile
from geo.surveys import PlaceKind

# A shapefile's field name has ten bytes.
SHORT = 10
_OTHER = "other"
_FLAG = {True: "是", False: "否"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its name in the file, what it holds (a field of ours, or the survey's), values."""

    name: str
    holds: str
    values: list[Any]


def make_columns(
    codes: Sequence[str],
    names: Sequence[str],
    attributes: Sequence[Mapping[str, Any]],
    kind: PlaceKind,
    profile: Profile,
    *,
    short: bool = False,
) -> list[Column]:
    """Returns all that is known of places, as columns of numbers and texts; None where nothing is.

    Args:
        codes: one for each place.
        names: likewise.
        attributes: likewise, by our field names; `other` holds what the survey said beyond them.
        kind: streets or zones.
        profile: spellings and labels of the district.
        short: names of columns are ASCII, of ten bytes at most.
    """
    spellings = {n: s for n, s in profile.fields[kind].items() if n != "code_full"}
    more = dict.fromkeys(n for said in attributes for n in said if n != _OTHER)
    held = dict.fromkeys((*spellings, *more))
    write = _make_writers(kind, profile)
    rest = [said.get(_OTHER) or {} for said in attributes]
    taken: set[str] = set()
    columns = []
    for name in held:
        column = _spell(name, spellings.get(name, ()), short=short)
        if name in ("code", "name"):
            values: list[Any] = list(codes if name == "code" else names)
        else:
            # What was not understood stands where it was read.
            values = [
                unread.get(column) if said.get(name) is None else write(name, said[name])
                for said, unread in zip(attributes, rest, strict=True)
            ]
        columns.append(Column(_keep_apart(column, taken), name, _align(values)))
    filled = {column.name for column in columns}
    for name in dict.fromkeys(n for said in rest for n in said if n not in filled):
        column = _spell(name, (), short=short) if not short or _is_short(name) else f"X{len(taken)}"
        values = [said.get(name) for said in rest]
        columns.append(Column(_keep_apart(column, taken), name, _align(values)))
    return columns


def _spell(name: str, spellings: Iterable[str], *, short: bool) -> str:
    usable: Iterator[str] = (s for s in spellings if not short or _is_short(s))
    return next(usable, name[:SHORT] if short else name)


def _is_short(name: str) -> bool:
    return name.isascii() and name.isidentifier() and len(name) <= SHORT


def _keep_apart(name: str, taken: set[str]) -> str:
    """Returns the name, changed where another one differs from it by capitals only, or not."""
    number, unique = 2, name
    while unique.lower() in taken:
        ending = f"_{number}"
        kept = name if len(name) > SHORT else name[: SHORT - len(ending)]
        unique, number = f"{kept}{ending}", number + 1
    taken.add(unique.lower())
    return unique


def _align(values: list[Any]) -> list[Any]:
    """Returns the values as all whole, all numbers, or all texts."""
    kinds = {type(value) for value in values if value is not None}
    if kinds <= {int}:
        return values
    if kinds <= {int, float}:
        return [None if value is None else float(value) for value in values]
    return [None if value is None else str(value) for value in values]


def _make_writers(kind: PlaceKind, profile: Profile) -> Callable[[str, Any], Any]:
    """Returns what writes an attribute's value as an office does."""
    kinds = profile.streets.kinds if kind is PlaceKind.STREET else ()
    labels = {
        "kind": {value.id: value.zh for value in kinds},
        "estate_kind": {value.id: value.zh for value in profile.enum("estate_kind").values},
    }

    def write(name: str, value: Any) -> Any:
        if isinstance(value, list):
            return "、".join(map(str, value)) or None
        if isinstance(value, bool):
            return _FLAG[value]
        return labels.get(name, {}).get(value, value)

    return write
