"""What was handed in and published: surveys, releases, loads."""

from fastapi import APIRouter

from api.auth.roles import HISTORY_READERS
from api.deps import ReadConnection, Uid, allow
from api.schemas.history import Load, Release, Survey
from geo.catalog.history import find_survey, list_loads, list_releases, list_surveys

router = APIRouter(prefix="/api/v1", tags=["history"], dependencies=allow(*HISTORY_READERS))


@router.get("/surveys")
def read_surveys(connection: ReadConnection) -> list[Survey]:
    """Returns the newest boundary surveys with what was decided and found."""
    return [Survey.model_validate(row) for row in list_surveys(connection)]


@router.get("/surveys/{uid}")
def read_survey(uid: Uid, connection: ReadConnection) -> Survey:
    """Returns one boundary survey."""
    return Survey.model_validate(find_survey(connection, uid))


@router.get("/releases")
def read_releases(connection: ReadConnection) -> list[Release]:
    """Returns the newest releases of the boundaries."""
    return [Release.model_validate(row) for row in list_releases(connection)]


@router.get("/loads")
def read_loads(connection: ReadConnection) -> list[Load]:
    """Returns the newest loads of workbooks."""
    return [Load.model_validate(row) for row in list_loads(connection)]
