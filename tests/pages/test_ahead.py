"""The next positions of the levers on screen: told as the hand would reach them, worked out at rest, counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from threading import Event

import pytest
from streamlit.testing.v1 import AppTest

from engine.portfolio import Portfolio
from engine.portfolio.scenario import Scenario
from pages.ui.jobs import solve_service
from pages.ui.jobs.measures import REGISTRY
from pages.ui.jobs.solve_service import Question, service
from tests.support.pages import drawn, settled

pytestmark = pytest.mark.usefixtures("nothing_known")
Visit = Callable[..., AppTest]
Expectation = list[Sequence[Scenario]]


@pytest.fixture
def expected(visit: Visit, monkeypatch: pytest.MonkeyPatch) -> Expectation:  # noqa: ARG001 - after it has set its own
    """What pages have said that visitors may ask next, the latest last; nothing is worked out."""
    heard: Expectation = []

    def hear(_self: object, _session: str, _portfolio: Portfolio, scenarios: Sequence[Scenario]) -> None:
        heard.append(scenarios)

    monkeypatch.setenv("COCKPIT_WARM_UP", "yes")
    monkeypatch.setattr(solve_service.SolvingService, "expect", hear)
    return heard


@pytest.mark.slow
@pytest.mark.parametrize("place", [{}, {"present": "1"}])
def test_a_hand_on_any_lever_in_sight_reaches_what_was_expected(
    visit: Visit, expected: Expectation, place: dict[str, str]
) -> None:
    page = visit("decide", pool="integration", **place)
    for key, steps in (
        ("lever-capacity:integration", -5),
        ("lever-budget", 10),
        ("lever-confidence", -10),
        ("lever-protective_capacity", 1),
    ):
        reachable = expected[-1]
        nearest = reachable[:8]  # one step either way of four levers
        lever = drawn(page.slider, key)
        page = lever.set_value(lever.value + steps).run()
        reached = page.session_state["scenario"]
        assert reached in reachable, key
        assert (reached in nearest) is (key in {"lever-capacity:integration", "lever-protective_capacity"}), key


def test_a_server_may_leave_it_until_somebody_asks(
    visit: Visit, expected: Expectation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COCKPIT_WARM_UP", "no")
    visit("decide")
    assert not expected


@pytest.mark.slow
def test_moves_are_counted_by_whether_their_answer_was_ready(
    visit: Visit, portfolio: Portfolio, monkeypatch: pytest.MonkeyPatch
) -> None:
    def moves(answer: str) -> float:
        return REGISTRY.get_sample_value("cockpit_lever_moves_total", {"answer": answer}) or 0.0

    monkeypatch.setenv("COCKPIT_WARM_UP", "yes")
    ready, worked_out = moves("ready"), moves("worked out")
    page = visit("decide")
    next_position = Question.about(portfolio, Scenario(benefit_confidence=0.95))
    pause = Event()
    assert any(service().is_ready(next_position) or pause.wait(0.05) for _ in range(600))
    page = settled(drawn(page.slider, "lever-confidence").set_value(95).run())
    assert (moves("ready"), moves("worked out")) == (ready + 1, worked_out)
    page = settled(drawn(page.slider, "lever-confidence").set_value(50).run())
    assert (moves("ready"), moves("worked out")) == (ready + 1, worked_out + 1)
