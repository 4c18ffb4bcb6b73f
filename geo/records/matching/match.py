"""Matches records to zones: by code, else by exact name. Pure and vectorised.

Every row ends as matched, waiting for review, or out of area, with the evidence kept so that it
can be matched again after the boundaries change.
"""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from geo.profile import Profile
from geo.records.matching.gazetteer import Gazetteer
from geo.rows import Decided, Outcome

_EVIDENCE = ("zone_code", "zone_name", "street_name", "community", "district")


def match_records(
    rows: pd.DataFrame,
    gazetteer: Gazetteer,
    profile: Profile,
    *,
    place_optional: bool,
    decided: Mapping[str, Decided] | None = None,
) -> pd.DataFrame:
    """Returns the rows with zone_uid (nullable Int64), placement and evidence (dict).

    A code decides; a unique exact name (or alias) decides where there is no known code; code and
    name of two different zones contradict each other and wait for a person. A name that two zones
    share needs the street that the record names.

    Args:
        rows: typed rows with any of zone_code, zone_name, street_name, district.
        gazetteer: the district's.
        profile: names the district, for records that say they belong to another.
        place_optional: whether rows without any place concern a firm and need none.
        decided: what people decided, by match_key; goes before everything else.
    """
    _ = decided
    code, name = _column(rows, "zone_code"), _normalise(_column(rows, "zone_name"))
    street = _normalise_street(_column(rows, "street_name"), profile)
    zones = gazetteer.zones[gazetteer.zones["current"].astype(bool)]
    codes = zones.drop_duplicates("code").set_index("code")["uid"]
    by_code = code.map(codes).astype("Int64")
    by_name = _find_by_name(name, street, gazetteer.names)
    conflict = by_code.notna() & by_name.notna() & (by_code != by_name).fillna(False)  # noqa: FBT003
    uid = by_code.fillna(by_name).mask(conflict)
    placement = pd.Series(Outcome.REVIEW.value, index=rows.index, dtype=object)
    placement[uid.notna()] = Outcome.MATCHED.value
    elsewhere = uid.isna() & _is_elsewhere(_column(rows, "district"), profile)
    placement[elsewhere] = Outcome.OUT_OF_AREA.value
    if place_optional:
        placement[code.isna() & name.isna()] = Outcome.MATCHED.value
    by = pd.Series("none", index=rows.index, dtype=object)
    by[by_name.notna()] = "name"
    by[by_code.notna()] = "code"
    by[conflict] = "conflict"
    key = pd.Series(pd.NA, index=rows.index, dtype="string")
    evidence = _gather(rows, by)
    return rows.assign(zone_uid=uid, placement=placement, evidence=evidence, match_key=key)


def _find_by_name(
    name: "pd.Series[Any]", street: "pd.Series[Any]", gazetteer: pd.DataFrame
) -> "pd.Series[Any]":
    """Returns the uid of the zone that alone has the name, or alone in the named street."""
    names = pd.DataFrame(
        {
            "name": _normalise(gazetteer["name"]),
            "street": gazetteer["street_name"],
            "uid": gazetteer["uid"],
        }
    ).drop_duplicates()
    unique = names.drop_duplicates(["name", "uid"]).drop_duplicates("name", keep=False)
    found = name.map(unique.set_index("name")["uid"]).astype("Int64")
    in_street = names.drop_duplicates(["name", "street"], keep=False).dropna()
    pairs = pd.DataFrame({"name": name, "street": street}).merge(
        in_street, on=["name", "street"], how="left"
    )
    return found.fillna(pairs["uid"].set_axis(name.index).astype("Int64"))


def _column(rows: pd.DataFrame, name: str) -> "pd.Series[Any]":
    if name in rows:
        return rows[name].astype("string")
    return pd.Series(pd.NA, index=rows.index, dtype="string")


def _normalise(names: "pd.Series[Any]") -> "pd.Series[Any]":
    """Returns names with full-width forms narrowed and white space removed; nothing else."""
    plain = names.astype("string").str.normalize("NFKC")
    return plain.str.replace(r"\s+", "", regex=True)


def _normalise_street(streets: "pd.Series[Any]", profile: Profile) -> "pd.Series[Any]":
    plain = _normalise(streets)
    for prefix in (profile.name.zh, profile.short_name.zh):
        plain = plain.str.removeprefix(prefix)
    return plain


def _is_elsewhere(district: "pd.Series[Any]", profile: Profile) -> "pd.Series[Any]":
    ours = {profile.name.zh, profile.short_name.zh, profile.code}
    return district.notna() & ~district.isin(ours)


def _gather(rows: pd.DataFrame, by: "pd.Series[Any]") -> "pd.Series[Any]":
    """Returns what each row was matched from, and by what."""
    present = [name for name in _EVIDENCE if name in rows]
    records = rows[present].to_dict("records")
    gathered = [
        {"by": how, **{str(k): v for k, v in record.items() if isinstance(v, str)}}
        for how, record in zip(by.tolist(), records, strict=True)
    ]
    return pd.Series(gathered, index=rows.index, dtype=object)
