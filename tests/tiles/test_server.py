"""The tile server as a browser sees it: statuses, headers, conditional requests, access."""

import asyncio
import zlib

import pytest

from geo.errors import Text as Sentence
from geo.errors import UnavailableError
from tests.tiles.client import Client, inner
from tests.tiles.decoding import decode
from tests.tiles.town import FIRST_DAY, Town
from tiles.conditional import has_match, takes_gzip
from tiles.server import TileServer, TileStore

GZIP = {"accept-encoding": "gzip, deflate, br, zstd"}


@pytest.fixture
def path() -> str:
    return "/tiles/map/1/12/3372/1552"


def test_a_tile_comes_compressed_to_be_kept_for_ever(client: Client, path: str):
    answer = client.get(path, accept_encoding="gzip")
    assert answer.status == 200
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-length"] == str(len(answer.body))
    assert answer.headers["cache-control"] == "private, max-age=31536000, immutable"
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["etag"].startswith('"1-12-3372-1552-')
    assert {"street", "zone"} <= set(decode(answer.body))


@pytest.mark.parametrize(
    "accepted", [None, "", "identity", "br", "gzip;q=0", "gzip;q=0.0, *", "*;q=0"]
)
def test_whoever_does_not_take_gzip_gets_the_same_tile_plain(client: Client, path: str, accepted):
    packed = client.get(path, accept_encoding="gzip")
    plain = client.get(path, **({} if accepted is None else {"accept_encoding": accepted}))
    assert plain.status == 200
    assert "content-encoding" not in plain.headers
    assert plain.body == zlib.decompress(packed.body, wbits=31)
    assert plain.headers["content-length"] == str(len(plain.body))
    assert plain.headers["vary"] == "Accept-Encoding"
    assert plain.headers["etag"] != packed.headers["etag"]
    again = client.get(path, if_none_match=plain.headers["etag"])
    assert (again.status, again.headers["etag"]) == (304, plain.headers["etag"])


@pytest.mark.parametrize("form", ["{0}", "W/{0}", '"other", {0}', '"other",W/{0} , "third"', "*"])
def test_an_unchanged_tile_is_not_sent_again(client: Client, path: str, form: str):
    etag = client.get(path, accept_encoding="gzip").headers["etag"]
    answer = client.get(path, accept_encoding="gzip", if_none_match=form.format(etag))
    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers["etag"] == etag
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["cache-control"].endswith("immutable")
    assert "content-length" not in answer.headers


def test_another_tag_gets_the_tile(client: Client, path: str):
    etag = client.get(path, accept_encoding="gzip").headers["etag"]
    for known in ('"other"', etag[:-2] + '"', "W/", "", etag.replace("gzip", "identity")):
        assert client.get(path, accept_encoding="gzip", if_none_match=known).status == 200


def test_head_is_get_without_the_body(client: Client, path: str):
    whole = client.get(path, accept_encoding="gzip")
    head = client.get(path, "HEAD", accept_encoding="gzip")
    assert (head.status, head.headers, head.body) == (200, whole.headers, b"")
    assert client.get("/tiles/map/1/8/0/9", "HEAD").status == 204
    assert client.get("/tiles/map/1/8/0/x", "HEAD").body == b""


def test_a_tile_with_nothing_in_it_is_204(client: Client):
    answer = client.get("/tiles/map/1/14/0/0", accept_encoding="gzip")
    assert (answer.status, answer.body) == (204, b"")
    assert "content-length" not in answer.headers
    assert "immutable" in answer.headers["cache-control"]


@pytest.mark.parametrize(
    "address",
    [
        "1/7/0/0",
        "1/15/0/0",
        "1/8/256/0",
        "1/8/0/256",
        "2/8/0/0",
        "999999/8/0/0",
        "1/8/0",
        "1/8/0/0/0",
        "77.json",
        "",
    ],
)
def test_what_cannot_be_is_404(client: Client, address: str):
    answer = client.get(f"/tiles/map/{address}")
    assert answer.status == 404
    assert set(answer.error) == {"code", "message", "hint", "details", "request_id"}
    assert answer.error["message"]["zh"]
    assert answer.error["message"]["en"]
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-request-id"] == answer.error["request_id"]


@pytest.mark.parametrize(
    "address",
    [
        "1/8/x/0",
        "1/8/-1/0",
        "1/8/1.5/0",
        "1/8/08/0",
        "a/8/0/0",
        "1/8//0",
        "1/8/0/0.pbf",
        "1/8/٣/0",
        "1/8/" + "9" * 40 + "/0",
        "latest.json",
        ".json",
    ],
)
def test_bad_numbers_are_400(client: Client, address: str):
    answer = client.get(f"/tiles/map/{address}")
    assert answer.status == 400
    assert answer.error["code"] == "tile_address_invalid"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_other_methods_are_405(client: Client, path: str, method: str):
    answer = client.get(path, method)
    assert answer.status == 405
    assert answer.headers["allow"] == "GET, HEAD"


def test_without_a_session_there_is_no_tile_not_even_an_unchanged_one(store, client, path: str):
    etag = client.get(path, accept_encoding="gzip").headers["etag"]

    async def nobody(_scope):
        return None

    for authorise in (lambda _: None, lambda _: False, nobody):
        refused = Client(TileServer(inner, store, authorise)).get(
            path, accept_encoding="gzip", if_none_match=etag
        )
        assert refused.status == 401
        assert refused.error["code"] == "not_signed_in"
        assert "etag" not in refused.headers
    for address in ("1.json", "1/99/0/0", "nonsense"):
        assert Client(TileServer(inner, store, nobody)).get(f"/tiles/map/{address}").status == 401


def test_access_may_be_told_later(store: TileStore, path: str):
    async def ask(_scope):
        await asyncio.sleep(0)
        return {"role": "viewer"}

    assert Client(TileServer(inner, store, ask)).get(path).status == 200


def test_a_database_that_does_not_answer_is_503(store: TileStore, path: str):
    async def ask(_scope):
        raise UnavailableError("database_unavailable", Sentence("连不上数据库", "No database"))

    answer = Client(TileServer(inner, store, ask)).get(path)
    assert answer.status == 503
    assert "retry-after" in answer.headers


def test_everything_else_goes_to_the_application_within(client: Client):
    for path in ("/", "/api/v1/state", "/tiles", "/tiles/other/1/2/3/4"):
        assert client.get(path).body == b"inner"


def test_answers_are_counted_by_status(client: Client, path: str):
    client.get(path)
    client.get(path)
    client.get("/tiles/map/1/8/x/0")
    client.get("/api/v1/state")
    assert client.app.requests == {200: 2, 400: 1}


def test_a_new_release_is_served_beside_the_old_and_old_ones_come_back_when_asked(
    own_town: Town, profile, tmp_path
):
    store = TileStore(own_town.database, profile, tmp_path, keep=2)
    client = Client(TileServer(inner, store, lambda _: True))
    store.warm(1)
    for number in (2, 3):
        own_town.rename("大院", f"新院{number}", FIRST_DAY.replace(day=number))
        own_town.release = own_town.publish(FIRST_DAY.replace(day=number))
        store.warm(number)
    assert store.newest == 3
    assert [store.find(number) is not None for number in (1, 2, 3)] == [False, True, True]
    names = {}
    for number in (1, 2, 3):
        answer = client.get(f"/tiles/map/{number}/14/13486/6207", accept_encoding="gzip")
        zones = decode(answer.body)["zone"]["features"]
        names[number] = next(f["properties"]["name"] for f in zones if f["id"] == 1)
    assert names == {1: "大院", 2: "新院2", 3: "新院3"}
    # The newest stays in memory whoever looks at old ones.
    assert [store.find(number) is not None for number in (1, 2, 3)] == [False, True, True]
    store.load(1)
    assert store.find(3) is not None
    assert len({tile.split("/")[3] for tile in store.tiles}) == 2


def test_equal_tiles_have_equal_tags_over_a_restart(town: Town, profile, tmp_path):
    tags = []
    for folder in ("one", "two"):
        store = TileStore(town.database, profile, tmp_path / folder)
        store.warm(town.release)
        tags.append({path: tile.etag for path, tile in store.tiles.items()})
    assert tags[0] == tags[1]


def test_accept_encoding_is_read_as_rfc_9110_says():
    assert takes_gzip(b"gzip")
    assert takes_gzip(b"GZIP;q=0.5")
    assert takes_gzip(b"br;q=1.0, *;q=0.1")
    assert takes_gzip(b"deflate, x-gzip")
    assert not takes_gzip(b"gzip;q=0")
    assert not takes_gzip(b"gzip;q=0, *;q=1")
    assert not takes_gzip(b"gzip;q=.")
    assert not takes_gzip(None)


def test_if_none_match_compares_whole_tags():
    assert has_match(b'"a,b"', b'"a,b"')
    assert has_match(b' W/"x" , "a"', b'"a"')
    assert not has_match(b'"ab"', b'"a"')
    assert not has_match(b"a", b'"a"')
    assert not has_match(None, b'"a"')
