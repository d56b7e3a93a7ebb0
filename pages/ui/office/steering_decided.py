"""What has been decided, in the meeting and before: recommendations on other matters, today's entries, the plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st

from engine.errors import CockpitError, RegisterUnavailable
from engine.explain.recording import has_become
from engine.explain.register import name_of, recorded_today, still_waits, who_recommended
from engine.portfolio import Portfolio
from engine.portfolio.scenario import Scenario
from engine.register import Entry, pins_of, states, with_decisions
from engine.wording.formats import difference
from pages.ui.office.register_access import record, register
from pages.ui.parts.text import draw_markup, fragment, quiet, title
from pages.ui.session import messages, scenario_in_use, widgets


def other_matters(queue: Sequence[Entry], portfolio: Portfolio) -> None:
    """Recommendations about people and themes that wait for the role at the screen: to be decided as they stand."""
    if not queue:
        return
    title("Waiting for you as well", "Recommended by others, beyond their rights; within yours.")
    for entry in queue:
        with st.container(
            key=widgets.key_of("waits", str(entry.number)), horizontal=True, vertical_alignment="center", gap="small"
        ):
            draw_markup(fragment("decided_lines", lines=[_line(entry, portfolio.settings.currency)]), width="stretch")
            st.button(
                "Decide as recommended",
                key=widgets.key_of("confirm", str(entry.number)),
                on_click=_confirm,
                args=(entry, portfolio),
            )


def decided_today(entries: Sequence[Entry], portfolio: Portfolio) -> None:
    """Today's entries, and the plan that keeps to all that was ever decided and stands."""
    todays = [e for e in entries if e.decision.decided_on == date.today()]
    if todays:
        title(recorded_today(todays))
        stands = states(entries)
        lines = [_line(e, portfolio.settings.currency, f"{stands[e.id].value}, {e.decided_by.role}") for e in todays]
        draw_markup(fragment("decided_lines", lines=lines))
    kept = dict(_pins(entries, portfolio))
    if kept and not kept.items() <= dict(scenario_in_use.current().pins).items():
        with st.container(key="keep-decided", gap="small"):
            quiet("The plan on screen does not keep to all that was decided.")
            st.button(
                "Show the plan with what was decided",
                key="show-decided",
                icon=":material/push_pin:",
                on_click=_show,
                args=(tuple(entries), portfolio),
            )


def _pins(entries: Sequence[Entry], portfolio: Portfolio) -> tuple[tuple[str, str], ...]:
    return pins_of(entries, portfolio.project_index, horizon_of(portfolio))


def horizon_of(portfolio: Portfolio) -> tuple[str, str]:
    """The first month of the plan, and the one after its last."""
    settings = portfolio.settings
    return settings.month(0), settings.month(settings.horizon_months)


def _show(entries: tuple[Entry, ...], portfolio: Portfolio) -> None:
    try:
        adopted = register().adopted()
        begun = adopted.scenario if adopted is not None else Scenario()
        decided = with_decisions(begun, entries, portfolio.project_index, horizon_of(portfolio))
    except CockpitError as error:
        messages.leave("recording", error)
        return
    scenario_in_use.adopt(decided)
    scenario_in_use.remember_origin(None, None)
    messages.leave("recording", "What was decided is pinned in the scenario on screen, on every page.")


def _confirm(entry: Entry, portfolio: Portfolio) -> None:
    changes = {"decided_on": date.today(), "supersedes": entry.id}
    name = widgets.key_of("entry", entry.id)
    try:
        decision = entry.decision.model_copy(update=changes)
        made = record(decision, portfolio.settings.authority, widgets.form_key(name))
    except RegisterUnavailable as error:
        messages.leave("recording", error)
    except CockpitError as error:
        widgets.renew_form(name)
        messages.leave("recording", error)
    else:
        widgets.renew_form(name)
        messages.leave("recording", has_become(made))


def _line(entry: Entry, currency: str, note: str = "") -> dict[str, str]:
    decision = entry.decision
    return {
        "action": decision.kind.value.capitalize(),
        "about": name_of(entry),
        "note": (note or who_recommended(entry)) + still_waits(entry),
        "amount": difference(decision.value.estimate, currency),
    }
