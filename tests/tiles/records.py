"""Records of the tiny town (tests.tiles.town), a revision at a time."""

import datetime as dt
from typing import Any

from sqlalchemy import insert, text, update

from geo.models import (
    Committee,
    Complaint,
    Enforcement,
    PartyOrganisation,
    RecordLoad,
    Revision,
    Service,
)
from tests.tiles.town import FIRST_DAY, Town


class Records:
    """Writes records into a town, a revision at a time."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self._at = FIRST_DAY
        self._keys = 0
        self.revision = 0

    def commit(self, as_of: dt.date | None, *rows: tuple[Any, dict[str, Any]]) -> int:
        """Adds rows (model, values) as one revision; returns its id."""
        self._at += dt.timedelta(days=1)
        with self.town.database.write() as connection:
            load = connection.execute(
                insert(RecordLoad)
                .values(
                    kind="test",
                    file_name="test.xlsx",
                    file_sha256="-",
                    rows=len(rows),
                    matched=len(rows),
                    review=0,
                    rejected=0,
                    out_of_area=0,
                    changed=len(rows),
                    loaded_by="测试",
                    decisions={},
                )
                .returning(RecordLoad.id)
            ).scalar_one()
            for model, values in rows:
                self._keys += 1
                connection.execute(
                    insert(model).values(
                        {
                            "source_key": str(self._keys),
                            "load_id": load,
                            "row_no": self._keys,
                            "content": "-",
                            "sys": self._period(),
                            "placement": "matched",
                            "evidence": {},
                            **values,
                        }
                    )
                )
            self.revision = connection.execute(
                insert(Revision)
                .values(load_id=load, committed_at=self._at, committed_by="测试", as_of=as_of)
                .returning(Revision.id)
            ).scalar_one()
        return self.revision

    def supersede(self, model: Any, key: str) -> None:
        """Ends the current row of a source key at the next revision's moment."""
        end = self._at + dt.timedelta(days=1)
        with self.town.database.write() as connection:
            connection.execute(
                update(model)
                .where(model.source_key == key)
                .values(sys=text("tstzrange(lower(sys), :end)").bindparams(end=end))
            )

    def _period(self) -> Any:
        return text("tstzrange(:start, NULL)").bindparams(start=self._at)


def service(uid: int | None, mode: str, firm: str | None = None, **more: Any):
    return Service, {
        "zone_uid": uid,
        "mode": mode,
        "firm_uscc": firm,
        "contract_stage": "regular",
        **more,
    }


def committee(uid: int | None, kind: str, **more: Any):
    return Committee, {"zone_uid": uid, "kind": kind, **more}


def party(holder: str, status: str, uid: int | None = None, firm: str | None = None):
    return PartyOrganisation, {
        "holder": holder,
        "status": status,
        "zone_uid": uid,
        "firm_uscc": firm,
    }


def complaint(uid: int | None, when: str, **more: Any):
    received = dt.datetime.fromisoformat(f"{when}+08:00")
    return Complaint, {
        "zone_uid": uid,
        "order_no": when,
        "order_kind": "complaint",
        "category": "lift",
        "received_at": received,
        "satisfaction": "unknown",
        **more,
    }


def enforcement(uid: int | None, fined: float | None, **more: Any):
    return Enforcement, {
        "zone_uid": uid,
        "decision_no": "1",
        "authority": "housing",
        "decided_on": dt.date(2022, 1, 1),
        "procedure": "simple",
        "outcome": "penalty",
        "fined_yuan": fined,
        **more,
    }
