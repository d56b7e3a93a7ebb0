"""Saved months on a page: the newest is shown to everybody, each visitor may open another, and how one is saved."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pandas as pd
import streamlit as st

from engine.errors import AuthorityError, CockpitError, grouped
from engine.explain import intake as words
from engine.explain import months as edits
from engine.portfolio.model.calendar import iso_month
from engine.portfolio.months.store import DataMonth, MonthTaken, months, save, version_of
from engine.portfolio.reading.loading import load
from pages.ui.jobs import cached
from pages.ui.parts.tables import wrapped
from pages.ui.parts.text import error, quiet, success, warning
from pages.ui.session import browser_session, messages, widgets
from pages.ui.visitors import event_log
from pages.ui.visitors.account import VIEWER, person

_PLACE = "data"


def may_save() -> bool:
    """Whether the visitor may bring in and save data; who only looks may not."""
    return person().role != VIEWER


@dataclass(frozen=True, slots=True)
class NotSaved:
    """Data that was not saved because somebody else had saved its month.

    ``base`` is what it was edited from; ``holds`` keeps the files of the data from being cleared away.
    """

    taken: MonthTaken
    data: Path
    source: str
    map_text: str
    base: Path | None = None
    holds: object = None


def use(
    data: Path, source: str, map_text: str, seen: int | None = None, base: Path | None = None, holds: object = None
) -> bool:
    """Save data as a version of its month and show it; what came of it stands on the page. Whether it was saved.

    ``seen`` is the newest version of the month that the visitor knows of, ``base`` the data that was edited, ``holds``
    what has its files cleared away once nobody holds it.
    """
    root = cached.months_root()
    try:
        with event_log.act("data saved") as facts:
            if not may_save():
                raise AuthorityError("Your role looks only, so nothing was saved.")
            month = iso_month(load(data).settings.planning_month)
            known = _versions_seen().get(month, 0) if seen is None else seen
            office, who = cached.portfolio_path(), person().account
            saved = save(root, data, who=who, source=source, seen=known, map_text=map_text, office=office)
            facts |= {"month": saved.month, "version": saved.version}
    except MonthTaken as taken:
        messages.leave(_PLACE, NotSaved(taken, data, source, map_text, base, holds))
        return False
    except CockpitError as problem:
        messages.leave(_PLACE, problem)
        return False
    browser_session.open_month(None)
    widgets.redraw()
    messages.leave(_PLACE, words.month_saved(saved))
    return True


def say_what_happened() -> None:
    """What came of the last attempt to save; where somebody else saved the month, both can be kept."""
    said = messages.read(_PLACE)
    if said is None:
        return
    if isinstance(said, NotSaved):
        _say_not_saved(said)
    elif isinstance(said, CockpitError):
        error(str(said))
    else:
        success(str(said))
        st.page_link("../../decide.py", label="See what it recommends", icon=":material/arrow_forward:")


def _say_not_saved(mine: NotSaved) -> None:
    """Who saved the month in the meantime and what differs; both versions can be kept, or mine put on top of theirs."""
    theirs = mine.taken.theirs
    seen = version_of(cached.months_root(), theirs.month)
    warning(words.month_taken(theirs, cached.loaded(theirs.folder), cached.loaded(mine.data)), ":material/group:")
    as_it_is = partial(use, mine.data, mine.source, mine.map_text, seen)
    if mine.base is None:
        st.button("Save mine as a further version", key="save-anyway", type="primary", on_click=as_it_is)
        return
    on_top, both = cached.merged_data(mine.base, mine.data, theirs.folder)
    quiet(edits.both_changed(both.both))
    if both.both:
        wrapped(pd.DataFrame(edits.both_changed_table(both.both)))
    for group in grouped(on_top.inspection.errors):
        error(group.text())
    with st.container(horizontal=True, gap="small"):
        st.button(
            "Apply my changes to theirs", key="save-merged", type="primary", disabled=bool(on_top.inspection.errors),
            on_click=partial(use, on_top.path, mine.source, mine.map_text, seen, mine.base, on_top),
        )  # fmt: skip
        st.button("Save mine as a separate version", key="save-anyway", on_click=as_it_is)


def saved_months() -> None:
    """A line a saved version, newest first, each to be opened."""
    known, on_screen = months(cached.months_root()), cached.month_shown()
    _note_versions(known)
    if not known:
        quiet("None yet. Pages are drawn from the portfolio that the server names.")
    for one in reversed(known):
        is_shown = on_screen is not None and one.folder == on_screen.folder
        key = f"{one.month}-{one.version}"
        with st.container(key=widgets.key_of("month", key), horizontal=True, vertical_alignment="center", gap="small"):
            quiet(words.month_line(one), width="stretch")
            chosen = None if one == known[-1] else (one.month, one.version)
            st.button(
                "On screen" if is_shown else "Open", key=widgets.key_of("open-month", key), disabled=is_shown,
                on_click=browser_session.open_month, args=(chosen,),
            )  # fmt: skip


def _versions_seen() -> dict[str, int]:
    return messages.read(f"{_PLACE}-seen", keep=True) or {}


def _note_versions(known: tuple[DataMonth, ...]) -> None:
    """What this page has shown: who saves a month must have seen its newest version."""
    messages.leave(f"{_PLACE}-seen", {one.month: one.version for one in known})
