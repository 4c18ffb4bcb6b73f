"""Survey file formats: told by content, never by name alone; nothing else is opened.

A file that is not plainly one of these is refused before any reader sees it, since readers such
as GDAL follow references to other files and addresses that a disguised text may hold.
"""

import struct
from dataclasses import dataclass, field
from pathlib import Path

from geo.boundaries.readers.job import Format, refuse_file
from geo.boundaries.readers.limits import MAX_FILE_BYTES, MAX_TEXT_BYTES
from geo.boundaries.readers.texts import UTF16_MARKS, decode_strictly
from geo.errors import InputError, Text

_SHAPEFILE_MAGIC = 9994
_HEAD = 4096
_BOM = b"\xef\xbb\xbf"
_DXF_BINARY = b"AutoCAD Binary DXF"
ENDINGS: dict[Format, frozenset[str]] = {
    "shapefile": frozenset((".shp",)),
    "gpkg": frozenset((".gpkg",)),
    "geojson": frozenset((".geojson", ".json", ".geojsonl", ".ndjson")),
    "kml": frozenset((".kml",)),
    "dxf": frozenset((".dxf",)),
    "csv": frozenset((".csv", ".txt", ".tsv")),
    "xlsx": frozenset((".xlsx",)),
}
_TEXTS: frozenset[Format] = frozenset(("geojson", "kml", "dxf", "csv", "xlsx"))


@dataclass(frozen=True, slots=True)
class SurveyFile:
    """A file whose format is known.

    Attributes:
        path: of a shapefile its .shp, of a FileGDB its folder.
        name: the file's own name, without ending.
        parts: of a shapefile all its files by their ending in small letters.
        layers: the names among which `name` was chosen.
    """

    path: Path
    format: Format
    name: str
    parts: dict[str, Path] = field(default_factory=dict)
    layers: tuple[str, ...] = ()
    left_out: tuple[Text, ...] = ()


def identify_file(path: Path) -> SurveyFile:
    """Returns a single file with its format.

    Raises:
        InputError: too large, not a known format, or not the one of its ending.
    """
    head = read_head(path)
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise refuse_file(path, "文件超过 2 GB", "it is larger than 2 GB", check="F1")
    found = sniff_format(path, head)
    if found in _TEXTS and size > MAX_TEXT_BYTES:
        limit = MAX_TEXT_BYTES >> 20
        raise refuse_file(
            path,
            f"这种格式的文件不能超过 {limit} MB，请改用 GeoPackage",
            f"a file of this format may have {limit} MB at most; hand in a GeoPackage",
            check="F1",
        )
    if path.suffix.lower() not in ENDINGS.get(found, ()):
        raise refuse_ending(path, found)
    return SurveyFile(path, found, path.stem)


def refuse_ending(path: Path, found: Format) -> InputError:
    """Returns the error for a file whose content is not that of its ending (check F2)."""
    return refuse_file(
        path, f"内容是 {found}，与扩展名不符", f"its content is {found}, unlike its ending"
    )


def read_head(path: Path) -> bytes:
    """Returns the first bytes of a file; of a text in UTF-16, as UTF-8."""
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(UTF16_MARKS):
        return head.decode("utf-16", errors="ignore").encode(errors="ignore")
    return head


def sniff_format(path: Path, head: bytes) -> Format:
    """Returns the format that the first bytes show, whatever the name says."""
    if head.startswith(b"SQLite format 3\x00"):
        return "gpkg"
    if len(head) >= 4 and struct.unpack(">i", head[:4])[0] == _SHAPEFILE_MAGIC:
        return "shapefile"
    if head.startswith(b"PK\x03\x04") and path.suffix.lower() == ".xlsx":
        return "xlsx"
    if head.startswith(_DXF_BINARY):
        return "dxf"
    found = _sniff_text(head.removeprefix(_BOM).lstrip())
    if found is not None:
        return found
    if not head.strip():
        raise refuse_file(path, "文件是空的", "it is empty")
    raise refuse_file(path, "内容不是可接收的格式", "its content is none of the formats taken")


def _sniff_text(text: bytes) -> Format | None:
    if text.startswith((b"{", b"\x1e{")):
        return "geojson"
    if text.startswith(b"<"):
        return "kml" if b"<kml" in text or b":kml" in text else None
    lines = [line.strip() for line in text.splitlines()]
    if lines and lines[0] in (b"0", b"999"):
        return "dxf"
    return "csv" if _is_table(text) else None


def _is_table(text: bytes) -> bool:
    """Whether a text may be a table: no control characters, and its first lines have columns."""
    if text.startswith((b"[", b"/")) or any(c < 32 and c not in b"\t\r\n" for c in text):
        return False
    # The last line of the piece may be cut inside a character.
    lines = text.splitlines()
    whole = b"\n".join(lines[:-1] if len(text) >= _HEAD - len(_BOM) and lines[1:] else lines)
    if len(lines) == 1:
        return False
    readable = decode_strictly(whole, "utf-8") or decode_strictly(whole, "gb18030")
    return bool(readable) and any(
        line.count(mark) for line in lines[:20] for mark in (b",", b"\t", b";", b"|")
    )
