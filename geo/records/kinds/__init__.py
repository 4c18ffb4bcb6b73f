"""The kinds of records that can be loaded: one small module each."""

from geo.records.kinds.base import Column, Feed, Flaw, RecordKind
from geo.records.kinds.committee import COMMITTEE
from geo.records.kinds.complaint import COMPLAINT
from geo.records.kinds.enforcement import ENFORCEMENT
from geo.records.kinds.firm import FIRM
from geo.records.kinds.fund import FUND
from geo.records.kinds.listing import LISTING
from geo.records.kinds.mediation import MEDIATION
from geo.records.kinds.party import PARTY
from geo.records.kinds.rating import RATING
from geo.records.kinds.service import SERVICE

KINDS: dict[str, RecordKind] = {
    kind.id: kind
    for kind in (
        FIRM,
        SERVICE,
        COMMITTEE,
        PARTY,
        FUND,
        COMPLAINT,
        ENFORCEMENT,
        MEDIATION,
        RATING,
        LISTING,
    )
}

__all__ = ["KINDS", "Column", "Feed", "Flaw", "RecordKind"]
