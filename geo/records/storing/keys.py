"""By what a row is known again: its key in the source, which may hang on its zone."""

from collections.abc import Iterator

import pandas as pd

from geo.errors import Text
from geo.records.kinds import RecordKind
from geo.rows import Rejection

# How a key tells the zone of which there is one record, and what is written of one not known.
ZONE, WRITTEN = "zone:", "written:"


def add_keys(kind: RecordKind, matched: pd.DataFrame) -> pd.DataFrame:
    """Returns the rows with `source_key`, and with `written_key` where the key hangs on the zone.

    `written_key` is what the key is while the zone is not known; elsewhere it is missing.
    """
    unplaced = matched.assign(zone_uid=pd.array([pd.NA] * len(matched), dtype="Int64"))
    written = kind.make_key(unplaced).astype("string")
    hangs = written.str.contains(WRITTEN, regex=False)
    return matched.assign(
        source_key=kind.make_key(matched).astype("string"), written_key=written.where(hangs)
    )


def drop_repeated(keyed: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Returns the rows that count, and those of which a later row of the file says the same record.

    The second have `beaten_by`: the place in the frame of the row that counts instead.
    """
    at = pd.Series(range(len(keyed)), index=keyed.index)
    last = at.groupby(keyed["source_key"]).transform("max")
    again = at.groupby(keyed["written_key"]).transform("max").fillna(-1).astype(int)
    last = last.where(last >= again, again)
    beaten = at < last
    return keyed[~beaten], keyed[beaten].assign(beaten_by=last[beaten])


def explain_repeated(
    keyed: pd.DataFrame, beaten: pd.DataFrame, headers: dict[str, str]
) -> Iterator[Rejection]:
    """Yields why each beaten row is not taken, with its cells under the office's own headers."""
    numbers, sheets = keyed["row_no"].tolist(), keyed["sheet"].tolist()
    cells = beaten.reindex(columns=list(headers)).to_dict("records")
    stands = (beaten[name].tolist() for name in ("row_no", "sheet", "beaten_by"))
    for row_no, sheet, later, values in zip(*stands, cells, strict=True):
        place = f"{sheets[later]}!{numbers[later]}" if sheets[later] else str(numbers[later])
        yield Rejection(
            int(row_no),
            None,
            Text(
                f"与第 {place} 行是同一记录，以后一行为准",
                f"the same record as row {place}, which counts",
            ),
            {headers[str(k)]: str(v) for k, v in values.items() if not pd.isna(v)},
            sheet,
        )
