"""Data staff's whole way with workbooks: from the drop to the colours of everybody's map."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Route

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
    look_back(desk)
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


def look_back(desk: RecordsPage) -> None:
    """Sees who decided what, and which names there are."""
    page = desk.tab.page
    desk.choose("决定")
    page.locator("[data-decision]").first.wait_for()
    desk.tab.shoot("records-22-decisions")
    assert page.locator("[data-decision]").count() == 6
    assert page.locator("[data-decision].undone").count() == 1
    assert NICKNAME in page.locator("[data-decision]").first.inner_text()
    desk.choose("别名")
    page.locator("[data-alias]", has_text=NICKNAME).wait_for()
    desk.tab.shoot("records-23-aliases")


def test_what_is_no_workbook_is_refused_in_words(
    demo: Installation, new_tab: NewTab, tmp_path: Path
) -> None:
    disguised = tmp_path / "热线工单.xlsx"
    disguised.write_bytes(b"PK\x03\x04 no workbook at all")
    tab = new_tab()
    held: list[Route] = []
    tab.page.route("**/api/v1/records/kinds", lambda route: held.append(route))
    desk = open_desk(demo, tab)
    desk.drop(disguised)
    assert desk.sheet.get_by_text("请选择每份文件的记录类型。").is_visible()
    for route in held:  # The kinds come after the file: they are guessed all the same.
        route.continue_()
    desk.send(AS_OF, SOURCE)
    desk.wait_for("已退回")
    text = desk.tab.page.get_by_role("main").inner_text()
    assert "工作簿损坏或不完整" in text
    assert "台账没有改动" in text
    assert "zip" not in text
    assert "程序出错" not in text
    desk.tab.shoot("records-30-refused")
    desk.tab.page.get_by_role("button", name="更多").click()
    desk.tab.page.get_by_role("menuitem", name="撤回这份工作簿").click()
    desk.sheet.get_by_role("button", name="撤回", exact=True).click()
    desk.wait_for("已撤回")
    assert desk.tab.complaints == []


def test_the_desk_is_for_those_whose_work_it_is(demo: Installation, new_tab: NewTab) -> None:
    viewer = new_tab()
    viewer.page.goto(demo.link("demo-viewer"))
    viewer.page.get_by_role("button", name="表格").wait_for()
    assert viewer.page.get_by_role("link", name="台账数据").count() == 0
    viewer.page.goto(f"{demo.base}/records")
    viewer.page.get_by_text("当前账号不能查看台账数据").wait_for()
    viewer.shoot("records-31-closed")
    assert viewer.ask("async () => (await fetch('/api/v1/records/review')).status") == 403
    street = RecordsPage(new_tab()).open(demo.link("demo-street-official"), demo.base)
    parts = street.tab.page.get_by_role("navigation", name="台账数据的各部分")
    assert parts.get_by_role("link").count() == 2
    street.tab.page.get_by_role("listbox").wait_for()
    street.tab.shoot("records-32-street")
    official = RecordsPage(new_tab()).open(demo.link("demo-district-official"), demo.base)
    official.tab.page.get_by_role("complementary", name="工作簿").wait_for()
    assert official.tab.page.get_by_role("button", name="载入工作簿").count() == 0
    assert street.tab.complaints == official.tab.complaints == []


@pytest.mark.parametrize(
    ("language", "appearance", "size"),
    [
        ("zh", "light", (1920, 1080)),
        ("zh", "dark", (1366, 768)),
        ("en", "light", (1366, 768)),
        ("en", "dark", (1920, 1080)),
    ],
)
def test_the_desk_fits_its_screens(
    demo: Installation, new_tab: NewTab, language: str, appearance: str, size: tuple[int, int]
) -> None:
    tab = new_tab(*size)
    said = json.dumps({"language": language, "appearance": appearance})
    tab.page.add_init_script(f"localStorage.setItem('onemap.preferences', {json.dumps(said)})")
    tab.page.goto(demo.link("demo-data-staff"), wait_until="domcontentloaded")
    workbook = tab.ask("async () => (await (await fetch('/api/v1/records/workbooks')).json())[0]")
    pages = {
        "start": ("", ".entry"),
        "workbook": (f"/{workbook['id']}" if workbook else "", ".entry"),
        "review": ("/review", ".option, .empty"),
        "decisions": ("/decisions", ".desk-table, .state"),
        "aliases": ("/aliases", ".desk-table, .state"),
        "changes": ("/changes", ".desk-table, .state"),
    }
    for name, (path, part) in pages.items():
        tab.page.goto(f"{demo.base}/records{path}", wait_until="domcontentloaded")
        tab.page.locator(part).first.wait_for()
        if name == "review":
            RecordsPage(tab).wait_for_map()
        tab.shoot(f"records-{name}-{language}-{appearance}")
        assert tab.ask("() => document.documentElement.scrollWidth") <= size[0]
        assert "records." not in tab.page.inner_text("body")
    assert tab.complaints == []
