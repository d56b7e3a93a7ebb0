"""Saved scenarios on a page: save the one in use, choose some to compare, open, adopt or retire one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import streamlit as st

from engine.errors import CockpitError
from engine.explain.saved_scenarios import merged_as, saved_as, version_and_changes
from engine.portfolio import Portfolio
from engine.portfolio.model.labels import labels
from engine.portfolio.model.near_miss import normal
from engine.portfolio.scenario import fitting
from engine.register import SavedScenario, ScenarioConflict
from pages.ui.office import register_access
from pages.ui.office.scenarios_compared import MOST_COMPARED
from pages.ui.parts.text import error, plain, quiet, success, warning
from pages.ui.session import messages, scenario_in_use, widgets

_NAME = "save-name"


def save_box() -> None:
    """A name and a button that keep the scenario on screen; what went wrong with the last attempt, if anything."""
    now = scenario_in_use.current()
    with st.container(key="save", horizontal=True, vertical_alignment="bottom", gap="small"):
        st.text_input(
            "Save what is on screen as",
            now.name if now.name != "Base" else "",
            key=_NAME,
            max_chars=60,
            placeholder="A short name",
            width=340,
        )
        st.button("Save", key="save-scenario", type="primary", on_click=_save, disabled=now.is_base)
        if now.is_base:
            quiet("The base needs no saving: move a lever first.")
    _say_what_happened()


def choose_to_compare(saved: Sequence[SavedScenario]) -> list[SavedScenario]:
    """Up to four saved scenarios, chosen by name."""
    by_id = {s.id: s for s in saved}
    if not by_id:
        return []
    texts = names_of(saved)
    chosen = st.multiselect(
        "Compare with",
        list(by_id),
        default=list(by_id)[:2],
        format_func=lambda i: texts.get(i, i),
        max_selections=MOST_COMPARED,
        key="compare-with",
        placeholder="Choose up to four saved scenarios",
    )
    return [by_id[i] for i in chosen if i in by_id]


def names_of(saved: Sequence[SavedScenario]) -> dict[str, str]:
    """The name of each saved scenario by its id; of several with one name each is told apart by who saved it when."""
    names = {s.id: s.scenario.name for s in saved}
    alike = Counter(normal(name) for name in names.values())
    shared = (s for s in saved if alike[normal(s.scenario.name)] > 1)
    return labels(names | {s.id: f"{s.scenario.name} ({s.saved_by}, {s.saved_at:%d %b %Y %H:%M})" for s in shared})


def saved_table(saved: Sequence[SavedScenario], adopted: SavedScenario | None, base: Portfolio) -> None:
    """A line a scenario: what it changes, who saved it when, and what can be done with it."""
    if not saved:
        quiet("None yet. Move a lever on Decide, come back and save what you see.")
    for one in saved:
        is_adopted = adopted is not None and adopted.id == one.id
        with st.container(
            key=widgets.key_of("saved", one.id), horizontal=True, vertical_alignment="center", gap="small"
        ):
            with st.container(gap=None, width="stretch"):
                st.markdown(f"**{plain(one.scenario.name)}**" + ("  ·  adopted" if is_adopted else ""))
                usable, left_out = fitting(one.scenario, base)
                quiet(version_and_changes(one, usable, base))
                for finding in left_out:
                    quiet(finding.sentence)
            st.button("Open", key=widgets.key_of("open", one.id), on_click=_open, args=(one,))
            st.button("Adopt", key=widgets.key_of("adopt", one.id), on_click=_adopt, args=(one,), disabled=is_adopted)
            st.button("Retire", key=widgets.key_of("retire", one.id), type="tertiary", on_click=_retire, args=(one,))


def _say_what_happened() -> None:
    said = messages.read("scenarios")
    if said is None:
        return
    if isinstance(said, ScenarioConflict):
        warning(str(said), ":material/group:")
        with st.container(horizontal=True, gap="small"):
            st.button("Keep both sets of changes", key="take-both", type="primary", on_click=_merge, args=(said,))
            st.button("Save mine as a new scenario", key="save-new", on_click=_save_new)
            st.button("Open theirs", key="open-theirs", type="tertiary", on_click=_open, args=(said.theirs,))
    elif isinstance(said, CockpitError):
        error(str(said))
    else:
        success(str(said))


def _save() -> None:
    name = widgets.value_of(_NAME).strip()
    if not name:
        messages.leave("scenarios", CockpitError("Give the scenario a name first."))
        return
    _try(lambda: saved_as(register_access.save(name)))


def _save_new() -> None:
    scenario_in_use.remember_origin(None, None)
    _save()


def _merge(conflict: ScenarioConflict) -> None:
    scenario_in_use.adopt(conflict.merged)
    scenario_in_use.remember_origin(conflict.theirs.id, conflict.theirs.version)
    _try(lambda: merged_as(register_access.save(conflict.merged.name)))


def _open(one: SavedScenario) -> None:
    scenario_in_use.adopt(one.scenario)
    scenario_in_use.remember_origin(one.id, one.version)
    messages.leave("scenarios", f"{one.scenario.name} is on screen, on every page.")


def _adopt(one: SavedScenario) -> None:
    def act() -> str:
        register_access.adopt(one)
        return f"{one.scenario.name} is now the office's scenario."

    _try(act)


def _retire(one: SavedScenario) -> None:
    def act() -> str:
        register_access.retire(one)
        return f"{one.scenario.name} is taken out of the list; its versions stay in the register."

    _try(act)


def _try(act: Callable[[], str]) -> None:
    try:
        messages.leave("scenarios", act())
    except CockpitError as error:
        messages.leave("scenarios", error)
