"""Survey file formats: told by content, never by name alone; nothing else is opened.

A file that is not plainly one of these is refused before any reader sees it, since readers such
as GDAL follow references to other files and addresses that a disguised text may hold.
"""

import json
import shutil
import sqlite3
import struct
import zipfile
import zlib
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from geo.errors import InputError, Text

Format = Literal["geojson", "gpkg", "shapefile"]

MAX_FILE_BYTES = 2 << 30
MAX_MEMBERS = 1_000
MAX_UNPACKED_BYTES = 4 << 30
MAX_RATIO = 200
_SHAPEFILE_MAGIC = 9994
# What a survey's zip is for; anything else in it is never unpacked.
_PARTS = {".shp", ".shx", ".dbf", ".prj", ".cpg", ".gpkg", ".geojson", ".json"}
_ENDINGS: dict[Format, set[str]] = {
    "geojson": {".geojson", ".json"},
    "gpkg": {".gpkg"},
    "shapefile": {".shp"},
}


@dataclass(frozen=True, slots=True)
class SurveyFile:
    """A file whose format is known: for a zipped shapefile, the .shp that was taken out."""

    path: Path
    format: Format


def open_survey(path: Path, workspace: Path) -> SurveyFile:
    """Returns the survey file that `path` holds; a zip is unpacked into `workspace`.

    Raises:
        InputError: missing, too large, not a known format, disguised, incomplete.
    """
    if not path.is_file():
        raise InputError(
            "file_missing",
            Text(f"找不到文件：{path}", f"There is no such file: {path}"),
            Text("请检查路径。", "Check the path."),
        )
    if path.stat().st_size > MAX_FILE_BYTES:
        raise _refuse(path, "文件超过 2 GB", "it is larger than 2 GB")
    with path.open("rb") as file:
        head = file.read(64)
    if head.startswith(b"PK\x03\x04") or path.suffix.lower() == ".zip":
        path = _unpack(path, workspace)
        with path.open("rb") as file:
            head = file.read(64)
    found = _sniff(path, head)
    if path.suffix.lower() not in _ENDINGS[found]:
        raise _refuse(
            path, f"内容是 {found}，与扩展名不符", f"its content is {found}, unlike its ending"
        )
    return SurveyFile(path, found)


def _sniff(path: Path, head: bytes) -> Format:
    if head.startswith(b"SQLite format 3\x00"):
        return "gpkg"
    if len(head) >= 4 and struct.unpack(">i", head[:4])[0] == _SHAPEFILE_MAGIC:
        return "shapefile"
    if head.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"{"):
        return "geojson"
    if not head.strip():
        raise _refuse(path, "文件是空的", "it is empty")
    raise _refuse(path, "内容不是可接收的格式", "its content is none of the formats taken")


def _unpack(path: Path, workspace: Path) -> Path:
    """Returns the one .shp, .gpkg or .geojson of a zip, unpacked after its list was checked."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [m for m in archive.infolist() if not _is_litter(m)]
            _check_members(path, members)
            for member in members:
                target = workspace / Path(_member_name(member)).name
                if target.suffix.lower() not in _PARTS:
                    continue
                if target.exists():
                    raise _refuse(
                        path, f"压缩包内有两个 {target.name}", f"the zip holds two {target.name}"
                    )
                with archive.open(member) as source, target.open("wb") as sink:
                    shutil.copyfileobj(source, sink)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise _refuse(path, "压缩包损坏或不完整", "the zip is damaged or incomplete") from error
    endings = set().union(*_ENDINGS.values())
    data = sorted(p for p in workspace.iterdir() if p.suffix.lower() in endings)
    if len(data) != 1:
        raise _refuse(
            path,
            f"压缩包内应有且只有一个图层文件，实有 {len(data)} 个",
            f"the zip should hold one layer, it holds {len(data)}",
        )
    return data[0]


def _is_litter(member: zipfile.ZipInfo) -> bool:
    name = Path(member.filename)
    return member.is_dir() or "__MACOSX" in name.parts or name.name.startswith(".")


def _member_name(member: zipfile.ZipInfo) -> str:
    # Without the UTF-8 flag zipfile decodes as cp437; Chinese Windows writes GBK there.
    if member.flag_bits & 0x800:
        return member.filename
    raw = member.filename.encode("cp437", errors="replace")
    try:
        return raw.decode("gb18030")
    except UnicodeDecodeError:
        return member.filename


def _check_members(path: Path, members: list[zipfile.ZipInfo]) -> None:
    total = sum(m.file_size for m in members)
    packed = sum(m.compress_size for m in members) or 1
    if len(members) > MAX_MEMBERS or total > MAX_UNPACKED_BYTES or total / packed > MAX_RATIO:
        raise _refuse(path, "压缩包过大或压缩比异常", "the zip is too large or suspiciously dense")
    for member in members:
        name = Path(member.filename.replace("\\", "/"))
        is_link = (member.external_attr >> 16) & 0o170000 == 0o120000
        if name.is_absolute() or ".." in name.parts or is_link:
            raise _refuse(
                path, "压缩包含有越界路径或链接", "the zip holds a path or link that leaves it"
            )


def read_geojson(path: Path) -> tuple[dict[str, Any], str]:
    """Returns a FeatureCollection and its encoding ("UTF-8" or "GB18030").

    Raises:
        InputError: not text, not whole, or not a FeatureCollection.
    """
    raw = path.read_bytes()
    encoding = "UTF-8"
    try:
        content = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        encoding = "GB18030"
        try:
            content = raw.decode("gb18030")
        except UnicodeDecodeError as error:
            raise _refuse(path, "无法识别文字编码", "its text encoding is unknown") from error
    try:
        parsed = json.loads(content)
    except (json.JSONDecodeError, RecursionError) as error:
        raise _refuse(
            path, f"文件不完整或不是 JSON（{error}）", f"it is incomplete or no JSON ({error})"
        ) from error
    if not isinstance(parsed, dict) or parsed.get("type") != "FeatureCollection":
        raise _refuse(path, "不是 FeatureCollection", "it is not a FeatureCollection")
    if not isinstance(parsed.get("features"), list):
        raise _refuse(path, "没有 features", "it has no features")
    return parsed, encoding


def detect_dbf_encoding(path: Path) -> str:
    """Returns "UTF-8" or "GB18030" for a shapefile's .dbf, from its bytes.

    .cpg and LDID are not believed. Pure ASCII counts as UTF-8. GB18030 is a superset of GBK and
    GB2312; a few of its words are UTF-8 too, but then of Latin or Greek letters.

    Raises:
        InputError: the bytes are neither.
    """
    raw = find_parts(path)[".dbf"].read_bytes()
    records, header_size, record_size = struct.unpack("<IHH", raw[4:12])
    names = [raw[at : at + 11].split(b"\x00")[0] for at in range(32, header_size - 32, 32)]
    body = raw[header_size : header_size + record_size * records]
    read = {encoding: _decode((*names, body), encoding) for encoding in ("utf-8", "gb18030")}
    utf, gb = read["utf-8"], read["gb18030"]
    if utf is not None and (utf.isascii() or _has_chinese(utf) or gb is None):
        return "UTF-8"
    if gb is not None:
        return "GB18030"
    raise _refuse(path, "无法识别属性表的文字编码", "its attribute table has an unknown encoding")


def _decode(texts: tuple[bytes, ...], encoding: str) -> str | None:
    try:
        return "".join(text.decode(encoding) for text in texts)
    except UnicodeDecodeError:
        return None


def _has_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


def find_parts(path: Path) -> dict[str, Path]:
    """Returns the files of a shapefile by their ending, in small letters."""
    return {part.suffix.lower(): part for part in path.parent.glob(f"{_escape(path.stem)}.*")}


def count_shapefile(path: Path) -> int:
    """Returns how many features a shapefile declares, after checking that it is whole.

    Raises:
        InputError: a part is missing or cut short, or its parts disagree on the count.
    """
    parts = find_parts(path)
    for suffix in (".shx", ".dbf"):
        if suffix not in parts:
            raise _refuse(path, f"缺少 {suffix} 文件", f"its {suffix} file is missing")
    for suffix in (".shp", ".shx"):
        with parts[suffix].open("rb") as file:
            header = file.read(100)
        declared = struct.unpack(">i", header[24:28])[0] * 2 if len(header) == 100 else -1
        if declared != parts[suffix].stat().st_size:
            raise _refuse(path, f"{suffix} 文件不完整", f"its {suffix} file is cut short")
    indexed = (parts[".shx"].stat().st_size - 100) // 8
    with parts[".dbf"].open("rb") as file:
        header = file.read(32).ljust(32, b"\xff")
    records, header_size, record_size = struct.unpack("<IHH", header[4:12])
    if parts[".dbf"].stat().st_size < header_size + records * record_size:
        raise _refuse(path, ".dbf 文件不完整", "its .dbf file is cut short")
    if records != indexed:
        raise _refuse(
            path,
            f"图形 {indexed} 个而属性 {records} 条",
            f"it has {indexed} shapes but {records} records",
        )
    return int(records)


def _escape(stem: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in stem)


def count_geopackage(path: Path, layer: str) -> int:
    """Returns how many features a GeoPackage layer holds, asked of SQLite itself.

    Raises:
        InputError: the file is damaged.
    """
    try:
        address = f"{path.absolute().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(address, uri=True)) as database:
            if database.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise _refuse(path, "GeoPackage 已损坏", "the GeoPackage is damaged")
            quoted = layer.replace('"', '""')
            query = f'SELECT count(*) FROM "{quoted}"'  # noqa: S608 - a quoted identifier
            return int(database.execute(query).fetchone()[0])
    except sqlite3.Error as error:
        raise _refuse(path, "GeoPackage 已损坏", "the GeoPackage is damaged") from error


def _refuse(path: Path, zh: str, en: str) -> InputError:
    return InputError(
        "survey_refused",
        Text(f"不能接收 {path.name}：{zh}。", f"{path.name} cannot be taken: {en}."),
        Text(
            "可接收：GeoJSON、GeoPackage、打包的 Shapefile（.shp .shx .dbf .prj 同在一个 zip）。",
            "Taken are GeoJSON, GeoPackage and a zipped shapefile (.shp .shx .dbf .prj in a zip).",
        ),
    )
