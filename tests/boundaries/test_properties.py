"""Whatever a survey draws: read again it is nothing new, and put back it is what it was."""

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from geo.boundaries.reading.tidy import tidy_name
from tests import world
from tests.office import Office

TOWN = world.CHAOYANG
text = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), min_size=1, max_size=12)
said = text.map(str.strip).filter(
    lambda t: tidy_name(t) and not any("\x80" <= c <= "\xff" for c in t)
)


@st.composite
def surveys(draw):
    """Some zones of the town, shrunk, with other names, counts and directions of drawing."""
    keys = draw(st.lists(st.sampled_from(list(world.ZONES)), min_size=1, unique=True))
    zones = TOWN.zones(*keys)
    zones["小区名称"] = draw(st.lists(said, min_size=len(keys), max_size=len(keys)))
    zones["户数"] = draw(
        st.lists(
            st.one_of(st.none(), st.integers(0, 99_999)), min_size=len(keys), max_size=len(keys)
        )
    )
    zones["附注"] = draw(
        st.lists(st.one_of(st.none(), text), min_size=len(keys), max_size=len(keys))
    )
    millimetres = draw(st.integers(0, 1_000))
    shapes = zones.geometry.buffer(-millimetres / 1_000, join_style="mitre").to_numpy()
    if draw(st.booleans()):
        shapes = shapely.reverse(shapes)
    return zones.set_geometry(np.asarray(shapes))


@pytest.fixture(scope="module")
def office(make_database, profile, tmp_path_factory):
    """One office for all examples: whatever was published before must not matter."""
    return Office(make_database(), profile, TOWN, tmp_path_factory.mktemp("properties"))


LET_THROUGH = dict.fromkeys(("A2", "A5", "D1", "D3", "D4"), "")


def test_a_survey_read_again_is_nothing_new(office):
    @given(survey=surveys(), form=st.sampled_from(["gpkg", "geojson"]))
    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    def holds(survey, form):
        path = office.new_path(form)
        if form == "gpkg":
            world.write_geopackage(survey, path, 4527)
        else:
            world.write_geojson(survey, path)
        first = office.load(path, accepted=LET_THROUGH)
        assert sum(first.changes.values()) - first.changes.get("removed", 0) == len(survey)
        again = office.load(path, accepted=LET_THROUGH)
        assert (again.release_id, again.changes) == (None, {"unchanged": len(survey)})
        assert len(office.uids()) == len(survey)

    holds()


def test_what_is_put_back_is_what_it_was(office):
    @given(one=surveys(), other=surveys())
    @settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
    def holds(one, other):
        office.survey(one, accepted=LET_THROUGH)
        before = shown(office)
        office.survey(other, accepted=LET_THROUGH)
        office.survey(one, accepted=LET_THROUGH)
        assert shown(office) == before
        assert (
            office.one(
                "SELECT count(*) FROM zone_version a JOIN zone_version b ON a.zone_uid = b.zone_uid"
                " AND a.id < b.id AND a.valid && b.valid AND a.sys && b.sys"
            )
            == 0
        )

    holds()


def shown(office) -> list[tuple[object, ...]]:
    rows = office.query(
        "SELECT code, name, attributes, round(area_m2) FROM zone_version"
        " WHERE upper_inf(sys) AND upper_inf(valid) ORDER BY code"
    )
    return [tuple(row) for row in rows]
