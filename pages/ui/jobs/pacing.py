"""When what is drawn: the first screen before the rest, and no page of an old plan just before that of a new one.

A browser draws all that it gets at once, and shows none of it before.
"""

from __future__ import annotations

import time

from pages.ui.jobs import solve_service
from pages.ui.session import browser_session

PAUSE = 0.6
"""Seconds in which a browser that has just loaded the application draws a sentence and a chart."""

SENTENCE = 0.2
"""Seconds in which such a browser draws a page's sentence and the lines under it."""

PATIENCE = 0.6
"""Seconds that a page waits for a new plan before it shows the last one, dimmed; most come sooner than that."""
IN_TURN = 20.0
"""The same while others wait for answers too: drawing pages of old plans would keep all of them waiting longer."""
AT_HAND = 0.15
"""Seconds that a page waits for what it has not asked for before: an answer that is kept comes sooner than that."""
LOOK = 0.05
"""How often a page that waits looks whether its visitor has gone on; news of an answer wakes it at once."""


_FEW, _SLOWEST = 4, 4.0
"""Visitors at work up to whom pages look for news as often as they like; how many times rarer they look at most."""


def between_looks(seconds: float) -> float:
    """Seconds between two looks of a page for news: ``seconds`` for few visitors, in proportion more for many.

    With twenty at work on the sample, looking took as much of the server as drawing all their pages.
    """
    return seconds * min(_SLOWEST, max(1.0, solve_service.service().asked_lately() / _FEW))


def sentence_first() -> None:
    """Called between a page's opening and its first chart or table: as :func:`first_screen_first`, but shorter."""
    if browser_session.has_just_come():
        time.sleep(SENTENCE)


def first_screen_first() -> None:
    """Called between the first screen and the rest of a page: waits where the visitor has just come, else not at all.

    Turning from page to page is quick enough without: the application is loaded already.
    """
    if browser_session.has_just_come():
        time.sleep(PAUSE)
