"""The address and the session: a new session begins with what its address says, and every run writes it back.

Streamlit can bind a single widget of a single page to the address. A scenario has to be known on every page, also on
one that shows none of its levers, so this file binds scenario and choices as a whole.
"""

from __future__ import annotations

from urllib.parse import quote

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from engine.portfolio import Portfolio
from engine.portfolio.scenario import fitting, themes_of
from pages.ui.session import browser_session, choices, messages, portfolio_in_use, scenario_in_use, widgets
from pages.ui.session.address_parameters import PARAMETERS, Parameters, from_address, to_address
from pages.ui.session.choices import CHOICES

_PRESENT = "present"
_ON = frozenset({"1", "true", "yes", "on"})
_OFF = frozenset({"", "0", "false", "no", "off"})
_COMPARED = "against"
_KEPT = "a-"
"""Before the parameters of the position that is kept as A; alone, the base is kept."""


def arrive() -> None:
    """Note what the first address of the session says, before anything that takes long or may fail.

    A click on another page's link leaves the address empty. One that comes before :func:`begin` has read the scenario
    ends the first run, and the scenario would be lost.
    """
    if not scenario_in_use.is_known():
        browser_session.arrive_with(_in_address())


def begin(portfolio: Portfolio, data_notice: str = "") -> None:
    """Take scenario and choices from the address in a new session or after the back button; else keep it there.

    What the portfolio does not have (any more) and what no lever may be is left out of both, with a notice.
    ``data_notice`` is what a session is told whose data has become other data under it.
    """
    is_new = not scenario_in_use.is_known() or _is_history_navigation()
    is_other = browser_session.reads_other_data(portfolio.data_fingerprint) and not is_new
    if is_other:
        widgets.redraw()
    if is_new:
        _adopt()
    _fit(portfolio)
    if is_other and data_notice:
        messages.notice((), (data_notice,), after=messages.notices())
    if is_new:
        _settle_levers()
    _publish()


def link() -> str:
    """The full address of this page with everything a colleague needs to see the same."""
    parameters = _parameters()
    place = (st.context.url or "").split("?")[0]
    return f"{place}{_query(parameters)}" if parameters else place


def way_into(portfolio: str, *, with_scenario: bool) -> str:
    """The address of this page in another portfolio, relative to this one; with all else that the address says now."""
    said = {key: st.query_params.get_all(key) for key in st.query_params} if with_scenario else {}
    return _query(said | {portfolio_in_use.PARAMETER: [portfolio]})


def _query(parameters: Parameters) -> str:
    return "?" + "&".join(f"{quote(k)}={quote(v, safe=':')}" for k, values in parameters.items() for v in values)


def _adopt() -> None:
    first = browser_session.arrived_with()
    given = _in_address() or ({} if scenario_in_use.is_known() else first)
    read, unread = from_address(given)
    scenario_in_use.put(read)
    kept, unread_of_kept = from_address({k.removeprefix(_KEPT): v for k, v in given.items() if k.startswith(_KEPT)})
    scenario_in_use.keep(kept if any(k.startswith(_KEPT) for k in given) else None)
    messages.notice((*unread, *unread_of_kept))
    for name in CHOICES:
        choices.choose(name, given.get(name, [""])[-1] or None)
    choices.compare_with(given.get(_COMPARED, [""])[-1] or None)
    said = given.get(_PRESENT, [""])[-1].strip()
    choices.present(said.lower() in _ON)
    if said.lower() not in _ON | _OFF:
        left_out = f"Present ({said}) was left out: it is neither on nor off. Write present=1 or present=0."
        messages.notice((), (left_out,), after=messages.notices())


def _in_address() -> Parameters:
    return {key: st.query_params.get_all(key) for key in st.query_params}


def _settle_levers() -> None:
    """Show the levers that the scenario has moved, unless others were chosen."""
    scenario = scenario_in_use.current()
    for name, entries in (("pool", scenario.capacity), ("theme", scenario.weights)):
        choices.settle(name, entries[0][0] if entries else None)


def _fit(portfolio: Portfolio) -> None:
    """Leave out of the scenario and the choices what does not fit the portfolio; notices say what."""
    fitted, findings = fitting(scenario_in_use.current(), portfolio)
    if findings:
        scenario_in_use.put(fitted)
    kept = scenario_in_use.kept()
    if kept is not None:
        usable, left_out_of_kept = fitting(kept, portfolio)
        scenario_in_use.keep(usable)
        findings = (*findings, *left_out_of_kept)
    known = {
        "project": portfolio.projects_by_id,
        "pool": portfolio.pools_by_id,
        "theme": themes_of(portfolio),
        "view": ("constraint", "sequence"),
    }
    left_out = []
    for name in CHOICES:
        value = choices.chosen(name)
        if value is not None and value not in known[name]:
            choices.choose(name, None)
            left_out.append(f"The choice of {name} {value!r} was left out: this portfolio has no such {name}.")
    messages.notice(findings, left_out, after=messages.notices())


def _publish() -> None:
    parameters = _parameters()
    ours = {*parameters, *PARAMETERS, *CHOICES, _PRESENT, _COMPARED}
    current = {key: st.query_params.get_all(key) for key in st.query_params if key in ours or key.startswith(_KEPT)}
    if current != parameters:
        others = {k: st.query_params.get_all(k) for k in st.query_params if k not in current}
        st.query_params.from_dict(others | parameters)


def _parameters() -> Parameters:
    chosen = {name: [value] for name in CHOICES if (value := choices.chosen(name))}
    in_room = {_PRESENT: ["1"]} if choices.presenting() else {}
    compared = {_COMPARED: [name]} if (name := choices.compared_with()) else {}
    portfolio = {portfolio_in_use.PARAMETER: [in_use]} if (in_use := portfolio_in_use.name()) else {}
    scenario = to_address(scenario_in_use.current())
    return portfolio | scenario | chosen | compared | in_room | _kept_parameters()


def _kept_parameters() -> Parameters:
    kept = scenario_in_use.kept()
    if kept is None:
        return {}
    return {f"{_KEPT}{short}": values for short, values in to_address(kept).items()} or {_KEPT: ["base"]}


def _is_history_navigation() -> bool:
    context = get_script_run_ctx()
    return context is not None and context.is_history_navigation
