"""Which texts a change of zones may concern: those that speak of what changed, as it was or is."""

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from geo.profile import Profile
from geo.records.matching.find import find_names
from geo.records.matching.gazetteer import LINEAGE_COLUMNS, Gazetteer, build_gazetteer
from geo.records.matching.known import ALIAS_COLUMNS
from geo.records.matching.wording.addresses import list_addresses, read_addresses
from geo.records.matching.wording.codes import fold_code
from geo.records.matching.wording.names import SHORTEST
from geo.records.matching.wording.texts import fold_text, join_text, split_text


@dataclass(frozen=True, slots=True)
class Concern:
    """What changed, by all that somebody may write of it.

    Attributes:
        changed: the zones that changed, as they were and are, numbered each by itself.
        houses: the last signs of their roads with the numbers on them: what else may stand
            before a road's own name need not be known.
        words: areas, streets and roads that explain a text only before, or only since.
        zones: the zones that changed, and those of which one that changed may be a part.
    """

    changed: Gazetteer
    houses: frozenset[tuple[str, str]]
    words: frozenset[str]
    zones: frozenset[int]

    def touches(self, text: str) -> bool:
        """Tells whether a code, a name, an address or a street may be one of what changed."""
        folded = fold_text(text)
        joined = join_text(folded)
        return (
            fold_code(text) in self.changed.codes
            or any(word in joined for word in self.words)
            or bool(find_names(folded, self.changed))
            or any(
                (one.road[-SHORTEST:], one.number) in self.houses
                for part in split_text(folded)
                for one in read_addresses(part)
            )
        )


def find_concern(
    looks: pd.DataFrame, aliases: pd.DataFrame, gazetteer: Gazetteer, profile: Profile
) -> Concern:
    """Returns what changed zones may concern.

    Args:
        looks: the zones that changed, in rows as a gazetteer takes them: each as it was, and as
            it is; all of them current.
        aliases: the names that people gave, as a gazetteer takes them.
        gazetteer: the district's, as it is.
        profile: the district's.
    """
    uids = frozenset(int(uid) for uid in looks["uid"])
    theirs = aliases["zone_uid"].isin(uids) | aliases["street_uid"].isin(looks["street_uid"])
    each = looks.assign(uid=range(1, len(looks) + 1))
    changed = _build(each, aliases[theirs], profile)
    zones = gazetteer.zones
    others = _build(zones[~zones["uid"].isin(uids)], aliases[:0], profile)
    return Concern(
        changed=changed,
        houses=frozenset(
            (one.road[-SHORTEST:], one.number)
            for place in changed.places.values()
            for one in list_addresses(place.address)
        ),
        words=changed.words.known - others.words.known,
        zones=uids | _list_wholes(changed.bodies, gazetteer),
    )


def _build(zones: pd.DataFrame, aliases: pd.DataFrame, profile: Profile) -> Gazetteer:
    lineage = pd.DataFrame(columns=list(LINEAGE_COLUMNS))
    return build_gazetteer(zones, aliases[list(ALIAS_COLUMNS)], lineage, profile)


def _list_wholes(bodies: Iterable[str], gazetteer: Gazetteer) -> set[int]:
    """Returns the zones whose name begins one of some names: what is a part there, is theirs."""
    starts = {body[:end] for body in bodies for end in range(SHORTEST, len(body))}
    known = (gazetteer.names[at] for start in starts for at in gazetteer.by_body.get(start, ()))
    return {uid for name in known for uid in name.zones}
