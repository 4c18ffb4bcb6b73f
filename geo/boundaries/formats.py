"""Survey file formats: told by content, never by name alone; nothing else is opened.

A file that is not plainly one of these is refused before any reader sees it, since readers such
as GDAL follow references to other files and addresses that a disguised text may hold.
"""

import errno
import shutil
import struct
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from geo.boundaries.contents import refuse_file
from geo.errors import InputError, SetupError, Text

Format = Literal["geojson", "gpkg", "shapefile"]

MAX_FILE_BYTES = 2 << 30
MAX_MEMBERS = 1_000
MAX_UNPACKED_BYTES = 4 << 30
MAX_RATIO = 200
_SHAPEFILE_MAGIC = 9994
_DAMAGED_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
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
        raise refuse_file(path, "文件超过 2 GB", "it is larger than 2 GB")
    with path.open("rb") as file:
        head = file.read(64)
    if head.startswith(b"PK\x03\x04") or path.suffix.lower() == ".zip":
        path = _unpack(path, workspace)
        with path.open("rb") as file:
            head = file.read(64)
    found = _sniff(path, head)
    if path.suffix.lower() not in _ENDINGS[found]:
        raise refuse_file(
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
        raise refuse_file(path, "文件是空的", "it is empty")
    raise refuse_file(path, "内容不是可接收的格式", "its content is none of the formats taken")


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
                    raise refuse_file(
                        path, f"压缩包内有两个 {target.name}", f"the zip holds two {target.name}"
                    )
                with archive.open(member) as source, target.open("wb") as sink:
                    shutil.copyfileobj(source, sink)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise _lack_room(workspace) from error
        raise _refuse_damaged(path) from error
    except _DAMAGED_ZIP as error:
        raise _refuse_damaged(path) from error
    endings = set().union(*_ENDINGS.values())
    data = sorted(p for p in workspace.iterdir() if p.suffix.lower() in endings)
    if len(data) != 1:
        raise refuse_file(
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
        raise refuse_file(
            path, "压缩包过大或压缩比异常", "the zip is too large or suspiciously dense"
        )
    for member in members:
        name = Path(member.filename.replace("\\", "/"))
        is_link = (member.external_attr >> 16) & 0o170000 == 0o120000
        if name.is_absolute() or ".." in name.parts or is_link:
            raise refuse_file(
                path, "压缩包含有越界路径或链接", "the zip holds a path or link that leaves it"
            )


def _refuse_damaged(path: Path) -> InputError:
    return refuse_file(path, "压缩包损坏或不完整", "the zip is damaged or incomplete")


def _lack_room(folder: Path) -> SetupError:
    return SetupError(
        "disk_full",
        Text(
            f"磁盘空间不足，无法解压：{folder}", f"The disk is full; cannot unpack into {folder}."
        ),
        Text("请清理磁盘，或用 TMPDIR 换一个目录。", "Free some space, or set TMPDIR."),
    )
