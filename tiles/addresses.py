"""Addresses of tiles: the numbers and parameters in them, and what is said of wrong ones."""

import re
from urllib.parse import parse_qsl

from geo.errors import AccessError, InputError, NotFoundError, Text

_NUMBER = re.compile(r"0|[1-9][0-9]{0,17}", re.ASCII)
_TIMES = ("known_at", "valid_at")


def read_numbers(parts: tuple[str, ...] | list[str]) -> list[int]:
    """Returns the whole numbers of an address.

    Raises:
        InputError: tile_address_invalid, with the first part that is none.
    """
    if wrong := [part for part in parts if not _NUMBER.fullmatch(part)]:
        raise InputError(
            "tile_address_invalid",
            Text(
                f"瓦片地址中应为非负整数：“{wrong[0][:40]}”。",
                f"A tile's address takes whole numbers, not “{wrong[0][:40]}”.",
            ),
            Text("格式：{版本}/{z}/{x}/{y}", "It looks like {release}/{z}/{x}/{y}"),
        )
    return [int(part) for part in parts]


def read_times(query: bytes) -> dict[str, str]:
    """Returns the parameters known_at and valid_at of /tiles/map/at.json, one of them or both.

    Raises:
        InputError: bad_parameter, there is none, or another one.
    """
    asked = dict(parse_qsl(query.decode("latin-1"), keep_blank_values=True))
    if not asked or not asked.keys() <= set(_TIMES):
        raise InputError(
            "bad_parameter",
            Text(
                "此地址只接受参数 known_at 与 valid_at，至少一个。",
                "This address takes the parameters known_at and valid_at, at least one.",
            ),
        )
    return asked


def read_valid_at(query: bytes) -> str | None:
    """Returns the parameter valid_at of /tiles/map/{release}.json, if it is there."""
    asked = dict(parse_qsl(query.decode("latin-1"), keep_blank_values=True))
    return asked.get("valid_at")


def require_inside(zooms: tuple[int, int], zoom: int, x: int, y: int) -> None:
    """Passes for a tile that may be.

    Raises:
        NotFoundError: tile_not_found, zoom, column or row are out of range.
    """
    first, last = zooms
    if not first <= zoom <= last or max(x, y) >= 1 << zoom:
        raise no_such_tile()


def wrong_method() -> InputError:
    """Returns what is said to a request that neither gets nor heads."""
    return InputError(
        "method_not_allowed",
        Text("此地址只接受 GET 与 HEAD 请求。", "This address takes GET and HEAD only."),
    )


def not_signed_in() -> AccessError:
    """Returns what is said to a request without a session."""
    return AccessError(
        "not_signed_in",
        Text("请先登录，或登录已过期。", "Please sign in; there is no session or it has ended."),
    )


def no_such_tile() -> NotFoundError:
    """Returns what is said to an address at which nothing can be."""
    return NotFoundError(
        "tile_not_found",
        Text("没有这样的瓦片：级别或行列号超出范围。", "There is no such tile: out of range."),
    )
