"""Uploads of several files: a zip, a folder, a shapefile's parts; the one survey among them."""

import struct
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from geo.boundaries.readers.formats import (
    ENDINGS,
    SurveyFile,
    identify_file,
    read_head,
    refuse_ending,
    sniff_format,
)
from geo.boundaries.readers.job import Options, refuse_file
from geo.boundaries.readers.layers import ask_layer, tell_layer
from geo.boundaries.readers.limits import MAX_FILE_BYTES, MAX_MEMBERS
from geo.boundaries.readers.unpack import is_litter, unpack_zip
from geo.errors import Text

_POLYGONS = (5, 15, 25, 31)
_ZIPS = frozenset((".zip", ".kmz"))
_ZIPPED_BOOKS = ENDINGS["xlsx"]
# Notes lie beside a survey under these endings; in a zip they are no table of zones.
_NOTES = frozenset((".txt",))
_NAMED = 5
_ONE_BY_ONE = Text("请逐个提交。", "Hand them in one by one.")
_TABLES = (ENDINGS["csv"] | ENDINGS["xlsx"]) - _NOTES
_DRAWN = frozenset((".gpkg", *ENDINGS["geojson"], *ENDINGS["kml"], *ENDINGS["dxf"]))


def open_survey(paths: list[Path], workspace: Path, options: Options) -> SurveyFile:
    """Returns the survey that an upload holds: one file, a zip, a folder or a shapefile's parts.

    Raises:
        InputError: too large, not a known format, disguised, incomplete, several layers.
        QuestionError: several shapefiles of polygons; asks for the layer.
    """
    first = paths[0]
    if len(paths) == 1 and first.is_file():
        head = read_head(first)
        is_zip = head.startswith(b"PK\x03\x04") and first.suffix.lower() not in _ZIPPED_BOOKS
        if first.suffix.lower() in _ZIPS and not head.startswith(b"PK"):
            raise refuse_file(
                first,
                "不是 zip（可能是改了扩展名的 RAR 或 7z，或文件已损坏）",
                "it is no zip: a RAR or 7z under another name, or damaged",
            )
        if is_zip or first.suffix.lower() in _ZIPS:
            if first.suffix.lower() not in _ZIPS:
                raise refuse_file(
                    first, "内容是 zip，与扩展名不符", "its content is zip, unlike its ending"
                )
            return _open_container(first, unpack_zip(first, workspace), workspace, options)
        if first.suffix.lower() != ".shp":
            return identify_file(first)
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
    others, left_out = _find_others(shown, inside, drawn=bool(shapefiles or databases))
    if shapefiles and not others and not databases:
        chosen = _choose_shapefile(shown, shapefiles, inside, workspace, options)
    else:
        _require_one(shown, [*databases, *shapefiles, *others])
        chosen = (
            _open_database(shown, databases.pop(), workspace)
            if databases
            else identify_file(others[0])
        )
    return replace(chosen, left_out=(*chosen.left_out, *left_out))


def _find_others(shown: Path, files: list[Path], *, drawn: bool) -> tuple[list[Path], list[Text]]:
    """Returns the surveys among single files, and what is told of those that only lie beside.

    A table beside something that draws is a list or an explanation; a KMZ is its doc.kml.
    """
    others = [path for path in files if path.suffix.lower() in _DRAWN]
    tables = [path for path in files if path.suffix.lower() in _TABLES]
    main = [path for path in others if path.name.lower() == "doc.kml"]
    beside = tables if drawn or others else []
    if shown.suffix.lower() == ".kmz" and len(main) == 1:
        beside += [path for path in others if path not in main]
        others = main
    told = [
        Text(f"“{path.name}”未读取", f"“{path.name}” lies beside it and was not read")
        for path in beside
    ]
    return (others if drawn or others else tables), told


def _require_one(shown: Path, found: list[Path]) -> None:
    if len(found) == 1:
        return
    names = [path.name for path in found[:_NAMED]]
    listed = Text("、".join(names), ", ".join(names))
    raise refuse_file(
        shown,
        f"应有且只有一个图层文件，实有 {len(found)} 个（{listed.zh or '无'}）",
        f"it should hold one layer, it holds {len(found)} ({listed.en or 'none'})",
        hint=_ONE_BY_ONE if found else None,
    )


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
        if sniff_format(path, read_head(path)) != "shapefile":
            raise refuse_ending(path, sniff_format(path, read_head(path)))
    polygons = [
        path for path in shapefiles if not options.only_polygons or _draws_polygons(path)
    ] or shapefiles
    layers = dict(zip(_name_apart(polygons), polygons, strict=True))
    wanted = options.layer if len(layers) > 1 else next(iter(layers))
    if wanted not in layers:
        raise ask_layer(list(layers))
    chosen = layers[wanted]
    parts = _find_parts(shown, chosen, files)
    left_out = tuple(tell_layer(path.stem) for path in shapefiles if path not in polygons)
    # Only what GDAL needs for the shapes stands in the workspace, under endings it knows.
    linked = workspace / "shapes"
    linked.mkdir()
    for ending in (".shp", ".shx"):
        if ending in parts:
            (linked / f"{chosen.stem}{ending}").symlink_to(parts[ending].absolute())
    return SurveyFile(
        linked / f"{chosen.stem}.shp",
        "shapefile",
        wanted,
        parts,
        tuple(layers),
        left_out,
    )


def _name_apart(shapefiles: list[Path]) -> list[str]:
    """Returns the shapefiles' names; those of the same name with their folder's before it."""
    names = [path.stem for path in shapefiles]
    return [
        name if names.count(name) == 1 else f"{path.parent.name}/{name}"
        for name, path in zip(names, shapefiles, strict=True)
    ]


def _find_parts(shown: Path, chosen: Path, files: Iterable[Path]) -> dict[str, Path]:
    parts: dict[str, Path] = {}
    for path in files:
        if path.parent == chosen.parent and path.stem.lower() == chosen.stem.lower():
            if path.suffix.lower() in parts:
                raise refuse_file(shown, f"有两个 {path.name}", f"it holds two files {path.name}")
            parts[path.suffix.lower()] = path
    return parts


def _draws_polygons(path: Path) -> bool:
    head = read_head(path)
    return len(head) >= 36 and struct.unpack("<i", head[32:36])[0] in _POLYGONS
