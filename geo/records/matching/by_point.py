"""Stage S2: the zone that holds a record's point, where coordinates and geocoder can be trusted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from geo.profile import Profile
from geo.records.matching.candidates import Candidate, Fact
from geo.records.matching.coordinates import DATUMS
from geo.records.matching.gazetteer import Gazetteer
from geo.records.matching.pinpoint import NEAR_M, place_points
from geo.records.matching.points import NOWHERE
from geo.records.matching.said import POINT, Said
from geo.surveys import Datum

if TYPE_CHECKING:
    from numpy.typing import NDArray

# How sure a point makes a zone: enough alone; enough to support a name (within the zone, but near
# its wall or of no known level); less than that.
DECIDES = 0.985
SUPPORTS = 0.5
BESIDE = 0.44
COARSE = 0.3
UNSURE = 0.25
# A centimetre, in degrees.
_DECIMALS = 7


# How a point was understood where nobody could be sure.
UNREAD = "?"


@dataclass(frozen=True, slots=True)
class Pointed:
    """What a record's point says.

    Attributes:
        candidates: zones by point, the likeliest first.
        place: longitude and latitude (EPSG:4490), if its coordinates can be read.
        crs_read: how they were understood, for the next time; UNREAD where nobody can be sure.
    """

    candidates: tuple[Candidate, ...] = ()
    place: tuple[float, float] | None = None
    crs_read: str | None = None

    def as_dict(self, said: Said) -> dict[str, Any]:
        """Returns what evidence keeps of it beside what was said."""
        words = {**said.as_dict(), "crs_read": self.crs_read} if self.crs_read else said.as_dict()
        return {"said": words, **({"point": list(self.place)} if self.place else {})}


SILENT = Pointed()


def judge_points(
    said: Sequence[Said], known: Sequence[int | None], gazetteer: Gazetteer, profile: Profile
) -> list[Pointed]:
    """Returns what the point says of everything that is said; SILENT where there is none.

    A point that decides gives its zone alone. Others give the zones within 200 m, less sure than
    any answer needs.

    Args:
        said: what records say; without a point there are no candidates.
        known: the uid of each one's zone where code or name tells it: these tell which
            coordinates a workbook has, and that its points can be trusted.
        gazetteer: the district's.
        profile: the systems that are taken, the extent, the measuring system.
    """
    judged = [SILENT] * len(said)
    at = [n for n, one in enumerate(said) if one.lon is not None and one.lat is not None]
    zones = gazetteer.zones
    if not at or "geometry" not in zones:
        return judged
    zones = zones[zones["current"].astype(bool)].sort_values("uid")
    uids = zones["uid"].to_numpy(np.int64)
    columns = (*POINT, "source")
    rows = pd.DataFrame([[getattr(said[n], c) for c in columns] for n in at], columns=list(columns))
    asked = pd.Index(uids).get_indexer([known[n] or 0 for n in at])
    shapes = np.asarray(zones["geometry"], dtype=object)
    placed = place_points(rows, pd.Series(asked), shapes, profile)
    for n, row in zip(at, placed.itertuples(), strict=True):
        judged[n] = _judge(row, uids)
    return judged


def _judge(row: Any, uids: "NDArray[np.int64]") -> Pointed:
    candidates = tuple(
        Candidate(int(uids[zone]), "point", sure, facts) for zone, sure, facts in _list_zones(row)
    )
    readable = row.crs is not None and np.isfinite(row.lon)
    place = (round(row.lon, _DECIMALS), round(row.lat, _DECIMALS)) if readable else None
    return Pointed(candidates, place, row.crs if row.trusted else UNREAD)


def _list_zones(row: Any) -> Iterator[tuple[int, float, tuple[Fact, ...]]]:
    """Yields positions of zones, how sure, and the facts: the one that decides, or those near."""
    if row.decides:
        yield row.position, DECIDES, row.facts
        return
    # Where the zone is known, a point supports it, or it is silent.
    near: list[tuple[int, float, Datum]] = row.candidates
    if not near and row.crs is not None and row.position != NOWHERE:
        near = [(row.position, 0.0, "as_declared")]
    for zone, metres, datum in near:
        far = f"{metres:.0f}"
        facts: tuple[Fact, ...] = row.facts
        if row.crs is None:
            facts = (("point_read_as", DATUMS[datum], far), *facts[1:])
        elif metres > 0:
            facts = (("point_beside", far), *facts[1:])
        yield zone, _weigh(row, metres), facts


def _weigh(row: Any, metres: float) -> float:
    """Returns how sure a point makes a zone that it does not decide for."""
    most = SUPPORTS if metres <= 0 else BESIDE
    if row.crs is None:
        most = UNSURE
    elif row.level == "coarse":
        most = COARSE
    return most * (1 - metres / (2 * NEAR_M))
