"""Records of an older database keep their places and are found again under the newer keys."""

import json

import pytest
from sqlalchemy import text

from geo.migrations import find_differences, migrate
from tests import world
from tests.geo.test_migrations import go_down
from tests.office import Office
from tests.records.desk import Desk
from tests.records.sheets import RATED, SERVED

OLD_EVIDENCE = {
    "works": {"by": "code", "zone_code": "CY-110105902-005", "zone_name": "机床厂宿舍"},
    "nowhere": {"by": "none", "zone_name": "春风里", "street_name": "河西街道"},
    "nothing": {"by": "none", "street_name": "河西街道"},
}
ROW = (
    "INSERT INTO {table} ({columns}, zone_uid, placement, evidence, source_key, load_id, row_no,"
    " content, sys) VALUES ({values}, :uid, :placement, CAST(:evidence AS jsonb), :key, 1, :row,"
    " 'x', tstzrange(now() - interval '1 day', NULL))"
)
COLUMNS = {
    "service": {"mode": "none", "contract_stage": "unknown"},
    "rating": {"kind": "service_rating", "period": "2022"},
    "complaint": {
        "order_no": "GD-1",
        "order_kind": "unknown",
        "category": "other",
        "received_at": "2022-05-01 08:00+08",
        "satisfaction": "unknown",
    },
}


@pytest.fixture
def old(database, profile, tmp_path):
    """An office whose database is of the third version, with a zone and records of each sort."""
    office = Office(database, profile, world.CHAOYANG, tmp_path)
    office.open_town()
    go_down(database, "0003")
    uid = office.uid("works")
    with database.write() as connection:
        connection.execute(
            text(
                "INSERT INTO record_load (kind, file_name, file_sha256, rows, matched, review,"
                " rejected, out_of_area, changed, loaded_by, decisions) VALUES"
                " ('service', 'a.xlsx', 'x', 3, 1, 2, 0, 0, 3, 'li', '{\"columns\": {}}')"
            )
        )
        connection.execute(
            text(
                "INSERT INTO revision (load_id, committed_at, committed_by)"
                " VALUES (1, now() - interval '1 day', 'li')"
            )
        )
        connection.execute(
            text(
                'INSERT INTO rejected_row (load_id, row_no, "column", reason_zh, reason_en,'
                " \"values\") VALUES (1, 9, NULL, '坏', 'bad', '{}')"
            )
        )

        def put(table, evidence, key, row, zone=None):
            own = COLUMNS[table]
            statement = ROW.format(
                table=table,
                columns=", ".join(own),
                values=", ".join(f":{name}" for name in own),
            )
            placed = {"uid": zone, "placement": "review" if zone is None else "matched"}
            connection.execute(
                text(statement),
                {
                    **own,
                    **placed,
                    "evidence": json.dumps(OLD_EVIDENCE[evidence]),
                    "key": key,
                    "row": row,
                },
            )

        put("service", "works", f"zone:{uid}", 2, uid)
        put("service", "nowhere", "written:|春风里|河西街道", 3)
        put("service", "nothing", "written:||河西街道", 4)
        put("rating", "works", f"service_rating|2022|zone:{uid}", 2, uid)
        # The same words, loaded again while their zone was gone.
        put("rating", "works", "service_rating|2022|written:CY-110105902-005|机床厂宿舍|", 3)
        put("complaint", "works", "GD-1", 2, uid)
    migrate(database)
    return office


def test_old_rows_keep_their_places_and_get_their_keys(old):
    with old.database.read() as connection:
        assert find_differences(connection) == []
    uid = old.uid("works")
    rows = old.query(
        "SELECT record, source_key, written_key, placement, zone_uid, evidence FROM placed_record"
        " WHERE upper_inf(sys) ORDER BY record, row_no"
    )
    written = "written:CY-110105902-005|机床厂宿舍|"
    assert [row[:5] for row in rows] == [
        ("complaint", "GD-1", None, "matched", uid),
        (
            "rating",
            "service_rating|2022|" + written,
            "service_rating|2022|" + written,
            "review",
            None,
        ),
        ("service", f"zone:{uid}", written, "matched", uid),
        ("service", "written:|春风里|河西街道", "written:|春风里|河西街道", "review", None),
        ("service", "written:||河西街道|||", "written:||河西街道|||", "review", None),
    ]
    assert rows[0].evidence == {
        "said": {"zone_code": "CY-110105902-005", "zone_name": "机床厂宿舍"},
        "by": "code",
        "confidence": 1.0,
        "facts": [],
        "candidates": [],
    }
    assert old.query("SELECT sheet, row_no FROM rejected_row") == [("", 9)]
    assert old.query("SELECT cause, load_id, release_id FROM revision") == [("load", 1, None)]


def test_matched_anew_they_join_the_desk(old):
    desk = Desk(old)
    result = desk.rematch()
    assert result.lost == 0
    assert set(desk.groups()) == {"春风里", ""}
    assert desk.decide("春风里", "works").rows == 1


def test_the_workbook_they_came_from_finds_them_again(old):
    code = old.world.code("works")
    rest = [None] * (len(SERVED) - 4)
    rows = [
        [code, "机床厂宿舍", None, "失管", *rest],
        [None, "春风里", "河西街道", "失管", *rest],
        [None, None, "河西街道", "失管", *rest],
    ]
    result = old.records("service", SERVED, rows)
    assert (result.new, result.corrected + result.unchanged) == (0, 3)
    row = ["物业服务评价", "2022", None, None, code, "机床厂宿舍", 90, "A"]
    assert len(RATED) == len(row)
    assert old.records("rating", RATED, [row]).outcomes["matched"] == 1
    assert old.one("SELECT count(*) FROM rating WHERE upper_inf(sys)") == 1
