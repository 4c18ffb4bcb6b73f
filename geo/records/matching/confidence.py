"""How sure each kind of evidence makes an answer.

The numbers are shares of right answers, smoothed towards caution: each kind of evidence was
counted over the names of all zones of a district, spelled in many ways, with the zone in the
gazetteer and with the zone left out (when any answer is wrong), and over labelled requests.
tests/records/test_match_shared.py holds them to what happens, by bins.
"""

from geo.records.matching.wording.names import Likeness

# An answer at least this sure is given without asking.
AUTOMATIC = 0.96

BY_CODE = 0.999
BY_NAME: dict[Likeness, float] = {
    Likeness.EQUAL: 0.995,
    Likeness.ALIKE: 0.99,
    Likeness.KIND_LEFT_OUT: 0.97,
    Likeness.PART: 0.97,
    Likeness.PART_AND_KIND: 0.7,
    Likeness.PART_OF_ROAD: 0.5,
    Likeness.WHOLE: 0.5,
    Likeness.OTHER_PART: 0.02,
    Likeness.OTHER_KIND: 0.44,
    Likeness.OTHER_NUMBER: 0.02,
}
# A kind of place left out says the same place where enough of the name remains: by its signs.
# Two estates may share three signs.
BY_REMAINS = (0.5, 0.5, 0.5, 0.9, 0.97)
# Another kind of place, where sections of an estate of that name are known.
KIND_BESIDE_ESTATE = 0.1
# A name that only lacks 小区, but is a road or a street too, or shorter than this.
MAY_BE_PLACE = 0.7
LEAST_NAME = 3
# Words before a name that nothing explains make it likely another one: 新青桐家园.
UNEXPLAINED = 0.8
# A known name behind an unknown one more likely says where that is, and so does its address.
GLOSS = 0.44
# What lies beside an estate may be the next one: 青桐家园对面.
BESIDE = 0.9
FORMER = 0.97
RETIRED = 0.97
STREET_DIFFERS = 0.9
STREET_SILENT = 0.99
# A part of an estate where other zones' names begin with the estate's.
WITH_SIBLINGS = 0.6
SEVERAL = 0.9

BY_ADDRESS = 0.985
ADDRESS_UNEXPLAINED = 0.7
# Where estates are called by their number, the number may be another one's name: 白榆居2号院.
NUMBERED_NAMES = 0.9
# An address beside a name that nothing explains is likely a neighbour's.
ADDRESS_OF_UNKNOWN = 0.6
# A name that nearly fits and an address that is the zone's alone speak for each other.
NAME_AND_ADDRESS = 0.985

DECIDED = 1.0

# A name that sounds the same, alone in the street that the record names, or not: a slip of the
# keyboard, or a neighbour that somebody named for its sound (清枫里, 青枫里). Nobody can tell.
SOUNDS_HERE = 0.9
SOUNDS = 0.7
# As if so many letters in a hundred were the same: one name holds the other; an address names it.
HELD = 85
MENTIONED = 60
# Names that differ in a side of the compass or a section are two estates, however alike.
OTHER_SIDE = 0.1
_NOTHING = 50
_IN_STREET = 0.7
_ELSEWHERE = 0.2


def weigh_similar(score: float, *, here: bool) -> float:
    """Returns how sure a similar name makes a zone: never enough to answer without asking.

    Args:
        score: rapidfuzz's ratio of the names without parts and added words, 0 to 100.
        here: whether the zone lies in the street that the record names.
    """
    # What is hardly alike still comes before what is not.
    likely = max((score - _NOTHING) / (100 - _NOTHING), score / 1000)
    return likely * (_IN_STREET if here else _ELSEWHERE)
