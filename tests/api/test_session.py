"""Signing in and out: passwords, lock-out, links, displays, and how sessions end."""

import time

import pytest
from sqlalchemy import text

from api.auth import sign_in as sign_in_module
from api.auth.links import create_link
from api.auth.sessions import COOKIE
from api.auth.tokens import hash_token
from geo.db import ACCESS_CHANNEL, notify
from tests.api.conftest import ORIGIN, PASSWORD, Office, sign_in


@pytest.fixture(scope="module")
def own(make_office) -> Office:
    return make_office(filled=False)


@pytest.fixture(scope="module")
def server(own):
    application = own.app()
    with own.client(application):
        yield application


def post(client, account="viewer", password=PASSWORD, **headers):
    body = {"account": account, "password": password}
    return client.post("/api/v1/session", json=body, headers={**ORIGIN, **headers})


def run(office: Office, statement: str, **parameters):
    with office.database.write() as connection:
        return connection.execute(text(statement), parameters)


def audit(office: Office) -> list[tuple[str, str]]:
    with office.database.read() as connection:
        rows = connection.execute(text("SELECT actor, action FROM audit_entry ORDER BY id"))
        return [tuple(row) for row in rows]


def test_signing_in_and_out(own, server):
    client = own.client(server)
    answer = post(client, "street_official")
    assert answer.status_code == 200
    assert answer.json()["role"] == "street_official"
    assert answer.json()["street_code"] == "110105001"
    assert client.get("/api/v1/session").json() == answer.json()
    cookie = answer.headers["set-cookie"].lower()
    for part in ("httponly", "samesite=lax", "path=/", "expires="):
        assert part in cookie
    assert "secure" not in cookie
    token = client.cookies[COOKIE]
    assert client.delete("/api/v1/session", headers=ORIGIN).status_code == 204
    client.cookies.set(COOKIE, token)
    assert client.get("/api/v1/session").status_code == 401
    assert audit(own)[-2:] == [
        ("street_official", "session.open"),
        ("street_official", "session.close"),
    ]


def test_the_cookie_is_secure_behind_tls(own):
    settings = own.settings.model_copy(update={"secure_cookies": True})
    office = Office(own.database, settings, own.profile)
    with office.client(base_url="https://testserver") as client:
        answer = post(client, Origin="https://testserver")
        assert "secure" in answer.headers["set-cookie"].lower()
        assert answer.headers["strict-transport-security"]


def test_the_database_keeps_the_hash_alone(own, server):
    client = sign_in(own, server, "viewer")
    token = client.cookies[COOKIE]
    kept = run(own, "SELECT token_hash FROM session").scalars().all()
    assert hash_token(token) in kept
    assert all(token.encode() not in value for value in kept)


def test_a_planted_session_is_not_taken_over(own, server):
    client = sign_in(own, server, "viewer")
    planted = client.cookies[COOKIE]
    assert post(client, "data_staff").status_code == 200
    assert client.cookies[COOKIE] != planted
    other = own.client(server, cookies={COOKIE: planted})
    assert other.get("/api/v1/session").status_code == 401


def test_a_wrong_password_says_nothing_about_the_account(own, server):
    known = post(own.client(server), "gis_staff", "wrong-password")
    unknown = post(own.client(server), "nobody", "wrong-password")
    for answer in (known, unknown):
        assert answer.status_code == 401
        assert "set-cookie" not in answer.headers
    bodies = [answer.json()["error"] for answer in (known, unknown)]
    assert bodies[0].pop("request_id") != bodies[1].pop("request_id")
    assert bodies[0] == bodies[1]
    assert ("gis_staff", "session.refuse") in audit(own)
    assert ("nobody", "session.refuse") not in audit(own)


def test_unknown_accounts_take_as_long(own, server):
    def measure(account: str) -> float:
        times = []
        for _ in range(4):
            run(own, "UPDATE account SET failures = 0")
            start = time.perf_counter()
            assert post(own.client(server), account, "wrong-password").status_code == 401
            times.append(time.perf_counter() - start)
        return min(times)

    known, unknown = measure("gis_staff"), measure("somebody")
    assert 0.5 < known / unknown < 2


@pytest.mark.parametrize("account", ["data_staff", "no-such-account"])
def test_five_failures_lock(own, server, account):
    run(own, "UPDATE account SET failures = 0, locked_until = NULL")
    client = own.client(server)
    for _ in range(sign_in_module.MOST_FAILURES):
        assert post(client, account, "wrong-password").status_code == 401
    answer = post(client, account)
    assert answer.status_code == 429
    assert answer.headers["retry-after"]
    assert answer.json()["error"]["code"] == "sign_in_locked"
    if account == "data_staff":
        assert ("data_staff", "account.lock") in audit(own)
        run(own, "UPDATE account SET locked_until = now() - interval '1 second'")
        assert post(client, account).status_code == 200
        assert run(own, "SELECT sum(failures) FROM account").scalar_one() == 0


def test_a_right_password_forgives_earlier_failures(own, server):
    client = own.client(server)
    for _ in range(3):
        for _ in range(sign_in_module.MOST_FAILURES - 1):
            post(client, "viewer", "wrong-password")
        assert post(client, "viewer").status_code == 200


def test_a_link_opens_once(own, server):
    with own.database.write() as connection:
        token = create_link(connection, "viewer", "test")
    client = own.client(server)
    answer = client.get(f"/sign-in/{token}")
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    assert client.get("/api/v1/session").json()["account"] == "viewer"
    for used in (token, "x" * 43):
        again = own.client(server).get(f"/sign-in/{used}")
        assert (again.status_code, again.headers["location"]) == (303, "/sign-in?error=link")
        assert "set-cookie" not in again.headers


def test_an_old_link_opens_nothing(own, server):
    with own.database.write() as connection:
        token = create_link(connection, "viewer", "test", minutes=-1)
    assert own.client(server).get(f"/sign-in/{token}").headers["location"].endswith("error=link")


def test_a_display_needs_no_login_and_is_revoked(own, server):
    admin = sign_in(own, server, "administrator")
    made = admin.post("/api/v1/displays", json={"name": "会议室"}, headers=ORIGIN)
    assert made.status_code == 201
    wall = own.client(server)
    assert wall.get(made.json()["address"]).status_code == 200
    cookie = wall.cookies[COOKIE]
    assert wall.get("/api/v1/session").json()["role"] == "display"
    # The page's nightly reload keeps the session that it has.
    wall.get(made.json()["address"])
    assert wall.cookies[COOKIE] == cookie
    number = made.json()["id"]
    assert admin.delete(f"/api/v1/displays/{number}", headers=ORIGIN).status_code == 204
    assert wall.get("/api/v1/session").status_code == 401
    wall.cookies.clear()
    assert wall.get(made.json()["address"]).status_code == 200
    assert COOKIE not in wall.cookies


@pytest.mark.parametrize(
    "ending",
    [
        "UPDATE session SET seen_at = now() - make_interval(mins => 241)",
        "UPDATE session SET expires_at = now() - interval '1 second'",
        "UPDATE account SET enabled = false WHERE name = 'gis_staff'",
    ],
    ids=["idle", "absolute", "disabled"],
)
def test_sessions_end_within_five_seconds_without_being_told(own, server, ending):
    run(own, "UPDATE account SET enabled = true")
    client = sign_in(own, server, "gis_staff")
    assert client.get("/api/v1/session").status_code == 200
    run(own, ending)
    deadline = time.monotonic() + 5
    while client.get("/api/v1/session").status_code == 200:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    run(own, "UPDATE account SET enabled = true")


def test_a_notification_ends_a_session_at_once(own, server):
    client = sign_in(own, server, "gis_staff")
    assert client.get("/api/v1/session").status_code == 200
    with own.database.write() as connection:
        connection.execute(text("DELETE FROM session"))
        notify(connection, ACCESS_CHANNEL)
    deadline = time.monotonic() + 1
    while client.get("/api/v1/session").status_code == 200:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_using_a_session_keeps_it_from_idling(own, server):
    client = sign_in(own, server, "viewer")
    run(own, "UPDATE session SET seen_at = now() - make_interval(mins => 100)")
    time.sleep(4.1)
    assert client.get("/api/v1/session").status_code == 200
    assert run(own, "SELECT max(seen_at) > now() - interval '1 minute' FROM session").scalar_one()


def test_accounts_are_made_changed_and_disabled(own, server):
    admin = sign_in(own, server, "administrator")
    new = {
        "name": "wang",
        "display_name": "王",
        "role": "street_official",
        "street_code": "110105002",
        "password": PASSWORD,
    }
    made = admin.post("/api/v1/accounts", json=new, headers=ORIGIN)
    assert made.status_code == 201, made.text
    assert made.json()["has_password"]
    assert "password" not in {key for key in made.json() if key != "has_password"}
    assert admin.post("/api/v1/accounts", json=new, headers=ORIGIN).status_code == 409
    wang = own.client(server)
    assert post(wang, "wang").status_code == 200
    address = f"/api/v1/accounts/{made.json()['id']}"
    changed = admin.patch(address, json={"role": "viewer"}, headers=ORIGIN)
    assert (changed.json()["role"], changed.json()["street_code"]) == ("viewer", None)
    assert wang.get("/api/v1/session").status_code == 401
    admin.patch(address, json={"enabled": False}, headers=ORIGIN)
    assert post(wang, "wang").status_code == 401
    link = admin.post(f"{address}/sign-in-link", headers=ORIGIN)
    assert link.status_code == 404
    admin.patch(address, json={"enabled": True}, headers=ORIGIN)
    link = admin.post(f"{address}/sign-in-link", headers=ORIGIN)
    assert wang.get(link.json()["address"]).headers["location"] == "/"
    assert ("administrator", "account.change") in audit(own)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"role": "street_official"}, "street_missing"),
        ({"role": "display"}, "role_display"),
        ({"password": "contains-NEWCOMER-name"}, "password_weak"),
        ({"name": " newcomer"}, "account_name"),
    ],
)
def test_accounts_that_are_refused(own, server, change, code):
    admin = sign_in(own, server, "administrator")
    body = {"name": "newcomer", "display_name": "n", "role": "viewer", **change}
    answer = admin.post("/api/v1/accounts", json=body, headers=ORIGIN)
    assert answer.status_code == 400
    assert answer.json()["error"]["code"] == code
