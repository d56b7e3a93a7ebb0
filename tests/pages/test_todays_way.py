"""How people work today is answered on Illusion, accepted there, and then holds for whoever comes after."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from engine.portfolio.model.vocabulary import TodaysPolicy
from engine.register import open_register
from engine.register.reading_of_today import accepted_reading
from tests.support.pages import AUTHORITY, SETTINGS, settled, text_of

Visit = Callable[..., AppTest]


@pytest.mark.slow
def test_accepted_once_the_register_notes_it_and_the_next_visitor_works_with_it(visit: Visit, folder: Path) -> None:
    (folder / "portfolio.yaml").write_text(SETTINGS + AUTHORITY, encoding="utf-8")
    page = visit("illusion")
    settled(page.selectbox(key="acting-as").set_value("Board").run())
    assert "accept-reading" not in [b.key for b in page.button]
    [question] = [radio for radio in page.radio if radio.key.startswith("todays-policy")]
    settled(question.set_value(TodaysPolicy.QUEUE).run())
    settled(page.button(key="accept-reading").click().run())
    with open_register() as register:
        kept = accepted_reading(register.entries())
    assert kept is not None
    assert dict(kept.decision.scenario.today) == {"policy": "queue"}
    assert "accept-reading" not in [b.key for b in page.button]
    later = visit("illusion")
    said = unescape(text_of(later))
    assert "Accepted by" in said
    assert "one project after another" in said
    assert "not accepted" not in said
