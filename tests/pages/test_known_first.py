"""While a page's own figures are being worked out, it says what is known of the plan."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from engine.compute.jobs import JobStatus
from engine.explain.plan_sentences import known_so_far
from engine.optimise.recommend import recommend
from engine.optimise.recommendation import Effort
from engine.portfolio import Portfolio
from pages.ui.jobs.analysis_service import AnalysisService, AnalysisState
from tests.support.pages import bare_amounts, said_at_last, text_of

Visit = Callable[..., AppTest]


@pytest.mark.parametrize("place", ["illusion", "steering"])
def test_the_plan_is_said_before_the_analysis_stands(
    visit: Visit, portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    at_work = AnalysisState(JobStatus.RUNNING)
    monkeypatch.setattr(AnalysisService, "ask", lambda *_: at_work)
    monkeypatch.setattr(AnalysisService, "look", lambda *_: at_work)
    page = said_at_last(visit(place, wait=False), "Known so far")
    assert known_so_far(recommend(portfolio, Effort.BOARD), portfolio) in text_of(page)
    assert not bare_amounts(page)
