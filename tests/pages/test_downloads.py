"""Every table of figures of a page, taken away: the result's own amounts, whatever the page draws them in."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.analyse.health.illusion import illusion
from engine.analyse.interventions import rank_interventions
from engine.analyse.risk.risk import risk_of
from engine.analyse.sequence.sequence import sequence
from engine.analyse.strategy.strategy import strategy
from engine.analyse.unknowns.questions import what_to_ask
from engine.analyse.unknowns.unknowns import unknowns
from engine.compute import SolveBudget
from engine.explain.mandate_tables import mandate_tables
from engine.explain.plan_sentences import ComparedScenario
from engine.explain.report import rounded_up
from engine.explain.report_tables import delivery_tables
from engine.explain.table import Form
from engine.optimise.recommend import Target
from engine.optimise.recommendation import Effort, Recommendation
from engine.portfolio import Portfolio
from engine.portfolio.reading.loading import load
from engine.portfolio.scenario import Scenario
from engine.report.delivery import delivery_report
from engine.report.last_month import since_last_month
from engine.report.mandate import mandate
from pages.ui.jobs.cached import decisions_table
from pages.ui.office.report_tables import as_figures
from pages.ui.office.scenarios_compared import to_take_away
from pages.ui.parts.figures import Figures, as_csv
from pages.ui.views.decision_table import to_take_away as decisions_to_take_away
from pages.ui.views.illusion import health_table
from pages.ui.views.interventions import league_table
from pages.ui.views.questions import question_table
from pages.ui.views.risk import decision_table as risk_table
from pages.ui.views.risk import level_table, spread_table
from pages.ui.views.sequence import claims_table
from pages.ui.views.strategy import objective_table, theme_table
from tests.support.pages import rows_of
from tests.support.plans import plan_of
from tests.support.roles import authority, limits

EXACT = Target(gap=0.0, seconds=30.0)
LIVE = '=HYPERLINK("https://x.example")'


@pytest.fixture
def portfolio(folder: Path) -> Portfolio:
    """The portfolio in euros, with a project whose name a spreadsheet would work out."""
    settings = folder / "portfolio.yaml"
    text = settings.read_text().replace("intent: 0.6", "intent: 0.6, objective: More, target: 90000, by: 2027-10")
    settings.write_text(f"currency: EUR\n{text}")
    projects = folder / "projects.csv"
    projects.write_text(projects.read_text().replace("CRM Renewal", '"=HYPERLINK(""https://x.example"")"'))
    return load(folder)


@pytest.fixture
def plan(portfolio: Portfolio) -> Recommendation:
    return plan_of(portfolio)


def amounts(table: Figures, head: str) -> list[float]:
    """A column of the download under a head that names the currency."""
    heads, *rows = rows_of(as_csv(table))
    at = heads.index(head)
    return [float(row[at]) for row in rows if row[at]]


def nothing_is_live(table: Figures) -> bool:
    return not any(cell.startswith("=") for row in rows_of(as_csv(table)) for cell in row)


def test_decisions(portfolio: Portfolio, plan: Recommendation) -> None:
    table = decisions_to_take_away(decisions_table(plan, portfolio, "downloads"), plan.currency)
    assert sum(amounts(table, "Value (EUR)")) == pytest.approx(sum(d.value for d in plan.decisions), abs=0.1)
    heads, *rows = rows_of(as_csv(table))
    assert {row[heads.index("Action")] for row in rows} <= {"accelerate", "continue", "defer", "stop"}
    assert f"'{LIVE}" in {row[heads.index("Project")] for row in rows}


@pytest.mark.slow
def test_interventions(portfolio: Portfolio, plan: Recommendation) -> None:
    league = rank_interventions(portfolio, plan, SolveBudget(workers=1))
    table = league_table(league.interventions, portfolio)
    fields = {"Net": "net", "Gain": "gain", "New spend": "new_spend", "Running cost": "running_cost"}
    for head, field in ((f"{head} (EUR)", field) for head, field in fields.items()):
        told = [i for i in league.interventions if field in {"new_spend", "running_cost"} or i.is_point]
        assert amounts(table, head) == pytest.approx([getattr(i, field) for i in told], abs=0.01)
    assert nothing_is_live(table)


def test_health_and_value(portfolio: Portfolio) -> None:
    result = illusion(portfolio, SolveBudget(workers=1))
    table = health_table(result, portfolio)
    for end in ("least", "most"):
        ends = sum(own.nets.low if end == "least" else own.nets.high for own in result.contributions)
        assert sum(amounts(table, f"Net contribution, {end} (EUR)")) == pytest.approx(ends, abs=0.1)
    heads, *rows = rows_of(as_csv(table))
    assert {row[heads.index("Value")] for row in rows} <= {"green", "amber", "red", ""}
    assert nothing_is_live(table)


def test_claims_to_come_first(portfolio: Portfolio, plan: Recommendation) -> None:
    result = sequence(portfolio, plan, SolveBudget(effort=Effort.LIVE, workers=1))
    table = claims_table(result, portfolio)
    found = amounts(table, "Cost of delay (EUR a month)")
    assert sorted(found) == pytest.approx(sorted(p.cost_of_delay for p in result.projects), abs=0.01)
    assert amounts(table, "Value per constraint day (EUR)")
    assert nothing_is_live(table)


def test_strategy(portfolio: Portfolio, plan: Recommendation) -> None:
    result = strategy(portfolio, plan)
    assert amounts(objective_table(result, portfolio), "Target (EUR a month)") == [90_000.0]
    assert amounts(theme_table(result, "EUR"), "Intent (%)") == [60.0, 40.0]


def test_every_table_of_the_delivery_report(portfolio: Portfolio, plan: Recommendation) -> None:
    money = 0
    for table in delivery_tables(delivery_report(portfolio, plan, None), portfolio):
        made = as_figures(table, portfolio.settings.currency)
        assert nothing_is_live(made)
        for at, column in enumerate(table.columns):
            if column.form is Form.MONEY and table.rows:
                cells = [row[at] for row in table.rows if row[at] is not None]
                assert amounts(made, f"{column.head} (EUR)") == pytest.approx(cells, abs=0.01)
                money += 1
    assert money


def test_rights_asked_for_are_amounts(portfolio: Portfolio, plan: Recommendation) -> None:
    offices = authority(
        Office={"days_to_decide": 0} | limits(accelerate=1, defer=1),
        Board={"days_to_decide": 60} | limits(accelerate="unlimited", defer="unlimited", stop="unlimited"),
    )
    governed = portfolio.model_copy(
        update={"settings": portfolio.settings.model_copy(update={"authority": offices})},
    )
    case = mandate(governed, plan)
    made = as_figures(mandate_tables(case, governed)[0], "EUR")
    assert case.rights
    assert amounts(made, "Limit asked for (EUR)") == [rounded_up(right.money) for right in case.rights]
    assert amounts(made, "Limit today (EUR)") == [right.now.money for right in case.rights if right.now]


def test_what_changed_since_last_month_is_taken_away_in_full(portfolio: Portfolio) -> None:
    dearer = [p.model_copy(update={"remaining_cost": p.remaining_cost + 1_234_567.0}) for p in portfolio.projects[:1]]
    now = portfolio.model_copy(update={"projects": (*dearer, *portfolio.projects[1:])})
    since = since_last_month(now, plan_of(now, Effort.LIVE), portfolio, SolveBudget(target=EXACT, workers=1))
    tables = {table.key: table for table in delivery_tables(delivery_report(now), now, since)}
    figures = as_figures(tables["figures-changed"], "EUR").frame
    assert list(zip(figures["Expected"], figures["Now"], strict=True)) == [("EUR 90000.00", "EUR 1324567.00")]
    assert ("€90k", "€1.32m") in [row[3:5] for row in tables["figures-changed"].texts("EUR")]
    causes = as_figures(tables["causes"], "EUR")
    assert since.gain is not None
    assert amounts(causes, "At least (EUR)")[-1] == pytest.approx(since.gain.low, abs=0.01)


def test_scenarios_side_by_side(portfolio: Portfolio, plan: Recommendation) -> None:
    rows = [
        ComparedScenario("Base", Scenario(), plan, False, "", "base"),
        ComparedScenario(LIVE, Scenario(name=LIVE, max_changes=1), None, True, "", "other"),
    ]
    table = to_take_away(rows, portfolio)
    assert amounts(table, "Worth (EUR)") == pytest.approx([plan.value], abs=0.01)
    assert amounts(table, "Against base (EUR)") == []
    assert nothing_is_live(table)


def test_risk(portfolio: Portfolio, plan: Recommendation) -> None:
    result = risk_of(portfolio, plan, SolveBudget(workers=1), draws=40, reoptimise=3)
    table = risk_table(result, portfolio)
    assert sorted(amounts(table, "Value P50 (EUR)")) == pytest.approx(
        sorted(p.value_p50 for p in result.projects), abs=0.01
    )
    assert sorted(amounts(table, "Chosen again (%)")) == pytest.approx(
        sorted(100 * (p.chosen_share or 0) for p in result.projects)
    )
    assert nothing_is_live(table)
    assert nothing_is_live(spread_table(portfolio))
    least = min((read.gain for read in result.readings), key=lambda gain: gain.p10)
    assert amounts(level_table(result, portfolio), "P50 (EUR)")[0] == pytest.approx(least.p50, abs=0.01)
    questions = what_to_ask(result.questions, unknowns(portfolio, plan, SolveBudget(workers=1), tried=0), portfolio)
    asked = question_table(questions, portfolio)
    worths = [q.worth for q in questions.questions if q.worth is not None]
    assert [a for a in amounts(asked, "Worth at least (EUR)") if a == a] == pytest.approx(worths, abs=0.01)
    assert nothing_is_live(asked)
