"""Fixtures of the boundary surveys."""

import json
from collections.abc import Iterator
from pathlib import Path

import geopandas as gpd
import pytest
from pyproj import CRS

from geo.boundaries.reading.read import read_survey
from geo.crs import STORAGE
from geo.errors import InputError
from geo.surveys import PlaceKind, QuestionError, SurveyRequest
from tests.boundaries.lifecycle import Desk
from tests.boundaries.spare import SpareReader
from tests.packing import pack, show
from tests.placing import decide_place, survey, values
from tests.world import CHAOYANG, spoil


@pytest.fixture(scope="session")
def spare_reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SpareReader]:
    """The sealed reader, kept warm for many uploads below pytest's own folder."""
    reader = SpareReader(tmp_path_factory.getbasetemp())
    yield reader
    reader.close()


@pytest.fixture
def read(profile):
    """Reads a survey of zones with the shipped district's profile."""

    def run(path: Path, known: gpd.GeoDataFrame | None = None, mappings=(), **answers):
        request = SurveyRequest(PlaceKind(answers.pop("kind", "zone")), **answers)
        places = None if known is None else pack(known)
        return show(read_survey(path, request, profile, places, mappings))

    return run


@pytest.fixture
def ask(read):
    """Reads a survey about which something is asked; returns the questions by their id."""

    def run(path: Path, known: gpd.GeoDataFrame | None = None, **answers):
        with pytest.raises(QuestionError) as asked:
            read(path, known, **answers)
        return {question.id: question for question in asked.value.questions}

    return run


@pytest.fixture
def known() -> gpd.GeoDataFrame:
    """The town's zones as known places."""
    zones = CHAOYANG.zones().to_crs(STORAGE)
    zones = zones.rename(columns={"区域编码": "code", "小区名称": "name"})
    zones["attributes"] = [{"address": "老地址"} for _ in range(len(zones))]
    return zones[["code", "name", "attributes", "geometry"]].reset_index(drop=True)


@pytest.fixture
def refuse(read):
    """Reads a survey that must be refused; returns the error, which speaks both languages."""

    def run(path: Path, known: gpd.GeoDataFrame | None = None, **answers) -> InputError:
        with pytest.raises(InputError) as refused:
            read(path, known, **answers)
        assert any("\u4e00" <= c <= "\u9fff" for c in refused.value.message.zh)
        return refused.value

    return run


@pytest.fixture
def decide(profile):
    def run(shapes, declared=None, labels=None, known=None, **request):
        if labels is None:
            labels = survey(STORAGE)[0].reindex(range(len(shapes)))
        if isinstance(declared, int):
            declared = CRS.from_epsg(declared)
        asked = SurveyRequest(PlaceKind.ZONE, **request)
        return decide_place(shapes, declared, labels, asked, profile, known)

    return run


@pytest.fixture
def ask_place(decide):
    """What is asked, by id; each question speaks both languages and proposes an option of its."""

    def run(*args, **kwargs):
        with pytest.raises(QuestionError) as error:
            decide(*args, **kwargs)
        first = error.value.questions[0].id
        declared = len(args) > 1 and isinstance(args[1], int)
        assert (
            error.value.code
            == {
                "srid": "crs_doubtful" if declared else "crs_missing",
                "axes": "axes_doubtful",
                "datum": "datum_doubtful",
            }[first]
        )
        for question in error.value.questions:
            assert any("\u4e00" <= c <= "\u9fff" for c in question.message.zh)
            assert question.proposed is None or question.proposed in values(question)
            assert all(option.evidence is not None for option in question.options)
            json.dumps(question.as_dict())
        return {question.id: question for question in error.value.questions}

    return run


@pytest.fixture
def desk(town) -> Desk:
    return Desk(town)


@pytest.fixture
def zones(town):
    return town.world.zones()


@pytest.fixture
def renamed(zones):
    return spoil(zones, "works", 小区名称="新名")
