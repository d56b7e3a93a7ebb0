"""A file on its way in: what it is, what only people can say, and the report before anything is used."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType

import pandas as pd
import streamlit as st

from engine.errors import DataError, Problem, grouped
from engine.explain import intake as words
from engine.portfolio import Portfolio
from engine.portfolio.importing.output import checksum
from engine.portfolio.intake.questions import IntakeQuestion, Kind, open_questions, questions, without_work
from engine.portfolio.intake.recognition import Recognition
from engine.portfolio.intake.roles import ColumnRole
from engine.portfolio.intake.written_map import written_map
from engine.portfolio.months.store import DataMonth, are_limits_in_other_money
from engine.portfolio.recognising.archive import pack
from engine.portfolio.recognising.source import ForeignFile, Format
from engine.portfolio.schedules import Cut
from engine.report.brought_in import IntakeReport
from engine.wording.formats import money, month
from pages.ui.jobs import cached
from pages.ui.office.data_months import use
from pages.ui.office.data_sources import chosen_source
from pages.ui.parts.tables import wrapped
from pages.ui.parts.text import error, plain, quiet, strong, title, warning
from pages.ui.session import widgets

TYPES = ("csv", "txt", "tsv", "xlsx", "xlsm", "ods", "xml", "zip", "xer")
ROWS_SHOWN = 5
_BUTTONS = 5
"""Choices up to which each is a button; more become a list."""
_CHANGED_ROLES = tuple(
    ColumnRole[name] for name in ("ID", "NAME", "START", "FINISH", "COST", "BENEFIT", "STATUS", "OWNER", "THEME")
)


@dataclass(frozen=True)
class Upload:
    """A file as it was uploaded."""

    name: str
    content: bytes


def way_in() -> bool:
    """The upload, and below it what it leads to. Whether a file is on its way in."""
    given = st.file_uploader(
        "A file with one project a row, and files that belong to it", type=list(TYPES), accept_multiple_files=True,
        key=widgets.table_key("upload"), help=words.FILES_TOGETHER,
    )  # fmt: skip
    try:
        fetched = None if given else chosen_source()
        if given:
            upload = _together([Upload(one.name, one.getvalue()) for one in given])
        elif fetched is not None:
            upload = Upload(fetched.file, fetched.content)
        else:
            return False
        with st.spinner("Reading the file", show_time=True):
            source = cached.source(upload.content, upload.name)
        if source.format is Format.SCHEDULE:
            _schedule(upload, source)
        elif source.format.is_portfolio:
            with st.spinner("Checking the portfolio", show_time=True):
                own = cached.own(upload.content, upload.name)
            _own_portfolio(upload, source, own)
        else:
            _brought_in(upload, cached.recognised(upload.content, upload.name, _sheet(source)))
    except DataError as problem:
        show_problems(problem.problems)
    return True


def _together(uploads: Sequence[Upload]) -> Upload:
    """Files that belong together as one zip file under the name of the first; of others the last, which is said."""
    if len(uploads) == 1:
        return uploads[0]
    contents = {upload.name: upload.content for upload in sorted(uploads, key=lambda one: one.name)}
    together = Upload(f"{Path(uploads[0].name).stem}.zip", pack(contents))
    if _belong_together(together):
        return together
    quiet(words.last_file_alone(uploads[-1].name))
    return uploads[-1]


def _belong_together(packed: Upload) -> bool:
    """Whether a zip file of several is a list with its activities, or several schedules."""
    try:
        if cached.source(packed.content, packed.name).format is Format.SCHEDULE:
            return True
        return cached.recognised(packed.content, packed.name, "").activities is not None
    except DataError:
        return False


def show_problems(problems: Sequence[Problem]) -> None:
    """What is wrong with a file, those of one kind in one line."""
    error("This file cannot be used as it stands.")
    groups = grouped(problems)
    columns = [group.first.column for group in groups]
    table = {
        "Column": columns,
        "What is wrong": [words.as_a_sentence(group.what()) for group in groups],
        "How to correct it": [words.remedy_by_answers(group.first.remedy) for group in groups],
    }
    wrapped(pd.DataFrame(table if any(columns) else {head: table[head] for head in list(table)[1:]}))


def _schedule(upload: Upload, source: ForeignFile) -> None:
    """A schedule of Microsoft Project: what it leaves open is said in three fields."""
    keys = {name: widgets.key_of(f"schedule-{name}", upload.name) for name in ("month", "currency", "cut")}
    with st.container(horizontal=True, gap="small"):
        month_0 = st.text_input("Month of the schedule", key=keys["month"], placeholder="as the file says, or 2027-03")
        currency = st.text_input("Currency", key=keys["currency"], placeholder="as the file says, or GBP", max_chars=3)
        cut = st.selectbox("One project is", list(Cut), key=keys["cut"], format_func=words.CUT_WORDS.__getitem__)
    with st.spinner("Reading the schedule", show_time=True):
        own = cached.schedule(upload.content, upload.name, month_0.strip(), currency.strip().upper(), cut)
    _own_portfolio(upload, source, own)


def _own_portfolio(upload: Upload, source: ForeignFile, own: cached.OwnPortfolio) -> None:
    """A portfolio in our own format: nothing has to be asked."""
    _say_notes(source)
    if own.inspection.portfolio is None:
        show_problems(own.inspection.errors)
        return
    strong(words.own_format(source, own.inspection.portfolio))
    for group in grouped(own.inspection.warnings):
        quiet(group.text())
    _use_button(own.inspection.portfolio, own.path, upload.name, "")


def _use_button(portfolio: Portfolio, data: Path, file: str, map_text: str) -> None:
    """The button that makes data a month; where it would be refused, why, and what was read to be taken away."""
    office = cached.portfolio()
    if not are_limits_in_other_money(office.settings, portfolio.settings):
        st.button(words.use_label(portfolio), key="use-data", type="primary", on_click=use, args=(data, file, map_text))
        return
    warning(words.limits_in_other_money(portfolio, office), ":material/currency_exchange:")
    st.download_button(
        words.TAKE_AWAY, partial(cached.workbook_of, data), f"{Path(file).stem}.xlsx", key="take-away", type="primary",
    )  # fmt: skip


def _say_notes(source: ForeignFile) -> None:
    for note in source.notes:
        quiet(f"{note.message[:1].upper()}{note.message[1:]}. {note.remedy}.")


def _sheet(source: ForeignFile) -> str:
    """The sheet chosen, where the workbook has several with rows."""
    names = [table.sheet for table in source.tables]
    if len(names) < 2:
        return ""
    largest = names.index(source.table().sheet)
    return str(st.selectbox("Sheet", names, index=largest, key=widgets.key_of("sheet", source.file)))


def _brought_in(upload: Upload, known: Recognition) -> None:
    strong(words.recognised(known))
    _say_notes(known.source)
    for line in words.by_month_in_short(known):
        quiet(line)
    _as_it_stands(known)
    last = _map_of_last_month(upload)
    if last is not None and not st.toggle("Answer the questions again", key=widgets.key_of("again", upload.name)):
        answers = _asked(known, {}, only="month_0")
        if answers.get("month_0"):
            _report(upload, known, last.map_text, answers["month_0"])
        return
    changed = _changed_columns(known)
    if nothing := without_work(known, changed):
        show_problems(nothing)
        return
    answers = _asked(known, changed)
    missing = open_questions(known, answers)
    if missing:
        quiet(words.still_open(missing))
        return
    _report(upload, known, written_map(known, answers), "", answers)


def _map_of_last_month(upload: Upload) -> DataMonth | None:
    """The month on screen, where the map with which it was read also reads this file."""
    on_screen = cached.month_shown()
    if on_screen is None or not on_screen.map_text or not cached.fits(upload.content, upload.name, on_screen.map_text):
        return None
    strong(words.map_fits(on_screen))
    return on_screen


def _as_it_stands(known: Recognition) -> None:
    with st.expander("The first rows as they stand in the file", icon=":material/table_rows:"):
        rows = known.foreign.as_it_stands
        width = max(len(cells) for _, cells in rows)
        columns = [f"{place + 1}" for place in range(width)]
        frame = pd.DataFrame(
            [[*cells, *([""] * (width - len(cells)))] for _, cells in rows], index=[n for n, _ in rows], columns=columns
        )
        st.dataframe(frame.map(str), height=38 + 35 * len(frame))


def _changed_columns(known: Recognition) -> dict[str, str]:
    """What columns mean, as proposed; changed by whoever knows better."""
    changed: dict[str, str] = {}
    proposed = {role: known.column_of(role, {}) for role in _CHANGED_ROLES}
    with st.expander(words.columns_in_short(known), icon=":material/view_column:"):
        for place, (role, column) in enumerate(proposed.items()):
            if place % 3 == 0:
                thirds = st.columns(3)
            options = ["", *known.columns]
            chosen = thirds[place % 3].selectbox(
                words.ROLE_WORDS[role],
                options,
                index=options.index(column),
                format_func=partial(words.column_in_words, known),
                key=widgets.key_of(f"column-{role}", known.source.file),
            )
            if chosen != column:
                changed[f"column.{role}"] = chosen
    return changed


def _asked(known: Recognition, answers: dict[str, str], only: str = "") -> dict[str, str]:
    """The answers, each question below those on which it depends; what is needed has to be said."""
    spot, asked, needed = st.empty(), set(answers), list[str]()
    said_by_people, optional, has_optional = st.container(), st.container(), False
    while remaining := [q for q in questions(known, answers) if q.key not in asked and (not only or q.key == only)]:
        question = remaining[0]
        asked.add(question.key)
        needed += [question.key] if question.needed else []
        with said_by_people if question.needed else optional:
            if not question.needed and not has_optional:
                title(words.OPTIONAL_TITLE, words.OPTIONAL_NOTE)
            has_optional = has_optional or not question.needed
            answers[question.key] = _answer(question, known)
    still = [q for q in open_questions(known, answers) if not only or q.key == only]
    with spot:
        title(words.questions_title(len(needed), len(still)))
    return {key: answer for key, answer in answers.items() if answer or key.startswith("column.")}


def _answer(question: IntakeQuestion, known: Recognition) -> str:
    label, key = plain(words.asked(question)), widgets.key_of(f"answer-{question.key}", known.source.file)
    explained = words.why_asked(question) or None
    if question.kind is not Kind.CHOICE:
        text = st.text_input(
            label, question.proposal if question.needed else "", key=key, help=explained, width=420,
            placeholder=question.proposal or ("such as 2027-03" if question.kind is Kind.MONTH else "not said"),
        )  # fmt: skip
        return str(text or "").strip()
    index = question.choices.index(question.proposal) if question.is_chosen_already else None

    def in_words(choice: str) -> str:
        is_column = question.about == "column" and choice
        return words.column_in_words(known, choice) if is_column else words.choice_in_words(choice)

    if len(question.choices) <= _BUTTONS:
        default = None if index is None else question.choices[index]
        chosen = st.segmented_control(
            label, question.choices, default=default, format_func=in_words, key=key, help=explained
        )
    else:
        chosen = st.selectbox(
            label, question.choices, index, format_func=in_words, key=key, help=explained, width=420,
            placeholder="Choose",
        )  # fmt: skip
    return str(chosen or "")


def _report(
    upload: Upload,
    known: Recognition,
    map_text: str,
    planning_date: str,
    answers: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """The report of the file as it would be used, asked for by a click, and the button that uses it."""
    wanted = widgets.key_of("report", checksum(f"{upload.name}|{planning_date}|{map_text}".encode()))
    if not widgets.value_of(wanted) and not _report_asked_for(wanted, upload.name):
        return
    with st.spinner("Bringing the file in", show_time=True):
        report = cached.prepared(upload.content, upload.name, map_text, planning_date)
    title(words.report_title(report))
    for line in (words.report_money(report), words.report_plan(report)):
        quiet(line)
    for sentence in words.report_misleads(report):
        warning(sentence, ":material/priority_high:")
    quiet(words.assumed_in_short(report.brought_in.portfolio))
    _as_read(known, report, answers)
    _set_aside(report)
    brought_in = report.brought_in
    with st.container(horizontal=True, gap="small"):
        _use_button(brought_in.portfolio, brought_in.folder, upload.name, brought_in.map_text)
        st.download_button(
            "Download the map", map_text, "map.yaml", key="map-file", icon=":material/download:", type="tertiary",
        )  # fmt: skip


def _report_asked_for(wanted: str, file: str) -> bool:
    """The button, which holds for the answers as they are once it is pressed, also where one was given just before."""
    spot = st.empty()
    if not spot.button("Show what it becomes", key=widgets.key_of("show-report", file), type="primary"):
        return False
    widgets.put(wanted, True)
    spot.empty()
    return True


def _as_read(known: Recognition, report: IntakeReport, answers: Mapping[str, str]) -> None:
    """The first projects as they were read, next to the cells of the file from which they were.

    Columns are those of the ``answers``: what somebody has had to say which one it is, he wants to see.
    """
    portfolio, settings = report.brought_in.portfolio, report.brought_in.portfolio.settings
    used = sorted(report.brought_in.imported.rows_used)[:ROWS_SHOWN]
    cells = {row.number: row.cells for row in known.table.rows}
    first = portfolio.projects[: len(used)]
    read = {
        ColumnRole.START: [month(settings.planning_month + p.planned_start) for p in first],
        ColumnRole.FINISH: [month(settings.planning_month + p.plan_finish) for p in first],
        ColumnRole.COST: [money(p.remaining_cost, settings.currency) for p in first],
        ColumnRole.BENEFIT: [money(12 * p.benefit_per_month, settings.currency) for p in first],
    }
    columns: dict[str, list[str]] = {"Project": [p.name for p in first]}
    for role, texts in read.items():
        column = known.column_of(role, answers)
        if column:
            columns[f"{column} (file)"] = [str(cells[number][column]) for number in used]
        columns[words.READ_AS[role]] = texts
    wrapped(pd.DataFrame(columns))


def _set_aside(report: IntakeReport) -> None:
    """Rows set aside and warnings, grouped, with their money."""
    imported = report.brought_in.imported

    def in_money(amount: float) -> str:
        return money(amount, imported.currency)

    groups = [("Set aside", g) for g in grouped(imported.rejected)] + [("Note", g) for g in grouped(imported.warnings)]
    if not groups:
        return
    with st.expander(words.set_aside_in_short(report), icon=":material/playlist_remove:"):
        wrapped(
            pd.DataFrame(
                {
                    "": [kind for kind, _ in groups],
                    "What": [words.as_a_sentence(group.what(in_money)) for _, group in groups],
                    "Column": [group.first.column for _, group in groups],
                    "Remedy": [words.remedy_by_answers(group.first.remedy) for _, group in groups],
                }
            )
        )
