"""What no linter holds: the size of modules, and that words about the code agree with it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from geo.boundaries.checks.registry import CHECK_RULES
from geo.boundaries.judge import UNACCEPTABLE
from geo.settings import ROOT, Settings

MAX_LINES = 300
GENERATED = ("geo/migrations/versions/", "web/src/api/types.gen.ts")
CHECK_ID = re.compile(r'"([ACDFGTZ]\d{1,2})"')


def list_sources(*suffixes: str) -> list[Path]:
    folders = [ROOT / name for name in ("geo", "tiles", "api", "web/src")]
    found = [p for folder in folders for p in folder.rglob("*") if p.suffix in suffixes]
    assert found
    return sorted(found)


def read_table(name: str) -> dict[str, list[str]]:
    """Returns the rows of a page's table by their first cell, without its back quotes."""
    lines = (ROOT / "docs" / name).read_text("utf-8").splitlines()
    rows = [[c.strip() for c in line.strip("|").split("|")] for line in lines if line[:1] == "|"]
    return {row[0].strip("`"): row[1:] for row in rows[2:]}


def test_no_module_is_longer_than_a_few_screens():
    long = {}
    for path in list_sources(".py", ".ts", ".vue"):
        name = path.relative_to(ROOT).as_posix()
        lines = len(path.read_text("utf-8").splitlines())
        if lines > MAX_LINES and not name.startswith(GENERATED):
            long[name] = lines
    assert long == {}


def test_the_server_loads_no_frames():
    """They would double its memory; what needs them runs in workers."""
    heavy = {"pandas", "geopandas", "pyogrio", "rapidfuzz", "opencc", "xpinyin"}
    ask = f"import sys, api.asgi; print(*sorted({heavy!r} & set(sys.modules)))"
    told = subprocess.run(
        [sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == []


def test_every_statement_in_a_file_is_used():
    code = "\n".join(path.read_text("utf-8") for path in list_sources(".py"))
    named = {path.stem for path in (ROOT / "geo" / "sql").glob("*.sql")}
    assert {name for name in named if f'"{name}"' not in code} == set()


def test_every_statement_that_is_named_is_there():
    used = set()
    for path in list_sources(".py"):
        used |= set(re.findall(r'load_sql\(\s*"(\w+)"', path.read_text("utf-8")))
    assert {name for name in used if not (ROOT / "geo" / "sql" / f"{name}.sql").exists()} == set()


# --- Settings --------------------------------------------------------------------------------


def tell_default(name: str) -> str:
    default = Settings.model_fields[name].get_default(call_default_factory=True)
    if default in (None, []):
        return "–"
    if isinstance(default, Path):
        default = default.relative_to(ROOT).as_posix()
    return f"`{str(default).lower() if isinstance(default, bool) else default}`"


def test_every_setting_is_documented_with_its_default():
    rows = read_table("settings.md")
    assert list(rows) == [f"ONEMAP_{name.upper()}" for name in Settings.model_fields]
    for name in Settings.model_fields:
        default, zh, en = rows[f"ONEMAP_{name.upper()}"]
        assert default == tell_default(name), name
        assert re.search("[\u4e00-\u9fff]", zh), name
        assert re.search("[a-z]{3}", en), name


def test_nothing_else_is_read_from_the_environment():
    """Settings are read in one place, so that all of them are known."""
    tests_only = {"REQUIRE_SHARED"}
    known = {name.upper() for name in Settings.model_fields} | tests_only
    for path in list_sources(".py"):
        text = path.read_text("utf-8")
        named = set(re.findall(r"ONEMAP_([A-Z_]+[A-Z])", text))
        assert named <= known, path
        if path.name != "settings.py":
            assert not re.search(r"os\.(environ|getenv)", text), path


# --- Checks ----------------------------------------------------------------------------------

LET_THROUGH = {"waiver": "✓", "approval": "复核 approval", None: "–"}


@pytest.fixture(scope="module")
def checks() -> dict[str, set[str]]:
    """The ids of all checks with their severities, as the code names them."""
    found: dict[str, set[str]] = {}
    for path in [*(ROOT / "geo" / "boundaries").rglob("*.py")]:
        if path.name == "registry.py":
            continue
        text = path.read_text("utf-8")
        for match in CHECK_ID.finditer(text):
            severities = set(re.findall(r'"([EW])"', text[match.end() : match.end() + 200]))
            found.setdefault(match[1], set()).update(severities)
    return found


def test_every_check_is_registered(checks):
    assert checks.keys() == CHECK_RULES.keys()


def test_every_check_is_documented(checks):
    rows = read_table("checks.md")
    assert list(rows) == list(CHECK_RULES)
    for number, (severity, zh, en, acceptable) in rows.items():
        rule = CHECK_RULES[number]
        assert (severity, zh, en) == (rule.severity, rule.title.zh, rule.title.en)
        assert acceptable == LET_THROUGH[rule.settled], number
        assert re.search("[\u4e00-\u9fff]", zh), number
        assert re.search("[a-z]{3}", en), number
        assert not checks.get(number) or checks[number] & set(severity.split()), number
        assert (number in UNACCEPTABLE) == ("E" in severity and rule.settled is None)


def test_every_check_has_a_case(checks):
    """By name: a test of a check begins with the check's id."""
    tests = "\n".join(p.read_text("utf-8") for p in (ROOT / "tests" / "boundaries").glob("*.py"))
    without = {number for number in checks if f"def test_{number.lower()}_" not in tests}
    assert without == set()
