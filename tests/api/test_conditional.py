"""Conditional requests: an answer that has not changed is not sent again."""

import datetime as dt

import pytest

from tests.api.conftest import sign_in
from tests.tiles.records import Records, service

SCOPED = (
    "/api/v1/zones?limit=2",
    "/api/v1/zones/1",
    "/api/v1/zones/1/ledger",
    "/api/v1/zones/1/complaints",
    "/api/v1/zones/1/enforcement",
    "/api/v1/streets",
    "/api/v1/streets/1",
    "/api/v1/search?q=大院",
    "/api/v1/indicators",
)
IMMUTABLE = ("/api/v1/columns/1/1", "/api/v1/series/1/1/complaints")


@pytest.fixture(scope="module")
def client(office, app):
    return sign_in(office, app, "viewer")


@pytest.mark.parametrize("path", SCOPED)
def test_unchanged_is_304(client, path):
    first = client.get(path)
    etag = first.headers["etag"]
    assert etag.startswith('W/"')
    assert first.headers["cache-control"] == "private, no-cache"
    assert client.get(path).headers["etag"] == etag
    for known in (etag, etag.removeprefix("W/"), f'"other", {etag}', "*"):
        again = client.get(path, headers={"If-None-Match": known})
        assert again.status_code == 304
        assert again.content == b""
        assert again.headers["etag"] == etag
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_each_address_and_each_scope_has_its_own(office, app, client):
    tags = [client.get(path).headers["etag"] for path in SCOPED]
    assert len(set(tags)) == len(tags)
    street = sign_in(office, app, "street_official").get("/api/v1/zones/1/ledger")
    assert street.headers["etag"] != client.get("/api/v1/zones/1/ledger").headers["etag"]


def test_what_may_not_be_read_is_never_304(office, app, client):
    other = f"/api/v1/zones/{office.zone('天井')}/ledger"
    etag = client.get(other).headers["etag"]
    street = sign_in(office, app, "street_official")
    for known in (etag, "*"):
        assert street.get(other, headers={"If-None-Match": known}).status_code == 403


@pytest.mark.parametrize("path", IMMUTABLE)
def test_documents_of_a_moment_never_change(client, path):
    zipped = client.get(path, headers={"Accept-Encoding": "gzip"})
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    assert zipped.json() == plain.json()
    assert zipped.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert zipped.headers["vary"] == "Accept-Encoding"
    assert zipped.headers["etag"] != plain.headers["etag"]
    known = {"If-None-Match": zipped.headers["etag"], "Accept-Encoding": "gzip"}
    assert client.get(path, headers=known).status_code == 304


def test_a_new_revision_has_new_tags(make_office):
    office = make_office()
    with office.client() as server:
        client = sign_in(office, server.app, "viewer")
        before = client.get("/api/v1/zones/1").headers["etag"]
        records = Records(office.town)
        records._at = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
        records._keys = 100
        records.commit(None, service(office.zone("夹道"), "emergency"))
        client.app._inner._inner.state.context.live._refresh()
        answer = client.get("/api/v1/zones/1", headers={"If-None-Match": before})
        assert answer.status_code == 200
        assert answer.headers["etag"] != before
        state = client.get("/api/v1/state").json()
        assert (state["revision"], state["as_of"]) == (2, "2022-09-30")
        # The columns of the first revision are still what they were.
        old = client.get("/api/v1/columns/1/1").json()["categories"]["service_mode"]
        new = client.get(state["columns"]).json()["categories"]["service_mode"]
        assert old["codes"] != new["codes"]
