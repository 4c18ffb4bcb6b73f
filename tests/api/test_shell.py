"""What surrounds every answer: origin of writes, headers, size, the one error body."""

import pytest

from api.errors import STATUS
from api.main import make_api
from api.pages import Pages
from api.shell import MAX_BODY
from geo.errors import OneMapError
from tests.api.conftest import ORIGIN, PASSWORD, Office, get_api, sign_in

BODY = {"account": "viewer", "password": PASSWORD}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://testserver"}, 200),
        ({"Origin": "http://TESTSERVER:80"}, 200),
        ({"Origin": "https://testserver"}, 200),
        ({"Referer": "http://testserver/sign-in"}, 200),
        ({"Origin": "https://map.example.cn"}, 200),
        ({}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://testserver.evil.cn"}, 403),
        ({"Origin": "http://testserver:8080"}, 403),
        ({"Origin": "http://evil.cn", "Referer": "http://testserver/"}, 403),
        ({"Origin": "http://[", "Host": "["}, 403),
        ({"Origin": "http://testserver:x"}, 403),
    ],
)
def test_writes_come_from_here(make_own, headers, status):
    with make_own.client() as client:
        answer = client.post("/api/v1/session", json=BODY, headers=headers)
        assert answer.status_code == status
        if status == 403:
            assert_error(answer, "foreign_origin")


@pytest.fixture(scope="module")
def make_own(office) -> Office:
    settings = office.settings.model_copy(update={"origins": ["https://map.example.cn"]})
    return Office(office.database, settings, office.profile)


def assert_error(answer, code: str) -> dict:
    body = answer.json()
    assert set(body) == {"error"}
    error = body["error"]
    assert set(error) == {"code", "message", "hint", "details", "request_id"}
    assert error["code"] == code
    for said in (error["message"], error["hint"]):
        if said is not None:
            assert set(said) == {"zh", "en"}
            assert said["zh"] != said["en"]
    assert error["request_id"] == answer.headers["x-request-id"]
    return error


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/api/v1/nothing", 404, "not_found"),
        ("/api/v1/zones/99999", 404, "zone_not_found"),
        ("/api/v1/zones/99999/ledger", 404, "zone_not_found"),
        ("/api/v1/zones/99999/complaints", 404, "zone_not_found"),
        ("/api/v1/streets/99999", 404, "street_not_found"),
        ("/api/v1/surveys/99999", 404, "survey_not_found"),
        ("/api/v1/columns/9/1", 404, "release_not_found"),
        ("/api/v1/series/1/9/complaints", 404, "revision_not_found"),
        ("/api/v1/zones/x", 400, "bad_parameter"),
        ("/api/v1/zones/0", 400, "bad_parameter"),
        ("/api/v1/zones/99999999999999999999", 400, "bad_parameter"),
        ("/api/v1/zones?limit=2001", 400, "bad_parameter"),
        ("/api/v1/zones?limit=0", 400, "bad_parameter"),
        ("/api/v1/zones?bbox=1,2,3", 400, "bad_parameter"),
        ("/api/v1/zones?bbox=nan,1,2,3", 400, "bad_parameter"),
        ("/api/v1/zones?bbox=117,40,116,39", 400, "bad_parameter"),
        ("/api/v1/zones?service_mode=magic", 400, "bad_parameter"),
        ("/api/v1/zones?street=%00", 400, "bad_parameter"),
        ("/api/v1/search", 400, "bad_parameter"),
        ("/api/v1/search?q=%00", 400, "bad_parameter"),
        ("/api/v1/search?q=" + "长" * 101, 400, "bad_parameter"),
        ("/api/v1/zones/1/complaints?month=2022-13", 400, "bad_parameter"),
        ("/api/v1/zones/1/complaints?month=0000-01", 400, "bad_parameter"),
        ("/api/v1/zones/1/complaints?category=magic", 400, "bad_parameter"),
        ("/api/v1/indicators?definition=committee_rate:magic", 400, "bad_parameter"),
        ("/api/v1/accounts", 403, "forbidden"),
    ],
)
def test_every_failure_has_the_one_body(office, app, path, status, code):
    answer = sign_in(office, app, "district_official").get(path)
    assert answer.status_code == status, answer.text
    assert_error(answer, code)


def test_other_methods_are_405(office, app):
    answer = office.client(app).post("/api/v1/zones", headers=ORIGIN)
    assert answer.status_code == 405
    assert_error(answer, "method_not_allowed")


def test_a_password_is_never_repeated(office, app):
    body = {"account": "viewer", "password": "s3cret-of-mine" * 40}
    answer = office.client(app).post("/api/v1/session", json=body, headers=ORIGIN)
    assert answer.status_code == 422
    assert_error(answer, "bad_parameter")
    assert "s3cret" not in answer.text


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"account": "\\ud800", "password": "x"}', b"\xff\xfe"]
)
def test_broken_bodies_are_refused(office, app, content):
    headers = {**ORIGIN, "content-type": "application/json"}
    answer = office.client(app).post("/api/v1/session", content=content, headers=headers)
    assert answer.status_code in (400, 422)
    assert answer.json()["error"]["request_id"]


def test_large_bodies_are_refused(office, app):
    answer = office.client(app).post(
        "/api/v1/session", content=b" " * (MAX_BODY + 1), headers=ORIGIN
    )
    assert answer.status_code == 413
    assert_error(answer, "too_large")


def test_a_surprise_is_a_500_without_internals(office, monkeypatch):
    application = office.app()
    monkeypatch.setattr("api.routes.places.list_streets", lambda *_: 1 / 0)
    with office.client(application, raise_server_exceptions=False):
        answer = sign_in(office, application, "viewer").get("/api/v1/streets")
    assert answer.status_code == 500
    assert_error(answer, "internal")
    assert "division" not in answer.text


def test_every_error_class_has_a_status():
    unnamed = {kind.__name__ for kind in OneMapError.__subclasses__()} - {
        kind.__name__ for kind in STATUS
    }
    # What no client can be blamed for is a 500.
    assert unnamed == {"SetupError"}


def test_headers_of_every_answer(office, app):
    client = office.client(app)
    for path in ("/", "/api/v1/state", "/health/live", "/nothing.txt"):
        headers = client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "script-src" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["permissions-policy"]


def test_a_base_map_is_the_only_origin_outside(office):
    basemap = {"kind": "xyz", "url": "https://t.example.cn/{z}/{x}/{y}.png"}
    profile = office.profile.model_copy(
        update={"basemap": office.profile.basemap.model_copy(update=basemap)}
    )
    with Office(office.database, office.settings, profile).client() as client:
        policy = client.get("/").headers["content-security-policy"]
    assert "img-src 'self' data: blob: https://t.example.cn;" in policy
    assert "connect-src 'self' https://t.example.cn;" in policy


def test_pages(office, app):
    client = office.client(app)
    for path in ("/", "/wall", "/sign-in", "/index.html", "/anything/else"):
        page = client.get(path)
        assert (page.status_code, page.headers["cache-control"]) == (200, "no-cache"), path
        assert "One Map" in page.text
    asset = client.get("/assets/app-1234.js")
    assert asset.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert asset.headers["content-type"].startswith("text/javascript")


@pytest.mark.parametrize(
    "path",
    [
        "/assets/../../secret.txt",
        "/..%2fsecret.txt",
        "/%2e%2e/secret.txt",
        "/assets/%2e%2e/%2e%2e/secret.txt",
        "//etc/passwd.txt",
        "/a%00.txt",
        "/missing.js",
    ],
)
def test_no_file_outside_the_pages(office, app, path):
    (office.settings.web_dist.parent / "secret.txt").write_text("secret")
    answer = office.client(app).request("GET", path)
    assert answer.status_code == 404
    assert "secret" not in answer.text.replace("secret.txt", "")


def test_pages_that_are_not_built_say_so(tmp_path):
    answer = Pages(tmp_path).index()
    assert answer.status_code == 503
    assert "npm run build" in bytes(answer.body).decode()


def test_json_is_compressed(office, app):
    client = sign_in(office, app, "viewer")
    answer = client.get("/api/v1/profile", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    plain = client.get("/api/v1/profile", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.json() == answer.json()


def test_logs_hold_no_address_and_no_token(office, app, capsys):
    office.client(app).get(f"/wall?display={office.display}")
    office.client(app).get("/sign-in/" + "secret" * 8)
    sign_in(office, app, "viewer").get("/api/v1/search?q=张三")
    said = "".join(capsys.readouterr())
    assert "/sign-in/{token}" in said
    assert office.display not in said
    assert "secret" not in said
    assert "张三" not in said


def test_metrics(office, app):
    assert office.client(app).get("/metrics").status_code == 401
    assert sign_in(office, app, "viewer").get("/metrics").status_code == 403
    assert office.client(app).get("/tiles/map/1/8/0/0").status_code == 401
    answer = sign_in(office, app, "administrator").get("/metrics")
    assert answer.status_code == 200
    assert 'onemap_requests_total{method="GET",route="/metrics",status="403"}' in answer.text
    assert "onemap_release 1.0" in answer.text
    assert 'onemap_tile_requests_total{status="401"}' in answer.text
    local = office.client(app, client=("127.0.0.1", 5000))
    assert local.get("/metrics").status_code == 200
    proxied = local.get("/metrics", headers={"X-Forwarded-For": "203.0.113.7"})
    assert proxied.status_code == 401


def test_the_server_says_whether_it_is_ready(office, app):
    client = office.client(app)
    assert client.get("/health/live").json() == {"status": "ok"}
    ready = client.get("/health/ready")
    assert ready.status_code == 200
    names = {check["name"] for check in ready.json()["checks"]}
    assert names == {"database", "postgis", "migrations", "notifications", "tiles"}


def test_the_api_alone_is_what_the_server_serves(app):
    api = get_api(app)
    assert make_api(api.state.context).openapi() == api.openapi()
