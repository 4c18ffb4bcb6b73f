"""The only file that knows Playwright: starts Chromium, opens pages, keeps what went wrong."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.needs import lack

CHROMIUM = Path(os.environ.get("ONEMAP_CHROMIUM", "/usr/bin/chromium"))
SHOTS = Path(__file__).parent / "shots"
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

    def wait_for(self, script: str, seconds: float = 40, *arguments: Any) -> Any:
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
        self.page.screenshot(path=path)
        return path


def open_tab(browser: Browser, width: int = 1366, height: int = 768, **options: Any) -> Tab:
    """Returns a new page in a context of its own."""
    context = browser.new_context(viewport={"width": width, "height": height}, **options)
    context.set_default_timeout(30_000)
    tab = Tab(context.new_page())
    tab.page.on("request", lambda request: tab.requests.append(request.url))
    tab.page.on("pageerror", lambda error: tab.complaints.append(str(error)))
    tab.page.on(
        "console",
        lambda message: tab.complaints.append(message.text) if message.type == "error" else None,
    )
    return tab
