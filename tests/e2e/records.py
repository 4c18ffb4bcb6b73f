"""Speaks of the records desk as data staff do; knows where things stand on the page."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator

from tests.e2e.browser import PATIENCE_S, Tab
from tests.e2e.desk import drag_files
from tests.installation import Installation

# A group is looked for in a short list only.
MOST_STEPS = 12
_MARK = "document.querySelector('.head .facts .mark')?.innerText.trim()"


def match_rows(demo: Installation, workbook: Path) -> list[tuple[str, str]]:
    """Returns by what the server knows where each row belongs, and the code of its zone."""
    done = demo.run("records", "match", str(workbook), "--json")
    assert done.returncode == 0, done.stderr
    return [(row["by"], row["zone_code"]) for row in json.loads(done.stdout)["answers"]]


@dataclass
class RecordsPage:
    """The records desk in a tab."""

    tab: Tab

    def open(self, link: str, base: str, path: str = "") -> "RecordsPage":
        """Signs in by a link and opens the desk."""
        self.tab.page.goto(link, wait_until="domcontentloaded")
        self.tab.page.goto(f"{base}/records{path}", wait_until="domcontentloaded")
        self.tab.page.get_by_role("navigation", name="台账数据的各部分").wait_for()
        return self

    def choose(self, part: str) -> None:
        """Opens a part of the desk by its name."""
        parts = self.tab.page.get_by_role("navigation", name="台账数据的各部分")
        parts.get_by_role("link", name=part).click()

    @property
    def sheet(self) -> Locator:
        return self.tab.page.get_by_role("dialog")

    # --- Workbooks -----------------------------------------------------------------------------

    def drop(self, file: Path) -> None:
        """Lets a workbook go over the page; the sheet that asks about it opens."""
        drag_files(self.tab, "drop", [file])
        self.sheet.wait_for()

    def send(self, as_of: str, source: str) -> None:
        """Says as of when and from whom it is, and sends it."""
        self.sheet.get_by_label("数据截至").fill(as_of)
        self.sheet.get_by_label("来源").fill(source)
        self.sheet.get_by_role("button", name="上传并试算").click()
        self.sheet.wait_for(state="detached")

    def wait_for(self, *marks: str, seconds: float = 2 * PATIENCE_S) -> None:
        """Waits until the head of the workbook bears one of these marks."""
        self.tab.wait_for(f"marks => marks.includes({_MARK})", seconds, list(marks))

    def read_sums(self) -> dict[str, int]:
        """Returns the figures of the trial or the load by their names, the total as 合计."""
        figures: dict[str, int] = self.tab.wait_for(
            """() => {
              const rows = [...document.querySelectorAll('.trial table tr')]
                .filter(row => row.querySelector('.count'))
                .map(row => [row.querySelector('th span')?.firstChild.textContent.trim()
                               ?? row.querySelector('th').innerText.trim(),
                             Number(row.querySelector('.count').innerText.replaceAll(',', ''))])
              return rows.length ? Object.fromEntries(rows) : null
            }"""
        )
        return figures

    # --- Review --------------------------------------------------------------------------------

    def press(self, key: str) -> None:
        self.tab.page.keyboard.press(key)

    def read_keys(self) -> None:
        """Looks at the list of keys and closes it."""
        self.press("?")
        self.sheet.wait_for()
        self.tab.shoot("records-09-keys")
        self.press("Escape")
        self.sheet.wait_for(state="detached")

    @property
    def case(self) -> str:
        """What the group says that one is at."""
        return self.tab.page.get_by_role("region", name="当前记录").locator("h2").inner_text()

    def go_to(self, said: str) -> None:
        """Steps up, then down to the group that says this, and waits for its candidates."""
        for key in [*"k" * MOST_STEPS, *"j" * MOST_STEPS]:
            if self.case == said:
                break
            self.press(key)
        assert self.case == said
        self.tab.wait_for("() => document.querySelector('.options, .case .none')")

    def read_candidates(self) -> list[dict[str, str]]:
        """Returns the zones to choose from: mark, name, and what speaks for them."""
        found: list[dict[str, str]] = self.tab.ask(
            """() => [...document.querySelectorAll('.option')].map(card => ({
                 mark: card.dataset.mark, name: card.querySelector('strong').innerText,
                 text: card.innerText }))"""
        )
        return found

    def wait_for_toast(self, text: str) -> None:
        """Waits until the server has taken the last decision, and the line about it says this."""
        self.tab.wait_for(
            "text => document.querySelector('[data-toast=made], [data-toast=undone]')"
            "?.innerText.includes(text)",
            PATIENCE_S,
            text,
        )

    def wait_for_map(self) -> None:
        """Waits until the map of the candidates has come to where it was sent."""
        self.tab.page.wait_for_timeout(250)
        self.tab.wait_for("() => window.__onemap?.desk?.idle")

    # --- The server's own word -----------------------------------------------------------------

    def ask(self, address: str) -> Any:
        """Returns what the server says to this person."""
        return self.tab.ask(
            "async address => (await fetch(address)).json()", f"/api/v1/records{address}"
        )
