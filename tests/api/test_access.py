"""Who may do what: every route × method × role × own or other street, each cell said by hand."""

import pytest
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts

from api.auth.roles import Role
from api.deps import Allow
from tests.api.conftest import ORIGIN, Office, get_api, sign_in

PUBLIC = {
    ("GET", "/api/v1/welcome"),
    ("POST", "/api/v1/session"),
    ("GET", "/sign-in/{token}"),
    ("GET", "/wall"),
    ("GET", "/health/live"),
    ("GET", "/health/ready"),
    # Administrators, and this machine itself; see test_metrics.py.
    ("GET", "/metrics"),
}
# One letter a role: viewer, street official, district official, data staff, gis staff,
# administrator, display. A lower-case s: a street official, of the own street only.
LETTERS = {
    Role.VIEWER: "V",
    Role.STREET_OFFICIAL: "S",
    Role.DISTRICT_OFFICIAL: "D",
    Role.DATA_STAFF: "T",
    Role.GIS_STAFF: "G",
    Role.ADMINISTRATOR: "A",
    Role.DISPLAY: "W",
}
EVERYBODY = "VSDTGAW"
ALLOWED = {
    ("GET", "/api/v1/session"): EVERYBODY,
    ("DELETE", "/api/v1/session"): EVERYBODY,
    ("GET", "/api/v1/state"): EVERYBODY,
    ("GET", "/api/v1/events"): EVERYBODY,
    ("GET", "/api/v1/profile"): EVERYBODY,
    ("GET", "/api/v1/columns/{release}/{revision}"): EVERYBODY,
    ("GET", "/api/v1/series/{release}/{revision}/complaints"): EVERYBODY,
    ("GET", "/api/v1/indicators"): EVERYBODY,
    ("GET", "/api/v1/streets"): EVERYBODY,
    ("GET", "/api/v1/streets/{uid}"): EVERYBODY,
    ("GET", "/api/v1/streets/outlines"): "VSDTGA",
    ("GET", "/api/v1/zones"): "VSDTGA",
    ("GET", "/api/v1/zones/{uid}"): "VSDTGA",
    ("GET", "/api/v1/search"): "VSDTGA",
    ("GET", "/api/v1/zones/{uid}/ledger"): "VsDTG",
    ("GET", "/api/v1/zones/{uid}/complaints"): "VsDTG",
    ("GET", "/api/v1/zones/{uid}/enforcement"): "VsDTG",
    ("GET", "/api/v1/zones/{uid}/why"): "VsDTG",
    ("GET", "/api/v1/surveys"): "DTG",
    ("GET", "/api/v1/surveys/{survey}"): "DTG",
    ("GET", "/api/v1/surveys/events"): "DG",
    ("GET", "/api/v1/surveys/{survey}/findings"): "DG",
    ("GET", "/api/v1/surveys/{survey}/findings/{number}"): "DG",
    ("GET", "/api/v1/surveys/{survey}/changes"): "DG",
    ("GET", "/api/v1/surveys/{survey}/features"): "DG",
    ("GET", "/api/v1/surveys/{survey}/features/{row}"): "DG",
    ("GET", "/api/v1/surveys/{survey}/repairs"): "DG",
    ("GET", "/api/v1/surveys/{survey}/report.{ending}"): "DG",
    ("POST", "/api/v1/surveys"): "G",
    ("POST", "/api/v1/surveys/edits"): "G",
    ("POST", "/api/v1/surveys/{survey}/answers"): "G",
    ("POST", "/api/v1/surveys/{survey}/cancel"): "G",
    ("POST", "/api/v1/surveys/{survey}/withdraw"): "G",
    ("POST", "/api/v1/surveys/{survey}/waivers"): "G",
    ("DELETE", "/api/v1/surveys/{survey}/waivers/{fingerprint}"): "G",
    ("POST", "/api/v1/surveys/{survey}/approve"): "DG",
    ("POST", "/api/v1/surveys/{survey}/publish"): "G",
    ("POST", "/api/v1/releases/{release}/rollback"): "G",
    ("GET", "/api/v1/releases"): "DTG",
    ("GET", "/api/v1/releases/{release}/export"): "DG",
    ("GET", "/api/v1/loads"): "DTG",
    ("GET", "/api/v1/records/kinds"): "SDTG",
    ("GET", "/api/v1/records/events"): "SDTG",
    ("GET", "/api/v1/records/loads"): "DTG",
    ("GET", "/api/v1/records/loads/{load}/rejected.{ending}"): "DTG",
    ("GET", "/api/v1/records/mappings"): "DTG",
    ("DELETE", "/api/v1/records/mappings/{kind}/{signature}"): "T",
    ("GET", "/api/v1/records/workbooks"): "DTG",
    ("GET", "/api/v1/records/workbooks/{workbook}"): "DTG",
    ("POST", "/api/v1/records/workbooks"): "T",
    ("PUT", "/api/v1/records/workbooks/{workbook}/mapping"): "T",
    ("POST", "/api/v1/records/workbooks/{workbook}/load"): "T",
    ("POST", "/api/v1/records/workbooks/{workbook}/cancel"): "T",
    ("DELETE", "/api/v1/records/workbooks/{workbook}"): "T",
    # A street official's answers hold the own street alone; see test_records_street.py.
    ("GET", "/api/v1/records/waiting"): "SDTG",
    ("GET", "/api/v1/records/review"): "SDTG",
    ("GET", "/api/v1/records/review/{key}"): "SDTG",
    ("GET", "/api/v1/records/decisions"): "SDTG",
    ("POST", "/api/v1/records/decisions"): "ST",
    ("POST", "/api/v1/records/decisions/preview"): "ST",
    ("POST", "/api/v1/records/decisions/{number}/undo"): "ST",
    ("GET", "/api/v1/records/aliases"): "DTG",
    ("DELETE", "/api/v1/records/aliases/{number}"): "T",
    ("GET", "/api/v1/records/changes"): "DTG",
    ("POST", "/api/v1/records/rematch"): "T",
    ("GET", "/api/v1/accounts"): "A",
    ("POST", "/api/v1/accounts"): "A",
    ("PATCH", "/api/v1/accounts/{uid}"): "A",
    ("POST", "/api/v1/accounts/{uid}/sign-in-link"): "A",
    ("GET", "/api/v1/displays"): "A",
    ("POST", "/api/v1/displays"): "A",
    ("DELETE", "/api/v1/displays/{uid}"): "A",
}


@pytest.fixture(scope="module")
def matrix(make_office):
    """An office of its own, whose streams end at once, and a signed-in client of every role."""
    office = make_office()
    app = office.app()
    with office.client(app) as anonymous:
        context = get_api(app).state.context
        context.live.stop()
        context.feed.stop()
        context.record_feed.stop()
        clients = {role: sign_in(office, app, role) for role in Role}
        yield office, anonymous, clients, get_api(app)


def list_routes(api) -> dict[tuple[str, str], RouteContext]:
    found = list(iter_route_contexts(api.routes))
    assert all(isinstance(route.original_route, APIRoute) for route in found)
    return {(method, route.path): route for route in found for method in route.methods}


def find_allow(route: RouteContext) -> Allow | None:
    found = [one.call for one in route.dependant.dependencies if isinstance(one.call, Allow)]
    return found[0] if found else None


def test_every_route_names_its_roles_or_is_public(matrix):
    routes = list_routes(matrix[3])
    without = {key for key, route in routes.items() if find_allow(route) is None}
    assert without == PUBLIC


def test_every_route_has_a_row_and_every_row_a_route(matrix):
    assert set(list_routes(matrix[3])) == set(ALLOWED) | PUBLIC


def test_the_rows_say_what_the_routes_say(matrix):
    for key, route in list_routes(matrix[3]).items():
        allow = find_allow(route)
        if allow is not None:
            letters = {LETTERS[role] for role in allow.roles}
            assert letters == set(ALLOWED[key].upper()), key
            assert allow.own_street == ("s" in ALLOWED[key]), key


@pytest.mark.parametrize(("method", "path"), sorted(ALLOWED), ids=lambda part: part)
def test_cells(matrix, method: str, path: str):
    office, anonymous, clients, _ = matrix
    for street, zone in (("own", "大院"), ("other", "天井")):
        address = fill(path, office, zone)
        assert call(anonymous, method, address).status_code == 401
        for role in Role:
            answer = call(clients[role], method, address)
            letter = LETTERS[role]
            allowed = letter in ALLOWED[method, path] or (
                letter.lower() in ALLOWED[method, path] and street == "own"
            )
            cell = f"{method} {address} as {role}, {street} street: {answer.status_code}"
            if allowed:
                assert answer.status_code not in (401, 403), cell
                assert answer.status_code < 500, cell
            else:
                assert answer.status_code == 403, cell
                assert answer.json()["error"]["code"] in ("forbidden", "other_street"), cell
            if (method, path) == ("DELETE", "/api/v1/session"):
                clients[role] = sign_in(office, matrix[1].app, role)


def fill(path: str, office: Office, zone: str) -> str:
    """An address of the route; writes name places and people that are not there."""
    uid = office.zone(zone) if "zones" in path or "streets" in path else 999
    if "streets" in path:
        uid = office.town.streets["110105001"]
    query = "?q=a" if path.endswith("/search") else ""
    survey = {"survey": 999, "number": 999, "row": 1, "fingerprint": "0" * 16}
    records = {"load": 999, "workbook": 999, "key": "0" * 16}
    records |= {"kind": "complaint", "signature": "0" * 16}
    ending = "csv" if "load" in path else "json"
    return path.format(uid=uid, release=1, revision=1, ending=ending, **survey, **records) + query


def call(client, method: str, address: str):
    # An empty body: a write that is let through is then refused for what it says, not for who.
    return client.request(method, address, headers=ORIGIN)


def test_tiles_ask_for_a_session_too(matrix):
    _, anonymous, clients, _ = matrix
    address = "/tiles/map/1/12/3372/1552"
    assert anonymous.get(address).status_code == 401
    for role in Role:
        assert clients[role].get(address).status_code == 200
