"""Mappings of columns: from the profile, from a person's file, from what is remembered."""

import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from geo.errors import InputError, Text
from geo.profile import Profile
from geo.records.kinds import RecordKind
from geo.records.reading.headers import HEADER_ROWS, join_below
from geo.records.reading.sandbox import Workbook
from geo.records.reading.texts import read_text, spell
from geo.rows import Mapping


class _MappingFile(BaseModel):
    """A mapping as a person writes it; "" stands for a header that is not read."""

    model_config = ConfigDict(extra="forbid")
    source: str | None = None
    header_row: int | None = Field(default=None, ge=1)
    sheets: tuple[str, ...] | None = None
    columns: dict[str, str]


def read_mapping(path: Path) -> Mapping:
    """Returns the mapping of a TOML file: [columns] header = our column, or "" for none.

    Raises:
        InputError: the file is missing or no such mapping.
    """
    try:
        said = _MappingFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        why = (
            "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
            if isinstance(error, ValidationError)
            else str(error)
        )
        raise InputError(
            "mapping_invalid",
            Text(
                f"列对应关系文件有误：{path.name}（{why}）。",
                f"The mapping {path.name} is not valid: {why}.",
            ),
            Text(
                "应为 TOML：[columns] 下每行一个 “表头” = “列名”，不读取的列写 “”。",
                'It is TOML: under [columns], "header" = "column" lines, "" for one not read.',
            ),
        ) from error
    return _make_mapping(said.source, said.columns, said.header_row, said.sheets)


def list_mappings(kind: RecordKind, profile: Profile) -> list[Mapping]:
    """Returns the mappings of a kind that stand in the profile, one per source."""
    return [
        _make_mapping(said.source, said.columns, said.header_row, said.sheets)
        for said in profile.records.mappings
        if said.kind == kind.id
    ]


def _make_mapping(
    source: str | None,
    columns: dict[str, str],
    header_row: int | None,
    sheets: tuple[str, ...] | None,
) -> Mapping:
    plain = {header: column or None for header, column in columns.items()}
    return Mapping(source, plain, header_row, sheets)


def choose_mapping(
    workbook: Workbook, kind: RecordKind, profile: Profile, remembered: Sequence[Mapping] = ()
) -> Mapping | None:
    """Returns the mapping that fits a workbook best, or None where its spellings must do.

    One fits if the workbook's first rows hold at least half of the headers that it takes for
    columns; of several the one that knows most of them counts, the remembered before the
    profile's.
    """
    spelt = {spell(text) for text in _list_texts(workbook)}
    best, most = None, 0
    for mapping in (*remembered, *list_mappings(kind, profile)):
        taken = {spell(header) for header, column in mapping.columns.items() if column}
        known = len(spelt & {spell(header) for header in mapping.columns})
        if known > most and 2 * len(taken & spelt) >= len(taken) > 0:
            best, most = mapping, known
    return best


def _list_texts(workbook: Workbook) -> Iterator[str]:
    """Yields what may be a header: the texts of each sheet's first rows, alone and in pairs."""
    for sheet in workbook.sheets:
        for at in range(min(sheet.height, HEADER_ROWS)):
            header = [read_text(cell) or "" for cell in sheet.row(at)]
            yield from filter(None, header)
            yield from filter(None, join_below(sheet, at))
