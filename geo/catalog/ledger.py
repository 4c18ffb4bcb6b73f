"""The ledger (台账) of one zone at a moment, section by section, each figure with its source."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from geo.catalog.records import list_complaints, list_enforcement
from geo.catalog.state import Moment, read_as_of
from geo.catalog.zones import no_such_zone, read_attributes
from geo.db import load_sql
from geo.errors import Text
from geo.periods import last_whole_months
from geo.profile import Profile

_RECENT = 20
_ALL = 500
_WINDOW_MONTHS = 12
_WHAT = {
    "firm": Text("物业服务企业名录", "List of property service firms"),
    "service": Text("物业服务", "Property service"),
    "committee": Text("业主组织", "Owners' organisations"),
    "complaint": Text("12345 热线工单", "Hotline 12345 work orders"),
    "enforcement": Text("执法检查", "Enforcement"),
    "party": Text("党组织", "Party organisations"),
    "fund": Text("专项维修资金", "Maintenance funds"),
    "mediation": Text("人民调解", "Mediation"),
    "rating": Text("物业评价", "Ratings"),
    "list": Text("榜单与名单", "Lists"),
}


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads sections of one zone's ledger on one connection."""

    connection: Connection
    moment: Moment
    profile: Profile
    uid: int
    as_of: dt.date | None

    def one(self, name: str, **more: object) -> dict[str, Any] | None:
        rows = self.all(name, **more)
        return rows[0] if rows else None

    def all(self, name: str, **more: object) -> list[dict[str, Any]]:
        parameters = {**self.moment.parameters, "uid": self.uid, **more}
        rows = self.connection.execute(load_sql(name), parameters).mappings()
        return [dict(row) for row in rows]

    def days_left(self, deadline: dt.date | None) -> int | None:
        return (deadline - self.as_of).days if deadline and self.as_of else None


def read_ledger(
    connection: Connection, moment: Moment, profile: Profile, uid: int
) -> dict[str, Any]:
    """Returns uid, as_of and the sections of a zone's ledger as plain values.

    Areas are square metres, amounts yuan, dates the district's own. Days left count from the
    date that the records reach. A section without records is None or has empty rows.

    Raises:
        NotFoundError: the release has no such zone.
    """
    reader = _Reader(connection, moment, profile, uid, read_as_of(connection, moment))
    found = reader.one("ledger_basics")
    if found is None:
        raise no_such_zone(uid)
    basics = _read_basics(found)
    service = _read_service(reader)
    committee = _read_committee(reader)
    firm = service["firm"] if service else None
    uscc = firm["uscc"] if firm else None
    sections = {
        "basics": basics,
        "service": service,
        "committee": committee,
        "party": {
            "committee": committee["party_organisation"] if committee else "unknown",
            "firm": firm["party_organisation"] if firm else "unknown",
            "estate": reader.one("ledger_party"),
        },
        "fund": reader.one("ledger_fund"),
        "complaints": _read_complaints(reader, basics["households"]),
        "enforcement": _read_enforcement(reader),
        "ratings": {"rows": _name_subjects(reader.all("ledger_ratings", firm=uscc), basics)},
        "lists": {"rows": reader.all("ledger_lists", firm=uscc)},
        "mediation": reader.one("ledger_mediation", limit=_RECENT),
        "sources": _read_sources(reader, found, uscc),
    }
    return {"uid": uid, "as_of": reader.as_of, "sections": sections}


def _read_basics(found: dict[str, Any]) -> dict[str, Any]:
    street = {
        "uid": found["street_uid"],
        "code": found["street_code"],
        "name": found["street_name"],
    }
    version = ("release", "valid_from", "surveyed_on", "survey_id", "survey_file")
    return {
        "code": found["code"],
        "name": found["name"],
        "former_names": found["former_names"],
        "street": street if found["street_code"] else None,
        **read_attributes(found["attributes"]),
        "area_m2": found["area_m2"],
        "bbox": found["bbox"],
        "version": {name: found[name] for name in version},
    }


def _read_service(reader: _Reader) -> dict[str, Any] | None:
    found = reader.one("ledger_service")
    if found is None:
        return None
    firm = {
        "name": found["firm_name"],
        "uscc": found["firm_uscc"],
        "party_organisation": found["party_organisation"],
    }
    same = ("mode", "contract_stage", "starts_on", "ends_on", "fee_yuan_m2_month", "source")
    groups = reader.profile.enum("service_group").group_of
    return {
        **{name: found[name] for name in same},
        "group": groups.get(found["mode"], "unknown"),
        "firm": firm if found["firm_name"] else None,
        "days_left": reader.days_left(found["ends_on"]),
    }


def _read_committee(reader: _Reader) -> dict[str, Any] | None:
    found = reader.one("ledger_committee")
    if found is None:
        return None
    status_enum = next((name for name in ("oc_status", "pmc_status") if found[name]), None)
    same = ("kind", "formed_on", "filed_on", "filing_no", "term_end", "members", "source")
    return {
        **{name: found[name] for name in same},
        "status": found[status_enum] if status_enum else None,
        "status_enum": status_enum,
        "ground": found["pmc_ground"],
        "days_left": reader.days_left(found["term_end"]),
        "party_organisation": found["party_organisation"],
    }


def _read_complaints(reader: _Reader, households: int | None) -> dict[str, Any]:
    window = last_whole_months(
        reader.as_of or dt.date(1, 1, 31), _WINDOW_MONTHS if reader.as_of else 0
    )
    found = reader.all(
        "ledger_complaints",
        timezone=reader.profile.timezone,
        start=window.start,
        end=window.end,
    )[0]
    called_back = found.pop("called_back")
    density = round(found["last_12_months"] * 100 / households, 2) if households else None
    recent = list_complaints(
        reader.connection, reader.moment, reader.profile.timezone, reader.uid, limit=_RECENT
    )
    return {
        **found,
        "per_100_households": density,
        "household_basis": households,
        "resolved": {"numerator": found["resolved"], "denominator": called_back},
        "satisfied": {"numerator": found["satisfied"], "denominator": called_back},
        "recent": recent.rows,
    }


def _read_enforcement(reader: _Reader) -> dict[str, Any]:
    found = reader.all("ledger_enforcement")[0]
    page = list_enforcement(reader.connection, reader.moment, reader.uid, limit=_ALL)
    return {**found, "rows": page.rows}


def _name_subjects(rows: list[dict[str, Any]], basics: dict[str, Any]) -> list[dict[str, Any]]:
    return [{**row, "subject": row["firm_name"] or basics["name"]} for row in rows]


def _read_sources(reader: _Reader, found: dict[str, Any], uscc: str | None) -> list[dict[str, Any]]:
    survey = {
        "what": Text("边界测绘", "Boundary survey").as_dict(),
        "file": found["survey_file"],
        "loaded_at": found["survey_loaded_at"],
        "revision": None,
    }
    loads = [
        {**row, "what": _WHAT.get(row["kind"], Text(row["kind"], row["kind"])).as_dict()}
        for row in reader.all("ledger_sources", firm=uscc)
    ]
    return [survey, *loads]
