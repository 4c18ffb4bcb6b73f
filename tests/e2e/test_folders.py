"""A folder that is chosen or dropped, such as a FileGDB, is handed in as one survey."""

from collections.abc import Callable
from pathlib import Path

import pyogrio
import pytest

from tests.e2e.browser import Tab
from tests.e2e.district import District

pytestmark = pytest.mark.browser


@pytest.fixture
def database(district: District, tmp_path: Path) -> Path:
    """A FileGDB folder with some of the zones."""
    path = tmp_path / "复测成果.gdb"
    pyogrio.write_dataframe(
        district.zones.head(5).to_crs(4548), path, driver="OpenFileGDB", layer="小区"
    )
    return path


def test_a_folder_is_dropped_and_another_is_chosen(
    district: District, new_tab: Callable[..., Tab], database: Path
) -> None:
    desk = district.open_desk(new_tab())
    drop_folder(desk.tab, database)
    desk.sheet.get_by_text(database.name, exact=True).wait_for()
    desk.tab.shoot("folder-01-dropped")
    desk.sheet.get_by_role("button", name="取消").click()
    desk.sheet.wait_for(state="detached")
    chosen = desk.tab.page.get_by_label("选择文件夹（如 FileGDB）").and_(
        desk.tab.page.locator("input")
    )
    chosen.set_input_files(database)
    desk.sheet.get_by_text(database.name, exact=True).wait_for()
    desk.send(partial=True)
    desk.wait_for("无变化", "可发布", "有问题待处理")
    told = desk.ask(f"/surveys/{desk.survey}")
    assert (told["file_name"], told["features"]) == (database.name, 5)
    desk.choose("判读").get_by_text("FileGDB", exact=True).wait_for()
    desk.tab.shoot("folder-02-read")
    assert desk.tab.complaints == []


def drop_folder(tab: Tab, folder: Path) -> None:
    """Drops a folder of this machine on the page, as the browser hands one over."""
    session = tab.page.context.new_cdp_session(tab.page)
    data = {"items": [], "files": [str(folder)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        session.send("Input.dispatchDragEvent", {"type": kind, "x": 700, "y": 300, "data": data})
