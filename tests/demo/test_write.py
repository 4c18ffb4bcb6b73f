"""Writing the demo district: the same bytes each time, in the order in which files are loaded."""

import hashlib
import subprocess
import sys

import pytest

from geo.demo import SEED, write_demo
from geo.demo.plan import read_plan
from geo.errors import InputError, SetupError
from geo.settings import ROOT


def _digests(files):
    return {file.path.name: hashlib.sha256(file.path.read_bytes()).hexdigest() for file in files}


def test_the_same_seed_gives_the_same_bytes(written, tmp_path):
    # Elsewhere, later, and from scratch.
    script = (
        "import sys; from pathlib import Path; from geo.demo import write_demo;"
        "from geo.profile import read_profile;"
        "write_demo(Path(sys.argv[1]), read_profile(Path(sys.argv[2])))"
    )
    source = ROOT / "data" / "profiles" / "chaoyang.toml"
    subprocess.run([sys.executable, "-c", script, tmp_path, source], check=True, cwd=ROOT)
    again = [file._replace(path=tmp_path / file.path.name) for file in written.files]
    assert _digests(again) == _digests(written.files)


def test_another_seed_gives_another_district_with_the_same_totals(written, profile, plan, tmp_path):
    calls = []
    files = write_demo(tmp_path, profile, seed=SEED + 1, progress=lambda *step: calls.append(step))
    other = type(written)(files)
    assert len(other.survey("zone")) == plan.total("zones")
    assert other.survey("zone").is_valid.all()
    assert set(other.table("firm")["企业名称"]) != set(written.table("firm")["企业名称"])
    assert len(other.table("enforcement")) == len(written.table("enforcement"))
    assert [done for done, _, _ in calls] == list(range(len(files) + 1))
    assert {total for _, total, _ in calls} == {len(files)}


def test_places_come_before_what_happens_there(written):
    assert [file.kind for file in written.files] == [
        "water",
        "green",
        "road",
        "street",
        "zone",
        "firm",
        "service",
        "committee",
        "party",
        "fund",
        "complaint",
        "enforcement",
        "mediation",
        "rating",
        "list",
    ]


def test_another_district_has_no_demo(profile, tmp_path):
    other = profile.model_copy(update={"code": "999999"})
    with pytest.raises(InputError) as caught:
        write_demo(tmp_path, other)
    assert "999999" in caught.value.message.zh
    assert not list(tmp_path.iterdir())


def test_a_plan_with_a_slip_is_named(tmp_path):
    slip = tmp_path / "demo.toml"
    slip.write_text('district = "110105"\nfrist_day = 2020-01-01\n', encoding="utf-8")
    with pytest.raises(SetupError) as caught:
        read_plan(slip)
    assert "frist_day" in str(caught.value)


def test_importing_the_demo_is_cheap():
    script = "import sys, geo.demo; sys.exit('numpy' in sys.modules or 'openpyxl' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False, cwd=ROOT).returncode == 0
