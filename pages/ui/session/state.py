"""The only file that touches the session's state and the address: what a visitor has chosen, never a result.

The scenario in use is one object. Streamlit can bind a single widget of a single page to the address; a scenario
has to be known on every page, also on one that shows none of its levers, so this file binds it as a whole: the
first run of a session reads it from the address, and every run writes it back.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from engine.portfolio import Portfolio
from engine.portfolio.reading.scenario_reading import read_content
from engine.portfolio.scenario import Scenario, fitting, scenario_content, themes_of
from pages.ui.session.address import PARAMETERS, Parameters, from_address, to_address

_SCENARIO = "scenario"
_NOTICES = "link-notices"
_SESSION = "session"
_DATA = "data-fingerprint"
_EPOCH = "lever-epoch"
_GOTO = "goto-project"
_REVEAL = "reveal-panel"
_PRESENT = "present"
_TOUR = "tour-step"
_OPENED = "opened-scenario"
_MESSAGE = "message"
_ROLE = "acting-role"
_SETTLED_IN = "settled-in"
_CAME_WITH = "came-with"
_CHOICES = ("project", "pool", "theme", "view")


def begin(portfolio: Portfolio) -> None:
    """Take the scenario from the address in a new session or after the back button; else keep it there.

    What the portfolio does not have (any more) and what no lever may be is left out of both, with a notice.
    """
    is_new = _SCENARIO not in st.session_state or _is_history_navigation()
    if is_new:
        _adopt()
    elif st.session_state.get(_DATA) != portfolio.data_fingerprint:
        _start_over()
    st.session_state[_DATA] = portfolio.data_fingerprint
    _fit(portfolio)
    if is_new:
        _settle_levers()
    _publish()


def has_just_come() -> bool:
    """Whether this is the first page that the session draws, up to :func:`settle_in`."""
    return _SETTLED_IN not in st.session_state


def settle_in() -> None:
    """Note that the session has drawn a page."""
    st.session_state[_SETTLED_IN] = True


def scenario() -> Scenario:
    """The scenario in use."""
    return st.session_state[_SCENARIO]


def change(**fields: Any) -> None:
    """Change fields of the scenario in use; ``None`` and empty give a field back to the base.

    A value that the lever may not have changes nothing; a notice says why.
    """
    changed, findings = read_content(scenario_content(scenario()) | fields)
    st.session_state[_NOTICES] = tuple(finding.sentence for finding in findings)
    if findings:
        renew_tables()
    else:
        st.session_state[_SCENARIO] = changed


def change_entry(field: str, name: str, value: float | str | None) -> None:
    """Change one entry of a field with several, such as one pool's capacity; ``None`` takes it out."""
    entries = dict(getattr(scenario(), field))
    entries.pop(name, None)
    if value is not None:
        entries[name] = value
    change(**{field: entries})


def reset() -> None:
    """Back to the base scenario."""
    adopt_scenario(Scenario())
    remember_opened(None, None)


def adopt_scenario(other: Scenario) -> None:
    """Put another scenario in place of the one in use."""
    st.session_state[_SCENARIO] = other
    st.session_state[_NOTICES] = ()
    renew_tables()


def opened_scenario() -> tuple[str, int] | None:
    """Id and version of the saved scenario that was opened, if the one in use comes from one."""
    return st.session_state.get(_OPENED)


def remember_opened(scenario_id: str | None, version: int | None) -> None:
    """Note which saved scenario the one in use comes from."""
    st.session_state[_OPENED] = None if scenario_id is None else (scenario_id, version)


def message(place: str, *, keep: bool = False) -> Any:
    """What came of the last action in a place: words, or an error; read once, or kept until the next action there."""
    key = f"{_MESSAGE}-{place}"
    return st.session_state.get(key) if keep else st.session_state.pop(key, None)


def leave_message(place: str, content: Any) -> None:
    """Note what came of an action, for its place to show; ``None`` takes an older message away."""
    st.session_state[f"{_MESSAGE}-{place}"] = content


def came_with(sign_in: str) -> str:
    """The sign-in that the session began with; ``sign_in`` where it begins just now."""
    return st.session_state.setdefault(_CAME_WITH, sign_in)


def begun_with(key: str, value: Any) -> Any:
    """What a widget of a form showed first, which stays its default until the form is emptied; ``value`` if new."""
    return st.session_state.setdefault(key_of("begun", key), value)


def acting_role() -> str | None:
    """The role that the visitor has chosen to act in; ``pages/ui/visitors/account.py`` says whether he may."""
    return st.session_state.get(_ROLE)


def act_as(role: str | None) -> None:
    """Choose the role to act in."""
    st.session_state[_ROLE] = role


def key_of(kind: str, one: str) -> str:
    """The key of a widget that stands for one of many, by its id; no id makes it the key of anything else.

    ``kind`` is the page's own word, without a colon, which no other key has.
    """
    return f"{kind}:{one}"


def form_key(name: str) -> str:
    """The key of a form as it is now being filled in; two clicks and a second attempt have the same."""
    return st.session_state.setdefault(key_of("form-key", name), uuid.uuid4().hex)


def renew_form(name: str, fields: Iterable[str] = ()) -> None:
    """Give a form a new key; ``fields`` are the widgets to be emptied."""
    for key in (key_of("form-key", name), *(k for field in fields for k in (field, key_of("begun", field)))):
        st.session_state.pop(key, None)


def notices() -> tuple[str, ...]:
    """What of the address could not be used, in words."""
    return st.session_state[_NOTICES]


def session() -> str:
    """A name for this session, for the solving service."""
    return st.session_state.setdefault(_SESSION, uuid.uuid4().hex)


def chosen(name: str) -> str | None:
    """A choice the address carries beside the scenario: ``project``, ``pool`` or ``theme``."""
    return st.session_state.get(f"chosen-{name}")


def choose(name: str, value: str | None) -> None:
    """Set a choice that the address carries."""
    st.session_state[f"chosen-{name}"] = value


def settle(name: str, value: str | None) -> None:
    """Make a choice for the visitor who has made none; from then on it stays."""
    if chosen(name) is None:
        choose(name, value)


def offer(key: str, value: Any) -> str:
    """Make a widget show a value that was changed elsewhere; returns the widget's key.

    A widget that already shows it is left alone: writing to it would push its handle back while it is dragged. A
    new widget takes the value as its own default too: until a browser has drawn it, a run counts it at its default.
    """
    if key in st.session_state and st.session_state[key] != value:
        st.session_state[key] = value
    return key


def value_of(key: str) -> Any:
    """What a widget holds now; ``None`` when it was never drawn."""
    return st.session_state.get(key)


def table_key(name: str) -> str:
    """The key of an editable table; it changes when the table has to be drawn from the scenario again."""
    return f"{name}-{st.session_state.get(_EPOCH, 0)}"


def renew_tables() -> None:
    """Draw editable tables from the scenario again."""
    st.session_state[_EPOCH] = st.session_state.get(_EPOCH, 0) + 1


def open_project(project: str) -> None:
    """Choose a project and ask the frame to show its trade-off instead of the page it was clicked on."""
    choose("project", project)
    st.session_state[_GOTO] = st.session_state[_REVEAL] = True
    st.session_state[_EPOCH] = st.session_state.get(_EPOCH, 0) + 1


def wants_project() -> bool:
    """Whether a project was clicked; asked once."""
    return bool(st.session_state.pop(_GOTO, False))


def wants_panel_in_sight() -> bool:
    """Whether the panel was just asked for, perhaps from further down the page; asked once."""
    return bool(st.session_state.pop(_REVEAL, False))


def chart_key(name: str) -> str:
    """The key of a chart that can be clicked; it changes with a click, so that the same place can be clicked again."""
    return f"{name}-{st.session_state.get(_EPOCH, 0)}"


def presenting() -> bool:
    """Whether pages are shown in a room: large type, no controls."""
    return bool(st.session_state.get(_PRESENT))


def present(on: bool) -> None:
    """Begin or end showing pages in a room."""
    st.session_state[_PRESENT] = on


def tour_step() -> int | None:
    """The step of the tour a first-time visitor is at; ``None`` once it is over."""
    return st.session_state.setdefault(_TOUR, 0)


def take_tour(step: int | None) -> None:
    """Go to a step of the tour, or end it."""
    st.session_state[_TOUR] = step


def link() -> str:
    """The full address of this page with everything a colleague needs to see the same."""
    query = "&".join(f"{quote(k)}={quote(v, safe=':')}" for k, values in _parameters().items() for v in values)
    place = (st.context.url or "").split("?")[0]
    return f"{place}?{query}" if query else place


def _adopt() -> None:
    given = {key: st.query_params.get_all(key) for key in st.query_params}
    read, unread = from_address(given)
    st.session_state[_SCENARIO] = read
    st.session_state[_NOTICES] = tuple(finding.sentence for finding in unread)
    for name in _CHOICES:
        choose(name, given.get(name, [""])[-1] or None)
    present(given.get(_PRESENT, [""])[-1] == "1")
    renew_tables()


def _settle_levers() -> None:
    """Show the levers that the scenario has moved, unless others were chosen."""
    for name, entries in (("pool", scenario().capacity), ("theme", scenario().weights)):
        settle(name, entries[0][0] if entries else None)


def _fit(portfolio: Portfolio) -> None:
    """Leave out of the scenario and the choices what does not fit the portfolio; notices say what."""
    fitted, findings = fitting(scenario(), portfolio)
    notes = [finding.sentence for finding in findings]
    if findings:
        st.session_state[_SCENARIO] = fitted
        renew_tables()
    known = {
        "project": portfolio.projects_by_id,
        "pool": portfolio.pools_by_id,
        "theme": themes_of(portfolio),
        "view": ("constraint", "sequence"),
    }
    for name in _CHOICES:
        value = chosen(name)
        if value is not None and value not in known[name]:
            choose(name, None)
            notes.append(f"The choice of {name} {value!r} was left out: this portfolio has no such {name}.")
    st.session_state[_NOTICES] = (*notices(), *notes)


def _start_over() -> None:
    """Forget what belongs to the data before: edits of their tables, and plans and analyses that were on screen."""
    st.session_state.pop(_SESSION, None)
    renew_tables()


def _publish() -> None:
    parameters = _parameters()
    ours = {*PARAMETERS, *_CHOICES, _PRESENT}
    current = {key: st.query_params.get_all(key) for key in st.query_params if key in ours}
    if current != parameters:
        others = {k: st.query_params.get_all(k) for k in st.query_params if k not in current}
        st.query_params.from_dict(others | parameters)


def _parameters() -> Parameters:
    choices = {name: [value] for name in _CHOICES if (value := chosen(name))}
    in_room = {_PRESENT: ["1"]} if presenting() else {}
    return to_address(scenario()) | choices | in_room


def _is_history_navigation() -> bool:
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation
