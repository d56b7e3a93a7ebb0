"""The data on screen, edited in place: cells, rows, what the checks say at once, undo, and two ways to save."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from engine.errors import Problem, grouped
from engine.explain import months as words
from engine.explain.intake import month_saved_as
from engine.portfolio import Portfolio
from engine.portfolio.model.calendar import iso_month
from engine.portfolio.months.editing import Step, changes
from engine.portfolio.months.store import months
from engine.portfolio.writing.column_help import COLUMN_HELP, STAND_INS_HELP
from engine.portfolio.writing.content import Table
from pages.ui.jobs import cached
from pages.ui.office.data_intake import show_problems
from pages.ui.office.data_months import use
from pages.ui.parts.tables import wrapped
from pages.ui.parts.text import quiet
from pages.ui.session import messages, widgets
from pages.ui.visitors import drafts

_PLACE = "data-edited"
_FORM = "data"
_NUMBER = " row"
_NO_CELLS = (_NUMBER, "_index")
_FIRST_ROW = 2
"""The number of a table's first row as the checks count: the header is row 1."""


@dataclass(frozen=True, slots=True)
class EditedMonth:
    """What somebody has changed and not yet saved: of which data, the steps so far, and the months known then.

    ``turn`` grows whenever the table on screen is drawn anew from the steps before it.
    """

    base: Path
    map_text: str
    source: str
    seen: Mapping[str, int]
    steps: tuple[Step, ...] = ()
    turn: int = 0

    @property
    def earlier(self) -> tuple[Step, ...]:
        """Steps of the turns before this one, from which the table on screen is drawn."""
        return tuple(step for step in self.steps if step.turn < self.turn)


def edit_cells(portfolio: Portfolio) -> None:
    """The editor, once it is asked for; what was begun stands there again after a reload."""
    draft = _draft()
    if draft is None:
        st.button(
            "Edit the data on screen", key="edit-data", icon=":material/edit:", on_click=_begin, args=(portfolio,)
        )
        return
    if not draft.base.exists():
        _forget()
        quiet("The data that was being edited is no longer there.")
        return
    base = cached.content_in_texts(draft.base)
    names = [name for name, table in base.tables.items() if table.rows]
    name = st.segmented_control(
        "Table",
        names,
        default=names[0],
        key="edited-table",
        required=True,
        on_change=_turn,
        label_visibility="collapsed",
    )
    name = str(name or names[0])
    _table(draft, name)
    _what_it_becomes(draft)


def _table(draft: EditedMonth, name: str) -> None:
    """One table to be edited, as it stood when this turn began; the browser keeps what was typed since."""
    month = cached.loaded(draft.base).settings.planning_month
    table = cached.edited_data(draft.base, draft.earlier, month).content.tables[name]
    key = f"cells:{name}:{draft.turn}"
    quiet(words.rows_say(name, len(table.rows)))
    numbered = [[place + _FIRST_ROW, *(str(row[c]) for c in table.columns)] for place, row in enumerate(table.rows)]
    st.data_editor(
        pd.DataFrame(numbered, columns=[_NUMBER, *table.columns]),
        hide_index=True,
        disabled=[_NUMBER],
        key=key,
        num_rows="dynamic",
        height=min(38 + 35 * (len(table.rows) + 1), 560),
        column_config=_columns(name, table),
        on_change=_edited,
        args=(key, name),
    )


def _columns(name: str, table: Table) -> dict[str, Any]:
    help_on = {**COLUMN_HELP.get(name, {}), **STAND_INS_HELP}
    named = {"project_id", "name", "pool_id"} & set(table.columns)
    number = st.column_config.NumberColumn("row", help="As the checks name it", pinned=True, width=50)
    return {_NUMBER: number} | {
        column: st.column_config.TextColumn(
            column.replace("_", " "), help=help_on.get(column), pinned=column in named, default=""
        )
        for column in table.columns
    }


def _what_it_becomes(draft: EditedMonth) -> None:
    """What was changed, what the checks say of it, and the buttons: undo, save, leave."""
    before = cached.loaded(draft.base)
    month = before.settings.planning_month
    with st.spinner("Checking", show_time=True):
        data = cached.edited_data(draft.base, draft.steps, month)
    changed = changes(data.base, data.content)
    quiet(words.edited_in_short(changed))
    inspection = data.inspection
    if inspection.errors:
        show_problems(inspection.errors)
    known = {_same(warning) for warning in cached.edited_data(draft.base, (), month).inspection.warnings}
    for group in grouped([warning for warning in inspection.warnings if _same(warning) not in known]):
        quiet(group.text())
    with st.container(horizontal=True, gap="small"):
        st.button("Undo", key="undo-edit", icon=":material/undo:", disabled=not draft.steps, on_click=_undo)
        closed = bool(inspection.errors)
        for later, label in ((0, month_saved_as(month)), (1, month_saved_as(month + 1))):
            st.button(
                label, key=f"save-edited:{later}", type="primary" if later == 0 else "secondary",
                disabled=closed or not (changed or later), on_click=partial(_save, month + later),
            )  # fmt: skip
        st.button("Leave without saving", key="leave-edited", type="tertiary", on_click=_forget)
    for sentence in filter(None, (messages.read(_PLACE), words.next_month_says(before))):
        quiet(str(sentence))
    if changed:
        wrapped(pd.DataFrame(words.edits_table(changed)))


def _same(problem: Problem) -> tuple[str, str, str, str]:
    return problem.file, problem.column, problem.value, problem.message


def _draft() -> EditedMonth | None:
    """What was begun: in this session, else by the same account in this browser before a reload."""
    draft = widgets.value_of(_PLACE)
    if draft is None and (owner := drafts.owner()):
        draft = drafts.kept().fields(owner, _FORM).get(_PLACE)
        widgets.put(_PLACE, draft and _drawn_anew(draft))
    return widgets.value_of(_PLACE)


def _keep(draft: EditedMonth) -> None:
    widgets.put(_PLACE, draft)
    if owner := drafts.owner():
        drafts.kept().write(owner, _FORM, _PLACE, draft)


def _forget() -> None:
    widgets.put(_PLACE, None)
    if owner := drafts.owner():
        drafts.kept().forget(owner, _FORM)


def _drawn_anew(draft: EditedMonth) -> EditedMonth:
    return replace(draft, turn=max([draft.turn, *(step.turn for step in draft.steps)]) + 1)


def _begin(portfolio: Portfolio) -> None:
    on_screen = cached.month_shown()
    seen = {one.month: one.version for one in months(cached.months_root())}
    map_text = on_screen.map_text if on_screen is not None else ""
    _keep(EditedMonth(cached.portfolio_path(), map_text, words.edited_from(on_screen, portfolio), seen))


def _turn() -> None:
    if draft := _draft():
        _keep(_drawn_anew(draft))


def _edited(key: str, table: str) -> None:
    draft, state = _draft(), widgets.value_of(key)
    if draft is None or state is None:
        return
    cells = tuple(
        (int(row), column, _text(value))
        for row, cells in state["edited_rows"].items()
        for column, value in cells.items()
    )
    added = tuple(tuple((c, _text(v)) for c, v in row.items() if c not in _NO_CELLS) for row in state["added_rows"])
    step = Step(table, draft.turn, cells, added, tuple(int(row) for row in state["deleted_rows"]))
    _keep(replace(draft, steps=(*draft.steps, step)))


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _undo() -> None:
    """Take the last step back; what was typed before it in the same turn stands in the step before."""
    draft = _draft()
    if draft is not None:
        _keep(_drawn_anew(replace(draft, steps=draft.steps[:-1])))


def _save(month: int) -> None:
    draft = _draft()
    if draft is None:
        return
    data = cached.edited_data(draft.base, draft.steps, month)
    if data.inspection.errors:
        messages.leave(_PLACE, "\n".join(group.text() for group in grouped(data.inspection.errors)))
    elif use(data.path, draft.source, draft.map_text, draft.seen.get(iso_month(month), 0), draft.base, data):
        _forget()
