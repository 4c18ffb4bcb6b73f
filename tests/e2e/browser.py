"""The only file that knows Playwright: starts Chromium, opens pages, keeps what went wrong."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Error, Page, sync_playwright

from tests.needs import lack

CHROMIUM = Path(os.environ.get("ONEMAP_CHROMIUM", "/usr/bin/chromium"))
SHOTS = Path(__file__).parent / "shots"
# How long a page may take for anything at all: a machine that does much else is no fault of it.
PATIENCE_S = 120.0
SHOTS_TRIED = 10
# WebGL by software: what is drawn is right, how fast says nothing.
_ARGUMENTS = [
    "--no-sandbox",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@contextmanager
def start_chromium() -> Iterator[Browser]:
    """Yields a running Chromium."""
    if not CHROMIUM.exists():
        lack(f"Chromium ({CHROMIUM})")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=_ARGUMENTS)
        yield browser
        browser.close()


@dataclass
class Tab:
    """A page with its own cookies, and what it asked for and complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def ask(self, script: str, *arguments: Any) -> Any:
        """Returns what a function says inside the page."""
        return self.page.evaluate(script, *arguments)

    def wait_for(self, script: str, seconds: float = PATIENCE_S, *arguments: Any) -> Any:
        """Waits until a function inside the page says something true, and returns it."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            # The page's own security policy forbids Playwright's way of polling (eval).
            if answer := self.page.evaluate(script, *arguments):
                return answer
            time.sleep(0.05)
        picture = self.shoot("failure")
        message = f"after {seconds} s still not: {script}\n{self.complaints}\n{picture}"
        raise AssertionError(message)

    def shoot(self, name: str) -> Path:
        """Keeps a picture of the page."""
        SHOTS.mkdir(exist_ok=True)
        path = SHOTS / f"{name}.png"
        for left in reversed(range(SHOTS_TRIED)):
            try:
                self.page.screenshot(path=path)
                break
            except Error as error:
                # Drawn by software beside other tabs, a page may have no frame to give just then.
                if not left or "Unable to capture" not in error.message:
                    raise
                self.page.bring_to_front()
                time.sleep(0.5)
        return path


def open_tab(browser: Browser, width: int = 1366, height: int = 768, **options: Any) -> Tab:
    """Returns a new page in a context of its own; nothing moves in it for the sake of moving.

    Drawn by software, what turns and breathes while the server works takes a core from it.
    """
    still = {"viewport": {"width": width, "height": height}, "reduced_motion": "reduce"}
    context = browser.new_context(**{**still, **options})
    context.set_default_timeout(PATIENCE_S * 1000)
    tab = Tab(context.new_page())
    tab.page.on("request", lambda request: tab.requests.append(request.url))
    tab.page.on("pageerror", lambda error: tab.complaints.append(str(error)))
    tab.page.on(
        "console",
        lambda message: tab.complaints.append(message.text) if message.type == "error" else None,
    )
    return tab
