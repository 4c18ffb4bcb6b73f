"""What was published and loaded: releases, loads of workbooks."""

from fastapi import APIRouter

from api.auth.roles import HISTORY_READERS
from api.deps import ReadConnection, allow
from api.schemas.history import Load, Release
from geo.catalog.history import list_loads, list_releases

router = APIRouter(prefix="/api/v1", tags=["history"], dependencies=allow(*HISTORY_READERS))


@router.get("/releases")
def read_releases(connection: ReadConnection) -> list[Release]:
    """Returns the newest releases of the boundaries."""
    return [Release.model_validate(row) for row in list_releases(connection)]


@router.get("/loads")
def read_loads(connection: ReadConnection) -> list[Load]:
    """Returns the newest loads of workbooks."""
    return [Load.model_validate(row) for row in list_loads(connection)]
