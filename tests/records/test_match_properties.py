"""Whatever rows say: the order means nothing, equal rows are answered alike, keys stay."""

import json

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.records.matching.match import match_records
from geo.records.matching.said import SAID
from geo.rows import Decided, Outcome
from tests.callers import call_in, make_estates
from tests.gazetteers import make_gazetteer, make_zones

ZONES = make_estates(120, seed=5)
CALLS = call_in(ZONES, 60, seed=6)
NAMES = st.one_of(
    st.sampled_from([call.text for call in CALLS]),
    st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=12),
    st.none(),
)
ROW = st.fixed_dictionaries(
    {
        "zone_code": st.sampled_from([None, None, None, "M-000003", "M-999999", "m-000007 "]),
        "zone_name": NAMES,
        "address": st.one_of(st.none(), NAMES),
        "street_name": st.sampled_from([None, "云影街道", "朝阳区云影街道", "河南乡", "？"]),
        "community": st.sampled_from([None, "云影社区"]),
        "district": st.sampled_from([None, "朝阳区", "海淀区"]),
        "lon": st.sampled_from([None, 116.5]),
        "lat": st.sampled_from([None, 39.9]),
    }
)


@pytest.fixture(scope="module")
def gazetteer(profile):
    return make_gazetteer(ZONES, profile)


def tell(matched: pd.DataFrame) -> list[str]:
    """Returns each row's answer as one comparable text."""
    answers = matched[["zone_uid", "placement", "evidence", "match_key"]]
    return [
        json.dumps([None if pd.isna(uid) else int(uid), placement, evidence, key], sort_keys=True)
        for uid, placement, evidence, key in answers.astype(object).itertuples(index=False)
    ]


@given(rows=st.lists(ROW, min_size=1, max_size=6), data=st.data())
@settings(max_examples=60, deadline=None)
def test_the_order_means_nothing_and_equal_rows_are_answered_alike(gazetteer, profile, rows, data):
    frame = pd.DataFrame(rows * 2, dtype=object)
    told = tell(match_records(frame, gazetteer, profile, place_optional=False))
    assert told[: len(rows)] == told[len(rows) :]
    order = data.draw(st.permutations(range(len(rows))))
    turned = frame.iloc[order]
    again = match_records(turned, gazetteer, profile, place_optional=False)
    assert tell(again) == [told[n] for n in order]
    assert again.index.equals(turned.index)
    alone = match_records(frame.iloc[:1], gazetteer, profile, place_optional=False)
    assert tell(alone) == told[:1]


@given(row=ROW, optional=st.booleans())
@settings(max_examples=100, deadline=None)
def test_every_row_ends_once_with_its_evidence(gazetteer, profile, row, optional):
    matched = match_records(pd.DataFrame([row]), gazetteer, profile, place_optional=optional)
    (answer,) = matched.itertuples()
    assert answer.placement in {o.value for o in Outcome} - {"rejected"}
    said = (row[c] for c in ("zone_code", "zone_name", "address", "lon"))
    nothing = not any(str(value).strip() for value in said if value is not None)
    assert pd.notna(answer.zone_uid) <= (answer.placement == "matched")
    if answer.placement == "matched" and not nothing:
        assert pd.notna(answer.zone_uid)
    evidence = json.loads(json.dumps(answer.evidence, allow_nan=False))
    assert 0 <= evidence["confidence"] <= 1
    assert evidence["said"].keys() <= {*SAID, "crs_read"}
    sure = [candidate["confidence"] for candidate in evidence["candidates"]]
    assert sure == sorted(sure, reverse=True)
    assert len({candidate["zone"] for candidate in evidence["candidates"]}) == len(sure)


@given(row=ROW)
@settings(max_examples=60, deadline=None)
def test_what_is_kept_says_the_same_again(gazetteer, profile, row):
    """A record matched again from its evidence alone gets the same answer and the same key."""
    first = match_records(pd.DataFrame([row]), gazetteer, profile, place_optional=False)
    said = pd.DataFrame([first["evidence"].iloc[0]["said"]])
    again = match_records(said, gazetteer, profile, place_optional=False)
    assert tell(again) == tell(first)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"zone_name": "青桐家园３號樓2单元"}, {"zone_name": "青桐 家园三号楼"}),
        ({"zone_name": "北京市朝阳区青桐家园东门外"}, {"zone_name": "青桐家园"}),
        (
            {"zone_name": "青桐家园", "street_name": "望京街道"},
            {"zone_name": "青桐家园", "street_name": "朝阳区望京地区办事处", "district": "朝阳区"},
        ),
        ({"zone_name": "青桐家园", "lon": 116.4, "lat": 39.9}, {"zone_name": "青桐家园"}),
    ],
)
def test_keys_of_what_says_the_same_are_equal(gazetteer, profile, one, other):
    keys = [key(gazetteer, profile, said) for said in (one, other)]
    assert keys[0] == keys[1]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"zone_name": "青桐家园3号楼"}, {"zone_name": "青桐家园5号楼"}),
        ({"zone_name": "青桐家园一期"}, {"zone_name": "青桐家园二期"}),
        ({"zone_name": "青桐家园"}, {"zone_name": "青桐家园", "street_name": "望京街道"}),
        ({"zone_name": "青桐家园"}, {"zone_name": "青桐家园", "district": "海淀区"}),
        ({"zone_name": "青桐家园"}, {"address": "青桐家园"}),
        ({"lon": 116.4, "lat": 39.9}, {"lon": 116.4001, "lat": 39.9}),
        ({"zone_code": "M-1"}, {"zone_code": "M-10"}),
    ],
)
def test_keys_of_what_differs_differ(gazetteer, profile, one, other):
    assert key(gazetteer, profile, one) != key(gazetteer, profile, other)


def key(gazetteer, profile, said):
    rows = pd.DataFrame([said])
    return match_records(rows, gazetteer, profile, place_optional=False)["match_key"].iloc[0]


def test_a_key_hangs_on_no_release(gazetteer, profile):
    """Decisions are kept under it: it must be the same in every gazetteer and every version."""
    other = make_gazetteer(make_zones(("A", "青桐家园", "望京街道")), profile)
    said = {"zone_name": "朝阳区青桐家園３号楼２单元", "street_name": "望京街道"}
    assert key(gazetteer, profile, said) == key(other, profile, said) == "3eb7bd110c50ec27"


@pytest.mark.parametrize(
    ("verdict", "zone", "placement"),
    [("zone", 7, "matched"), ("elsewhere", None, "out_of_area"), ("unplaceable", None, "rejected")],
)
def test_a_decision_goes_before_everything(gazetteer, profile, verdict, zone, placement):
    rows = pd.DataFrame({"zone_name": [ZONES["name"][2]], "zone_code": ["M-000003"]})
    known = key(gazetteer, profile, rows.iloc[0].to_dict())
    decided = {known: Decided(verdict, zone)}
    matched = match_records(rows, gazetteer, profile, place_optional=False, decided=decided)
    (answer,) = matched.itertuples()
    found = None if pd.isna(answer.zone_uid) else int(answer.zone_uid)
    assert (found, answer.placement) == (zone, placement)
    assert (answer.evidence["by"], answer.evidence["confidence"]) == ("decided", 1.0)


def test_rows_that_need_no_place_have_no_key(gazetteer, profile):
    rows = pd.DataFrame({"zone_name": [None, "x"], "street_name": ["云影街道", None]})
    matched = match_records(rows, gazetteer, profile, place_optional=True)
    assert matched["placement"].tolist() == ["matched", "review"]
    assert matched["match_key"].isna().tolist() == [True, False]
    required = match_records(rows, gazetteer, profile, place_optional=False)
    assert required["match_key"].notna().all()


def test_no_rows_and_no_zones(gazetteer, profile):
    nothing = pd.DataFrame({"zone_name": pd.Series(dtype=object)})
    assert len(match_records(nothing, gazetteer, profile, place_optional=False)) == 0
    empty = make_gazetteer(ZONES.iloc[:0], profile)
    rows = pd.DataFrame({"zone_name": ["青桐家园"], "zone_code": ["M-000003"]})
    matched = match_records(rows, empty, profile, place_optional=False)
    assert matched["placement"].tolist() == ["review"]
