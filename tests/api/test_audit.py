"""The audit chain: every edit, deletion and reordering is found and named."""

import threading

import pytest
from sqlalchemy import text

from geo.audit import append_audit, read_head, verify_audit


@pytest.fixture
def database(make_office):
    office = make_office(filled=False)
    with office.database.write() as connection:
        connection.execute(text("DELETE FROM audit_entry"))
        for number in range(5):
            append_audit(connection, "张", "test.step", str(number), {"n": number, "路": "东"})
    return office.database


def verify(database, head=None):
    with database.read() as connection:
        return [(found.id, found.reason) for found in verify_audit(connection, head)]


def ids(database) -> list[int]:
    with database.read() as connection:
        return list(connection.execute(text("SELECT id FROM audit_entry ORDER BY id")).scalars())


def change(database, statement: str, **parameters):
    with database.write() as connection:
        connection.execute(text(statement), parameters)


def test_an_untouched_chain_holds(database):
    with database.read() as connection:
        head = read_head(connection)
    assert verify(database, head) == []


@pytest.mark.parametrize(
    "edit",
    [
        "actor = '李'",
        "action = 'other'",
        "subject = NULL",
        "detail = '{}'",
        "at = at + interval '1 microsecond'",
    ],
)
def test_an_edit_is_named(database, edit):
    third = ids(database)[2]
    change(database, f"UPDATE audit_entry SET {edit} WHERE id = :id", id=third)
    assert verify(database) == [(third, "this entry was edited")]


def test_a_deletion_is_named(database):
    third, fourth = ids(database)[2:4]
    change(database, "DELETE FROM audit_entry WHERE id = :id", id=third)
    assert [found[0] for found in verify(database)] == [fourth]


def test_a_reordering_is_named(database):
    second, third = ids(database)[1:3]
    swap = """
        UPDATE audit_entry SET subject = CASE id WHEN :a THEN '2' ELSE '1' END
        WHERE id IN (:a, :b)
    """
    change(database, swap, a=second, b=third)
    assert [found[0] for found in verify(database)] == [second, third]


def test_a_cut_end_is_seen_by_the_exported_head(database):
    with database.read() as connection:
        head = read_head(connection)
    change(database, "DELETE FROM audit_entry WHERE id = :id", id=ids(database)[-1])
    assert verify(database) == []
    assert verify(database, head)[0][0] == head.id


def test_writers_at_once_make_one_chain(database):
    def write(number: int) -> None:
        with database.write() as connection:
            append_audit(connection, f"writer {number}", "test.race")

    threads = [threading.Thread(target=write, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids(database)) == 11
    assert verify(database) == []
