"""What stands in a table's cells."""

import re
from collections.abc import Sequence
from typing import Any

# What programs write where they have no value.
_MISSING = {"nan", "nat", "null", "<na>", "#n/a"}
_WRITTEN_NUMBER = re.compile(r"-?\d+\.\d+")
_WRITTEN_WHOLE = re.compile(r"(-?\d+)\.0+")


def clean_cell(cell: Any) -> Any:
    """Returns a cell without what is around its text; None where nothing is said."""
    if isinstance(cell, str):
        text = cell.replace("\x00", "").strip()
        return None if text.lower() in _MISSING else text or None
    if cell is None or isinstance(cell, bool | int | float):
        return cell
    return str(cell)


def is_number(cell: Any) -> bool:
    """Whether a cell is a number, or a text that is one."""
    try:
        float(cell)
    except (TypeError, ValueError):
        return False
    return True


def write_whole(cells: Sequence[Any]) -> list[Any]:
    """Returns a column's cells with its whole numbers written as such: "500.0" as "500".

    A program writes a column of whole numbers so as soon as one of them is missing. Other texts
    stay as they are, and so do all where only some are written with a point.
    """
    texts = [cell for cell in cells if cell is not None]
    if not all(isinstance(cell, str) and _WRITTEN_NUMBER.fullmatch(cell) for cell in texts):
        return list(cells)
    wholes = [cell and _WRITTEN_WHOLE.fullmatch(cell) for cell in cells]
    return [whole[1] if whole else cell for cell, whole in zip(cells, wholes, strict=True)]
