"""The matching desk: what waits, what people decide on it, and the names that zones are given."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Response

from api.auth.roles import DECIDERS, HISTORY_READERS, RECORD_KEEPERS, WAITING_READERS, Access, Role
from api.context import Context
from api.deps import ReadConnection, Served, Signed, allow
from api.own_street import require_own_choice, require_own_decision, require_own_group
from api.schemas.records_review import (
    Alias,
    Decision,
    DecisionMade,
    DecisionPreview,
    DecisionUndone,
    MatchKey,
    NewDecision,
    ReviewGroup,
    ReviewPage,
    Waiting,
)
from geo.catalog.records_review import list_aliases, list_decisions
from geo.placements import Choice, ReviewFilter
from geo.records.reviewing.decide import decide, needs_matching, preview_decision, undo_decision
from geo.records.reviewing.groups import count_waiting, find_group, list_review
from geo.records.reviewing.streets import list_said
from geo.rows import Actor

router = APIRouter(prefix="/api/v1/records", tags=["records"])
Number = Annotated[int, Path(ge=1, le=2**53 - 1)]
Key = Annotated[MatchKey, Path(description="Of the group.")]
KindId = Annotated[str | None, Query(pattern="^[a-z_]{1,40}$")]
StreetCode = Annotated[str | None, Query(max_length=50, description="Code of a street.")]
WAITING = allow(*WAITING_READERS)
DECIDING = allow(*DECIDERS)


def read_review_filter(
    connection: ReadConnection,
    context: Served,
    access: Signed,
    kind: KindId = None,
    street: StreetCode = None,
) -> ReviewFilter:
    """Returns what is wanted of what this account may see: a street official's own street only.

    Raises:
        AccessError: other_street.
    """
    if access.role is not Role.STREET_OFFICIAL:
        return ReviewFilter(kind, street)
    access.require_street(street or access.street_code)
    own = list_said(connection, context.profile, access.street_code or "")
    return ReviewFilter(kind, said=tuple(own))


Wanted = Annotated[ReviewFilter, Depends(read_review_filter)]


@router.get("/waiting", dependencies=WAITING)
def read_waiting(connection: ReadConnection, wanted: Wanted, response: Response) -> Waiting:
    """Returns how much waits, by kind: the sums of the desk and of the map's mark."""
    response.headers["Cache-Control"] = "no-store"
    return Waiting.model_validate(count_waiting(connection, wanted.street, wanted.said))


@router.get("/review", dependencies=WAITING)
def read_review(
    connection: ReadConnection,
    context: Served,
    wanted: Wanted,
    response: Response,
    after: Annotated[str | None, Query(max_length=200)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> ReviewPage:
    """Returns a page of the groups that wait, those with the most rows first."""
    response.headers["Cache-Control"] = "no-store"
    page = list_review(connection, context.profile.timezone, wanted, after=after, limit=limit)
    return ReviewPage.model_validate(page)


@router.get("/review/{key}", dependencies=WAITING)
def read_group(
    key: Key, connection: ReadConnection, context: Served, access: Signed, response: Response
) -> ReviewGroup:
    """Returns a group that waits, with its candidates and why they are."""
    response.headers["Cache-Control"] = "no-store"
    found = find_group(connection, context.profile.timezone, key)
    require_own_group(connection, context.profile, access, found["said"])
    return ReviewGroup.model_validate(found)


@router.post("/decisions", dependencies=DECIDING)
async def decide_group(body: NewDecision, context: Served, access: Signed) -> DecisionMade:
    """Decides where a group belongs; who comes second is told who decided what (409).

    What has its place already is contested by the data staff alone.
    """
    told = await _decide(body, context, access, "decide")
    return DecisionMade.model_validate(told)


@router.post("/decisions/preview", dependencies=DECIDING)
async def preview_choice(body: NewDecision, context: Served, access: Signed) -> DecisionPreview:
    """Returns what a decision would change, and writes nothing."""
    return DecisionPreview.model_validate(await _decide(body, context, access, "preview"))


@router.post("/decisions/{number}/undo", dependencies=DECIDING)
async def take_back_decision(number: Number, context: Served, access: Signed) -> DecisionUndone:
    """Undoes a decision with its alias: the records are matched as if it had not been."""

    def undo() -> dict[str, Any] | None:
        with context.database.read() as connection:
            require_own_decision(connection, access, number)
            if needs_matching(connection, number):
                return None
        actor = Actor(access.account)
        return undo_decision(context.database, context.profile, number, actor).as_dict()

    told = await context.matcher.run_here(undo)
    if told is None:
        told = await context.matcher.ask("undo", number, {"actor": access.account})
    return DecisionUndone.model_validate(told)


@router.get("/decisions", dependencies=WAITING)
def read_decisions(
    connection: ReadConnection,
    access: Signed,
    response: Response,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
) -> list[Decision]:
    """Returns the newest decisions; a street official's own only."""
    response.headers["Cache-Control"] = "no-store"
    by = access.account if access.role is Role.STREET_OFFICIAL else None
    return [Decision.model_validate(row) for row in list_decisions(connection, limit, by)]


@router.get("/aliases", dependencies=allow(*HISTORY_READERS))
def read_aliases(connection: ReadConnection, response: Response) -> list[Alias]:
    """Returns the names that people gave zones and did not withdraw."""
    response.headers["Cache-Control"] = "no-store"
    return [Alias.model_validate(row) for row in list_aliases(connection)]


@router.delete("/aliases/{number}", dependencies=allow(*RECORD_KEEPERS))
async def withdraw_name(number: Number, context: Served, access: Signed) -> DecisionUndone:
    """Withdraws a name: what it placed is matched again."""
    told = await context.matcher.ask("withdraw", number, {"actor": access.account})
    return DecisionUndone.model_validate(told)


async def _decide(body: NewDecision, context: Context, access: Access, way: str) -> dict[str, Any]:
    """Decides, or only looks what that would change; here, or by a worker where a name is given."""
    if body.placed:
        access.require_role(frozenset(RECORD_KEEPERS))

    def act() -> dict[str, Any] | None:
        with context.database.read() as connection:
            require_own_choice(connection, context.profile, access, body)
        if body.alias is not None:
            return None
        choice = Choice(body.key, body.verdict, body.zone_uid, placed=body.placed)
        if way == "preview":
            result = preview_decision(context.database, context.profile, choice)
        else:
            result = decide(context.database, context.profile, choice, Actor(access.account))
        return result.as_dict()

    told = await context.matcher.run_here(act)
    if told is not None:
        return told
    return await context.matcher.ask(way, 0, {**body.model_dump(), "actor": access.account})
