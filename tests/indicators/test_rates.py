"""Rates: both parts by the definition, percent, and how much is missing to the target."""

import pytest

from geo.indicators.rates import RateColumns, count_missing, count_parts, count_rate, to_percent
from geo.profile import Indicator, RateDefinition

COLUMNS = RateColumns(
    zones={
        "service_mode": ["enterprise", "enterprise", "quasi_unit", "none", "unknown"],
        "committee_kind": [
            "owners_committee",
            "property_management_committee",
            "property_management_committee",
            "none",
            "unknown",
        ],
        "party_committee": ["established", "joint", "none", "established", "unknown"],
    },
    firms={"party_firm": ["established", "none"]},
)
EMPTY = RateColumns(
    zones={"committee_kind": [], "party_committee": []}, firms={"party_firm": []}
)  # fmt: skip


def define(of: str, **where: list[str]) -> RateDefinition:
    return RateDefinition(id="d", zh="口径", en="definition", of=of, where=where)


@pytest.mark.parametrize(
    ("definition", "parts"),
    [
        (define("zone", committee_kind=["owners_committee"]), (1, 5)),
        (define("zone", service_mode=["enterprise", "quasi_unit"]), (3, 5)),
        # The established one of a zone without a committee is no committee's.
        (define("committee", party_committee=["established", "joint"]), (2, 3)),
        (define("zone", party_committee=["established", "joint"]), (3, 5)),
        (define("firm", party_firm=["established"]), (1, 2)),
        (define("zone", service_mode=["enterprise"], committee_kind=["owners_committee"]), (1, 5)),
        (define("zone", service_mode=[]), (0, 5)),
    ],
)
def test_parts_follow_the_definition(definition, parts):
    assert count_parts(COLUMNS, definition) == parts


@pytest.mark.parametrize("of", ["zone", "committee", "firm"])
def test_nothing_counted_is_no_rate(of):
    name = "party_firm" if of == "firm" else "party_committee"
    indicator = Indicator(
        id="i", zh="率", en="rate", short_zh="率", short_en="r", targets={2022: 90.0}, source="-",
        definitions=(define(of, **{name: ["established"]}),),
    )  # fmt: skip
    rate = count_rate(EMPTY, indicator, indicator.definitions[0], 2022)
    assert (rate.numerator, rate.denominator, rate.rate, rate.missing) == (0, 0, None, 0)
    assert rate.target == 90.0
    assert count_rate(EMPTY, indicator, indicator.definitions[0], 2023).target is None


@pytest.mark.parametrize(
    ("numerator", "denominator", "percent"),
    [
        (1514, 1637, 92.5),
        (530, 544, 97.4),
        (1537, 1637, 93.9),
        (1, 3, 33.3),
        (2, 3, 66.7),
        # Half a tenth goes up, as people round; binary fractions alone would go down.
        (1, 2000, 0.1),
        (4005, 100000, 4.0),
        (0, 7, 0.0),
        (7, 7, 100.0),
    ],
)
def test_percent_has_one_decimal(numerator, denominator, percent):
    assert to_percent(numerator, denominator) == percent


@pytest.mark.parametrize(
    ("numerator", "denominator", "target", "missing"),
    [
        (1456, 1637, 90.0, 18),  # 1473.3 are needed
        (1474, 1637, 90.0, 0),
        (1473, 1637, 90.0, 1),
        (9, 10, 90.0, 0),
        (0, 1000, 33.3, 333),
        (5, 0, 90.0, 0),
        (0, 10, None, 0),
    ],
)
def test_missing_to_the_target(numerator, denominator, target, missing):
    assert count_missing(numerator, denominator, target) == missing
    if target is not None and denominator:
        reached = numerator + missing
        assert reached * 100 >= target * denominator
        assert missing == 0 or (reached - 1) * 100 < target * denominator
