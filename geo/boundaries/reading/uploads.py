"""What was handed in: which files belong to it, how large it is, its hash. Opens no format."""

import hashlib
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from geo.errors import InputError, Text

_SHP = ".shp"
_PARTS = frozenset((".shp", ".shx", ".dbf", ".prj", ".cpg"))


def list_uploads(path: Path) -> list[Path]:
    """Returns what belongs to an upload: itself, and for a .shp the parts of its name.

    Raises:
        InputError: file_missing.
    """
    if not path.exists():
        raise InputError(
            "file_missing",
            Text(f"找不到文件：{path}", f"There is no such file: {path}"),
            Text("请检查路径。", "Check the path."),
        )
    if path.suffix.lower() != _SHP or not path.is_file():
        return [path.absolute()]
    beside = [
        part.absolute()
        for part in sorted(path.parent.iterdir())
        if part.stem.lower() == path.stem.lower()
        and part.suffix.lower() in _PARTS
        and part.is_file()
        and not part.is_symlink()
    ]
    return [path.absolute(), *(part for part in beside if part.name != path.name)]


def measure_uploads(uploads: Sequence[Path]) -> int:
    """Returns the size of files and folders in bytes."""
    files = [f for upload in uploads for f in ([upload] if upload.is_file() else upload.rglob("*"))]
    return sum(file.lstat().st_size for file in files)


def hash_files(path: Path) -> str:
    """Returns the SHA-256 of a file; of a folder, that of its files' names and hashes in order."""
    if not path.is_dir():
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    parts = sorted(
        (unicodedata.normalize("NFC", part.relative_to(path).as_posix()), hash_files(part))
        for part in path.rglob("*")
        if part.is_file()
    )
    listed = "".join(f"{sha256}  {name}\n" for name, sha256 in parts)
    return hashlib.sha256(listed.encode()).hexdigest()
