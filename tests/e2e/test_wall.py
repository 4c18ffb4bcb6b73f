"""The wall page: read from five metres, without a person at the keyboard."""

from collections.abc import Callable

import pytest

from tests.e2e.browser import Tab
from tests.installation import Installation

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (3840, 2160)])
def test_the_wall_fits_one_screen_and_is_legible(
    new_tab: Callable[..., Tab], demo: Installation, width: int, height: int
) -> None:
    tab = new_tab(width, height)
    tab.page.goto(demo.add_display(f"wall {width}"))
    for figure in ("92.5", "93.9", "94.7"):
        tab.page.get_by_text(figure).first.wait_for()
    tab.wait_for("() => window.__onemap?.idle ?? false")
    tab.shoot(f"wall-{width}")
    overflow = tab.ask(
        "() => [document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    )
    assert overflow[0] <= width
    assert overflow[1] <= height
    smallest = tab.ask(
        """() => Math.min(...[...document.querySelectorAll('body *')]
          .filter(e => e.checkVisibility() && [...e.childNodes]
            .some(n => n.nodeType === 3 && /[\\u4e00-\\u9fff]/.test(n.data)))
          .map(e => { const r = document.createRange(); r.selectNodeContents(e)
            const size = parseFloat(getComputedStyle(e).fontSize)
            const scale = e.getBoundingClientRect().height / e.offsetHeight || 1
            return size * scale }))"""
    )
    assert smallest >= 24
    assert tab.complaints == []


def test_a_revoked_display_sees_nothing(new_tab: Callable[..., Tab], demo: Installation) -> None:
    address = demo.add_display("to be revoked")
    listed = demo.run("display", "list").stdout
    number = next(line.split()[0] for line in listed.splitlines() if "to be revoked" in line)
    assert demo.run("display", "revoke", number).returncode == 0
    tab = new_tab(1920, 1080)
    tab.page.goto(address)
    tab.page.get_by_text("onemap display add").first.wait_for()
    tab.shoot("wall-revoked")
