"""Writes a reference layer as a new release: the zones as they are, one layer replaced.

Rows never change; only `sys` of those that a release no longer shows is closed.
"""

from collections.abc import Iterator
from typing import Any

import shapely
from psycopg.types.range import TimestamptzRange
from sqlalchemy import Connection, func, insert, select, update

from geo.base.layers import LAYER_NAMES, LayerRequest, LayerRows
from geo.boundaries.releasing.publish import insert_release
from geo.crs import STORAGE
from geo.db import STATE_CHANNEL, copy_rows, load_sql, notify, take_moment
from geo.models import BaseFeature, Release, Survey
from geo.rows import Actor
from geo.surveys import BaseKind, PublishHook, SurveyStatus

_COLUMNS = ("kind", "survey_id", "row_no", "name", "rank", "geom", "sys")


def find_digest(connection: Connection, kind: BaseKind) -> str | None:
    """Returns the digest of a layer's content in force; None where there is no such layer."""
    current = (
        select(BaseFeature.survey_id)
        .where(BaseFeature.kind == kind.value, func.upper_inf(BaseFeature.sys))
        .limit(1)
        .scalar_subquery()
    )
    digest: str | None = connection.execute(
        select(Survey.summary["digest"].astext).where(Survey.id == current)
    ).scalar_one_or_none()
    return digest


def insert_layer(
    connection: Connection,
    rows: LayerRows,
    request: LayerRequest,
    status: SurveyStatus,
    actor: Actor,
) -> int:
    """Writes that a file was handed in as a layer, and how it was understood; returns its id."""
    decided = {
        name: getattr(request, name) for name in ("layer", "srid", "axes", "datum", "encoding")
    }
    told = rows.decisions
    survey_id: int = connection.execute(
        insert(Survey)
        .values(
            kind=rows.kind.value,
            status=status.value,
            file_name=rows.file_name,
            file_sha256=rows.file_sha256,
            layer=told["layer"],
            encoding=told["encoding"]["value"],
            srid=told["srid"],
            features=len(rows.shapes),
            partial=False,
            loaded_by=actor.name,
            finished_at=func.clock_timestamp(),
            run=1,
            request={**decided, "fields": dict(request.fields), "demo": request.demo},
            decisions=told | ({"demo": True} if request.demo else {}),
            summary={"digest": rows.digest, **rows.counts},
        )
        .returning(Survey.id)
    ).scalar_one()
    return survey_id


def replace_layer(
    connection: Connection, rows: LayerRows, survey_id: int, actor: Actor, hook: PublishHook
) -> int:
    """Makes the release in which a layer is what was read; returns its id."""
    now = take_moment(connection, Release.published_at)
    _close_layer(connection, rows.kind, now)
    copy_rows(connection, "base_feature", _COLUMNS, _list_rows(rows, survey_id, now))
    name = LAYER_NAMES[rows.kind]
    why = f"底图图层：{name.zh} {rows.file_name} Reference layer: {name.en}"
    return _release(connection, now, Actor(actor.name, _join(why, actor.reason)), survey_id, hook)


def remove_layer(connection: Connection, kind: BaseKind, actor: Actor, hook: PublishHook) -> int:
    """Makes the release that no longer shows a layer; returns its id."""
    now = take_moment(connection, Release.published_at)
    _close_layer(connection, kind, now)
    name = LAYER_NAMES[kind]
    why = f"撤下底图图层：{name.zh} Reference layer removed: {name.en}"
    return _release(connection, now, Actor(actor.name, _join(why, actor.reason)), None, hook)


def _close_layer(connection: Connection, kind: BaseKind, now: Any) -> None:
    connection.execute(
        update(BaseFeature)
        .where(BaseFeature.kind == kind.value, func.upper_inf(BaseFeature.sys))
        .values(sys=func.tstzrange(func.lower(BaseFeature.sys), now))
    )


def _list_rows(rows: LayerRows, survey_id: int, now: Any) -> Iterator[tuple[Any, ...]]:
    since = TimestamptzRange(now, None)
    shapes = shapely.to_wkb(shapely.set_srid(rows.shapes, STORAGE), hex=True, include_srid=True)
    for row_no, name, rank, shape in zip(
        rows.row_no.tolist(), rows.names, rows.ranks.tolist(), shapes, strict=True
    ):
        yield rows.kind.value, survey_id, row_no, name, rank, shape, since


def _release(
    connection: Connection, now: Any, actor: Actor, survey_id: int | None, hook: PublishHook
) -> int:
    release_id = insert_release(connection, now, actor, survey_id=survey_id)
    connection.execute(load_sql("analyze", table="base_feature"))
    hook(connection, release_id)
    notify(connection, STATE_CHANNEL)
    return release_id


def _join(why: str, reason: str | None) -> str:
    return why if not reason else f"{why}；{reason}"
