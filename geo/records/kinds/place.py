"""Any table of places, to be matched and told, and not kept: `onemap records match`."""

from dataclasses import replace

from geo.errors import Text
from geo.records.kinds.base import ZONE_COLUMNS, RecordKind
from geo.records.kinds.complaint import COMPLAINT

_MORE = {
    "order_no": ("序号", "order", "id"),
    "zone_name": ("名称", "位置", "name"),
    "street_name": ("street",),
}
_NAMES = ("order_no", *(column.name for column in ZONE_COLUMNS))

# Spelled as work orders spell it, since they call a place by the most names.
PLACE = RecordKind(
    id="place",
    label=Text("位置清单", "Places"),
    columns=tuple(
        replace(
            column,
            spellings=(*column.spellings, *_MORE.get(column.name, ())),
            required=False,
        )
        for column in COMPLAINT.columns
        if column.name in _NAMES
    ),
    make_key=lambda frame: frame["order_no"],
    feeds=(),
)
