"""The named types of a reference layer's way, and what each kind of layer is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter, ValidationError

from geo.errors import InputError, Text
from geo.surveys import Axes, BaseKind, Datum

if TYPE_CHECKING:
    from numpy.typing import NDArray

LAYER_NAMES = {
    BaseKind.ROAD: Text("道路", "roads"),
    BaseKind.WATER: Text("河湖", "water"),
    BaseKind.GREEN: Text("绿地", "green"),
    BaseKind.BUILDING: Text("建筑", "buildings"),
    BaseKind.COMMUNITY: Text("社区", "communities"),
}
# Roads and rivers may be drawn by their middle lines; everything else is an area.
MAY_BE_LINES = frozenset({BaseKind.ROAD, BaseKind.WATER})


@dataclass(frozen=True, slots=True)
class LayerRequest:
    """What the loader is asked to do with a file, and what a person decided about it.

    Where a decision is None the file and its evidence decide, or a question is asked. `fields`
    are our field (name, rank) -> the file's column.
    """

    kind: BaseKind
    layer: str | None = None
    srid: int | None = None
    axes: Axes | None = None
    datum: Datum | None = None
    encoding: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    demo: bool = False


def make_layer_request(
    kind: BaseKind, fields: Mapping[str, str], decided: Mapping[str, Any]
) -> LayerRequest:
    """Returns what is asked, from values as people write them.

    Raises:
        InputError: answer_invalid, when a value is not of its kind.
    """
    try:
        return _REQUEST.validate_python({"kind": kind, "fields": fields, **decided})
    except ValidationError as error:
        names = ", ".join(sorted({str(fault["loc"][0]) for fault in error.errors()}))
        raise InputError(
            "answer_invalid",
            Text(f"取值有误：{names}", f"These values are not valid: {names}"),
            Text("请按 --help 中的选项填写。", "See the values that --help names."),
        ) from error


_REQUEST = TypeAdapter(LayerRequest)


@dataclass(frozen=True, slots=True)
class LayerRows:
    """A reference layer as read, and what was done to it.

    Attributes:
        kind: what it draws.
        row_no: rows of the file (from 1) that are kept, in its order.
        names: their names; None where there is none.
        ranks: of roads 1 (expressway) to 5 (lane), else 0.
        shapes: valid lines or polygons in EPSG:4490, inside the district's box and its margin.
        file_name, file_sha256: of the file.
        digest: SHA-256 of the content, by which equal content is known.
        decisions: how the file was understood, as JSON values.
        counts: features in the file, and of them: empty, outside, clipped, repaired.
    """

    kind: BaseKind
    row_no: "NDArray[Any]"
    names: list[str | None]
    ranks: "NDArray[Any]"
    shapes: "NDArray[Any]"
    file_name: str
    file_sha256: str
    digest: str
    decisions: dict[str, Any]
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class LayerResult:
    """What became of a layer: the release it made, or None when it changed nothing."""

    kind: BaseKind
    release_id: int | None
    features: int
    counts: dict[str, int]
    decisions: dict[str, Any]
    seconds: dict[str, float]
