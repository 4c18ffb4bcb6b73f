"""What a survey file holds, before a reader sees it: is it whole, how is its text written?"""

import json
import sqlite3
import struct
from contextlib import closing
from pathlib import Path
from typing import Any

from geo.errors import InputError, Text


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
            raise refuse_file(path, "无法识别文字编码", "its text encoding is unknown") from error
    try:
        parsed = json.loads(content)
    except (json.JSONDecodeError, RecursionError) as error:
        raise refuse_file(
            path, f"文件不完整或不是 JSON（{error}）", f"it is incomplete or no JSON ({error})"
        ) from error
    if "\\ud" in content.lower() and not _is_writable(parsed):
        raise refuse_file(path, "文字含有残缺字符", "its text holds halves of characters")
    if not isinstance(parsed, dict) or parsed.get("type") != "FeatureCollection":
        raise refuse_file(path, "不是 FeatureCollection", "it is not a FeatureCollection")
    if not isinstance(parsed.get("features"), list):
        raise refuse_file(path, "没有 features", "it has no features")
    return parsed, encoding


def _is_writable(parsed: Any) -> bool:
    try:
        json.dumps(parsed, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return False
    return True


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
    raise refuse_file(
        path, "无法识别属性表的文字编码", "its attribute table has an unknown encoding"
    )


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
            raise refuse_file(path, f"缺少 {suffix} 文件", f"its {suffix} file is missing")
    for suffix in (".shp", ".shx"):
        with parts[suffix].open("rb") as file:
            header = file.read(100)
        declared = struct.unpack(">i", header[24:28])[0] * 2 if len(header) == 100 else -1
        if declared != parts[suffix].stat().st_size:
            raise refuse_file(path, f"{suffix} 文件不完整", f"its {suffix} file is cut short")
    indexed = (parts[".shx"].stat().st_size - 100) // 8
    with parts[".dbf"].open("rb") as file:
        header = file.read(32).ljust(32, b"\xff")
    records, header_size, record_size = struct.unpack("<IHH", header[4:12])
    if parts[".dbf"].stat().st_size < header_size + records * record_size:
        raise refuse_file(path, ".dbf 文件不完整", "its .dbf file is cut short")
    if records != indexed:
        raise refuse_file(
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
                raise refuse_file(path, "GeoPackage 已损坏", "the GeoPackage is damaged")
            quoted = layer.replace('"', '""')
            query = f'SELECT count(*) FROM "{quoted}"'  # noqa: S608 - a quoted identifier
            return int(database.execute(query).fetchone()[0])
    except sqlite3.Error as error:
        raise refuse_file(path, "GeoPackage 已损坏", "the GeoPackage is damaged") from error


def refuse_file(path: Path, zh: str, en: str) -> InputError:
    """Returns the error that says why a survey file cannot be taken."""
    return InputError(
        "survey_refused",
        Text(f"不能接收 {path.name}：{zh}。", f"{path.name} cannot be taken: {en}."),
        Text(
            "可接收：GeoJSON、GeoPackage、打包的 Shapefile（.shp .shx .dbf .prj 同在一个 zip）。",
            "Taken are GeoJSON, GeoPackage and a zipped shapefile (.shp .shx .dbf .prj in a zip).",
        ),
    )
