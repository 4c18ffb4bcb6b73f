"""Every address answers somebody who may use it."""

from tests.api.conftest import ORIGIN, PASSWORD


def sign_in(office, app, role):
    client = office.client(app)
    body = {"account": role, "password": PASSWORD}
    answer = client.post("/api/v1/session", json=body, headers=ORIGIN)
    assert answer.status_code == 200, answer.text
    return client


def test_reads(office, app):
    client = sign_in(office, app, "district_official")
    state = client.get("/api/v1/state").json()
    big = office.zone("大院")
    for path in (
        "/api/v1/session",
        "/api/v1/profile",
        state["columns"],
        state["series"],
        state["tilejson"],
        "/api/v1/indicators",
        "/api/v1/zones",
        f"/api/v1/zones/{big}",
        f"/api/v1/zones/{big}/ledger",
        f"/api/v1/zones/{big}/complaints",
        f"/api/v1/zones/{big}/enforcement",
        "/api/v1/streets",
        "/api/v1/search?q=大院",
        "/api/v1/surveys",
        "/api/v1/releases",
        "/api/v1/loads",
        "/health/live",
        "/health/ready",
        "/",
    ):
        answer = client.get(path)
        assert answer.status_code == 200, path
