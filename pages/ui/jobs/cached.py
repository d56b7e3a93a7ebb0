"""The only file that caches: the portfolio as loaded, and tables made from results, keyed by fingerprints."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from engine.analyse.constraint.limiting_pool import first_measure as measured_first
from engine.analyse.decisions.decision_delay import DecisionDelay, decision_delay
from engine.analyse.today.backtest import Backtest, backtest
from engine.analyse.today.calibration import Calibration, Today, calibrate, look_at_today
from engine.analyse.today.today import todays_way
from engine.errors import CockpitError, DataError, Problem
from engine.explain.project_decision import why
from engine.optimise.recommendation import Recommendation
from engine.portfolio import Portfolio
from engine.portfolio.intake.bring_in import bring_in, map_still_fits, own_portfolio
from engine.portfolio.intake.recognition import Recognition, recognition_of
from engine.portfolio.model.calendar import first_day, parse_month
from engine.portfolio.model.fields import this_month
from engine.portfolio.months.editing import Merged, Step, as_texts, edited, for_month, merged, write_edited
from engine.portfolio.months.finished import ListedMonth, listed_month, months_before, with_kept_months
from engine.portfolio.months.store import MONTHS_VARIABLE, DataMonth, before, months, months_folder
from engine.portfolio.reading.files import files_read
from engine.portfolio.reading.loading import Inspection, inspect, load
from engine.portfolio.recognising.archive import packed_schedules
from engine.portfolio.recognising.source import ForeignFile, is_archive, recognise
from engine.portfolio.scenario import Scenario, apply
from engine.portfolio.schedules import Cut, import_schedules
from engine.portfolio.writing.content import Content, content_of
from engine.portfolio.writing.workbook import write_workbook
from engine.report.brought_in import IntakeReport, intake_report
from engine.report.delivery import DeliveryReport, delivery_report
from engine.sources.named import SOURCES_VARIABLE, Fetched, NamedSource, fetch, read_sources
from engine.wording.actions import ORDER, label
from pages.ui.jobs import portfolios
from pages.ui.session import browser_session, portfolio_in_use

PREVIOUS_VARIABLE = "COCKPIT_PREVIOUS_PORTFOLIO"
LOADED = 32
"""Portfolios kept as they were loaded, the latest: several of one server, and months before them."""


def months_root() -> Path:
    """Where the saved months of the portfolio in use stand: each portfolio has its own."""
    return months_folder(portfolios.folder_in_use(), portfolios.setting(MONTHS_VARIABLE))


def month_shown() -> DataMonth | None:
    """The saved month on screen: the one that the visitor has opened, else the newest; ``None`` where there is none."""
    return _month_shown(months(months_root()))


def _month_shown(known: Sequence[DataMonth]) -> DataMonth | None:
    chosen = browser_session.opened_month()
    wanted = next((m for m in known if (m.month, m.version) == chosen), None)
    return wanted or next(reversed(known), None)


def portfolio_path() -> Path:
    """The folder or workbook that pages are drawn from."""
    on_screen = month_shown()
    return on_screen.folder if on_screen is not None else portfolios.folder_in_use()


def portfolio() -> Portfolio:
    """The portfolio this server shows, read again when one of its files has changed.

    Raises:
        DataError: the data cannot be used.
    """
    saved = months(months_root())
    on_screen = _month_shown(saved)
    path = portfolios.folder_in_use() if on_screen is None else on_screen.folder
    before_it = () if on_screen is None else months_before(saved, on_screen.month)
    return _with_months(str(path), _stamp(path), tuple(str(m.folder) for m in before_it))


def title_of(name: str) -> str:
    """What one of several portfolios is called, as it was within the last minute; its name where it cannot be read."""
    return _title_of(name)


@st.cache_data(ttl=60.0, max_entries=64, show_spinner=False)
def _title_of(name: str) -> str:
    with portfolio_in_use.working_for(name):
        try:
            return portfolio().settings.name or name
        except CockpitError:
            return name


def loaded(path: Path) -> Portfolio:
    """A portfolio by its folder or workbook, read again when one of its files has changed.

    Raises:
        DataError: the data cannot be used.
    """
    return _loaded(str(path), _stamp(path))


def previous_portfolio() -> Portfolio | None:
    """Last month's portfolio, to compare with; ``None`` where none is named.

    Raises:
        DataError: it cannot be used.
    """
    named = _if_there(portfolios.setting(PREVIOUS_VARIABLE))
    on_screen = month_shown()
    last = before(months_root(), on_screen.month) if on_screen is not None else None
    if not named and last is not None:
        named = str(last.folder)
    return _loaded(named, _stamp(Path(named))) if named else None


def sources() -> tuple[NamedSource, ...]:
    """The folders and databases that this server names for data of the portfolio in use to be brought in from.

    Raises:
        DataError: the file that names them cannot be used.
    """
    path = _if_there(portfolios.setting(SOURCES_VARIABLE))
    return read_sources(Path(path)) if path else ()


def _if_there(path: str | None) -> str | None:
    """A setting's path; of several portfolios not each needs to have what one setting names for all."""
    return None if path is None or (portfolios.several() and not Path(path).exists()) else path


@st.cache_resource(max_entries=8, show_spinner=False)
def fetched(_source: NamedSource, file: str, asked: str) -> Fetched:  # noqa: ARG001 - each time asked is a key
    """What a source holds, read once each time it is ``asked`` for.

    Raises:
        DataError: it cannot be read.
    """
    return fetch(_source, file)


@st.cache_resource(max_entries=8, show_spinner=False)
def source(content: bytes, file: str) -> ForeignFile:
    """What an uploaded file is, and its tables.

    Raises:
        DataError: it is nothing that can be read.
    """
    return recognise(content, file)


@dataclass(frozen=True)
class OwnPortfolio:
    """An uploaded portfolio in our own format: where it stands for a while, and what was found in it."""

    path: Path
    inspection: Inspection


@st.cache_resource(max_entries=8, show_spinner=False)
def own(content: bytes, file: str) -> OwnPortfolio:
    """An uploaded portfolio in our own format.

    Raises:
        DataError: it cannot be unpacked.
    """
    work = Path(tempfile.mkdtemp(prefix="cockpit-"))
    try:
        path = own_portfolio(content, source(content, file), work)
        uploaded = OwnPortfolio(path, inspect(path))
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    weakref.finalize(uploaded, shutil.rmtree, work, ignore_errors=True)
    return uploaded


@st.cache_resource(max_entries=8, show_spinner=False)
def schedule(content: bytes, file: str, month: str, currency: str, cut: Cut) -> OwnPortfolio:
    """An uploaded schedule, or several in a zip file, as a portfolio folder.

    ``month`` and ``currency`` are empty where the file says them.

    Raises:
        DataError: it cannot be used, or something has to be said that it leaves open.
    """
    work = Path(tempfile.mkdtemp(prefix="cockpit-"))
    try:
        files = packed_schedules(content, file) if is_archive(content) else {file: content}
        paths = [work / Path(name).name for name in files]
        for path, schedule_text in zip(paths, files.values(), strict=True):
            path.write_bytes(schedule_text)
        month_0 = _month_said(month, file)
        report = import_schedules(paths, work / "portfolio", cut=cut, month_0=month_0, currency=currency)
        uploaded = OwnPortfolio(report.output, replace(inspect(report.output), warnings=report.warnings))
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    weakref.finalize(uploaded, shutil.rmtree, work, ignore_errors=True)
    return uploaded


@dataclass(frozen=True)
class EditedData:
    """Data with cells changed by hand: the content before and after, where it stands for a while, what was found."""

    base: Content
    content: Content
    path: Path
    inspection: Inspection


def content_in_texts(path: Path) -> Content:
    """What the files of a portfolio say, cell by cell, read again when one of them has changed.

    Raises:
        DataError: the portfolio cannot be loaded.
    """
    return _content(str(path), _stamp(path))


@st.cache_resource(max_entries=8, show_spinner=False)
def _content(path: str, stamp: str) -> Content:  # noqa: ARG001 - the stamp is a key
    return as_texts(content_of(Path(path)))


@st.cache_resource(max_entries=16, show_spinner=False)
def edited_data(base: Path, steps: tuple[Step, ...], planning_month: int) -> EditedData:
    """A portfolio after steps of editing, for a month, an ordinal of the calendar, read and checked like any file.

    Raises:
        DataError: ``base`` cannot be loaded.
    """
    before = content_in_texts(base)
    return _checked(before, for_month(edited(before, steps), planning_month))


@st.cache_resource(max_entries=8, show_spinner=False)
def merged_data(base: Path, mine: Path, theirs: Path) -> tuple[EditedData, Merged]:
    """The data of two who changed the same base, mine on top of theirs.

    Raises:
        DataError: one of the three cannot be loaded.
    """
    both = merged(content_in_texts(base), content_in_texts(mine), content_in_texts(theirs))
    return _checked(content_in_texts(theirs), both.content), both


def _checked(before: Content, after: Content) -> EditedData:
    work = Path(tempfile.mkdtemp(prefix="cockpit-"))
    try:
        path = work / "portfolio"
        write_edited(after, path)
        data = EditedData(before, after, path, inspect(path))
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    weakref.finalize(data, shutil.rmtree, work, ignore_errors=True)
    return data


def _month_said(text: str, file: str) -> int | None:
    try:
        return parse_month(text) if text else None
    except ValueError as error:
        raise DataError([Problem(file, None, "month", text, str(error), "Write a month as 2027-03")]) from error


@st.cache_resource(max_entries=8, show_spinner=False)
def recognised(content: bytes, file: str, sheet: str) -> Recognition:
    """What is known of an uploaded file, before anything is asked.

    Raises:
        DataError: it is nothing that can be read.
    """
    return recognition_of(source(content, file), sheet)


@st.cache_resource(max_entries=8, show_spinner=False)
def prepared(content: bytes, file: str, map_text: str, planning_date: str) -> IntakeReport:
    """A file brought in by a map, with its report; both are kept until others have come.

    Raises:
        DataError: file or map cannot be used, or no row can.
    """
    work = Path(tempfile.mkdtemp(prefix="cockpit-"))
    try:
        path = work / Path(file).name
        path.write_bytes(content)
        report = intake_report(bring_in(path, map_text, work, planning_date=planning_date))
    except BaseException:
        shutil.rmtree(work, ignore_errors=True)
        raise
    weakref.finalize(report.brought_in, shutil.rmtree, work, ignore_errors=True)
    return report


def workbook_of(path: Path) -> bytes:
    """A portfolio, a folder or workbook, as a workbook.

    Raises:
        DataError: it would not fit into one.
    """
    with tempfile.TemporaryDirectory(prefix="cockpit-") as work:
        book = Path(work) / "portfolio.xlsx"
        write_workbook(content_of(path), book)
        return book.read_bytes()


@st.cache_resource(max_entries=8, show_spinner=False)
def fits(content: bytes, file: str, map_text: str) -> bool:
    """Whether a map that was made for an earlier file reads this one."""
    with tempfile.TemporaryDirectory(prefix="cockpit-") as work:
        path = Path(work) / Path(file).name
        path.write_bytes(content)
        return map_still_fits(map_text, path, Path(work))


def delivery(
    portfolio: Portfolio, result: Recommendation | None, previous: Portfolio | None, key: str
) -> DeliveryReport:
    """The delivery report; ``key`` names plan, portfolio and last month's data."""
    return _delivery(key, portfolio, result, previous)


@st.cache_data(max_entries=16, show_spinner=False)
def _delivery(
    key: str,  # noqa: ARG001
    _portfolio: Portfolio,
    _result: Recommendation | None,
    _previous: Portfolio | None,
) -> DeliveryReport:
    return delivery_report(_portfolio, _result, _previous)


def decisions_table(result: Recommendation, portfolio: Portfolio, key: str) -> pd.DataFrame:
    """The decisions of a result as a table; ``key`` names the result."""
    return _decisions_table(key, result, portfolio)


def earlier_portfolios(portfolio: Portfolio) -> list[Portfolio]:
    """Every earlier month that is saved, oldest first, in its newest version; else last month's data where named.

    Raises:
        DataError: one of them cannot be used.
    """
    newest = {m.month: m for m in months(months_root())}
    saved = [_loaded(str(m.folder), _stamp(m.folder)) for _, m in sorted(newest.items())]
    last = previous_portfolio()
    known = saved or ([] if last is None else [last])
    return [p for p in known if p.settings.planning_month < portfolio.settings.planning_month]


def backtest_over(portfolio: Portfolio, earlier: Sequence[Portfolio]) -> Backtest:
    """Today's way held against what has moved since several months, fitted together."""
    then = tuple(p.data_fingerprint for p in earlier)
    return _backtest("|".join((situation_of(portfolio), *then)), portfolio, tuple(earlier))


@st.cache_data(max_entries=16, show_spinner=False)
def _backtest(key: str, _portfolio: Portfolio, _earlier: tuple[Portfolio, ...]) -> Backtest:  # noqa: ARG001
    return backtest(_portfolio, list(_earlier))


def today(scenario: Scenario, base: Portfolio) -> Today:
    """What today's way of working delivers under a scenario; pins and other preferences leave it as it is."""
    situation = apply(scenario.model_copy(update={"name": "", "pins": ()}), base)
    return _today(situation_of(situation), situation)


def calibration(portfolio: Portfolio) -> Calibration:
    """Today's way held against the forecasts of work in flight."""
    return _calibration(situation_of(portfolio), portfolio)


def first_measure(portfolio: Portfolio) -> str | None:
    """The pool that a first measure takes for the constraint."""
    return _first_measure(situation_of(portfolio), portfolio)


def situation_of(portfolio: Portfolio) -> str:
    """Names data and scenario: what needs no plan is worked out once, however often plans are sharpened."""
    return f"{portfolio.data_fingerprint}|{portfolio.scenario_fingerprint}"


def decision_delays(portfolio: Portfolio, plan: Recommendation, key: str) -> DecisionDelay:
    """What waiting with each decision of a plan loses; ``key`` names the plan."""
    return _decision_delays(key, portfolio, plan)


@st.cache_data(max_entries=16, show_spinner=False)
def _decision_delays(key: str, _portfolio: Portfolio, _plan: Recommendation) -> DecisionDelay:  # noqa: ARG001
    return decision_delay(_portfolio, _plan)


@st.cache_data(max_entries=64, show_spinner=False)
def _first_measure(key: str, _portfolio: Portfolio) -> str | None:  # noqa: ARG001
    return measured_first(_portfolio).pool_id


@st.cache_data(max_entries=64, show_spinner=False)
def _calibration(key: str, _portfolio: Portfolio) -> Calibration:  # noqa: ARG001
    return calibrate(_portfolio, todays_way(_portfolio))


@st.cache_data(max_entries=64, show_spinner=False)
def _today(key: str, _portfolio: Portfolio) -> Today:  # noqa: ARG001
    return look_at_today(_portfolio)


@st.cache_resource(max_entries=LOADED, show_spinner=False)
def _loaded(path: str, stamp: str) -> Portfolio:  # noqa: ARG001 - the stamp is a key
    # Frozen, so every session may share one object; cache_data would copy it on each run.
    return load(Path(path))


@st.cache_resource(max_entries=LOADED, show_spinner=False)
def _with_months(path: str, stamp: str, earlier: tuple[str, ...]) -> Portfolio:
    return with_kept_months(_loaded(path, stamp), [_listed_in(folder) for folder in earlier])


@st.cache_resource(max_entries=240, show_spinner=False)
def _listed_in(folder: str) -> ListedMonth | None:
    """What a saved month says of progress; saved months never change."""
    return listed_month(Path(folder))


def _stamp(path: Path) -> str:
    """What tells that a load would read something else: a file changed, appeared or gone, or a new month.

    A copy may keep its date and size, so more is looked at. Without a planning date, month 0 is the current month.
    It is one text, because every page asks several times, and a cache looks into each part of a key of many.
    """
    return repr((this_month(), [(str(file), *_state(file)) for file in files_read(path)]))


def _state(file: Path) -> tuple[int, ...]:
    try:
        status = file.stat()
    except OSError:
        return ()
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


@st.cache_data(max_entries=64, show_spinner=False)
def _decisions_table(key: str, _result: Recommendation, _portfolio: Portfolio) -> pd.DataFrame:  # noqa: ARG001
    first = _portfolio.settings.planning_month
    rows = []
    for decision in _result.decisions:
        project = _portfolio.projects_by_id[decision.project_id]
        planned = decision.project_id in _portfolio.planned
        rows.append(
            {
                "project_id": project.project_id,
                "Project": project.name,
                "Action": label(decision.action),
                "Value": decision.value,
                "Change": decision.gain,
                "Why": why(decision, _portfolio),
                "Months moved": decision.delay_months if planned else None,
                "Plan start": _date(first, project.plan_start if planned else None),
                "Start": _date(first, decision.start),
                "Plan finish": _date(first, project.plan_finish if planned else None),
                "Finish": _date(first, decision.finish),
                "order": ORDER.index(decision.action),
            }
        )
    frame = pd.DataFrame(rows).astype({"Months moved": "Int64"})
    frame["size"] = -frame["Change"].abs()
    return frame.sort_values(["order", "size"], kind="stable").drop(columns=["order", "size"]).reset_index(drop=True)


def _date(first: int, offset: int | None) -> pd.Timestamp:
    return pd.NaT if offset is None else pd.Timestamp(first_day(first + offset))


def chart_spec(key: str, build: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """The Vega-Lite specification of a chart; ``key`` names chart, colours and result."""
    return _chart_spec(key, build)


@st.cache_data(max_entries=128, show_spinner=False)
def _chart_spec(key: str, _build: Callable[[], dict[str, Any]]) -> dict[str, Any]:  # noqa: ARG001
    return _build()
