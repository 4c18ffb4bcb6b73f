"""Matching on real names as four listing sites write them; what is learnt here are rules, not rows.

The figures by stratum are printed by `python -m tests.bench.bench_match`.
"""

import numpy as np
import pandas as pd
import pytest

from geo.records.matching.confidence import AUTOMATIC
from tests.gazetteers import make_gazetteer
from tests.records import sites
from tests.records.intervals import bound_share

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def zones(shared):
    return sites.read_zones(shared)


@pytest.fixture(scope="module")
def gazetteer(zones, profile):
    return make_gazetteer(zones, profile)


@pytest.fixture(scope="module", params=["name", "address", "both"])
def answered(request, shared, gazetteer, profile):
    """The requests' answers, with the text in the column of names, of addresses, or in two."""
    requests = sites.read_requests(shared, "requests_dev")
    return sites.answer(sites.arrange(requests, request.param), gazetteer, profile)


def test_automatic_answers_are_right(answered):
    automatic = answered[answered["auto"] != ""]
    right = automatic["auto"] == automatic["truth_zone_code"]
    assert right.mean() >= 0.99
    assert bound_share(int(right.sum()), len(right))[0] >= 0.98
    assert len(automatic) >= 0.85 * (answered["truth_zone_code"] != "NONE").sum()


def test_what_is_not_answered_is_offered(answered):
    there = answered[answered["truth_zone_code"] != "NONE"]
    truth = there["truth_zone_code"]
    chosen = zip(truth, there["auto"], there["offered"], strict=True)
    assert np.mean([t == a or t in o[:5] for t, a, o in chosen]) >= 0.95


def test_an_estate_that_is_no_zone_is_not_answered(answered):
    absent = answered[answered["stratum"] == "none"]
    assert len(absent) > 100
    assert (absent["auto"] != "").mean() <= 0.01


@pytest.mark.parametrize(
    ("stratum", "least"), [("exact", 0.98), ("variant", 0.7), ("part", 0.7), ("address_only", 0.85)]
)
def test_each_stratum_is_answered(answered, stratum, least):
    there = answered[answered["stratum"] == stratum]
    assert (there["auto"] == there["truth_zone_code"]).mean() >= least


def test_an_estate_in_sections_is_offered_and_never_chosen(shared, gazetteer, profile):
    requests = sites.read_requests(shared, "requests_ambiguous_dev")
    answered = sites.answer(requests, gazetteer, profile)
    assert set(answered["auto"]) == {""}
    truths = answered["truth_zone_codes"].str.split("|")
    missing = [
        set(truth) - set(offered)
        for truth, offered in zip(truths, answered["offered"], strict=True)
    ]
    assert not any(missing)


def read_pairs(shared) -> pd.DataFrame:
    return pd.read_csv(shared / "real" / "name_pairs_dev.csv", dtype=str, keep_default_na=False)


def ask_pair(row, other: str, said: str) -> pd.DataFrame:
    """Returns one side of a pair as a record says it."""
    name, street, address = (row[f"{column}_{other}"] for column in ("name", "street", "address"))
    asked = {
        "name": {"zone_name": name},
        "street": {"zone_name": name, "street_name": street},
        "address": {"zone_name": name, "street_name": street, "address": address},
        "name as address": {"address": name, "street_name": street},
    }
    return pd.DataFrame([asked[said]])


@pytest.mark.parametrize("said", ["name", "street", "address", "name as address"])
def test_no_different_pair_is_joined(shared, profile, said):
    """With one side as the only zone, the other's name (and street, and address) asked."""
    joined, same = [], 0
    for _, row in read_pairs(shared).iterrows():
        for known, other in ("ab", "ba"):
            asked = ask_pair(row, other, said)
            gazetteer = sites.make_single(profile, row, known)
            found = sites.match_records(asked, gazetteer, profile, place_optional=False)
            if found["placement"][0] == "matched":
                joined += [(row[f"name_{known}"], row[f"name_{other}"])] * (
                    row["label"] == "different"
                )
                same += row["label"] == "same"
    assert joined == []
    assert same >= 50


def test_different_pairs_stay_apart_among_all_zones(shared, zones, profile):
    """Among all zones, no name of a different pair is answered with the other side's zone."""
    gazetteer = make_gazetteer(zones, profile)
    codes = dict(zip(zones["name"], zones["code"], strict=True))
    pairs = read_pairs(shared)
    sides = [
        (row[f"name_{other}"], row[f"street_{other}"], codes[row[f"name_{known}"]])
        for _, row in pairs[pairs["label"] == "different"].iterrows()
        for known, other in ("ab", "ba")
        if row[f"name_{known}"] in codes
    ]
    asked = pd.DataFrame(sides, columns=["zone_name", "street_name", "other"])
    answered = sites.answer(asked, gazetteer, profile)
    assert len(answered) > 100
    assert (answered["auto"] != answered["other"]).all()


def dress(name: str, street: str) -> list[str]:
    return [name, f"朝阳区{street}{name}", f"{name}12号楼3单元", f"北京市朝阳区{name}东门外"]


def test_every_zone_is_found_by_its_own_name(zones, gazetteer, profile):
    asked = pd.DataFrame(
        [
            (text, street, code)
            for name, street, code in zip(
                zones["name"], zones["street_name"], zones["code"], strict=True
            )
            for text in dress(name, street)
        ],
        columns=["zone_name", "street_name", "truth"],
    )
    answered = sites.answer(asked, gazetteer, profile)
    wrong = answered[(answered["auto"] != answered["truth"]) & (answered["auto"] != "")]
    assert wrong["zone_name"].tolist() == []
    assert (answered["auto"] == answered["truth"]).mean() >= 0.99


@pytest.mark.parametrize("fold", range(5))
def test_a_zone_that_is_left_out_is_hardly_ever_taken_for_another(zones, profile, fold):
    """Each fifth of the zones asked for in the gazetteer of the others: no answer is right."""
    out = zones["uid"] % 5 == fold
    gazetteer = make_gazetteer(zones[~out], profile)
    left = zones[out]
    asked = pd.DataFrame(
        [
            (text, street)
            for name, street in zip(left["name"], left["street_name"], strict=True)
            for text in dress(name, street)
        ],
        columns=["zone_name", "street_name"],
    )
    answered = sites.answer(asked, gazetteer, profile)
    assert (answered["auto"] != "").mean() <= 0.01


@pytest.mark.parametrize("said", ["name", "address"])
def test_every_zone_is_found_by_its_name_and_its_own_address(zones, gazetteer, profile, said):
    """Old places that its address names contradict no zone."""
    asked = zones.assign(
        zone_name=zones["name"],
        address=zones["name"] if said == "name" else [s["address"] for s in zones["attributes"]],
    )
    answered = sites.answer(asked, gazetteer, profile)
    wrong = (answered["auto"] != "") & (answered["auto"] != answered["code"])
    assert answered["zone_name"][wrong].tolist() == []
    assert (answered["auto"] != "").mean() >= 0.99


# An answer's confidence is the share of such answers that are right: so nearly in each bin.
BINS = {(0.0, 0.3): 0.1, (0.3, 0.6): 0.1, (0.6, AUTOMATIC): 0.1, (AUTOMATIC, 0.98): 0.02,
        (0.98, 1.01): 0.02}  # fmt: skip


@pytest.mark.parametrize("within", BINS)
def test_confidence_is_calibrated(answered, within):
    """The mean confidence of a bin lies within the 95 % interval of what is right, or nearly."""
    least, most = within
    first = [auto or (o[0] if o else "") for auto, o in zip(
        answered["auto"], answered["offered"], strict=True)]  # fmt: skip
    right = pd.Series(first, answered.index) == answered["truth_zone_code"]
    sure = answered["confidence"]
    rows = answered[(sure >= least) & (sure < most)]
    low, high = bound_share(int(right[rows.index].sum()), len(rows))
    mean = rows["confidence"].mean()
    assert len(rows) > 3
    assert low - BINS[within] <= mean <= high + BINS[within], (mean, low, high, len(rows))
