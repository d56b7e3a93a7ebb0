"""The pages as a visitor meets them: cold, after a lever has moved, with rules in conflict, with broken data."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from engine.analyse.constraint.constraint import find_constraint
from engine.analyse.decisions.first_decisions import first_decisions
from engine.analyse.today.calibration import ReadValue, Today, look_at_today
from engine.analyse.today.own_forecasts import OwnForecasts
from engine.analyse.today.reading import WayOfWorking
from engine.errors import DataError
from engine.explain.constraint import explain_constraint
from engine.explain.plan_sentences import how_calibrated
from engine.optimise.recommendation import Recommendation
from engine.portfolio import Portfolio
from engine.portfolio.model.vocabulary import TodaysPolicy
from engine.portfolio.reading.loading import load
from engine.portfolio.scenario import Scenario, apply
from engine.wording.formats import money, money_range
from pages.ui.jobs import pacing
from pages.ui.parts.all_levers import PANEL
from pages.ui.shell.error_view import full_list
from tests.support.pages import drawn, settled, text_of
from tests.support.plans import plan_of

Visit = Callable[..., AppTest]


def answer(portfolio: Portfolio, scenario: Scenario) -> Recommendation:
    return plan_of(apply(scenario, portfolio))


@pytest.mark.slow
def test_home_opens_cold_with_the_engines_money(visit: Visit, portfolio: Portfolio) -> None:
    page = visit("home")
    result = answer(portfolio, Scenario())
    assert not page.exception
    said = unescape(text_of(page))
    assert "The 6\u00a0projects in the plan promise" in said
    assert money(result.plan_value) in said
    today = look_at_today(portfolio)
    assert f"delivers {money_range(today.low, today.high)}" in said
    assert "not accepted" in said
    assert "It is uncalibrated: too few forecasts are known." in said
    assert f"worth {money(result.value or 0)}" in said
    assert "as of Nov 2026" in said
    first = first_decisions(portfolio, result)
    assert money(first.steps[-1].total) in said
    assert all(portfolio.projects_by_id[s.project_id].name in [b.label for b in page.button] for s in first.steps)
    assert explain_constraint(find_constraint(portfolio, result), portfolio).sentence in said


def read_as_shared(beyond: float | None, forecasts: int) -> Today:
    way = WayOfWorking(TodaysPolicy.SHARED, 0.0, 0.0)
    read = ReadValue(way, 1e6, None)
    return Today(1e6, beyond, forecasts, way, (read,), is_accepted=False, own=OwnForecasts(None, None, None))


@pytest.mark.parametrize(
    ("today", "words"),
    [
        (read_as_shared(None, 2), "uncalibrated: too few forecasts"),
        (
            read_as_shared(3.75, 12),
            "the 12\u00a0projects in flight finish 3.8\u00a0months later than their own forecasts say",
        ),
        (read_as_shared(-1.0, 3), "finish 1\u00a0month earlier"),
        (read_as_shared(0.2, 3), "finish as their own forecasts say"),
    ],
)
def test_todays_figure_says_what_holds_it(today: Today, words: str) -> None:
    assert words in how_calibrated(today)


@pytest.mark.slow
def test_decide_opens_cold_by_its_address(visit: Visit, portfolio: Portfolio) -> None:
    page = visit("decide", capacity="integration:0.8", confidence="0.9")
    scenario = Scenario(capacity={"integration": 0.8}, benefit_confidence=0.9)
    assert not page.exception
    said = unescape(text_of(page))
    assert f"worth {money(answer(portfolio, scenario).value or 0)}" in said
    assert "Integration & Data −20\u00a0%" in said
    assert "benefit confidence 90\u00a0%" in said
    assert page.slider(key="lever-capacity:integration").value == 80
    assert page.slider(key="lever-confidence").value == 90


@pytest.mark.slow
def test_a_slider_moves_the_answer_and_the_address(visit: Visit, portfolio: Portfolio) -> None:
    page = visit("decide")
    before = text_of(page)
    settled(page.slider(key="lever-confidence").set_value(60).run())
    said = text_of(page)
    assert not page.exception
    assert said != before
    assert f"worth {money(answer(portfolio, Scenario(benefit_confidence=0.6)).value or 0)}" in said
    assert page.query_params["confidence"] == "0.6"


@pytest.mark.slow
def test_going_back_to_the_base_gives_back_its_answer_and_its_address(visit: Visit) -> None:
    page = visit("decide", against="base")
    before = text_of(page)
    settled(page.slider(key="lever-confidence").set_value(60).run())
    settled(page.button(key="reset").click().run())
    assert text_of(page) == before
    assert "confidence" not in page.query_params
    assert drawn(page.slider, "lever-confidence").value == 100


@pytest.mark.slow
def test_every_lever_reaches_the_scenario(visit: Visit) -> None:
    page = visit("decide")
    page.slider(key="lever-budget").set_value(80).run()
    page.slider(key="lever-protective_capacity").set_value(15).run()
    page.session_state[PANEL] = True
    page.run()
    page.slider(key="lever-weight:Grow").set_value(150).run()
    page.slider(key="lever-discount_rate").set_value(6.0).run()
    page.number_input(key="lever-changes").set_value(4).run()
    page.selectbox(key="pin-project").set_value("crm").run()
    settled(page.selectbox(key="pin:crm").set_value("2027-02").run())
    assert not page.exception
    given = {name: page.query_params[name] for name in ("budget", "weight", "reserve", "rate", "changes", "pin")}
    assert given == {
        "budget": "2026-11:720000",
        "weight": "Grow:1.5",
        "reserve": "0.15",
        "rate": "0.06",
        "changes": "4",
        "pin": "crm:2027-02",
    }
    assert "pinned: CRM Renewal to start in Feb 2027" in text_of(page)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["decide", "steering"])
def test_a_visitor_who_has_just_come_sees_the_sentence_then_the_first_screen_then_the_rest(
    visit: Visit, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    waits: list[float] = []
    visit(name)  # the server knows the answer from here on
    monkeypatch.setattr(pacing, "SENTENCE", 0.012)
    monkeypatch.setattr(pacing, "PAUSE", 0.013)
    monkeypatch.setattr(pacing.time, "sleep", waits.append)
    page = visit(name, wait=False)
    assert [wait for wait in waits if wait in (0.012, 0.013)] == [0.012, 0.013]
    assert not page.exception
    page.run()
    assert waits.count(0.012) == waits.count(0.013) == 1


@pytest.mark.slow
def test_the_scenario_goes_with_the_visitor_from_page_to_page(visit: Visit) -> None:
    page = visit("decide", confidence="0.6")
    page.switch_page("../../home.py").run()
    settled(page)
    assert "benefit confidence 60\u00a0%" in text_of(page)
    assert page.query_params["confidence"] == "0.6"


@pytest.mark.slow
def test_rules_in_conflict_are_named_and_the_last_plan_stays_dimmed(visit: Visit) -> None:
    page = visit("decide")
    page.selectbox(key="pin-project").set_value("lake").run()
    page.selectbox(key="pin:lake").set_value("stop").run()
    page.selectbox(key="pin-project").set_value("pricing").run()
    settled(page.selectbox(key="pin:pricing").set_value("continue").run())
    said = text_of(page)
    assert not page.exception
    assert "These rules cannot hold together" in said
    assert "Data Lake is pinned to stop" in said
    assert "Cheapest remedy" in said
    assert "opacity: .45" in said
    assert page.get("vega_lite_chart")
    settled(page.button(key="reset-conflict").click().run())
    assert "that fits your capacity" in text_of(page)


def test_a_conflict_opens_cold_and_shows_the_base_dimmed(visit: Visit) -> None:
    page = visit("decide", pin=["lake:stop", "pricing:continue"])
    assert not page.exception
    assert "These rules cannot hold together" in text_of(page)
    assert page.get("vega_lite_chart")


def test_what_cannot_be_read_of_a_link_is_said(visit: Visit) -> None:
    page = visit("home", confidence="lots", capacity="nobody:1.2")
    assert not page.exception
    warnings = " ".join(w.value for w in page.warning)
    assert "Benefit confidence (lots) was left out" in warnings
    assert "nobody" in warnings


def test_broken_data_is_a_table_of_problems_with_remedies(visit: Visit, folder: Path) -> None:
    table = (folder / "projects.csv").read_text(encoding="utf-8")
    (folder / "projects.csv").write_text(table.replace("crm,CRM Renewal,Keep,no", "crm,CRM Renewal,Keep,perhaps"))
    page = visit("decide")
    said = text_of(page)
    assert not page.exception
    assert "The portfolio cannot be opened yet" in said
    assert "projects.csv" in said
    assert "perhaps" in said
    assert "Traceback" not in said


def test_rows_with_the_same_problem_are_one_line_and_the_download_has_each(visit: Visit, folder: Path) -> None:
    table = (folder / "projects.csv").read_text(encoding="utf-8")
    header, *rows = table.splitlines()
    copies = [rows[0].replace("app,", f"copy{n},", 1).replace(",yes,", ",perhaps,", 1) for n in range(30)]
    (folder / "projects.csv").write_text("\n".join([header, *copies, *rows]) + "\n", encoding="utf-8")
    page = visit("decide")
    said = text_of(page)
    assert "30 problems in projects.csv" in said.replace("\u00a0", " ")
    assert "30 rows: this must be yes or no; rows 2, 3, 4 and 27 more" in said
    assert said.count("perhaps") == 1
    with pytest.raises(DataError) as refused:
        load(folder)
    every = full_list(refused.value).query("Kind == 'error'")
    assert list(every["Row"]) == [str(row) for row in range(2, 32)]
    assert set(every["Found"]) == {"perhaps"}


@pytest.mark.slow
@pytest.mark.parametrize("page", ["home", "decide"])
def test_mended_data_open_without_a_restart(visit: Visit, folder: Path, page: str) -> None:
    whole = (folder / "pools.csv").read_text(encoding="utf-8")
    (folder / "pools.csv").write_text("pool_id,name\n", encoding="utf-8")
    app = visit(page)
    assert "cannot be opened" in text_of(app)
    (folder / "pools.csv").write_text(whole, encoding="utf-8")
    settled(app.run())
    assert "worth" in text_of(app)


def test_no_page_file_is_longer_than_eighty_lines() -> None:
    pages = Path(__file__).parents[2] / "pages"
    long = {p.name: n for p in pages.glob("*.py") if (n := len(p.read_text(encoding="utf-8").splitlines())) > 80}
    assert not long


def test_scripts_keep_their_names_to_themselves_so_that_they_may_run_twice(visit: Visit) -> None:
    """A name declared by itself belongs to the window, which refuses it the second time."""
    page = visit("decide", project="lake", present="1")
    scripts = [element.proto.body.strip() for element in page.get("html") if "<script>" in element.proto.body]
    assert scripts
    assert all(script.startswith("<script>{") and script.endswith("}</script>") for script in scripts)
