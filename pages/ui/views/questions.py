"""What to ask before deciding, the same list wherever it is shown: whom, what, and what an answer is worth."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from engine.analyse.risk.result import RiskResult
from engine.analyse.unknowns.questions import WhatToAsk, what_to_ask
from engine.catalogue import UNKNOWNS
from engine.explain.questions import (
    about_what,
    about_whom,
    explain_question,
    first_questions,
    no_question,
    questions_to_mail,
    whom_to_ask,
)
from engine.portfolio import Portfolio
from pages.ui.jobs.analysis_status import AnalysisView, view_of
from pages.ui.jobs.solve_service import Answer
from pages.ui.parts.figures import Amount, Figures
from pages.ui.parts.tables import download, wrapped
from pages.ui.parts.text import quiet

MOST_BESIDE_RISK = 8
"""Shown beside what moves the gain; the files hold all of them."""


def ask_beside_risk(view: AnalysisView, answer: Answer, portfolio: Portfolio) -> None:
    """The list, once plans were made anew and unknown figures were held against the plan; ``view`` is of a risk."""
    result: RiskResult = view.result
    if view.is_stale or not result.reoptimised:
        quiet("What to ask follows with the sharper figures.")
        return
    unknown = view_of(UNKNOWNS, answer, portfolio)
    if unknown.result is not None:
        quiet("What is worth most first, then figures that nobody stands behind.")
        show_questions(what_to_ask(result.questions, unknown.result, portfolio), portfolio, MOST_BESIDE_RISK)


def show_questions(asked: WhatToAsk, portfolio: Portfolio, most: int) -> None:
    """The first ``most`` questions, and all of them to take away: as a table, and as lines to mail to each owner."""
    if not asked.questions:
        quiet(no_question())
        return
    wrapped(
        pd.DataFrame(
            [
                {"Ask": whom_to_ask(question, portfolio), "Question": explain_question(question, portfolio).prose}
                for question in asked.questions[:most]
            ]
        )
    )
    if len(asked.questions) > most:
        quiet(first_questions(most, len(asked.questions)))
    with st.container(horizontal=True, gap="small"):
        download("questions", lambda: question_table(asked, portfolio), "Questions as a table")
        st.download_button(
            "Questions to mail",
            lambda: "\n".join(questions_to_mail(asked, portfolio)) + "\n",
            "questions.txt",
            "text/plain",
            key="questions-to-mail",
            icon=":material/mail:",
            type="tertiary",
            on_click="ignore",
        )


def question_table(asked: WhatToAsk, portfolio: Portfolio) -> Figures:
    """All questions, most first."""
    rows = [
        {
            "Ask": whom_to_ask(question, portfolio),
            "About": about_whom(question, portfolio),
            "Figure": about_what(question),
            "Standing": "" if question.standing is None else question.standing.value,
            "Worth at least": question.worth,
            "In words": explain_question(question, portfolio).prose,
        }
        for question in asked.questions
    ]
    return Figures(pd.DataFrame(rows), portfolio.settings.currency, amounts={"Worth at least": Amount()})
