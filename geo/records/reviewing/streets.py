"""Which street of the district a record names: what a street's official may see and decide.

Unlike matching, where a street is evidence among others, this must never take one for another:
what is not surely a street in force is none.
"""

import unicodedata
from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from geo.db import load_sql
from geo.models import StreetVersion
from geo.profile import Profile

_LEAST_STEM = 2


@dataclass(frozen=True, slots=True)
class StreetNames:
    """The streets in force: codes by the whole name, and by the name without its kind."""

    prefixes: tuple[str, ...]
    kinds: tuple[str, ...]
    by_name: dict[str, str]
    by_stem: dict[str, str]

    def find(self, said: str | None) -> str | None:
        """Returns the code of the street that a record names, such as 北山 or 北山街道."""
        name = self._strip(_fold(said or ""))
        return self.by_name.get(name) or self.by_stem.get(strip_kind(name, self.kinds))

    def _strip(self, name: str) -> str:
        for prefix in self.prefixes:
            name = name.removeprefix(prefix)
        return name


def read_street_names(connection: Connection, profile: Profile) -> StreetNames:
    """Returns the names of the streets in force; a stem that two of them share tells neither."""
    current = func.upper_inf(StreetVersion.sys) & func.upper_inf(StreetVersion.valid)
    rows = connection.execute(select(StreetVersion.code, StreetVersion.name).where(current)).all()
    spelled = {_fold(text) for kind in profile.streets.kinds for text in (kind.zh, *kind.aliases)}
    kinds = tuple(sorted(spelled, key=len, reverse=True))
    by_name = {_fold(row.name): str(row.code) for row in rows}
    stems = {name: strip_kind(name, kinds) for name in by_name}
    shared = Counter(stems.values())
    own = {_fold(text) for text in (profile.name.zh, profile.short_name.zh)}
    own.add(_fold(profile.name.zh.removesuffix(profile.short_name.zh)))
    return StreetNames(
        prefixes=tuple(sorted(own - {""}, key=len, reverse=True)),
        kinds=kinds,
        by_name=by_name,
        by_stem={stem: by_name[name] for name, stem in stems.items() if shared[stem] == 1},
    )


def list_said(connection: Connection, profile: Profile, code: str) -> list[str]:
    """Returns how the records that wait write the street of that code."""
    names = read_street_names(connection, profile)
    said = connection.execute(load_sql("review_said")).scalars()
    return [text for text in said if names.find(text) == code]


def strip_kind(name: str, kinds: tuple[str, ...]) -> str:
    """Returns a street's name without its kind; at least two characters stay."""
    kind = next((k for k in kinds if name.endswith(k)), "")
    stem = name.removesuffix(kind)
    return stem if len(stem) >= _LEAST_STEM else name


def _fold(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
