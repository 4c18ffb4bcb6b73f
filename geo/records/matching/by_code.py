"""Stage S0: the zone that has the code that a record names, or had it on the day of the event."""

import datetime as dt

from geo.records.matching import confidence
from geo.records.matching.candidates import Candidate, Fact
from geo.records.matching.gazetteer import Gazetteer
from geo.records.matching.wording.codes import fold_code


def judge_code(code: str, on: dt.date | None, gazetteer: Gazetteer) -> list[Candidate]:
    """Returns a candidate for each zone that a code stands for; none if it is unknown.

    A code that was given anew is read by the day of the event. Where the zone is no more, the
    zones that came from it are the candidates.
    """
    versions = gazetteer.codes.get(fold_code(code), ())
    valid = {v.uid for v in versions if on is not None and v.holds(on)}
    uids = valid or {v.uid for v in versions if v.current} or {v.uid for v in versions}
    zones = sorted({zone for uid in uids for zone in gazetteer.trace(uid)})
    retired = not uids & gazetteer.places.keys()
    fact: Fact = ("code_retired" if retired else "code_equal", code)
    sure = confidence.RETIRED if retired else confidence.BY_CODE
    share = sure if len(zones) == 1 else confidence.SEVERAL / max(len(zones), 1)
    return [Candidate(zone, "code", share, (fact,), section=len(zones) > 1) for zone in zones]
