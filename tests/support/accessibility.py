"""What a page does to those who cannot see it well, or see it on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

NARROW = {"width": 390, "height": 844}
NO_WAY_SIDEWAYS = "(m => m.scrollWidth <= m.clientWidth + 1)(document.querySelector('.stMain'))"
"""Holds in a browser while a page has to be scrolled downwards only."""
STREAMLITS_OWN = {"list", "listitem"}
"""Rules that the framework's own navigation breaks, which no page can mend."""


def serious(page: Page) -> list[str]:
    """What axe-core finds serious or critical on a page: the rule, and the first place that breaks it."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    bad = [v for v in found if v["impact"] in ("serious", "critical") and v["id"] not in STREAMLITS_OWN]
    return [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in bad]
