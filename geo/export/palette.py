"""The colours of a page: those of the map in its light appearance (web/src/map/palette.ts)."""

from collections.abc import Iterable

GROUND = "#ebe9e2"
LINE = "#cbc7bb"
HOVER = "#1c2126"
PAPER = "#f6f5f1"
# Classes whose meaning is the same whatever the enumeration they stand in.
KNOWN = {
    "unknown": PAPER,
    "none": "#cc4b31",
    "emergency": "#8d79b8",
    "entrusted": "#84b5ab",
    "quasi": "#e3b447",
    "owners_committee": "#1f5f63",
    "property_management_committee": "#84b5ab",
    "established": "#84b5ab",
    "joint": "#1f5f63",
    "work_covered": "#e3b447",
}
_FREE = ("#84b5ab", "#1f5f63", "#e3b447", "#8d79b8", "#b9a48c", "#5b7fa6", "#c98ba0")


def pick_colours(ids: Iterable[str]) -> dict[str, str]:
    """Returns a colour for each class: the known meanings first, the others what is left."""
    ids = list(ids)
    taken = {KNOWN[name] for name in ids if name in KNOWN}
    free = iter([colour for colour in _FREE if colour not in taken])
    return {name: KNOWN.get(name) or next(free, _FREE[-1]) for name in ids}
