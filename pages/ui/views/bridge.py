"""The value bridge on a page: the waterfall, and what stands behind its steps."""

from __future__ import annotations

import pandas as pd
import streamlit as st
from markupsafe import Markup

from engine.analyse.bridge.bridge import Bridge
from engine.catalogue import BRIDGE
from engine.explain.bridge import explain_bridge
from engine.explain.bridge_falls import change_in_short, falls, scale_of_bridge
from engine.explain.origins import of_bridge
from engine.explain.today import whisker
from engine.portfolio import Portfolio
from pages.ui.charts.draw import draw
from pages.ui.charts.waterfall import waterfall
from pages.ui.jobs.analysis_status import area, backing, view_of
from pages.ui.jobs.solve_service import Answer
from pages.ui.parts.explained import explained, quiet_said
from pages.ui.parts.figures import Amount, Figures
from pages.ui.parts.tables import Behind, figures
from pages.ui.parts.text import draw_markup, markup
from pages.ui.parts.theme import palette


def bridge_view(answer: Answer, portfolio: Portfolio) -> None:
    """Draw the bridge of the plan on screen, once it is worked out: five steps, and all ten a click away."""
    if answer.plan is None:
        return
    view = view_of(BRIDGE, answer, portfolio)
    if view.result is None:
        return
    explanation, colours = explain_bridge(view.result, portfolio), palette()
    currency = portfolio.settings.currency
    with area(view, "bridge"):
        rows, scale = falls(view.result), scale_of_bridge(view.result, currency)
        draw("bridge", view.key, colours, lambda: waterfall(rows, scale, colours), explanation.paragraph)
        steps_explained(view.result, portfolio)
        quiet_said(whisker(view.result.today, scale), BRIDGE.about, portfolio, "bridge-whisker")
        with st.expander("All ten steps", icon=":material/stairs:"):
            figures(
                "bridge-steps",
                steps_table(view.result, currency),
                "Value and change of every step of the bridge",
                Behind(portfolio, {"": "value bridge"}),
            )
        backing(explanation, BRIDGE.about, portfolio, already=0)


def steps_explained(bridge: Bridge, portfolio: Portfolio) -> None:
    """Every amount of the bridge with its name; a click shows what it sums up."""
    parts, boxes = [], []
    for number, (name, origin) in enumerate(of_bridge(bridge, portfolio)):
        amount, box = explained(origin.amount, [origin], f"bridge-{number}")
        parts.append(markup('<span><span class="name">{}</span><b>{}</b></span>', name, amount))
        boxes.append(box)
    draw_markup(markup('<div class="steps">{}</div>{}', Markup("").join(parts), Markup("").join(boxes)))


def steps_table(bridge: Bridge, currency: str) -> Figures:
    """All steps, in whole amounts of money; what a step changes only where that is proven."""
    scale = scale_of_bridge(bridge, currency)
    rows = [
        {
            "Step": step.name.capitalize(),
            "Value": step.value,
            "Change": step.change if step.is_point and step.name != "promised" else None,
            "What it is called": step.difference,
            "Proof": "" if step.is_point else change_in_short(step, scale),
        }
        for step in bridge.steps
    ]
    amounts = {"Value": Amount(group="steps"), "Change": Amount(signed=True, group="steps")}
    values = [scale.rounded(step.value) * scale.size for step in bridge.steps]
    changes = [
        None if row["Change"] is None else scale.apart(step.value, step.value - step.change) * scale.size
        for row, step in zip(rows, bridge.steps, strict=True)
    ]
    written = {"Value": values, "Change": changes}
    return Figures(pd.DataFrame(rows).astype({"Change": "float64"}), currency, amounts, written=written)
