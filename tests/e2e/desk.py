"""Speaks of the survey desk as GIS staff do; knows where things stand on the page."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator

from tests.e2e.browser import PATIENCE_S, Tab

_DROP = """([type, files]) => {
  const data = new DataTransfer()
  for (const { name, content } of files)
    data.items.add(new File([Uint8Array.from(atob(content), c => c.charCodeAt(0))], name))
  window.dispatchEvent(new DragEvent(type, { dataTransfer: data, cancelable: true }))
}"""


def drag_files(tab: Tab, event: str, files: Sequence[Path]) -> None:
    """Holds files over a page (`dragenter`), or lets them go there (`drop`)."""
    told = [
        {"name": path.name, "content": base64.b64encode(path.read_bytes()).decode()}
        for path in files
    ]
    tab.ask(_DROP, [event, told])


@dataclass
class DeskPage:
    """The survey desk in a tab."""

    tab: Tab

    def open(self, link: str, base: str) -> "DeskPage":
        """Signs in by a link and opens the desk."""
        self.tab.page.goto(link, wait_until="domcontentloaded")
        return self.go(f"{base}/surveys")

    def go(self, address: str) -> "DeskPage":
        self.tab.page.goto(address, wait_until="domcontentloaded")
        self.tab.page.get_by_role("link", name="发布历史").first.wait_for()
        return self

    # --- Handing in ----------------------------------------------------------------------------

    def drag(self, files: Sequence[Path]) -> None:
        """Holds files over the page."""
        drag_files(self.tab, "dragenter", files)

    def drop(self, files: Sequence[Path]) -> None:
        """Lets files go over the page; the sheet that asks about them opens."""
        drag_files(self.tab, "drop", files)
        self.sheet.wait_for()

    def send(self, *, partial: bool = False) -> None:
        """Sends what was dropped, and waits until its page is there."""
        if partial:
            self.sheet.get_by_role("checkbox").check()
        self.sheet.get_by_role("button", name="上传并检查").click()
        self.sheet.wait_for(state="detached")

    @property
    def sheet(self) -> Locator:
        return self.tab.page.get_by_role("dialog")

    # --- One survey ----------------------------------------------------------------------------

    @property
    def survey(self) -> int:
        """The number of the survey that is open."""
        return int(self.tab.page.url.split("/surveys/")[1].split("/")[0])

    def wait_for(self, *marks: str, seconds: float = 2 * PATIENCE_S) -> None:
        """Waits until the head of the survey bears one of these marks."""
        self.tab.wait_for(
            "() => { const mark = document.querySelector('.head .facts .mark')?.innerText.trim();"
            f" return {list(marks)!r}.includes(mark) }}",
            seconds,
        )

    def choose(self, tab: str) -> Locator:
        """Opens a tab of the survey and returns what it holds."""
        self.tab.page.get_by_role("tab", name=tab).click()
        return self.tab.page.get_by_role("tabpanel")

    def confirm(self, button: str, reason: str) -> None:
        """Gives the reason that the open sheet asks for."""
        self.sheet.get_by_role("textbox").first.fill(reason)
        self.sheet.get_by_role("button", name=button, exact=True).click()
        self.sheet.wait_for(state="detached")

    # --- Findings ------------------------------------------------------------------------------

    def read_groups(self) -> dict[str, int]:
        """Returns how many findings each check lists, as "T1 E" and the like."""
        counts: dict[str, int] = self.tab.wait_for(
            "() => { const found = [...document.querySelectorAll('[data-group]')]"
            ".map(e => [e.dataset.group, Number(e.querySelector('.count').innerText)]);"
            " return found.length ? Object.fromEntries(found) : null }"
        )
        return counts

    def step_to(self, check: str) -> str:
        """Goes with the J key to the first finding of a check; returns what its detail says."""
        page = self.tab.page
        page.locator("[data-group]").first.focus()
        detail = page.get_by_role("region", name="问题详情")
        heading = ""
        for _ in range(12):
            page.keyboard.press("j")
            self.tab.wait_for(
                "before => { const now = document.querySelector('.detail')?.innerText ?? '';"
                " return now !== '' && now !== before ? now : null }",
                PATIENCE_S,
                heading,
            )
            heading = detail.inner_text()
            if f"{check} ·" in heading:
                return heading
        raise AssertionError(f"no finding of {check} within twelve steps: {heading}")

    # --- The map of the desk -------------------------------------------------------------------

    def wait_for_map(self) -> None:
        """Waits until the desk's map has come to where it was sent, and has drawn all it knows."""
        self.tab.page.wait_for_timeout(250)
        self.tab.wait_for("() => window.__onemap?.desk?.idle")

    def show(self, mode: str) -> None:
        """Chooses how the map compares: 叠加, 卷帘 or 修改图形."""
        self.tab.page.get_by_role("group", name="显示方式").get_by_role("button", name=mode).click()
        self.wait_for_map()

    def look_at(self, lon: float, lat: float, zoom: float) -> None:
        """Moves the map without animation and waits for it."""
        self.tab.ask(
            "([lon, lat, zoom]) => window.__onemap.desk.map.jumpTo({center: [lon, lat], zoom})",
            [lon, lat, zoom],
        )
        self.wait_for_map()

    def find_on_page(self, lon: float, lat: float) -> tuple[float, float]:
        """Returns where on the page a place of the map stands."""
        at: list[float] = self.tab.ask(
            """([lon, lat]) => {
              const { map } = window.__onemap.desk
              const box = map.getContainer().getBoundingClientRect()
              const at = map.project([lon, lat])
              return [box.left + at.x, box.top + at.y]
            }""",
            [lon, lat],
        )
        return at[0], at[1]

    def drag_vertex(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Drags a vertex of the chosen zone from one place of the map to another."""
        mouse = self.tab.page.mouse
        mouse.move(*self.find_on_page(*start))
        mouse.down()
        mouse.move(*self.find_on_page(*end), steps=8)
        mouse.up()

    # --- The server's own word -----------------------------------------------------------------

    def ask(self, address: str) -> Any:
        """Returns what the server says to this person."""
        return self.tab.ask("async address => (await fetch(address)).json()", f"/api/v1{address}")
