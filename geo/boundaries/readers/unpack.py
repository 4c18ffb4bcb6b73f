"""Zips: their list is checked before anything is unpacked, and only what a survey needs is."""

import errno
import shutil
import struct
import zipfile
import zlib
from pathlib import Path, PurePosixPath

from geo.boundaries.readers.job import refuse_file
from geo.boundaries.readers.limits import MAX_MEMBERS, MAX_RATIO, MAX_UNPACKED_BYTES
from geo.errors import InputError, SetupError, Text

DAMAGED = (
    # A member whose name was cut to nothing.
    IndexError,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    ValueError,
    NotImplementedError,
    RuntimeError,
)
# What a survey's zip is for; anything else in it is never unpacked.
_PARTS = frozenset(
    (".shp", ".shx", ".dbf", ".prj", ".cpg", ".gpkg", ".geojson", ".json", ".geojsonl",
     ".ndjson", ".kml", ".dxf", ".csv", ".xlsx")
)  # fmt: skip
_LOCKED = 0x1
_NAMED = 5
_LITTER = ("__MACOSX",)
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


def unpack_zip(path: Path, workspace: Path) -> list[Path]:
    """Returns the files of a zip that a survey may consist of, unpacked into the workspace.

    Every member's folder becomes one of its own, so that names stay apart and nothing is built
    from the names in the zip but a file's last name.

    Raises:
        InputError: damaged, locked, too many members, too dense, a path or a link that leaves.
        SetupError: disk_full.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = [m for m in archive.infolist() if not m.is_dir()]
            check_members(path, members)
            return _extract(path, archive, members, workspace / "unpacked")
    except OSError as error:
        if error.errno in NO_ROOM:
            raise lack_room(workspace) from error
        raise _refuse_damaged(path) from error
    except DAMAGED as error:
        raise _refuse_damaged(path) from error


def _extract(
    path: Path, archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], target: Path
) -> list[Path]:
    names = [PurePosixPath(_read_name(member).replace("\\", "/")) for member in members]
    databases = {name.parent for name in names if name.suffix.lower() == ".gdbtable"}
    folders: dict[PurePosixPath, Path] = {}
    files = []
    for member, name in zip(members, names, strict=True):
        if is_litter(str(name)) or not (name.suffix.lower() in _PARTS or name.parent in databases):
            continue
        label = name.parent.name or path.stem
        if name.parent in databases:
            label = f"{label.removesuffix(name.parent.suffix)}.gdb"
        folder = folders.setdefault(name.parent, target / str(len(folders)) / label)
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / name.name
        if file.exists():
            raise refuse_file(path, f"压缩包内有两个 {name.name}", f"the zip holds two {name.name}")
        with archive.open(member) as source, file.open("wb") as sink:
            shutil.copyfileobj(source, sink, 1 << 20)
        files.append(file)
    if not files:
        raise _refuse_foreign(path, [name.name for name in names if not is_litter(str(name))])
    return files


def is_litter(name: str) -> bool:
    """Returns whether a file is what other systems leave beside one's own (._x, .DS_Store)."""
    parts = PurePosixPath(name.replace("\\", "/")).parts
    return any(part in _LITTER for part in parts) or parts[-1:] == () or parts[-1].startswith(".")


def _read_name(member: zipfile.ZipInfo) -> str:
    # Without the UTF-8 flag zipfile decodes as cp437; Chinese Windows writes GBK there.
    if member.flag_bits & 0x800:
        return member.filename
    raw = member.filename.encode("cp437", errors="replace")
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return member.filename


def check_members(path: Path, members: list[zipfile.ZipInfo]) -> None:
    """Refuses a zip by its list alone (check F1).

    Raises:
        InputError: too many members, too large, too dense, a path or a link that leaves it.
    """
    total = sum(m.file_size for m in members)
    packed = sum(m.compress_size for m in members) or 1
    if len(members) > MAX_MEMBERS or total > MAX_UNPACKED_BYTES or total / packed > MAX_RATIO:
        raise refuse_file(
            path, "压缩包过大或压缩比异常", "the zip is too large or suspiciously dense", check="F1"
        )
    if any(member.flag_bits & _LOCKED for member in members):
        raise refuse_file(
            path,
            "压缩包有密码",
            "the zip is locked with a password",
            hint=Text("请去掉密码后重新压缩。", "Pack it again without a password."),
        )
    for member in members:
        name = PurePosixPath(member.filename.replace("\\", "/"))
        is_link = (member.external_attr >> 16) & 0o170000 == 0o120000
        if name.is_absolute() or ".." in name.parts or ":" in name.parts[0] or is_link:
            raise refuse_file(
                path, "压缩包含有越界路径或链接", "the zip holds a path or link that leaves it"
            )


def _refuse_foreign(path: Path, names: list[str]) -> InputError:
    listed = Text("、".join(names[:_NAMED]) or "空", ", ".join(names[:_NAMED]) or "nothing")
    return refuse_file(
        path,
        f"压缩包里没有可接收的文件（有 {listed.zh}）；包内的压缩包请先解开",
        f"the zip holds no file that is taken (it holds {listed.en}); unpack zips inside of it "
        "first",
    )


def _refuse_damaged(path: Path) -> InputError:
    return refuse_file(path, "压缩包损坏或不完整", "the zip is damaged or incomplete")


def lack_room(folder: Path) -> SetupError:
    """Returns the error for a disk that is full."""
    return SetupError(
        "disk_full",
        Text(
            f"磁盘空间不足，无法解压：{folder}", f"The disk is full; cannot unpack into {folder}."
        ),
        Text("请清理磁盘，或用 TMPDIR 换一个目录。", "Free some space, or set TMPDIR."),
    )
