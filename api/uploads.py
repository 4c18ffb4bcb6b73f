"""Takes the files of a form as they arrive, onto the disk, within limits; holds none in memory.

What a form names is hostile: names lose their paths and control characters, everything is counted,
and whatever goes wrong, nothing stays on the disk.
"""

import errno
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from fastapi import Request
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

from geo.boundaries.reviewing.receive import clean_name
from geo.errors import InputError, Text, UnavailableError

FOLDER = ".uploading-"
MAX_FILES = 200
MAX_FIELDS = 20
MAX_FIELD_BYTES = 2_000
# So much stays free on the disk: the database lies there too.
SPARE_BYTES = 200 << 20


@dataclass(frozen=True, slots=True)
class Upload:
    """A form: its plain fields, its files on the disk, and the folder that they came from."""

    fields: dict[str, str]
    files: list[Path]
    folder: str | None


@asynccontextmanager
async def receive_upload(
    request: Request, store: Path, limit: int, setting: str
) -> AsyncIterator[Upload]:
    """Yields the form of a request, its files in a folder of their own that is removed afterwards.

    Args:
        request: a multipart/form-data request whose body nobody has read yet.
        store: the folder in which the files are written.
        limit: bytes that the whole form may have.
        setting: the name of the setting that says so.

    Raises:
        InputError: it is no form, too large, broken off, or has too many parts.
        UnavailableError: the disk is full, or the folder cannot be written to.
    """
    boundary = _find_boundary(request)
    _require_room(request, store, limit, setting)
    with _explained(store):
        folder = Path(tempfile.mkdtemp(prefix=FOLDER, dir=store))
    reader = _FormReader(boundary, folder)
    try:
        received = 0
        try:
            async for chunk in request.stream():
                received += len(chunk)
                if received > limit:
                    raise _too_large(limit, setting)
                # The disk may be slow; other requests do not wait for it.
                await run_in_threadpool(reader.take, chunk)
        except ClientDisconnect as error:
            raise _broken_off() from error
        yield reader.finish()
    finally:
        reader.close()
        await run_in_threadpool(shutil.rmtree, folder, ignore_errors=True)


def sweep_uploads(store: Path) -> None:
    """Removes what a killed server left of forms that were arriving."""
    for stray in store.glob(f"{FOLDER}*"):
        shutil.rmtree(stray, ignore_errors=True)


@dataclass
class _Part:
    """One part of the form while it arrives; a file, or a plain value."""

    header: bytes = b""
    headers: dict[bytes, bytes] = field(default_factory=dict)
    name: str = ""
    file: IO[bytes] | None = None
    value: bytearray = field(default_factory=bytearray)


class _FormReader:
    """Follows the parts of a form: values are kept, files are written."""

    def __init__(self, boundary: bytes, folder: Path) -> None:
        self._folder = folder
        self._part = _Part()
        self._ended = False
        self._fields: dict[str, str] = {}
        self._files: list[Path] = []
        self._folders: set[str] = set()
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin_part,
                "on_header_field": self._read_header_name,
                "on_header_value": self._read_header_value,
                "on_header_end": self._end_header,
                "on_headers_finished": self._open_part,
                "on_part_data": self._write,
                "on_part_end": self._close_part,
                "on_end": self._end,
            },
        )

    def take(self, chunk: bytes) -> None:
        """Takes the next bytes of the body."""
        with _explained(self._folder):
            try:
                self._parser.write(chunk)
            except FormParserError as error:
                raise _no_form() from error

    def finish(self) -> Upload:
        """Returns the form, if it is whole."""
        if not self._ended:
            raise _broken_off()
        # A folder is named by what its files have in common; one file alone has its own name.
        common = len(self._folders) == 1 and len(self._files) > 1
        return Upload(self._fields, self._files, (common and self._folders.pop()) or None)

    def close(self) -> None:
        """Closes the file that was being written."""
        if self._part.file is not None:
            self._part.file.close()

    def _begin_part(self) -> None:
        self._part = _Part()

    def _read_header_name(self, data: bytes, start: int, end: int) -> None:
        self._part.header += data[start:end].lower()

    def _read_header_value(self, data: bytes, start: int, end: int) -> None:
        headers, name = self._part.headers, self._part.header
        headers[name] = headers.get(name, b"") + data[start:end]

    def _end_header(self) -> None:
        self._part.header = b""

    def _open_part(self) -> None:
        _, options = parse_options_header(self._part.headers.get(b"content-disposition"))
        self._part.name = _decode(options.get(b"name", b""))
        if b"filename" not in options:
            if len(self._fields) >= MAX_FIELDS:
                raise _too_many()
            return
        if len(self._files) >= MAX_FILES:
            raise _too_many()
        called = _decode(options[b"filename"]).replace("\\", "/")
        self._folders.add(called.strip("/").rpartition("/")[0].partition("/")[0])
        # Each in a folder of its own, so that names cannot meet before they are looked at.
        own = self._folder / str(len(self._files))
        own.mkdir()
        path = own / clean_name(called)
        self._part.file = path.open("xb")
        self._files.append(path)

    def _write(self, data: bytes, start: int, end: int) -> None:
        part = self._part
        if part.file is not None:
            part.file.write(data[start:end])
            return
        part.value += data[start:end]
        if len(part.value) > MAX_FIELD_BYTES:
            raise _too_many()

    def _close_part(self) -> None:
        part = self._part
        if part.file is None:
            self._fields[part.name] = _decode(bytes(part.value))
        else:
            part.file.close()
            part.file = None

    def _end(self) -> None:
        self._ended = True


def _find_boundary(request: Request) -> bytes:
    kind, options = parse_options_header(request.headers.get("content-type"))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise _no_form()
    return options[b"boundary"]


def _require_room(request: Request, store: Path, limit: int, setting: str) -> None:
    """Passes when what the client says it sends is allowed and fits."""
    said = request.headers.get("content-length", "")
    size = int(said) if said.isascii() and said.isdigit() else 0
    if size > limit:
        raise _too_large(limit, setting)
    with _explained(store):
        store.mkdir(parents=True, exist_ok=True)
        if shutil.disk_usage(store).free < size + SPARE_BYTES:
            raise OSError(errno.ENOSPC, "No space left on device")


def _decode(words: bytes) -> str:
    """Returns a name or value: browsers send UTF-8, older tools of the trade GB18030."""
    for encoding in ("utf-8", "gb18030"):
        try:
            return words.decode(encoding)
        except UnicodeDecodeError:
            continue
    return words.decode("latin-1")


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        full = error.errno in (errno.ENOSPC, errno.EDQUOT)
        raise UnavailableError(
            "upload_disk_full" if full else "upload_not_kept",
            Text(
                "服务器磁盘空间不足，文件未接收。",
                "The server's disk is full; the file was not taken.",
            )
            if full
            else Text(
                f"文件无法存入 {folder.name}：{error.strerror}",
                f"The file cannot be kept in {folder.name}: {error.strerror}",
            ),
            Text(
                "请联系管理员清理磁盘、检查数据目录的权限后重试。",
                "Ask an administrator to free space and check the data folder, then repeat.",
            ),
        ) from error


def _no_form() -> InputError:
    return InputError(
        "upload_not_form",
        Text("上传内容不是有效的表单。", "What was sent is no valid form with files."),
        Text("请用 multipart/form-data 上传文件。", "Send the files as multipart/form-data."),
    )


def _too_large(limit: int, setting: str) -> InputError:
    megabytes = limit // 1_000_000
    return InputError(
        "upload_too_large",
        Text(
            f"文件过大：一次最多上传 {megabytes} MB。",
            f"Too large: at most {megabytes} MB can be handed in at once.",
        ),
        Text(
            f"请压缩或拆分文件；管理员可调整 {setting}。",
            f"Zip or split it; an administrator can change {setting}.",
        ),
    )


def _too_many() -> InputError:
    return InputError(
        "upload_too_many_parts",
        Text(
            f"表单内容过多：最多 {MAX_FILES} 个文件，每个字段不超过 {MAX_FIELD_BYTES} 字节。",
            f"The form holds too much: up to {MAX_FILES} files, {MAX_FIELD_BYTES} bytes a field.",
        ),
        Text("请打包为一个 zip 文件上传。", "Hand them in as one zip file."),
    )


def _broken_off() -> InputError:
    return InputError(
        "upload_broken_off",
        Text("上传中断，文件不完整。", "The upload broke off; the file is not whole."),
        Text("请重新上传。", "Hand it in again."),
    )
