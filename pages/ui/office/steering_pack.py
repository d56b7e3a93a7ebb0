"""The steering pack on its page: worked out when it is asked for, then taken away as slides, tables or PDF."""

from __future__ import annotations

from collections.abc import Collection

import streamlit as st

from engine.pack.findings import Findings
from engine.pack.pack import pack
from engine.pack.pdf import can_make_pdf
from engine.portfolio.scenario import Scenario
from pages.ui.jobs.analysis_status import PageContext, worked_out
from pages.ui.jobs.page_analyses import pack_work
from pages.ui.parts.text import title

_KINDS = {
    ".pptx": ("Slides", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    ".xlsx": ("Tables behind them", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".pdf": ("PDF", "application/pdf"),
}


def pack_view(page: PageContext, settled: Collection[str]) -> None:
    """A switch that has the pack prepared, and once it is there a button for each form in which it can be taken away.

    Decisions on ``settled`` projects are asked for no more.
    """
    with st.container(key="pack", gap="small"):
        title("The pack for the meeting", "About ten slides with these figures, and every table behind them.")
        with st.container(horizontal=True, gap="medium"):
            is_wanted = st.toggle("Prepare the pack", key="prepare-pack")
            with_risk = st.toggle("With ranges over many futures, which take longest", key="pack-risk")
        if is_wanted and page.answer.plan is not None:
            _offer(page, tuple(sorted(settled)), with_risk=with_risk)


def _offer(page: PageContext, settled: tuple[str, ...], *, with_risk: bool) -> None:
    scenario = page.answer.plan_scenario or Scenario()
    work = pack_work(page.portfolio, page.answer.plan, scenario, settled, with_risk=with_risk)
    view = worked_out(page.answer, "pack", "Preparing the pack", work, about=f"{settled}{with_risk}")
    if view.result is None or view.is_stale:
        return
    with st.container(horizontal=True, gap="small"):
        for form, (words, kind) in _KINDS.items():
            if form != ".pdf" or can_make_pdf():
                _button(view.result, form, words, kind)


def _button(findings: Findings, form: str, words: str, kind: str) -> None:
    """The file is made only when it is asked for."""
    st.download_button(
        words,
        lambda: pack(findings, form),
        f"steering-pack{form}",
        kind,
        key=f"pack{form}",
        icon=":material/download:",
    )
