"""A survey's whole way over HTTP, with the real worker: handed in, asked, judged, published."""

import json
import zipfile

import pytest
from shapely import box
from shapely.affinity import translate

from tests.api.desk import Desk, Listener, fill_town, open_desk
from tests.world import CHAOYANG, write_geojson


@pytest.fixture(scope="module")
def desk(make_office):
    """One desk for the tests of this module; each leaves the map as it may be."""
    office = make_office(filled=False)
    fill_town(office)
    with open_desk(office) as opened:
        yield opened


def move(frame, key: str, east: float):
    changed = frame.copy()
    changed.loc[key, "geometry"] = translate(changed.loc[key, "geometry"], east)
    return changed


def overlap_neighbours():
    """河畔家园一期 pushed three metres into 二期: one overlap, which is an error."""
    return move(CHAOYANG.zones(), "river_1", 3)


def test_the_whole_way(desk: Desk):
    listener = Listener(desk)
    before = desk.release()
    found = desk.stage(overlap_neighbours(), "moved.gpkg", surveyed_on="2026-03-01")
    number = found["id"]
    look_at_what_was_found(found, before)
    waive_the_overlap(desk, number, before)
    release = publish(desk, number, before)
    back = desk.post(f"/releases/{before}/rollback", expected_release=release, reason="发错了")
    assert back.status_code == 202, back.text
    again = desk.wait_release(release)
    newest = desk.get("/releases").json()[0]
    assert (newest["id"], newest["content_of"]) == (again, before)
    states = listener.states(number)
    assert states[0] == "queued"
    assert [one for one in states if one in ("staged", "published")][-1] == "published"
    assert listener.hears({"rollback": before, "release": again})


def look_at_what_was_found(found, before: int) -> None:
    assert found["status"] == "staged", found["error"]
    assert found["surveyed_on"] == "2026-03-01"
    assert found["base_release_id"] == found["current_release"] == before
    assert found["changes"]["unchanged"] == 8
    overlap = next(one for one in found["by_check"] if one["check"] == "T1")
    assert (overlap["severity"], overlap["waivable"]) == ("E", True)
    assert overlap["title"]["zh"]
    assert overlap["title"]["en"]
    assert found["findings"]["open"] == overlap["count"] == 1
    assert not found["can"]["publish"]
    assert "1" in found["can"]["why"]["publish"]["en"]


def waive_the_overlap(desk: Desk, number: int, before: int) -> None:
    refused = desk.post(f"/surveys/{number}/publish", expected_release=before, reason="现在发布")
    assert refused.status_code == 409, refused.text

    page = desk.get(f"/surveys/{number}/findings", check="T1", open="true").json()
    assert page["total"] == 1
    assert page["next"] is None
    finding = page["findings"][0]
    assert finding["row"]
    assert finding["other_row"]
    assert finding["waiver"] is None
    shapes = desk.get(f"/surveys/{number}/findings/{finding['number']}").json()
    assert shapes["error"]["type"] in ("Polygon", "MultiPolygon")
    assert shapes["new"]["type"] == shapes["other"]["type"] == "MultiPolygon"

    waived = desk.post(f"/surveys/{number}/waivers", check="T1", reason="相邻两期共用通道")
    assert waived.json() == {"waived": 1}, waived.text
    after = desk.get(f"/surveys/{number}").json()
    assert (after["findings"]["waived"], after["findings"]["open"]) == (1, 0)
    assert after["can"]["publish"], after["can"]["why"]
    told = desk.get(f"/surveys/{number}/findings", check="T1").json()["findings"][0]["waiver"]
    assert (told["reason"], told["by"]) == ("相邻两期共用通道", "gis_staff")


def publish(desk: Desk, number: int, before: int) -> int:
    answer = desk.post(f"/surveys/{number}/publish", expected_release=before, reason="年度更新")
    assert answer.status_code == 202, answer.text
    release = desk.wait_release(before)
    published = desk.wait(number, "published")
    assert published["release"] == release
    assert published["preview"] is None
    stale = desk.post(f"/surveys/{number}/publish", expected_release=before, reason="再来一次")
    assert stale.status_code == 409
    assert desk.get("/releases").json()[0]["reason"] == "年度更新"
    return release


def test_a_question_is_asked_answered_and_decides(desk: Desk, tmp_path):
    """Metres without a word about their system: the extent proposes, a person decides."""
    path = write_geojson(overlap_neighbours(), tmp_path / "metres.geojson", srid=None)
    number = desk.hand_in(path).json()["id"]
    asked = desk.wait(number)
    assert asked["status"] == "asked", asked["error"]
    assert [question["id"] for question in asked["questions"]] == ["srid"]
    assert asked["can"]["answer"]
    assert not asked["can"]["publish"]
    answered = desk.post(f"/surveys/{number}/answers", srid=CHAOYANG.srid)
    assert answered.status_code == 202, answered.text
    staged = desk.wait(number, "staged", "refused")
    assert staged["status"] == "staged", staged["error"]
    assert (staged["run"], staged["srid"]) == (2, CHAOYANG.srid)
    assert staged["request"]["srid"] == CHAOYANG.srid
    bad = desk.post(f"/surveys/{number}/answers", srid="4548; DROP TABLE")
    assert bad.status_code == 422
    withdrawn = desk.post(f"/surveys/{number}/withdraw", reason="重复提交")
    assert withdrawn.json()["status"] == "withdrawn"
    assert desk.post(f"/surveys/{number}/answers").status_code == 409


def test_changes_features_and_shapes(desk: Desk):
    frame = move(CHAOYANG.zones(), "works", 12).drop(index="kiosk")
    found = desk.stage(frame, "changes.gpkg")
    number = found["id"]
    assert found["status"] == "staged", found["error"]
    everything = desk.get(f"/surveys/{number}/changes").json()
    assert everything["total"] == 9
    gone = desk.get(f"/surveys/{number}/changes", change="removed").json()["changes"]
    assert [(row["row"], row["old_name"]) for row in gone] == [(None, "报刊亭")]
    assert gone[0]["bbox"][0] > 100
    moved = [r for r in everything["changes"] if r["change"] not in ("unchanged", "removed")]
    assert [row["name"] for row in moved] == ["机床厂宿舍"]
    assert moved[0]["distance_m"] == pytest.approx(12, abs=0.1)
    first = desk.get(f"/surveys/{number}/changes", limit=4).json()
    second = desk.get(f"/surveys/{number}/changes", limit=100, after=first["next"]).json()
    assert first["changes"] + second["changes"] == everything["changes"]

    look_at_rows(desk, number)
    approve(desk, found)
    desk.post(f"/surveys/{number}/withdraw", reason="只是一次试验")


def look_at_rows(desk: Desk, number: int) -> None:
    rows = desk.get(f"/surveys/{number}/features", q="机床").json()
    assert [row["name"] for row in rows["features"]] == ["机床厂宿舍"]
    assert desk.get(f"/surveys/{number}/features", q="%").json()["total"] == 0
    both = desk.get(f"/surveys/{number}/features/{rows['features'][0]['row']}").json()
    east = [shape["coordinates"][0][0][0][0] for shape in (both["old"], both["new"])]
    assert (east[1] - east[0]) * 85000 == pytest.approx(12, abs=0.5)
    assert desk.get(f"/surveys/{number}/features/999").status_code == 404
    assert desk.get(f"/surveys/{number}/findings/9999").status_code == 404
    assert desk.get("/surveys/9999").status_code == 404


def approve(desk: Desk, found) -> None:
    """One of nine removed is over 5 %: a second person approves."""
    number = found["id"]
    assert found["reviews"]
    assert not found["can"]["approve"]
    seen = desk.get(f"/surveys/{number}", client=desk.district).json()
    assert seen["can"]["approve"]
    assert not seen["can"]["withdraw"]
    own = desk.post(f"/surveys/{number}/approve", reason="我自己批准")
    assert own.status_code == 403, own.text
    done = desk.post(f"/surveys/{number}/approve", client=desk.district, reason="已现场核实")
    assert done.status_code == 200, done.text
    after = desk.get(f"/surveys/{number}").json()
    assert (after["approved_by"], after["approval_reason"]) == ("district_official", "已现场核实")
    assert after["findings"]["open"] == 0
    assert after["can"]["publish"], after["can"]["why"]


def test_a_waiver_is_taken_back(desk: Desk):
    number = desk.stage(overlap_neighbours(), "waived.gpkg")["id"]
    finding = desk.get(f"/surveys/{number}/findings", check="T1").json()["findings"][0]
    if finding["waiver"] is None:
        prints = [finding["fingerprint"]]
        desk.post(f"/surveys/{number}/waivers", fingerprints=prints, reason="共用通道")
    address = f"/api/v1/surveys/{number}/waivers/{finding['fingerprint']}"
    assert desk.gis.delete(address, headers={"Origin": "http://testserver"}).status_code == 204
    assert desk.get(f"/surveys/{number}").json()["findings"]["open"] == 1
    unknown = desk.post(f"/surveys/{number}/waivers", fingerprints=["0" * 16], reason="没有这个")
    assert unknown.status_code == 400
    assert desk.post(f"/surveys/{number}/waivers", check="T1", reason=" ").status_code == 422
    desk.post(f"/surveys/{number}/withdraw", reason="试验结束")


def test_an_edit_goes_the_same_way(desk: Desk):
    """A shape drawn in the browser is a survey of a part; the other places stay."""
    frame = CHAOYANG.zones("works").to_crs(4490)
    box = translate(frame.geometry.iloc[0], 0.0001).__geo_interface__
    zone = {"code": CHAOYANG.code("works"), "name": "机床厂宿舍", "households": 500}
    feature = {"type": "Feature", "geometry": box, "properties": zone}
    edits = {
        "kind": "zone",
        "base_release": desk.release(),
        "reason": "东墙外移",
        "features": {"type": "FeatureCollection", "features": [feature]},
    }
    taken = desk.post("/surveys/edits", **edits)
    assert taken.status_code == 202, taken.text
    found = desk.wait(taken.json()["id"])
    assert found["status"] == "staged", found["error"]
    assert (found["partial"], found["features"], found["srid"]) == (True, 1, 4490)
    assert "removed" not in found["changes"]
    assert found["title"]["zh"] == "手工编辑 1 处：机床厂宿舍"
    (listed,) = [one for one in desk.get("/surveys").json() if one["id"] == found["id"]]
    assert (listed["title"], listed["file_name"]) == (found["title"], "手工编辑.geojson")
    stale = desk.post("/surveys/edits", **{**edits, "base_release": 1})
    assert stale.status_code == 409
    wild = json.loads(json.dumps(edits))
    ring = [[200, 0], [0, 0], [0, 1], [200, 0]]
    wild["features"]["features"][0]["geometry"]["coordinates"] = [ring]
    assert desk.post("/surveys/edits", **wild).status_code == 422
    huge = {**edits, "features": {"type": "FeatureCollection", "features": [feature] * 501}}
    assert desk.post("/surveys/edits", **huge).status_code == 422
    desk.post(f"/surveys/{found['id']}/withdraw", reason="试验结束")


def test_the_parts_of_a_split_keep_what_their_parent_says(desk: Desk):
    frame = CHAOYANG.zones("works").to_crs(4490)
    west, south, east, north = frame.total_bounds
    middle = (west + east) / 2
    zones = desk.get("/zones", limit=100).json()["features"]
    (uid,) = [one["id"] for one in zones if one["properties"]["name"] == "机床厂宿舍"]
    code = CHAOYANG.code("works")
    parts = [
        ({"uid": uid, "code": code, "name": "西院"}, (west, middle)),
        ({"code": f"{code[:-3]}900", "name": "东院"}, (middle, east)),
    ]
    features = [
        {
            "type": "Feature", "properties": said, "parents": [uid],
            "geometry": box(x0, south, x1, north).__geo_interface__,
        }
        for said, (x0, x1) in parts
    ]  # fmt: skip
    edits = {
        "kind": "zone", "base_release": desk.release(), "reason": "分院管理",
        "features": {"type": "FeatureCollection", "features": features},
    }  # fmt: skip
    taken = desk.post("/surveys/edits", **edits)
    assert taken.status_code == 202, taken.text
    found = desk.wait(taken.json()["id"])
    assert found["changes"] == {"split": 2}
    rows = desk.get(f"/surveys/{found['id']}/features").json()["features"]
    said = {row["name"]: row["attributes"] for row in rows}
    assert {name: one.get("aliases") for name, one in said.items()} == {
        "西院": ["八号院", "机厂大院"], "东院": None,
    }  # fmt: skip
    assert not any("households" in one for one in said.values())
    desk.post(f"/surveys/{found['id']}/withdraw", reason="试验结束")


def test_previews_are_for_reviewers_and_end_with_the_survey(desk: Desk):
    found = desk.stage(move(CHAOYANG.zones(), "works", 15), "preview.gpkg")
    template = found["preview"]["tiles"]
    assert template == f"/tiles/survey/{found['id']}-{found['run']}/{{z}}/{{x}}/{{y}}"
    address = template.format(z=12, x=3372, y=1551)
    seen = {client.get(address).status_code for client in (desk.gis, desk.district)}
    assert seen <= {200, 204}
    assert desk.viewer.get(address).status_code == 403
    assert desk.office.client(desk.app).get(address).status_code == 401
    answer = desk.gis.get(template.format(**find_tile(found["bbox"], 14)))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, no-store"
    assert desk.gis.get(f"/tiles/survey/{found['id']}-99/12/3372/1551").status_code == 404
    assert desk.gis.get(f"/tiles/survey/{found['id']}-x/12/3372/1551").status_code == 400
    desk.post(f"/surveys/{found['id']}/withdraw", reason="不发布")
    # The next worker sweeps what no staged survey needs, when its own work is done.
    desk.stage(move(CHAOYANG.zones(), "works", 16), "later.gpkg")
    assert desk.wait_gone(address)


def find_tile(bbox, zoom: int) -> dict[str, int]:
    import math

    east, north = (bbox[0] + bbox[2]) / 2, math.radians((bbox[1] + bbox[3]) / 2)
    size = 2**zoom
    row = (1 - math.asinh(math.tan(north)) / math.pi) / 2
    return {"z": zoom, "x": int((east + 180) / 360 * size), "y": int(row * size)}


def test_what_cannot_be_read_is_refused_with_the_reason(desk: Desk, tmp_path):
    liar = tmp_path / "zones.gpkg"
    liar.write_bytes(b"<OGRVRTDataSource/>")
    found = desk.wait(desk.hand_in(liar).json()["id"])
    assert found["status"] == "refused"
    assert found["error"]["message"]["zh"]
    assert found["error"]["message"]["en"]
    bomb = tmp_path / "zones.zip"
    with zipfile.ZipFile(bomb, "w") as archive:
        archive.writestr("../../outside.shp", b"x")
    assert desk.wait(desk.hand_in(bomb).json()["id"])["status"] == "refused"
    assert not list(desk.office.settings.data.rglob("outside.shp"))
