"""The tiny town's survey in any system, displaced or not, and where it should come to lie."""

import geopandas as gpd
import numpy as np
import shapely

from geo.boundaries.coordinates.georeference import georeference
from geo.crs import STORAGE, transform_shapes
from geo.gcj02 import wgs84_to_bd09, wgs84_to_gcj02
from geo.places import pack_shapes
from tests import world
from tests.packing import pack, pack_words

DISPLACE = {"gcj02": wgs84_to_gcj02, "bd09": wgs84_to_bd09}


def survey(srid, place=world.CHAOYANG):
    """The tiny town's zones in a system: labels and shapes."""
    zones = place.zones().to_crs(srid)
    labels = zones[[place.fields["code"], place.fields["name"]]].set_axis(["code", "name"], axis=1)
    return labels.reset_index(drop=True), zones.geometry.to_numpy()


def make_known(place=world.CHAOYANG):
    """The town's zones as known places."""
    labels, shapes = survey(STORAGE, place)
    return gpd.GeoDataFrame(labels.assign(uid=range(len(labels))), geometry=shapes, crs=STORAGE)


def decide_place(shapes, declared, labels, asked, profile, known=None):
    """Decides where a survey's coordinates lie."""
    places = None if known is None else pack(known)
    words = pack_words(labels)
    return georeference(pack_shapes(shapes), declared, asked, profile, words, places)


def values(question):
    """The answers that a question offers."""
    return [option.value for option in question.options]


def swap(shapes):
    """Shapes with north first."""
    return shapely.transform(shapes, lambda points: points[:, ::-1])


def displace(shapes, datum, srid=STORAGE):
    """Shapes of a survey that came from a web map."""
    degrees = transform_shapes(shapes, srid, STORAGE)
    return transform_shapes(shapely.transform(degrees, DISPLACE[datum]), STORAGE, srid)


def assert_at_home(placed, within=0.001):
    """Every vertex is where the town has it, to a millimetre."""
    metric = transform_shapes(placed, STORAGE, 4548)
    there = shapely.get_coordinates(survey(4548)[1])
    assert np.abs(shapely.get_coordinates(metric) - there).max() < within


def found(decided):
    """The findings, but for the word that nothing is known to compare the datum with."""
    return tuple(f for f in decided.findings if "could not be compared" not in f.message.en)
