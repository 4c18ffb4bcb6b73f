"""The desk of a town's office: decides, undoes, matches anew, and asks where all records are."""

from dataclasses import dataclass
from typing import Any

from geo.placements import Choice, DecisionResult, NewAlias, RematchResult
from geo.records.rematch import rematch_records
from geo.records.reviewing.decide import decide, preview_decision, undo_decision
from geo.records.reviewing.groups import find_group, list_review
from tests.office import ACTOR, Office

WHERE = (
    "SELECT r.record, r.load_id, r.sheet, r.row_no, r.source_key, r.placement, r.zone_uid,"
    " r.evidence, r.match_key FROM placed_record r WHERE upper_inf(r.sys)"
    " ORDER BY r.record, r.load_id, r.sheet, r.row_no"
)


@dataclass(frozen=True)
class Desk:
    """One office's desk."""

    office: Office

    def groups(self, **wanted: Any) -> dict[str, dict[str, Any]]:
        """Returns what waits by the name that it says ("" for none), the greatest of a name."""
        with self.office.database.read() as connection:
            page = list_review(connection, self.office.profile.timezone, limit=200, **wanted)
        return {item["said"].get("zone_name", ""): item for item in reversed(page.items)}

    def key(self, name: str) -> str:
        return self.groups()[name]["key"]

    def find(self, name: str) -> dict[str, Any]:
        with self.office.database.read() as connection:
            return find_group(connection, self.office.profile.timezone, self.key(name))

    def choose(self, said: str, zone: str | None = None, verdict: str = "zone", **alias) -> Choice:
        uid = None if zone is None else self.office.uid(zone)
        given = NewAlias(**alias) if alias else None
        return Choice(self.key(said), verdict if zone is None else "zone", uid, given)

    def decide(self, said: str, zone: str | None = None, **how: Any) -> DecisionResult:
        choice = self.choose(said, zone, **how)
        return decide(self.office.database, self.office.profile, choice, ACTOR)

    def preview(self, said: str, zone: str | None = None, **how: Any) -> DecisionResult:
        choice = self.choose(said, zone, **how)
        return preview_decision(self.office.database, self.office.profile, choice)

    def undo(self, number: int) -> DecisionResult:
        return undo_decision(self.office.database, self.office.profile, number, ACTOR)

    def rematch(self, **how: Any) -> RematchResult:
        return rematch_records(self.office.database, self.office.profile, ACTOR, **how)

    def where(self) -> list[Any]:
        """Returns where each current record is, and why."""
        return self.office.query(WHERE)

    def places(self) -> dict[str, tuple[str, int | None]]:
        """Returns placement and zone by the key in the source."""
        return {row.source_key: (row.placement, row.zone_uid) for row in self.where()}

    def count(self) -> dict[str, int]:
        """Returns how many current records are where; what stands in two tables counts once."""
        rows = self.office.query(
            "SELECT placement, count(DISTINCT (load_id, sheet, row_no)) FROM placed_record"
            " WHERE upper_inf(sys) GROUP BY 1"
        )
        return dict(map(tuple, rows))
