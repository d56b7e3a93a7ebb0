"""Before and after on Decide: what a move changes, undo and redo, and what a link compares with."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from streamlit.testing.v1 import AppTest

from engine.explain.comparison import changed_figures, flips_in_short, nothing_to_compare
from engine.portfolio import Portfolio
from engine.portfolio.scenario import Scenario, apply
from engine.register import Person, open_register
from engine.report.comparison import Position, before_and_after
from pages.ui.session.lever_history import ONE_MOVE, LeverHistory
from tests.support.commands import run
from tests.support.pages import drawn, notices, settled, text_of
from tests.support.plans import plan_of

Visit = Callable[..., AppTest]
LESS = Scenario(capacity={"integration": 0.8})


def said(app: AppTest) -> str:
    assert not app.exception
    return unescape(text_of(app))


def position(portfolio: Portfolio, scenario: Scenario) -> Position:
    applied = apply(scenario, portfolio)
    return Position(applied, plan_of(applied))


def expected(portfolio: Portfolio, before: Scenario, after: Scenario) -> list[str]:
    """The texts of the strip, but for the constraint."""
    result = before_and_after(position(portfolio, before), position(portfolio, after))
    figures = changed_figures(result, portfolio, (None, None))[:3]
    return [text for f in figures for text in (f.was, f.now, f.change) if text] + list(
        flips_in_short(result, portfolio)
    )


def slide(app: AppTest, key: str, value: int) -> AppTest:
    return settled(app.slider(key=key).set_value(value).run())


def address(app: AppTest) -> dict[str, object]:
    return dict(app.query_params)


def test_a_link_is_compared_with_the_base(visit: Visit, portfolio: Portfolio, folder: Path, tmp_path: Path) -> None:
    """The strip says what two answers of the command ``recommend`` differ in: value, and actions of projects."""
    page = visit("decide", capacity="integration:0.8")
    assert all(text in said(page) for text in expected(portfolio, Scenario(), LESS))
    (tmp_path / "less.yaml").write_text("capacity: {integration: 0.8}", encoding="utf-8")
    was, now = (
        json.loads(run("recommend", folder, "--effort", "board", "--json", *more))
        for more in ((), ("--scenario", tmp_path / "less.yaml"))
    )
    shown = re.search(r'<span class="was">£(.*?)m</span> → <span class="is">£(.*?)m</span>', said(page))
    assert shown is not None
    assert [float(part) * 1e6 for part in shown.groups()] == pytest.approx([was["value"], now["value"]], abs=500)
    flips = re.search(r'class="changed flips" title="(.*?)"', said(page), re.DOTALL)
    assert flips is not None
    names = {p.project_id: p.name for p in portfolio.projects}
    before, after = ({names[d["project_id"]]: d["action"] for d in answer["decisions"]} for answer in (was, now))
    apart = {f"{name}: {before[name]} → {after[name]}" for name in before if before[name] != after[name]}
    assert apart
    assert {re.sub(r"→ \S\s", "→ ", flip) for flip in flips[1].splitlines()} == apart


def test_a_move_is_compared_with_the_position_before_it_or_what_is_chosen(visit: Visit, portfolio: Portfolio) -> None:
    page = visit("decide", capacity="integration:0.8")
    page = slide(page, "lever-confidence", 80)
    now = Scenario(capacity={"integration": 0.8}, benefit_confidence=0.8)
    assert drawn(page.selectbox, "compare-with").value == "last"
    assert all(text in said(page) for text in expected(portfolio, LESS, now))
    page = settled(drawn(page.selectbox, "compare-with").set_value("base").run())
    assert address(page)["against"] in ("base", ["base"])
    assert all(text in said(page) for text in expected(portfolio, Scenario(), now))


def test_a_saved_scenario_can_be_compared_with_and_stands_in_the_link(
    visit: Visit, portfolio: Portfolio, tmp_path: object
) -> None:
    with open_register(f"sqlite:///{tmp_path}/register.db") as register:
        saved = register.save_scenario(
            Scenario(name="Cautious", benefit_confidence=0.7), Person(account="al", role="analyst")
        )
    page = visit("decide", against=saved.id)
    assert drawn(page.selectbox, "compare-with").value == saved.id
    assert all(text in said(page) for text in expected(portfolio, saved.scenario, Scenario()))


@pytest.mark.slow
def test_three_moves_and_three_undos_are_where_they_began(visit: Visit) -> None:
    page = visit("decide", project="crm", budget="2026-11:800000")
    start, headline = address(page), said(page).split("</h1>")[0]
    page.slider(key="lever-capacity:integration").set_value(80).run()
    page.slider(key="lever-confidence").set_value(75).run()
    page.selectbox(key="pin:crm").set_value("stop").run()
    moved = address(page)
    assert {"capacity", "confidence", "pin"} <= moved.keys()
    for _ in range(3):
        page.button(key="undo").click().run()
    page = settled(page)
    assert address(page) == start
    assert [drawn(page.slider, f"lever-{name}").value for name in ("capacity:integration", "confidence")] == [100, 100]
    assert headline in said(page)
    assert page.button(key="undo").disabled
    for _ in range(3):
        page.button(key="redo").click().run()
    assert address(page) == moved
    assert page.button(key="redo").disabled


@pytest.mark.slow
def test_a_link_with_a_and_b_opens_the_same_in_a_fresh_session(visit: Visit, portfolio: Portfolio) -> None:
    first = visit("decide", capacity="integration:0.8")
    first = settled(first.button(key="keep-as-a").click().run())
    first = slide(first, "lever-confidence", 80)
    link = dict(address(first))
    assert link["a-capacity"] in ("integration:0.8", ["integration:0.8"])
    second = visit("decide", **link)
    now = Scenario(capacity={"integration": 0.8}, benefit_confidence=0.8)
    for page in (first, second):
        assert drawn(page.selectbox, "compare-with").value == "kept"
        assert all(text in said(page) for text in expected(portfolio, LESS, now))
    assert address(second) == address(first)


def test_a_and_the_position_on_screen_are_drawn_by_what_differs(visit: Visit) -> None:
    page = visit("decide", capacity="integration:0.8", **{"a-": "base", "against": "kept"})
    assert "A against now: 4 of 6\u00a0projects differ" in said(page)
    rows = drawn_rows(page)
    assert {row["project_id"] for row in rows if "project_id" in row} == {"crm", "lake", "mobile", "pricing"}
    page = settled(page.toggle(key="show-all-beside-a").set_value(True).run())
    assert {row["project_id"] for row in drawn_rows(page) if "project_id" in row} >= {"app", "crm", "portal"}
    page = visit("decide", **{"a-": "base", "against": "kept"})
    assert "treat every project alike" in said(page)


def test_a_move_leaves_pale_bars_where_projects_were(visit: Visit) -> None:
    page = slide(visit("decide"), "lever-capacity:integration", 80)
    assert {row["project_id"] for row in drawn_rows(page) if "ghost_from" in row} == {
        "crm",
        "lake",
        "mobile",
        "pricing",
    }
    assert "Pale: before the last move" in said(page)


def drawn_rows(page: AppTest) -> list[dict[str, Any]]:
    """The rows of the timeline on a page; what a row has not is missing from it."""
    for chart in page.get("vega_lite_chart"):
        for part in chart.proto.datasets:
            rows = pa.ipc.open_stream(part.data.data).read_all().to_pylist()
            if any("advice_from" in row for row in rows):
                return [{k: v for k, v in row.items() if v is not None and v == v} for row in rows]
    raise AssertionError("no timeline")


def test_the_base_can_be_kept_as_a_and_what_of_a_does_not_fit_is_said(visit: Visit) -> None:
    page = visit("decide", **{"a-": "base", "against": "kept"})
    assert drawn(page.selectbox, "compare-with").value == "kept"
    page = visit("decide", **{"a-capacity": "nobody:2", "against": "kept"})
    assert any("nobody" in note for note in notices(page))


def test_the_way_back_to_the_base_can_be_undone(visit: Visit) -> None:
    page = visit("decide", capacity="integration:0.8")
    page = settled(page.button(key="reset").click().run())
    assert "capacity" not in address(page)
    page = settled(page.button(key="undo").click().run())
    assert address(page)["capacity"] in ("integration:0.8", ["integration:0.8"])


def test_the_base_beside_itself_says_what_will_stand_here(visit: Visit) -> None:
    assert nothing_to_compare("the base") in said(visit("decide"))


def test_steps_of_a_lever_in_quick_succession_are_one_move_to_compare_and_to_undo() -> None:
    history, at = LeverHistory(), [Scenario(capacity={"a": 1 - step / 20}) for step in range(1, 4)]
    steps = [Scenario(), *at]
    for now, (before, after) in enumerate(zip(steps, at, strict=False)):
        history.note(before, after, float(now))
    assert history.before == Scenario()
    later = Scenario(capacity={"a": 0.5})
    history.note(at[-1], later, 2 + ONE_MOVE)
    assert history.before == at[-1]
    other = Scenario(capacity={"a": 0.5}, benefit_confidence=0.9)
    history.note(later, other, 2.5 + ONE_MOVE)
    assert history.before == later
    position = other
    for expected_position in (later, at[-1], Scenario()):
        position = history.undo(position)
        assert position == expected_position
    assert history.undo(position) == position


def test_levers_moved_at_once_are_one_move_compared_with_where_they_began(visit: Visit) -> None:
    page = visit("decide")
    drawn(page.slider, "lever-confidence").set_value(70)
    drawn(page.slider, "lever-protective_capacity").set_value(20)
    settled(page.run())
    history = page.session_state["lever-history"]
    assert (history.before, len(history.past)) == (Scenario(), 1)


def test_a_hand_that_comes_back_has_moved_nothing() -> None:
    history, less = LeverHistory(), Scenario(benefit_confidence=0.9)
    history.note(Scenario(), less, 0.0)
    history.note(less, Scenario(), 1.0)
    assert history.undo(Scenario()) == Scenario()
    history.note(Scenario(), less, 1.5)
    assert history.undo(less) == Scenario()


def test_a_browser_that_still_tells_the_value_undone_moves_no_lever(visit: Visit) -> None:
    """It tells it with the next message of its own, such as a look for the answer, until it has drawn the new one."""
    page = visit("decide")
    stale = slide(page, "lever-confidence", 80).slider(key="lever-confidence")
    page = page.button(key="undo").click().run()
    late = stale.set_value(80)._widget_state
    states = page._tree.get_widget_states()
    states.widgets.append(late)
    page = settled(page._run(states))
    assert "confidence" not in address(page)
    assert page.button(key="undo").disabled


def test_another_name_is_no_step() -> None:
    history = LeverHistory()
    history.note(Scenario(), Scenario(name="Mine"), 0.0)
    assert not history.past
    assert history.before is None
