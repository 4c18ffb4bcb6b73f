"""Whatever is surveyed: a survey of the same changes nothing, and its changes lead to it."""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.boundaries.identity.compare import measure_distance
from geo.names import normalise_names
from geo.surveys import Change, Identified
from tests.packing import identify as identify_frame
from tests.resurvey import METRIC, make_known

CELLS = 4
codes = st.integers(0, 30).map("CY-{:03d}".format)
names = st.text(st.sampled_from("东西园（一二）期 　aＡ"), min_size=1, max_size=4)


@st.composite
def surveys(draw):
    """Up to sixteen places on a grid of 4 × 4 cells: cells, joined cells, parts of cells."""
    owner = draw(st.lists(st.integers(0, 15), min_size=16, max_size=16))
    shapes = []
    for cell_owner in sorted(set(owner)):
        cells = [
            shapely.box(*(100 * np.array([i % CELLS, i // CELLS, i % CELLS + 1, i // CELLS + 1])))
            for i, whose in enumerate(owner)
            if whose == cell_owner
        ]
        shapes.append(shapely.union_all(cells))
    keep = draw(st.lists(st.booleans(), min_size=len(shapes), max_size=len(shapes)))
    shapes = [shape for shape, kept in zip(shapes, keep, strict=True) if kept] or shapes[:1]
    shrink = draw(st.lists(st.integers(0, 30), min_size=len(shapes), max_size=len(shapes)))
    shapes = [
        shapely.affinity.translate(shape.buffer(-by, join_style="mitre"), 450_000, 4_412_000)
        for shape, by in zip(shapes, shrink, strict=True)
    ]
    count = len(shapes)
    known = make_known(
        gpd.GeoSeries(shapes, crs=METRIC),
        draw(st.lists(names, min_size=count, max_size=count)),
    )
    unique = st.lists(codes, min_size=count, max_size=count, unique=True)
    return known.assign(code=draw(unique))


def identify(rows, known, profile, *, partial=False) -> Identified:
    rows = rows.assign(row_no=np.arange(1, len(rows) + 1), street_code=None)
    plain = rows.drop(columns=["uid", "street_uid"])
    return identify_frame(plain, known, profile, partial=partial)


def apply(known: gpd.GeoDataFrame, found: Identified) -> gpd.GeoDataFrame:
    """Returns the places after a survey: what it says, who stays, new ones from uid 9001."""
    changed = found.rows[found.rows["change"] != Change.UNCHANGED]
    gone = {removal.uid for removal in found.removed} | set(changed["place_uid"].dropna())
    new = changed["place_uid"].isna()
    uid = changed["place_uid"].mask(new, pd.Series(range(9001, 9001 + len(changed)), changed.index))
    stay = known[~known["uid"].isin(gone)]
    return pd.concat([stay, changed.assign(uid=uid)], ignore_index=True)


def content(places: gpd.GeoDataFrame) -> dict[str, tuple[object, ...]]:
    shapes = places.geometry.normalize()
    return {
        code: (name, attributes, shapely.to_wkt(shape, rounding_precision=7))
        for code, name, attributes, shape in zip(
            places["code"], places["name"], places["attributes"], shapes, strict=True
        )
    }


SEARCH = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))


def test_a_survey_of_the_same_is_empty(profile):
    @given(known=surveys(), order=st.randoms(use_true_random=False))
    @SEARCH
    def holds(known, order):
        rows = known.sample(frac=1, random_state=order.randint(0, 1000)).reset_index(drop=True)
        found = identify(rows, known, profile)
        assert found.count_changes() == {"unchanged": len(known)}
        assert (found.rows["place_uid"] == rows["uid"]).all()
        assert (found.removed, found.lineage, found.findings) == ((), (), ())

    holds()


def test_the_changes_of_a_survey_lead_to_it(profile):
    @given(a=surveys(), b=surveys())
    @SEARCH
    def holds(a, b):
        found = identify(b, a, profile)
        after = apply(a, found)
        assert content(after) == content(b)
        assert after["uid"].is_unique
        again = identify(b, after.assign(street_uid=pd.NA), profile)
        assert again.count_changes() == {"unchanged": len(b)}

    holds()


def test_whoever_is_known_before_is_one_place_at_most_after(profile):
    @given(a=surveys(), b=surveys(), partial=st.booleans())
    @SEARCH
    def holds(a, b, partial):
        found = identify(b, a, profile, partial=partial)
        shown = found.rows["place_uid"].dropna().tolist()
        retired = [removal.uid for removal in found.removed]
        assert len({*shown, *retired}) == len(shown) + len(retired)
        assert {*shown, *retired} <= set(a["uid"])
        if not partial:
            assert {*shown, *retired} == set(a["uid"])
        # Nobody retires by splitting or merging without children.
        parents = {descent.parent for descent in found.lineage}
        for removal in found.removed:
            assert (removal.change is not Change.REMOVED) == (removal.uid in parents)
        new = found.rows["place_uid"].isna()
        assert found.rows.loc[new, "change"].isin([Change.ADDED, Change.SPLIT, Change.MERGED]).all()
        assert (
            not found.rows.loc[~new, "change"]
            .isin([Change.ADDED, Change.SPLIT, Change.MERGED])
            .any()
        )
        # After any survey, published, no two places share a code.
        assert apply(a, found)["code"].is_unique

    holds()


def test_long_outlines_are_compared_by_an_index_as_short_ones_are_without():
    rng = np.random.default_rng(1)
    angle = np.linspace(0, 2 * np.pi, 900, endpoint=False)

    def draw(radius):
        return shapely.Polygon(np.column_stack([np.cos(angle), np.sin(angle)]) * radius[:, None])

    one = np.array([draw(rng.uniform(90, 110, 900)) for _ in range(3)])
    other = np.array(
        [draw(rng.uniform(90, 110, 900)).difference(shapely.box(0, 0, 9, 9)) for _ in one]
    )
    by_index = measure_distance(one, other)
    assert by_index == pytest.approx(shapely.hausdorff_distance(one, other, densify=0.5), abs=1e-9)
    assert measure_distance(one, one) == pytest.approx([0, 0, 0])


@given(name=names)
def test_a_normalised_name_stays_as_it_is(name):
    once = normalise_names(pd.Series([name]))
    assert normalise_names(once).equals(once)
