"""What an export is written as; free of what writing needs, so that the server can name it."""

from enum import StrEnum


class Form(StrEnum):
    """What an export is written as: for a GIS, or (html) for a browser."""

    GPKG = "gpkg"
    GEOJSON = "geojson"
    SHP = "shp"
    HTML = "html"

    @property
    def ending(self) -> str:
        """How the file's name ends."""
        return ".zip" if self is Form.SHP else f".{self.value}"
