"""A local grid: offered where it is set, followed where it is asked for, told nowhere."""

import json

import numpy as np
import pytest
import shapely
from pyproj import CRS

from geo.boundaries.coordinates.georeference import place_shapes
from geo.crs import LOCAL
from geo.errors import SetupError
from geo.profile import read_profile
from geo.surveys import PlaceKind, QuestionError, SurveyRequest
from tests.conftest import CHAOYANG
from tests.placing import assert_at_home, decide_place, found, make_known, survey, values

PIPELINE = (
    "+proj=pipeline +step +proj=affine +xoff=-43000 +yoff=4122000 "
    "+s11=0.99999 +s12=0.0001 +s21=-0.0001 +s22=0.99999 "
    "+step +inv +proj=tmerc +lon_0=117 +x_0=500000 +ellps=GRS80"
)


@pytest.fixture
def gridded(tmp_path):
    """The shipped district on a machine with an invented local grid, and a survey in it."""
    path = tmp_path / "本地.txt"
    path.write_text(PIPELINE + "\n")
    profile = read_profile(CHAOYANG, path)
    turn = np.linalg.inv([[0.99999, 0.0001], [-0.0001, 0.99999]])
    shapes = shapely.transform(
        survey(4548)[1], lambda points: (points - np.array([-43000, 4122000])) @ turn.T
    )
    return profile, shapes, path


def test_a_local_grid_is_offered_and_followed(gridded):
    profile, shapes, path = gridded
    labels = survey(4548)[0]
    with pytest.raises(QuestionError) as error:
        decide_place(shapes, None, labels, SurveyRequest(PlaceKind.ZONE), profile)
    (question,) = error.value.questions
    assert (values(question), question.proposed) == ([LOCAL], LOCAL)
    request = SurveyRequest(PlaceKind.ZONE, srid=LOCAL)
    decided = decide_place(shapes, None, labels, request, profile, make_known())
    assert decided.srid == LOCAL
    assert found(decided) == ()
    assert_at_home(place_shapes(shapes, decided))
    told = decided.as_decisions()["crs"]
    assert told["local"]["name"] == path.name
    assert len(told["local"]["sha256"]) == 64


def test_what_a_local_grid_holds_is_nowhere_told(gridded, capfd, caplog):
    profile, shapes, path = gridded
    labels = survey(4548)[0]
    with pytest.raises(QuestionError) as asked:
        decide_place(shapes, None, labels, SurveyRequest(PlaceKind.ZONE), profile)
    decided = decide_place(shapes, None, labels, SurveyRequest(PlaceKind.ZONE, srid=0), profile)
    path.write_text("+proj=pipeline +step +proj=nonsense +xoff=-43000")
    with pytest.raises(SetupError) as broken:
        decide_place(shapes, None, labels, SurveyRequest(PlaceKind.ZONE, srid=0), profile)
    assert broken.value.__cause__ is None
    assert broken.value.__suppress_context__
    told = [
        str(asked.value), repr(asked.value), str(broken.value), repr(decided), repr(profile),
        json.dumps(decided.as_decisions()), profile.model_dump_json(), caplog.text,
        *capfd.readouterr(),
    ]  # fmt: skip
    assert not any("43000" in text or "4122000" in text for text in told)


def test_without_a_local_grid_none_is_offered_nor_followed(decide):
    with pytest.raises(SetupError) as error:
        decide(survey(4548)[1], srid=LOCAL)
    assert error.value.code == "local_grid_missing"


def test_a_broken_local_grid_disturbs_no_other_survey(tmp_path):
    (tmp_path / "grid").write_bytes(b"\xff\xfe")
    profile = read_profile(CHAOYANG, tmp_path / "grid")
    labels, shapes = survey(4548)
    declared = CRS.from_epsg(4548)
    request = SurveyRequest(PlaceKind.ZONE)
    assert decide_place(shapes, declared, labels, request, profile).srid == 4548
