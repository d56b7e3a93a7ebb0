"""The pages of the office: the delivery report and the mandate, as a visitor finds them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from engine.analyse.decisions.decision_delay import DAYS_A_MONTH
from engine.explain.report import explain_delivery, explain_mandate
from engine.portfolio import Portfolio
from engine.portfolio.reading.loading import load
from engine.report.delivery import delivery_report
from engine.report.mandate import mandate
from tests.support.pages import bare_amounts, settled, text_of
from tests.support.plans import plan_of

Visit = Callable[..., AppTest]
BAD = '<img src=x onerror="alert(1)">'
AUTHORITY = f"""
authority:
  roles:
    - {{name: Office, days_to_decide: 0, limits: {{accelerate: {{money: 10}}}}}}
    - name: Board {BAD}
      days_to_decide: {3 * DAYS_A_MONTH}
      limits: {{accelerate: {{money: unlimited}}, defer: {{money: unlimited}}, stop: {{money: unlimited}}}}
"""


def said(page: AppTest) -> str:
    assert not page.exception
    assert bare_amounts(page) == []
    return unescape(text_of(page))


def add(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.write_text((path.read_text(encoding="utf-8") if path.exists() else "") + text, encoding="utf-8")


def last_month(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The same portfolio a month ago, when one project promised more."""
    before = tmp_path / "before"
    before.mkdir()
    for path in folder.iterdir():
        if path.is_file() and path.suffix in (".csv", ".yaml"):
            text = path.read_text(encoding="utf-8").replace("planning_date: 2026-11", "planning_date: 2026-10")
            (before / path.name).write_text(text.replace("80000,60000,24", "80000,90000,24"), encoding="utf-8")
    monkeypatch.setenv("COCKPIT_PREVIOUS_PORTFOLIO", str(before))
    return before


def test_delivery_opens_cold_with_what_the_engine_says(visit: Visit, portfolio: Portfolio) -> None:
    page = visit("delivery")
    words = said(page)
    report = explain_delivery(delivery_report(portfolio), portfolio)
    assert report.sentence in words
    assert [claim.prose for claim in report.further if claim.prose not in words] == []
    assert "There are no data of last month to compare with." in words
    assert [tab.label for tab in page.tabs] == [
        "Status",
        "Milestones",
        "Tolerances",
        "Conflicts",
        "Gates, risks, changes",
        "Fiscal years",
        "Since last month",
    ]


def test_empty_tables_say_so_kindly(visit: Visit) -> None:
    words = said(visit("delivery"))
    for name in ("Milestones", "Gates", "Reviews", "Risks", "Requests", "They"):
        assert f"{name} come from " in words
    assert "Every project is inside its tolerances" in words


def test_the_table_of_status_holds_every_project_in_one_unit(visit: Visit, portfolio: Portfolio) -> None:
    table = visit("delivery").dataframe[0]
    frame = table.value
    assert set(frame["Project"]) == {p.name for p in portfolio.projects}
    assert json.loads(table.proto.columns)["Remaining"]["label"] == "Remaining, £k"
    assert frame["Remaining"].sum() == pytest.approx(sum(p.remaining_cost for p in portfolio.projects) / 1e3)


def test_since_last_month_opens_the_report(
    visit: Visit, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    last_month(folder, tmp_path, monkeypatch)
    words = said(visit("delivery"))
    assert "changed since Oct 2026" in words
    assert "they take" in words
    assert "Why the recommendation changed" in words
    assert "There are no data of last month" not in words


def test_last_month_that_cannot_be_read_is_said_and_the_report_stands(
    visit: Visit, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = last_month(folder, tmp_path, monkeypatch)
    (before / "pools.csv").unlink()
    words = said(visit("delivery"))
    assert "Last month's data cannot be read: pools.csv" in words
    assert "Status of every project" in words


def test_the_report_stands_without_a_plan(visit: Visit, portfolio: Portfolio) -> None:
    words = said(visit("delivery", changes="0", capacity="integration:0.1"))
    assert "cannot hold together" in words
    assert (
        explain_delivery(delivery_report(portfolio), portfolio).sentence in words or "Status of every project" in words
    )


def test_mandate_says_what_the_engine_says(visit: Visit, folder: Path) -> None:
    add(folder, "portfolio.yaml", AUTHORITY)
    shop = load(folder)
    expected = explain_mandate(mandate(shop, plan_of(shop)), shop)
    page = visit("mandate")
    words = said(page)
    assert expected.sentence in words
    assert [claim.prose for claim in expected.further if claim.prose not in words] == []
    assert page.selectbox(key="office").value == "Office"


def test_another_role_may_be_the_office(visit: Visit, folder: Path) -> None:
    add(folder, "portfolio.yaml", AUTHORITY)
    page = visit("mandate")
    page.selectbox(key="office").set_value(f"Board {BAD}").run()
    deadline = time.monotonic() + 30
    while "Every open decision lies within the rights" not in said(settled(page)):
        assert time.monotonic() < deadline
    assert "Nothing is decided outside the office's rights." in said(page)


def test_mandate_without_authority_says_what_to_write(visit: Visit) -> None:
    words = said(visit("mandate"))
    assert "No role's rights to decide are on record" in words
    assert "What stays" in words


@pytest.mark.parametrize("place", ["delivery", "mandate"])
def test_html_in_texts_is_harmless(visit: Visit, folder: Path, place: str) -> None:
    add(folder, "portfolio.yaml", AUTHORITY)
    path = folder / "projects.csv"
    text = path.read_text(encoding="utf-8").replace("Pricing Engine", f'"{BAD.replace(chr(34), chr(34) * 2)}"')
    path.write_text(text, encoding="utf-8")
    quoted = f'"{BAD.replace(chr(34), chr(34) * 2)}"'
    add(folder, "risks.csv", f"project_id,risk,owner\npricing,{quoted},{quoted}\nnowhere,Gone,\n")
    add(folder, "gates.csv", f"project_id,gate,conditions\npricing,{quoted},{quoted}\n")
    page = visit(place)
    assert not page.exception
    assert BAD not in text_of(page)
    if place == "delivery":
        assert BAD in unescape(text_of(page))


@pytest.mark.parametrize("place", ["delivery", "mandate"])
def test_an_empty_portfolio_is_drawn(visit: Visit, folder: Path, place: str) -> None:
    for name in ("projects", "demand", "dependencies"):
        path = folder / f"{name}.csv"
        path.write_text(path.read_text(encoding="utf-8").splitlines()[0] + "\n", encoding="utf-8")
    assert said(visit(place))
