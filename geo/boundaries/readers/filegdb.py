"""File geodatabases (.gdb): folders of tables, read by GDAL."""

from geo.boundaries.readers import gdal
from geo.boundaries.readers.formats import SurveyFile
from geo.boundaries.readers.geopackage import choose_layer
from geo.boundaries.readers.job import Options, Reading


def read(file: SurveyFile, options: Options) -> Reading:
    """Returns the reading of the one layer of polygons, or of the one chosen.

    Raises:
        InputError: the folder is no whole geodatabase, or has no such layer.
        QuestionError: it has several layers of polygons.
    """
    layer, names, left_out = choose_layer(file.path, options)
    described = gdal.describe_layer(file.path, layer)
    reading = Reading(
        batches=(),
        declared=int(described["features"]),
        layer=layer,
        layers=names,
        crs=described["crs"],
        left_out=left_out,
    )
    reading.batches = gdal.stream_layer(file.path, layer, reading)
    return reading
