"""One vocabulary of money, held against what commands, pages and downloads show: each term has one value everywhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from engine.analyse.decisions.decision_delay import decision_delay
from engine.analyse.decisions.project_figures import project_figures
from engine.analyse.interventions import IN_THE_PLAN
from engine.catalogue import (
    AGENDA,
    BRIDGE,
    CONSTRAINT,
    FIRST_DECISIONS,
    ILLUSION,
    INTERVENTIONS,
    LIMITING_POOL,
    SEQUENCE,
    SIGNS,
    TRADE_OFF,
)
from engine.commands.bridge import bridge_as_json
from engine.commands.constraint import constraint_as_json
from engine.commands.explain_project import figures_as_json
from engine.commands.first import first_as_json
from engine.commands.illusion import illusion_as_json
from engine.commands.interventions import interventions_as_json, league_as_json
from engine.commands.sequence import sequence_as_json
from engine.commands.signs import signs_as_json
from engine.commands.tradeoff import trade_off_as_json
from engine.explain.bridge import explain_bridge
from engine.explain.report_tables import delivery_tables
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.model.vocabulary import Action
from engine.register.proposal import proposals
from engine.report.delivery import delivery_report
from pages.ui.parts.figures import Figures, as_csv
from pages.ui.views.illusion import health_table
from pages.ui.views.sequence import claims_table
from tests.support.pages import rows_of

Answers = Callable[..., Any]
"""The result of an analysis of the catalogue, with its parameters by name."""


def check_projects(of: Answers, portfolio: Portfolio, plan: Recommendation, ids: list[str]) -> int:
    """Every figure of some projects as ``explain`` and the panel have it, against each place where it stands too.

    Says how many figures were compared.
    """
    delay, currency = decision_delay(portfolio, plan), portfolio.settings.currency
    illusion, order = of(ILLUSION), of(SEQUENCE)
    assert order.constraint == of(LIMITING_POOL).pool_id
    seen = _by_project(illusion_as_json(illusion, portfolio)["projects"])
    waits = _by_project(signs_as_json(of(SIGNS), delay, portfolio)["decision_delay"]["decisions"])
    alone = _by_project(signs_as_json(of(SIGNS, threshold=0.0), delay, portfolio)["tradeoffs"]["projects"])
    ranks = _by_project(sequence_as_json(order)["projects"])
    most = len(of(AGENDA).items)
    first = _by_project(first_as_json(of(FIRST_DECISIONS, most=max(1, most)), portfolio)["steps"])
    health, claims = _taken_away(health_table(illusion, portfolio)), _taken_away(claims_table(order, portfolio))
    compared = 0
    for project_id in ids:
        trade_off = of(TRADE_OFF, project=project_id)
        assert trade_off.constraint == order.constraint
        own = figures_as_json(
            project_figures(portfolio, trade_off, illusion.contributions, of(AGENDA), delay), portfolio
        )
        said: list[tuple[Any, Any]] = [
            (own["own_worth"], seen[project_id]["value_alone"]),
            (own["own_worth"], health[project_id][f"Promised ({currency})"]),
            *_ends(own["cost_to_others_range"], seen[project_id], "cost_to_others"),
            *_ends(own["net_contribution_range"], seen[project_id], "net_contribution"),
            (own["cost_of_delay_per_month"], ranks[project_id]["cost_of_delay_per_month"]),
            (own["once_at_deadline"], ranks[project_id]["cost_of_delay_once"]),
            (own["cost_of_delay_per_month"], claims[project_id][f"Cost of delay ({currency} a month)"]),
        ]
        for name, term in (("cost_to_others", "Cost to others"), ("net_contribution", "Net contribution")):
            said += _in_download(own[f"{name}_range"], health[project_id], term, currency)
        if own["gain_on_its_own"] is not None:
            said += _ends(own["gain_on_its_own"], waits[project_id], "gain")
            said += _ends(own["lost_per_month_undecided"], waits[project_id], "per_month")
        if own["gain_on_its_own"] is not None and project_id in alone:
            said += [(own["gain_on_its_own"][end], alone[project_id][end]) for end in ("low", "high")]
        if own["gain_in_turn"] is not None:
            said += _ends(own["gain_in_turn"], first[project_id], "gain")
        if own["price_of_refusing"] is not None:
            said += _refused(own["price_of_refusing"], trade_off_as_json(trade_off, portfolio), portfolio)
        if own["action"] is Action.STOP and project_id in portfolio.planned and own["gain_on_its_own"] is not None:
            said.append((own["net_contribution"], -waits[project_id]["gain"]))
        for one, other in said:
            assert other == pytest.approx(one, abs=0.011), (project_id, said)
        compared += len(said)
    return compared


def check_portfolio(of: Answers, portfolio: Portfolio, plan: Recommendation) -> None:
    """What today delivers, what waiting for one another costs and what today loses have one value everywhere."""
    bridge, delay = of(BRIDGE), decision_delay(portfolio, plan)
    crossed = bridge_as_json(bridge, explain_bridge(bridge, portfolio))
    first, seen = first_as_json(of(FIRST_DECISIONS), portfolio), illusion_as_json(of(ILLUSION), portfolio)
    signs = signs_as_json(of(SIGNS), delay, portfolio)
    ends = [
        (crossed["today"][end], first[f"today_{end}"], seen["portfolio"][f"today_{end}"]) for end in ("low", "high")
    ]
    for one, other, third in ends:
        assert other == pytest.approx(one, abs=0.51)
        assert third == pytest.approx(one, abs=0.51)
    assert signs["green_in_red"]["delivered_low"] == seen["portfolio"]["today_low"]
    assert (signs["green_in_red"]["green"], signs["green_in_red"]["known"]) == (
        seen["green"]["count"], seen["green"]["known"],
    )  # fmt: skip
    changes = {step["name"]: step["change"] for step in crossed["steps"]}
    report = {table.key: table for table in delivery_tables(delivery_report(portfolio, plan), portfolio)}
    listed = sum(row["Costs"] for row in report["conflicts"].records())
    if signs["conflicts"]["count"]:
        assert signs["conflicts"]["money"] == pytest.approx(max(0, -changes["queue"]), abs=1e-6)
        assert listed == pytest.approx(signs["conflicts"]["money"], abs=1e-6)
        assert crossed["waiting"] is None or crossed["waiting"]["cost"] == max(0, -changes["queue"])


def check_refusals(of: Answers, portfolio: Portfolio) -> int:
    """What it costs to refuse a decision has one value: in the list of interventions, its trade-off and the register.

    Says how many decisions were compared.
    """
    rows = interventions_as_json(of(INTERVENTIONS), portfolio)
    decided = [row for row in rows if row["kind"] in {kind.value for kind in IN_THE_PLAN}]
    for row in decided:
        traded = of(TRADE_OFF, project=row["subject"])
        planned = Action.CONTINUE if row["subject"] in portfolio.planned else Action.STOP
        refused = next(a for a in trade_off_as_json(traded, portfolio)["alternatives"] if a["action"] is planned)
        listed = [row["net"], row["low"] - row["cost"], row["high"] - row["cost"]]
        assert listed == pytest.approx([-refused["difference"], -refused["high"], -refused["low"]], abs=0.01), row
        if traded.compared is not None and traded.compared.action is planned:
            taken = proposals(portfolio, traded)[traded.recommended].value
            assert [taken.estimate, taken.low, taken.high] == pytest.approx(listed, abs=0.01)
    return len(decided)


def check_law(of: Answers, portfolio: Portfolio) -> int:
    """What the law costs is one list with one figure each, on Constraint and on Interventions; says how long it is."""
    limits = [x for x in constraint_as_json(of(CONSTRAINT), portfolio)["limits"] if x["limit"] == "mandate"]
    mandates = league_as_json(of(INTERVENTIONS), portfolio)["mandates"]
    keys = ("subject", "gain", "low", "high")
    assert [[m[key] for key in keys] for m in mandates] == [[x[key] for key in keys] for x in limits]
    assert {m["subject"] for m in mandates} <= {p.project_id for p in portfolio.projects if p.mandatory}
    return len(mandates)


def check_person(of: Answers, portfolio: Portfolio) -> bool:
    """One person hired for the constraint: gain, cost and net alike on Constraint, Interventions and bridge."""
    limiting = constraint_as_json(of(CONSTRAINT), portfolio)
    person = limiting["person"]
    if person is None:
        return False
    rows = interventions_as_json(of(INTERVENTIONS), portfolio)
    hired = [r for r in rows if (r["kind"], r["subject"], r["amount"]) == ("add people", limiting["constraint"], 1)]
    for row in hired:
        assert [row[key] for key in ("gain", "cost", "net")] == pytest.approx(
            [person[k] for k in ("gain", "cost", "net")]
        )
    lifted = of(BRIDGE).elevated
    assert (lifted is not None) == (person["net"] > 0)
    if lifted is not None:
        assert (lifted.pool_id, lifted.people) == (limiting["constraint"], 1)
        assert (lifted.gain.estimate, lifted.cost) == pytest.approx((person["gain"], person["cost"]))
    return True


def _by_project(rows: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {row["project_id"]: row for row in rows}


def _ends(ends: Mapping[str, float], row: Mapping[str, Any], name: str) -> list[tuple[Any, Any]]:
    return [(ends[end], row[f"{name}_{end}"]) for end in ("low", "high")]


def _in_download(
    ends: Mapping[str, float], row: Mapping[str, float], term: str, currency: str
) -> list[tuple[Any, Any]]:
    """A range in two columns, or where a reading was accepted a point in one."""
    heads = {"low": f"{term}, least ({currency})", "high": f"{term}, most ({currency})"}
    point = f"{term} ({currency})"
    return [(ends[end], row[point if point in row else head]) for end, head in heads.items()]


def _refused(price: Mapping[str, float], trade_off: dict[str, Any], portfolio: Portfolio) -> list[tuple[Any, Any]]:
    planned = Action.CONTINUE if trade_off["project_id"] in portfolio.planned else Action.STOP
    refused = next(a for a in trade_off["alternatives"] if a["action"] is planned)
    return [(price["low"], -refused["high"]), (price["high"], -refused["low"])]


def _taken_away(table: Figures) -> dict[str, dict[str, float]]:
    """The amounts of a download by project and head."""
    heads, *rows = rows_of(as_csv(table))
    at = heads.index("project_id")
    return {row[at]: {h: float(cell) for h, cell in zip(heads, row, strict=True) if _is_number(cell)} for row in rows}


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
