"""Street and community that a record names: evidence for or against a zone, never judges."""

from collections.abc import Iterator

from geo.records.matching.candidates import Fact
from geo.records.matching.gazetteer import Gazetteer
from geo.records.matching.known import Place
from geo.records.matching.said import Said
from geo.records.matching.wording.streets import strip_community
from geo.records.matching.wording.texts import fold_text


def find_street(said: Said, gazetteer: Gazetteer) -> str | None:
    """Returns the stem of the street that a record names, known or not; else that of its texts."""
    if said.street_name:
        return gazetteer.streets.identify(said.street_name)
    texts = map(fold_text, said.texts)
    return next((stem for text in texts if (stem := gazetteer.streets.find(text))), None)


def lies_in(place: Place, street: str | None) -> bool | None:
    """Tells whether a zone lies in a street; None where one of them is not known."""
    return None if street is None or place.street is None else street == place.street


def stands_in(said: Said, place: Place, street: str | None) -> bool | None:
    """Tells whether a zone lies where the record says: by street, else by community.

    Another community says nothing: callers rarely know theirs.
    """
    here = lies_in(place, street)
    return True if here is None and _same_community(said, place) else here


def _same_community(said: Said, place: Place) -> bool:
    return bool(said.community) and strip_community(said.community or "") == place.community


def tell_street(said: Said, place: Place, street: str | None) -> Iterator[Fact]:
    """Yields whether the street that a record names is the zone's, and the community if it is."""
    here = lies_in(place, street)
    if here is not None:
        fact = "street_agrees" if here else "street_differs"
        yield (fact, said.street_name or street or "", place.street_name)
    if _same_community(said, place):
        yield ("community_agrees", said.community or "")
