"""Files that commands write tables to."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from geo.errors import InputError, SetupError, Text

FORMATS = (".csv", ".xlsx")


@contextmanager
def open_output(output: Path, *formats: str) -> Iterator[None]:
    """Passes when a file's name ends as one of the formats; says in words why it cannot be written.

    Raises:
        InputError: usage.
        SetupError: output_failed.
    """
    if output.suffix.lower() not in formats:
        raise InputError(
            "usage",
            Text(f"不支持的格式：{output.name}", f"Not a format to write: {output.name}"),
            Text(f"请用 {' 或 '.join(formats)}。", f"Use {' or '.join(formats)}."),
        )
    try:
        yield
    except OSError as error:
        raise SetupError(
            "output_failed",
            Text(
                f"无法写出 {output}：{error.strerror}", f"Cannot write {output}: {error.strerror}"
            ),
            Text("请检查文件夹、权限和磁盘空间。", "Check the folder, its rights, the disk."),
        ) from error
