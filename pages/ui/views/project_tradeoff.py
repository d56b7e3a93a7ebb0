"""One project on Decide: its alternatives priced, who would move, before and after, and its break-even."""

from __future__ import annotations

import pandas as pd
import streamlit as st
from markupsafe import Markup

from engine.analyse.decisions.project_figures import project_figures
from engine.analyse.project.tradeoff import Alternative, TradeOff
from engine.catalogue import AGENDA, ILLUSION, TRADE_OFF
from engine.explain.project_decision import dates_and_reason
from engine.explain.project_figures import WHY, WHY_NOTE, figure_rows
from engine.explain.tradeoff import alternative_in_short, explain_alternative, explain_trade_off
from engine.optimise.recommendation import Decision, Effort
from engine.portfolio import Portfolio
from engine.wording.actions import WORDS, label
from engine.wording.glossary import help_on
from pages.ui.charts.draw import draw
from pages.ui.charts.ranged_bars import Bar, ranged_bars
from pages.ui.jobs import cached
from pages.ui.jobs.analysis_status import AnalysisView, area, backing, constraint_in_use, view_of, worked_out
from pages.ui.jobs.page_analyses import work_of
from pages.ui.jobs.solve_service import Answer
from pages.ui.parts.action_mark import act
from pages.ui.parts.explained import quiet_said, strong_said, title_explained
from pages.ui.parts.figures import Amount, Figures
from pages.ui.parts.tables import figures
from pages.ui.parts.text import draw_markup, markup, quiet, run_script
from pages.ui.parts.theme import Palette, palette
from pages.ui.session import choices, widgets
from pages.ui.views.verdicts import verdict_in_words, verdicts

_INTO_SIGHT = """<script>
    const until = performance.now() + 15000;
    let left = false;
    for (const act of ["wheel", "touchstart", "keydown", "pointerdown"]) {
        addEventListener(act, () => { left = true; }, {once: true, passive: true});
    }
    const look = () => {
        const panel = document.querySelector(".st-key-panel");
        const top = panel ? panel.getBoundingClientRect().top : 0;
        if (top < 0 || top > innerHeight / 2) panel.scrollIntoView({behavior: "smooth"});
        if (!left && performance.now() < until) setTimeout(look, 700);
    };
    setTimeout(look, 150);
    </script>"""
"""Looks again for a while: the panel is drawn later than this, and grows. It stops once the visitor moves on."""


def project_panel(answer: Answer, portfolio: Portfolio, project: str) -> None:
    """The trade-off of one project of the plan on screen, worked out when it is opened."""
    if answer.plan is None:
        return
    decision = answer.plan.decisions[portfolio.project_index[project]]
    if choices.wants_panel_in_sight():
        run_script(_INTO_SIGHT)
    with st.container(key="panel", border=True, gap="small"):
        _head(portfolio, decision, verdict_in_words(project, verdicts(portfolio, answer.plan)))
        view = _priced(answer, portfolio, project)
        if view.result is None or view.result.project_id != project:
            return
        with area(view, "tradeoff"):
            _show(view, portfolio)
        _why_several_figures(view.result, answer, portfolio)


def _priced(answer: Answer, portfolio: Portfolio, project: str) -> AnalysisView:
    """The trade-off as a first look has it, or a closer one where that was needed and is there."""
    pool = constraint_in_use(answer, portfolio)
    quick = work_of(TRADE_OFF, portfolio, answer.plan, Effort.LIVE, project=project, constraint=pool)
    about = f"{project}|{pool}"
    first = worked_out(answer, "tradeoff", TRADE_OFF.label, quick, about=about)
    if first.is_stale or not any(
        a.difference is not None and a.difference.too_close for a in first.result.alternatives
    ):
        return first
    work = work_of(TRADE_OFF, portfolio, answer.plan, Effort.BOARD, project=project, constraint=pool)
    closer = worked_out(answer, "tradeoff-closer", "Looking closer at what is too close to call", work, about=about)
    return first if closer.is_stale else closer


def _why_several_figures(result: TradeOff, answer: Answer, portfolio: Portfolio) -> None:
    """Every figure of the project side by side; what they come from is worked out where nobody has asked for it yet."""
    illusion, agenda = (view_of(analysis, answer, portfolio) for analysis in (ILLUSION, AGENDA))
    if illusion.is_stale or agenda.is_stale or answer.plan is None:
        return
    with st.expander(WHY, key="several-figures", icon=":material/help:"):
        delay = cached.decision_delays(portfolio, answer.plan, answer.key)
        own = project_figures(portfolio, result, illusion.result.contributions, agenda.result, delay)
        rows = figure_rows(own, portfolio)
        quiet(WHY_NOTE)
        frame = pd.DataFrame(rows, columns=["Term", "Figure", "What it is"])
        wide = {"What it is": st.column_config.TextColumn(width=560)}
        figures("several-figures-table", Figures(frame, portfolio.settings.currency, columns=wide), WHY)


def _head(portfolio: Portfolio, decision: Decision, sure: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        draw_markup(project_title(portfolio, decision), width="stretch")
        st.button("Close", key="close-panel", icon=":material/close:", type="tertiary", on_click=_close)
    quiet(f"{dates_and_reason(decision, portfolio)} {sure}".strip())


def project_title(portfolio: Portfolio, decision: Decision) -> Markup:
    """A project's name with what is recommended for it."""
    name = portfolio.projects_by_id[decision.project_id].name
    return markup('<h2 class="project">{} &nbsp;{}</h2>', name, act(decision.action, palette()))


def _show(view: AnalysisView, portfolio: Portfolio) -> None:
    result: TradeOff = view.result
    explanation = explain_trade_off(result, portfolio)
    strong_said(explanation.short, TRADE_OFF.about, portfolio, "panel")
    backing(explanation, TRADE_OFF.about, portfolio, already=0)
    left, right = st.columns([6, 5], gap="large")
    with left:
        alternatives_chart(view, portfolio)
    with right:
        who_moves(result, portfolio)


def alternatives_chart(view: AnalysisView, portfolio: Portfolio, width: int = 490) -> None:
    """A bar an alternative: the difference to the recommended plan, with its range; ``width`` is about its pixels."""
    result, colours, currency = view.result, palette(), portfolio.settings.currency
    title_explained("What each alternative is worth compared with it", "trade-off", portfolio, help_on("trade-off"))
    bars = [_bar(a, result, colours) for a in result.alternatives]
    text = "Difference of each alternative to the recommended plan"
    draw(
        "alternatives",
        f"{view.key}|{width}",
        colours,
        lambda: ranged_bars(bars, currency, colours, signed=True, width=width),
        text,
    )


def _bar(alternative: Alternative, result: TradeOff, colours: Palette) -> Bar:
    name, colour = label(alternative.action), colours.action(alternative.action)
    note, value = alternative_in_short(alternative, result), alternative.difference
    if alternative.action is result.recommended or value is None:
        return Bar(name, 0.0, colour=colour, note=note)
    return Bar(name, value.estimate, value.low, value.high, colour=colour, note=note, doubtful=value.too_close)


def who_moves(result: TradeOff, portfolio: Portfolio) -> None:
    """What one of the other actions would do to whom, in a sentence and a table."""
    others = [a for a in result.alternatives if a.action is not result.recommended and a.value is not None]
    if not others:
        quiet("Nothing else is open to this project.")
        return
    ordered = sorted(others, key=lambda a: -(a.value or 0.0))
    words = {a.action: f"if it were to {WORDS[a.action].lower()}" for a in ordered}
    chosen = st.selectbox(
        "Who moves",
        [a.action for a in ordered],
        format_func=words.__getitem__,
        key=widgets.key_of("who-moves", result.project_id),
    )
    alternative = next(a for a in ordered if a.action is chosen)
    quiet_said(explain_alternative(alternative, result, portfolio), TRADE_OFF.about, portfolio, "mover")
    if not alternative.moved:
        return
    rows = [
        {
            "project_id": m.project_id,
            "Project": portfolio.projects_by_id[m.project_id].name,
            "Months": m.months,
            "Value": m.value_change,
        }
        for m in alternative.moved
    ]
    later = st.column_config.NumberColumn("Months later", format="%+d", help="Empty: starts or stops")
    table = Figures(
        pd.DataFrame(rows).astype({"Months": "Int64"}),
        portfolio.settings.currency,
        amounts={"Value": Amount(signed=True)},
        columns={"Months": later},
    )
    figures("moved", table, "Projects that would move")


def _close() -> None:
    choices.choose("project", None)
