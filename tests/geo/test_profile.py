"""A district profile that is wrong is refused with the place of the fault."""

import re

import pytest

from geo.errors import SetupError
from geo.profile import NEEDED_ENUMS, read_profile
from tests.conftest import CHAOYANG, QINGSHI


def read_changed(tmp_path, old: str, new: str, count: int = 1):
    text = QINGSHI.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "profile.toml"
    path.write_text(text.replace(old, new, count), encoding="utf-8")
    return read_profile(path)


@pytest.mark.parametrize("path", [CHAOYANG, QINGSHI], ids=["chaoyang", "qingshi"])
def test_both_districts_are_read(path):
    profile = read_profile(path)
    assert set(profile.enums) >= NEEDED_ENUMS
    assert profile.indicators
    assert profile.themes


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('code = "519901"', "", "code: Field required"),
        ("margin_m = 800", 'margin_m = "far"', "extent.margin_m"),
        ("margin_m = 800", "margin_m = 0", "extent.margin_m"),
        ("margin_m = 800", "margin_m = 800\nmargim = 1", "extent.margim"),
        ("west = 104.98", "west = 105.08", "extent: Value error, west must be less than east"),
        ("west = 104.98", "west = 1104.98", "extent.west"),
        ("zone = '^Z", "zone = '^(Z", "codes.zone"),
        ('timezone = "Asia/Chongqing"', 'timezone = "Asia/Nowhere"', "timezone"),
        ("measure = 4544", "", "crs.measure"),
        ("[enums.oc_status]", "[enums.oc_states]", "enums: oc_status"),
        ('name = ["片区名"]', "", "fields.zone: name"),
        ("[fields.street]", "[fields.streets]", "fields.street: code, name"),
        ('where = { service_mode = ["enterprise"] }', 'where = { service_mode = ["firm"] }',
         "looked_after/by_zone"),
        ('of = "zone"', 'of = "village"', "indicators.0.definitions.0.of"),
        ('kind = "density"', 'kind = "pie"', "themes.0.kind"),
        ("targets = { 2021 = 55.0 }", 'targets = { 2021 = "all" }', "indicators.0.targets.2021"),
        ("schema = 1", "schema = 2", "schema"),
        ("schema = 1", "schema = ", "line 3"),
    ],
)  # fmt: skip
def test_a_wrong_key_is_named(tmp_path, old, new, place):
    with pytest.raises(SetupError) as error:
        read_changed(tmp_path, old, new)
    assert error.value.code == "profile_invalid"
    assert place in error.value.message.en
    assert place in error.value.message.zh
    assert "pydantic" not in error.value.message.en


def test_a_missing_profile(tmp_path):
    with pytest.raises(SetupError) as error:
        read_profile(tmp_path / "no.toml")
    assert error.value.code == "profile_missing"
    assert "ONEMAP_PROFILE" in error.value.hint.zh


@pytest.mark.parametrize("raw", ["测".encode("gbk"), b"\xff\xfe"])
def test_a_profile_in_another_encoding(tmp_path, raw):
    path = tmp_path / "profile.toml"
    path.write_bytes(raw)
    with pytest.raises(SetupError) as error:
        read_profile(path)
    assert error.value.code == "profile_invalid"


def test_a_folder_is_no_profile(tmp_path):
    with pytest.raises(SetupError):
        read_profile(tmp_path)


def test_every_spelling_of_a_value_leads_to_it(profile):
    for enumeration in profile.enums.values():
        for value in enumeration.values:
            assert enumeration.by_label[value.id] == value.id
            assert value.zh in enumeration.by_label
    modes = profile.enum("service_mode").by_label
    assert (modes["失管"], modes["企业管理"]) == ("none", "enterprise")


def test_every_group_has_members_that_exist(profile):
    modes = set(profile.enum("service_mode").ids)
    groups = profile.enum("service_group")
    assert set(groups.group_of) == modes
    assert set(groups.group_of.values()) == set(groups.ids)


def test_nothing_of_a_district_stands_in_code():
    """Names, codes and systems of the shipped district are in its profile and its demo only."""
    from geo.settings import ROOT

    words = re.compile(r"朝阳|chaoyang|110105|454[78]|4527|4509|4498", re.IGNORECASE)
    allowed = {"geo/settings.py", "geo/demo"}  # the default profile; the shipped demo's own words
    found = []
    for folder in ("geo", "tiles", "api"):
        for path in sorted((ROOT / folder).rglob("*")):
            name = path.relative_to(ROOT).as_posix()
            if path.suffix not in (".py", ".sql") or any(name.startswith(a) for a in allowed):
                continue
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
                if words.search(line):
                    found.append(f"{name}:{number}: {line.strip()}")
    assert found == []
