"""Survey file formats: told by content, never by name alone; nothing else is opened.

A file that is not plainly one of these is refused before any reader sees it, since readers such
as GDAL follow references to other files and addresses that a disguised text may hold.
"""

import struct
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from geo.boundaries.readers.job import EVERY_LAYER, Format, Options, refuse_file
from geo.boundaries.readers.limits import MAX_FILE_BYTES, MAX_MEMBERS, MAX_TEXT_BYTES
from geo.boundaries.readers.texts import decode_strictly
from geo.boundaries.readers.unpack import is_litter, unpack_zip
from geo.errors import InputError, Text, tag
from geo.surveys import Option, Question, QuestionError

_SHAPEFILE_MAGIC = 9994
_POLYGONS = (5, 15, 25, 31)
_HEAD = 4096
_BOM = b"\xef\xbb\xbf"
_DXF_BINARY = b"AutoCAD Binary DXF"
ENDINGS: dict[Format, frozenset[str]] = {
    "shapefile": frozenset((".shp",)),
    "gpkg": frozenset((".gpkg",)),
    "geojson": frozenset((".geojson", ".json")),
    "kml": frozenset((".kml",)),
    "dxf": frozenset((".dxf",)),
    "csv": frozenset((".csv", ".txt", ".tsv")),
    "xlsx": frozenset((".xlsx",)),
}
_TEXTS: frozenset[Format] = frozenset(("geojson", "kml", "dxf", "csv", "xlsx"))
_BY_ENDING = {ending: name for name, endings in ENDINGS.items() for ending in endings}
_ZIPS = frozenset((".zip", ".kmz"))
_ZIPPED_BOOKS = ENDINGS["xlsx"]
# Notes lie beside a survey under these endings; in a zip they are no table of zones.
_NOTES = frozenset((".txt",))


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


def open_survey(paths: list[Path], workspace: Path, options: Options) -> SurveyFile:
    """Returns the survey that an upload holds: one file, a zip, a folder or a shapefile's parts.

    Raises:
        InputError: too large, not a known format, disguised, incomplete, several layers.
        QuestionError: several shapefiles of polygons; asks for the layer.
    """
    first = paths[0]
    if len(paths) == 1 and first.is_file():
        head = _read_head(first)
        is_zip = head.startswith(b"PK\x03\x04") and first.suffix.lower() not in _ZIPPED_BOOKS
        if is_zip or first.suffix.lower() in _ZIPS:
            if first.suffix.lower() not in _ZIPS:
                raise refuse_file(
                    first, "内容是 zip，与扩展名不符", "its content is zip, unlike its ending"
                )
            return _open_container(first, unpack_zip(first, workspace), workspace, options)
        if first.suffix.lower() != ".shp":
            return _identify(first)
    if len(paths) == 1 and first.is_dir():
        return _open_container(first, _list_folder(first), workspace, options)
    return _open_container(first, paths, workspace, options)


def _list_folder(folder: Path) -> list[Path]:
    """Returns the files of a folder; links and what other systems leave behind are not followed."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_symlink():
            raise refuse_file(folder, "文件夹内有链接", "the folder holds a link")
        if path.is_file() and not is_litter(str(path.relative_to(folder))):
            found.append(path)
        if len(found) > MAX_MEMBERS:
            raise refuse_file(folder, "文件过多", "it holds too many files", check="F1")
    return found


def _open_container(
    shown: Path, files: list[Path], workspace: Path, options: Options
) -> SurveyFile:
    """Returns the one survey among several files."""
    for path in files:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise refuse_file(shown, "文件超过 2 GB", "it is larger than 2 GB", check="F1")
    databases = {path.parent for path in files if path.suffix.lower() == ".gdbtable"}
    inside = [path for path in files if path.parent not in databases]
    shapefiles = [path for path in inside if path.suffix.lower() == ".shp"]
    others = [
        path
        for path in inside
        if path.suffix.lower() in _BY_ENDING
        and path.suffix.lower() not in _NOTES
        and path not in shapefiles
    ]
    if shapefiles and not others and not databases:
        return _choose_shapefile(shown, shapefiles, inside, workspace, options)
    if len(databases) + len(shapefiles) + len(others) != 1:
        count = len(databases) + len(shapefiles) + len(others)
        raise refuse_file(
            shown,
            f"应有且只有一个图层文件，实有 {count} 个",
            f"it should hold one layer, it holds {count}",
        )
    if databases:
        return _open_database(shown, databases.pop(), workspace)
    return _identify(others[0])


def _open_database(shown: Path, folder: Path, workspace: Path) -> SurveyFile:
    """Returns a FileGDB; GDAL knows it by its folder's ending only."""
    if not (folder / "a00000001.gdbtable").is_file():
        raise refuse_file(shown, "FileGDB 不完整", "the FileGDB is incomplete")
    if folder.suffix.lower() != ".gdb":
        linked = workspace / f"{folder.name}.gdb"
        linked.symlink_to(folder.absolute())
        return SurveyFile(linked, "gdb", folder.name)
    return SurveyFile(folder, "gdb", folder.stem)


def _choose_shapefile(
    shown: Path, shapefiles: list[Path], files: list[Path], workspace: Path, options: Options
) -> SurveyFile:
    for path in shapefiles:
        if _sniff(path, _read_head(path)) != "shapefile":
            raise _refuse_ending(path, _sniff(path, _read_head(path)))
    polygons = [
        path for path in shapefiles if not options.only_polygons or _draws_polygons(path)
    ] or shapefiles
    names = [path.stem for path in polygons]
    if len(polygons) > 1:
        polygons = [path for path in polygons if path.stem == options.layer]
    if len(polygons) != 1:
        raise ask_layer(names)
    chosen = polygons[0]
    parts = _find_parts(shown, chosen, files)
    left_out = tuple(tell_layer(path.stem) for path in shapefiles if path != chosen)
    # Only what GDAL needs for the shapes stands in the workspace, under endings it knows.
    linked = workspace / "shapes"
    linked.mkdir()
    for ending in (".shp", ".shx"):
        if ending in parts:
            (linked / f"{chosen.stem}{ending}").symlink_to(parts[ending].absolute())
    return SurveyFile(
        linked / f"{chosen.stem}.shp",
        "shapefile",
        chosen.stem,
        parts,
        tuple(names),
        left_out,
    )


def _find_parts(shown: Path, chosen: Path, files: Iterable[Path]) -> dict[str, Path]:
    parts: dict[str, Path] = {}
    for path in files:
        if path.parent == chosen.parent and path.stem.lower() == chosen.stem.lower():
            if path.suffix.lower() in parts:
                raise refuse_file(shown, f"有两个 {path.name}", f"it holds two files {path.name}")
            parts[path.suffix.lower()] = path
    return parts


def ask_layer(names: list[str], *, together: bool = False) -> QuestionError:
    """Returns the question which of several layers is meant (check F7).

    Args:
        names: of the layers of polygons.
        together: whether all of them may be read as one.
    """
    listed = Text("、".join(names), ", ".join(names))
    message = tag(
        "F7",
        Text(
            f"有 {len(names)} 个面图层（{listed.zh}），请指定其一。",
            f"It has {len(names)} polygon layers ({listed.en}); name one.",
        ),
    )
    options = [Option(name, Text(name, name)) for name in names]
    if together:
        options.append(Option(EVERY_LAYER, Text("全部合为一层", "all of them as one")))
    hint = Text("可用 --layer 指定。", "Name it with --layer.")
    question = Question("layer", message, tuple(options), None)
    return QuestionError("layer_choice", message, hint, [{"check": "F7"}], (question,))


def tell_layer(name: str) -> Text:
    """Returns the sentence that a layer which draws no polygons was passed over."""
    return Text(
        f"图层“{name}”不是面，未读取", f"the layer “{name}” draws no polygons and was not read"
    )


def _draws_polygons(path: Path) -> bool:
    head = _read_head(path)
    return len(head) >= 36 and struct.unpack("<i", head[32:36])[0] in _POLYGONS


def _identify(path: Path) -> SurveyFile:
    head = _read_head(path)
    size = path.stat().st_size
    if size > MAX_FILE_BYTES:
        raise refuse_file(path, "文件超过 2 GB", "it is larger than 2 GB", check="F1")
    found = _sniff(path, head)
    if found in _TEXTS and size > MAX_TEXT_BYTES:
        limit = MAX_TEXT_BYTES >> 20
        raise refuse_file(
            path,
            f"这种格式的文件不能超过 {limit} MB，请改用 GeoPackage",
            f"a file of this format may have {limit} MB at most; hand in a GeoPackage",
            check="F1",
        )
    if path.suffix.lower() not in ENDINGS.get(found, ()):
        raise _refuse_ending(path, found)
    return SurveyFile(path, found, path.stem)


def _refuse_ending(path: Path, found: Format) -> InputError:
    return refuse_file(
        path, f"内容是 {found}，与扩展名不符", f"its content is {found}, unlike its ending"
    )


def _read_head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_HEAD)


def _sniff(path: Path, head: bytes) -> Format:
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
    if text.startswith(b"{"):
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
