"""Data staff's whole way with workbooks: from the drop to the colours of everybody's map."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.e2e.browser import Tab
from tests.e2e.dirty import (
    AWAY,
    CODE,
    ENTRUSTED,
    FIRM,
    NAME,
    NICKNAME,
    NOWHERE,
    PHONE,
    UNKNOWN_HEADER,
    Month,
    choose_zones,
    write_first,
    write_second,
)
from tests.e2e.driver import MapPage
from tests.e2e.records import RecordsPage, match_rows
from tests.installation import Installation

pytestmark = pytest.mark.browser
NewTab = Callable[..., Tab]
AS_OF, SOURCE = "2022-09-30", "各街道月报"


@pytest.fixture(scope="module")
def month(demo: Installation, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Month]:
    """What the office reports; afterwards the district's own workbook tells what holds again."""
    folder = tmp_path_factory.mktemp("examples")
    done = demo.run("demo", "--folder", str(folder))
    assert done.returncode == 0, done.stderr
    services = folder / "物业服务.xlsx"
    yield choose_zones(services)
    kind = ("--kind", "service", "--as-of", AS_OF, "--json")
    done = demo.run("records", "load", str(services), *kind)
    assert done.returncode == 0, done.stderr


def open_desk(demo: Installation, tab: Tab, path: str = "") -> RecordsPage:
    return RecordsPage(tab).open(demo.link("demo-data-staff"), demo.base, path)


def test_a_workbook_goes_from_the_drop_to_everybodys_map(
    demo: Installation,
    month: Month,
    new_tab: NewTab,
    official: Callable[[], str],
    tmp_path: Path,
) -> None:
    colleague = MapPage(new_tab()).open(official())
    colleague.choose_theme("服务状况")
    quasi = colleague.read_legend()["quasi"]
    uid = colleague.find_uid(str(month.nick[NAME]))
    colleague.search(str(month.nick[NAME]))
    colleague.wait_until_painted()
    assert FIRM not in colleague.read_ledger()
    before = colleague.state_of(uid)
    colleague.tab.shoot("records-01-map-before")

    desk = open_desk(demo, new_tab())
    others = {decision["id"] for decision in desk.ask("/decisions")}
    desk.tab.shoot("records-02-start")
    rows = write_first(month, tmp_path / "物业服务9月报.xlsx")
    hand_in(desk, tmp_path / "物业服务9月报.xlsx")
    map_by_hand(desk)
    load(desk, {"已匹配": 6, "待核实": 5, "已退回": 2, "区外": 0, "合计": rows})
    colleague.wait_for_count("quasi", quasi - 6, 60)

    review(desk, month)
    colleague.wait_for_count("quasi", quasi - 7, 60)
    colleague.tab.wait_for(
        "firm => document.querySelector('[data-ledger]')?.innerText.includes(firm)", 60, FIRM
    )
    assert ENTRUSTED in colleague.read_ledger()
    colleague.wait_until_painted()
    assert colleague.state_of(uid)["k"] != before["k"]
    colleague.tab.shoot("records-20-map-after")

    take_next_month(desk, month, demo, tmp_path / "物业服务10月报.xlsx")
    look_back(desk, others)
    assert colleague.tab.complaints == desk.tab.complaints == []


def hand_in(desk: RecordsPage, workbook: Path) -> None:
    """Drops a workbook; its name tells the kind."""
    desk.drop(workbook)
    desk.tab.wait_for("() => document.querySelector('[role=dialog] select')?.value === 'service'")
    desk.tab.shoot(f"records-03-sheet-{workbook.stem[-3:]}")
    desk.send(AS_OF, SOURCE)


def map_by_hand(desk: RecordsPage) -> None:
    """Says which column the missing one is, and has the workbook tried."""
    page = desk.tab.page
    desk.wait_for("待指定列")
    desk.tab.shoot("records-04-missing")
    assert PHONE not in page.inner_text("body")
    page.get_by_role("group", name="缺少必需的列").get_by_role("combobox").select_option(
        UNKNOWN_HEADER
    )
    desk.tab.shoot("records-05-mapped")
    page.get_by_role("button", name="应用并重新试算").click()
    desk.wait_for("待入库")


def load(desk: RecordsPage, sums: dict[str, int]) -> None:
    """Looks at the trial, whose sums tie out, and loads; nothing was written before."""
    assert desk.read_sums() == sums
    *parts, total = sums.values()
    assert sum(parts) == total
    rejected = desk.tab.page.get_by_role("complementary", name="试算结果").inner_text()
    assert "待定吧" in rejected
    assert desk.ask("/review?kind=service")["groups"] == 0
    desk.tab.shoot("records-06-trial")
    desk.tab.page.get_by_role("button", name="入库", exact=False).click()
    desk.wait_for("已入库")
    assert desk.read_sums() == sums
    desk.tab.page.get_by_role("link", name="下载退回的行").wait_for()
    desk.tab.shoot("records-07-loaded")


def review(desk: RecordsPage, month: Month) -> None:
    """Decides five groups by the keyboard alone."""
    (shared, _), (other, halves) = month.halves
    desk.tab.page.get_by_role("link", name="去核实 5 条").click()
    desk.tab.wait_for("() => document.querySelector('.options')")
    desk.wait_for_map()
    desk.tab.shoot("records-08-review")
    desk.read_keys()
    desk.go_to(shared)
    best = desk.read_candidates()[0]
    assert best["name"].startswith(shared)
    desk.press("Enter")
    desk.wait_for_toast(f"“{shared}”已归入 {best['name']}")
    desk.wait_for_map()
    desk.tab.shoot("records-10-accepted")

    desk.go_to(other)
    wanted = next(c for c in desk.read_candidates() if c["name"] == halves[NAME].iloc[1])
    desk.press(wanted["mark"])
    desk.wait_for_toast(f"已归入 {wanted['name']}")

    change_mind(desk)
    desk.go_to(AWAY)
    desk.press("x")
    desk.wait_for_toast("不在本区")
    name_zone(desk, month)
    desk.tab.wait_for("() => document.querySelector('.empty')")
    desk.tab.shoot("records-14-none-left")
    assert desk.ask("/review?kind=service")["groups"] == 0


def change_mind(desk: RecordsPage) -> None:
    """Says that a group cannot be placed, takes that back, and says it again."""
    desk.go_to(NOWHERE)
    desk.press("0")
    desk.wait_for_toast("无法落图")
    desk.press("u")
    desk.wait_for_toast("已撤销")
    desk.wait_for_map()
    desk.tab.shoot("records-11-undone")
    desk.go_to(NOWHERE)
    desk.press("0")
    desk.wait_for_toast("无法落图")


def name_zone(desk: RecordsPage, month: Month) -> None:
    """Finds the zone that people call otherwise, and makes that an alias of it."""
    zone = str(month.nick[NAME])
    desk.go_to(NICKNAME)
    desk.press("/")
    desk.tab.page.keyboard.type(zone)
    desk.tab.page.get_by_role("option", name=zone).first.wait_for()
    desk.press("Enter")
    desk.tab.wait_for("() => document.querySelector('.option.chosen')?.dataset.mark === '★'")
    desk.wait_for_map()
    desk.tab.shoot("records-12-found")
    desk.press("a")
    desk.tab.wait_for(
        "() => document.querySelector('.effect')?.innerText.includes('替换该区域的旧记录 1 条')"
    )
    desk.tab.shoot("records-13-alias")
    assert desk.sheet.get_by_label("别名", exact=True).input_value() == NICKNAME
    desk.press("Enter")
    desk.sheet.wait_for(state="detached")
    desk.wait_for_toast(f"“{NICKNAME}”已归入 {zone}")


def take_next_month(desk: RecordsPage, month: Month, demo: Installation, workbook: Path) -> None:
    """Sees that neither the columns nor the nickname, in other words, are asked for again."""
    rows = write_second(month, workbook)
    desk.choose("工作簿")
    hand_in(desk, workbook)
    desk.wait_for("待入库")
    desk.tab.shoot("records-21-next-month")
    assert desk.read_sums() == {"已匹配": 2, "待核实": 0, "已退回": 0, "区外": 0, "合计": rows}
    # The decision was on the first month's words: it is the alias that knows these.
    assert match_rows(demo, workbook)[-1] == ("alias", month.nick[CODE])


def look_back(desk: RecordsPage, others: set[int]) -> None:
    """Sees who decided what, beside what others had decided before, and which names there are."""
    page = desk.tab.page
    desk.choose("决定")
    page.locator("[data-decision]").first.wait_for()
    desk.tab.shoot("records-22-decisions")
    shown = desk.tab.ask(
        "() => [...document.querySelectorAll('[data-decision]')]"
        ".map(row => [Number(row.dataset.decision), row.classList.contains('undone')])"
    )
    own = [undone for decision, undone in shown if decision not in others]
    assert sorted(own) == [False] * 5 + [True]
    assert NICKNAME in page.locator("[data-decision]").first.inner_text()
    desk.choose("别名")
    page.locator("[data-alias]", has_text=NICKNAME).wait_for()
    desk.tab.shoot("records-23-aliases")
    forget_columns(desk)


def forget_columns(desk: RecordsPage) -> None:
    """Sees which column a person named, and has that forgotten."""
    page = desk.tab.page
    desk.choose("列对应")
    remembered = page.locator("[data-mapping]", has_text=SOURCE)
    remembered.wait_for()
    desk.tab.shoot("records-24-columns")
    assert f"{UNKNOWN_HEADER} → 服务方式" in remembered.inner_text()
    assert PHONE not in page.inner_text("body")
    remembered.get_by_role("button").click()
    desk.tab.shoot("records-25-forget")
    desk.sheet.get_by_role("button", name="忘掉", exact=True).click()
    remembered.wait_for(state="detached")
    page.get_by_text("还没有记住的列对应").wait_for()
    assert desk.ask("/mappings") == []
