"""A sponsor's objection before the meeting: another action for one of their projects, priced, put on the agenda."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import streamlit as st

from engine.errors import CockpitError, RegisterUnavailable
from engine.explain.recording import objection_kept, option_in_short, price_of_deviating
from engine.portfolio import Action, Portfolio
from engine.register import Entry, Proposal, objections
from engine.wording.actions import label
from pages.ui.office.register_access import entries, object_to
from pages.ui.parts.text import plain, quiet
from pages.ui.session import messages, scenario_in_use, widgets

_REASON = "objection-reason"
_LONGEST = 4000


def objection_form(sponsor: str, open_to: Mapping[str, tuple[Proposal, ...]], portfolio: Portfolio) -> None:
    """Choose a project and what to do with it instead, see what that costs, say why, put it on the agenda."""
    if not open_to:
        return
    currency = portfolio.settings.currency
    with st.expander("Object, or propose otherwise", key="objection", icon=":material/gavel:"):
        project = st.selectbox(
            "Project", list(open_to), format_func=lambda i: portfolio.projects_by_id[i].name, key="objection-project"
        )
        own = {Action(proposal.kind.value): proposal for proposal in open_to[project]}
        action = st.radio(
            "Proposed instead",
            list(own),
            format_func=label,
            captions=[plain(option_in_short(proposal, currency)) for proposal in own.values()],
            key=widgets.key_of("objection-action", project),
        )
        quiet(price_of_deviating(own[action].value, currency))
        reason = widgets.key_of(_REASON, project)
        st.text_area("Why", key=reason, height=68, max_chars=_LONGEST)
        st.button(
            "Put it on the agenda", key="object", type="primary", on_click=_object,
            args=(sponsor, own[action], portfolio, reason),
        )  # fmt: skip


def _object(sponsor: str, proposal: Proposal, portfolio: Portfolio, reason: str) -> None:
    form = widgets.key_of("objection", proposal.subject.id)
    known = [e for e in entries()[0] if e.subject.key == proposal.subject.key]
    before = next((e for e in objections(known) if e.decision.objection_of == sponsor), None)
    try:
        taken = proposal.taken(
            decided_on=date.today(),
            scenario=scenario_in_use.current(),
            data_fingerprint=portfolio.data_fingerprint,
            reason=widgets.value_of(reason) or "",
            objection_of=sponsor,
            supersedes=before.id if before is not None else None,
        )
        entry: Entry = object_to(taken, portfolio.settings.authority, widgets.form_key(form))
    except RegisterUnavailable as error:
        messages.leave("recording", error)
    except CockpitError as error:
        widgets.renew_form(form)
        messages.leave("recording", error)
    else:
        widgets.renew_form(form, [reason])
        messages.leave("recording", objection_kept(entry))
