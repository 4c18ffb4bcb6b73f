"""How commands tell what records say of their place, and what moves."""

from collections.abc import Mapping
from typing import Any

from geo.placements import Moved

_SAID = ("street_name", "zone_name", "address", "zone_code", "community")
_MOVED = ("key", "said", "rows", "from_uid", "to_uid", "from_placement", "to_placement")


def tell_said(said: Mapping[str, Any]) -> str:
    """Returns what is said of a place on one line."""
    return " ".join(str(said[name]) for name in _SAID if said.get(name)) or "–"


def describe_moved(moved: Moved) -> dict[str, Any]:
    """Returns a group that moved as JSON values."""
    return {name: getattr(moved, name) for name in _MOVED}
