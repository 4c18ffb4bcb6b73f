"""Whether the server lives, and whether it can serve."""

from typing import Literal

from api.schemas.common import Body


class Live(Body):
    """The process answers."""

    status: Literal["ok"]


class Check(Body):
    """One condition of being ready."""

    name: str
    ok: bool
    detail: str


class Ready(Body):
    """Whether requests can be served, condition by condition."""

    status: Literal["ok", "unavailable"]
    checks: list[Check]
