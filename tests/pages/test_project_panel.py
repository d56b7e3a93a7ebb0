"""A project's panel on Decide: at its own address, with the engine's prices, and closed again."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from engine.analyse.project.tradeoff import trade_off
from engine.explain.tradeoff import explain_trade_off
from engine.portfolio import Portfolio
from tests.support.commands import run
from tests.support.pages import settled, text_of
from tests.support.plans import plan_of

Visit = Callable[..., AppTest]


def test_a_projects_address_opens_its_trade_off(visit: Visit, portfolio: Portfolio) -> None:
    page = visit("decide", project="lake")
    assert not page.exception
    explanation = explain_trade_off(trade_off(portfolio, plan_of(portfolio), "lake"), portfolio)
    said = unescape(text_of(page))
    assert explanation.sentence in said
    assert [claim.prose for claim in explanation.further if claim.prose not in said] == []


def test_all_its_figures_stand_side_by_side_as_the_command_explain_has_them(visit: Visit, folder: Path) -> None:
    page = visit("decide", project="lake")
    [drawn] = [table.value for table in page.dataframe if "Term" in table.value.columns]
    on_screen = dict(zip(drawn["Term"], drawn["Figure"], strict=True))
    lines = run("explain", folder, "lake").splitlines()
    assert len(on_screen) == 8
    for term, figure in on_screen.items():
        [line] = [row for row in lines if row.startswith(f"{term}  ")]
        assert line.removeprefix(term).strip().startswith(figure.replace("\u00a0", " ")), line
    assert "net contribution" in on_screen


@pytest.mark.slow
def test_a_first_decision_leads_to_its_trade_off_and_the_panel_closes(visit: Visit) -> None:
    page = visit("home")
    button = next(b for b in page.button if b.key.startswith("open:"))
    button.click().run()
    settled(page.switch_page("../../decide.py").run())
    assert page.query_params["project"] == button.key.removeprefix("open:")
    assert "close-panel" in [b.key for b in page.button]
    settled(page.button(key="close-panel").click().run())
    assert "project" not in page.query_params
    assert "close-panel" not in [b.key for b in page.button]


def test_an_unknown_project_in_the_address_is_left_out(visit: Visit) -> None:
    page = visit("decide", project="nobody")
    assert not page.exception
    assert "project" not in page.query_params
