"""What records a decision: the options with their price, the reason for deviating, conditions, what becomes of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import streamlit as st

from engine.errors import CockpitError, RegisterUnavailable
from engine.explain.recording import asks_for_reason, has_become, option_in_short, rehearsed, will_become
from engine.portfolio import Action, Portfolio
from engine.portfolio.model.roles_and_limits import Authority
from engine.portfolio.scenario import Scenario
from engine.register import DecisionTaken, Entry, Proposal, State, pin_of, rule
from engine.register.entry import Outlook
from engine.register.what_still_stands import to_overturn
from engine.wording.actions import label
from pages.ui.office.register_access import record
from pages.ui.parts.text import plain, quiet, warning
from pages.ui.session import choices, messages, scenario_in_use, widgets
from pages.ui.visitors import drafts
from pages.ui.visitors.account import person

REVIEWED_AFTER = timedelta(days=91)
FORUM = "Steering group"
_FIELDS = ("reason", "conditions", "dissent", "owner", "due", "forum", "review")


@dataclass(frozen=True, slots=True)
class Paper:
    """What lies before the forum about one project.

    ``waiting`` is the recommendation that waits for the role at the screen, ``standing`` are all entries about the
    project that stand, ``seen`` is the number of the latest, ``scenario`` the one under which options were priced,
    ``outlook`` what is known of its risk, ``horizon`` the first month of the plan and the one after its last.
    """

    project_id: str
    proposals: Mapping[Action, Proposal]
    waiting: Entry | None
    standing: tuple[Entry, ...]
    seen: int
    authority: Authority | None
    scenario: Scenario
    data_fingerprint: str
    horizon: tuple[str, str]
    outlook: Outlook | None = None


def choose_option(paper: Paper, portfolio: Portfolio) -> Proposal:
    """Choose an option by its price; one that is not recommended asks for the reason."""
    currency = portfolio.settings.currency
    with st.container(key="record", gap="small"):
        options, key = list(paper.proposals), _choice_key(paper)
        begun = _begun(paper, "choice", key, _suggested(paper))
        chosen = st.radio(
            "The decision",
            options,
            index=options.index(begun if begun in options else _suggested(paper)),
            format_func=label,
            captions=[plain(option_in_short(p, currency)) for p in paper.proposals.values()],
            key=key,
            persist_state="session",
            on_change=_keep,
            args=(paper.project_id, "choice", key),
        )
        proposal = paper.proposals[chosen]
        if proposal.deviates:
            warning(asks_for_reason(proposal.value, currency), ":material/balance:")
    return proposal


def record_form(proposal: Proposal, paper: Paper, portfolio: Portfolio) -> None:
    """What goes with the option chosen, and what becomes of it; what was typed stays until it is stored."""
    with st.container(key="record-more", gap="small"):
        *first, conditions, dissent, owner, due = st.columns([3] * proposal.deviates + [3, 3, 2, 2], gap="small")
        for reason in first:
            with reason:
                _field(st.text_area, "Reason for deviating", "reason", paper, "", height=68)
        with conditions:
            _field(st.text_area, "Conditions, if any", "conditions", paper, "", height=68)
        with dissent:
            _field(st.text_area, "Dissent, if any", "dissent", paper, "", height=68)
        with owner:
            _field(st.text_input, "Who sees to it", "owner", paper, "")
        with due:
            _field(st.date_input, "Due on", "due", paper, None)
        with st.container(key="record-row", horizontal=True, vertical_alignment="center", gap="small"):
            words = "Try the decision" if choices.rehearsing() else "Record the decision"
            st.button(words, key="record-decision", type="primary", on_click=_record, args=(paper,))
            quiet(_becomes(proposal, paper, portfolio.settings.currency), width="stretch")
            with st.popover("Forum, next review"):
                _field(st.text_input, "Forum", "forum", paper, FORUM)
                _field(st.date_input, "Look at it again on", "review", paper, date.today() + REVIEWED_AFTER)


def _suggested(paper: Paper) -> Action:
    """What waits for a decision where that is still open, else what is recommended."""
    waits = paper.waiting.decision.kind.value if paper.waiting else ""
    advised = next(a for a, p in paper.proposals.items() if not p.deviates)
    return next((action for action in paper.proposals if action.value == waits), advised)


def _becomes(proposal: Proposal, paper: Paper, currency: str) -> str:
    """What the register would make of it, by the limits of the role at the screen; what it overturns counts too."""
    try:
        who = person()
        others = to_overturn(proposal.subject.kind, _named(paper), who.account, paper.standing)
        ruling = rule(paper.authority, who, (proposal.stake, *(e.stakes[0] for e in others)))
    except CockpitError as error:
        return str(error)
    return will_become(proposal.stake.money, who, ruling, currency)


def _field(widget: Callable[..., Any], words: str, field: str, paper: Paper, otherwise: Any, **more: Any) -> None:
    """A field whose half-written content is kept."""
    key = _key(field, paper.project_id)
    begun, args = _begun(paper, field, key, otherwise), (paper.project_id, field, key)
    widget(words, begun, key=key, persist_state="session", on_change=_keep, args=args, **more)


def _begun(paper: Paper, field: str, key: str, otherwise: Any) -> Any:
    """What a field begins with: what was half-written before the page was loaded again, else its usual content."""
    owner = drafts.owner()
    written = {} if owner is None else drafts.kept().fields(owner, _form(paper.project_id))
    return widgets.begun_with(key, written.get(field, otherwise))


def _keep(project: str, field: str, key: str) -> None:
    owner = drafts.owner()
    if owner is not None:
        drafts.kept().write(owner, _form(project), field, widgets.value_of(key))


def _record(paper: Paper) -> None:
    project = paper.project_id
    proposal = paper.proposals[widgets.value_of(_choice_key(paper))]
    if choices.rehearsing():
        _try(paper, proposal)
        return
    try:
        entry = record(_decision(paper, proposal), paper.authority, widgets.form_key(_form(project)), paper.seen)
    except RegisterUnavailable as error:
        messages.leave("recording", error)
    except CockpitError as error:
        widgets.renew_form(_form(project))
        messages.leave("recording", error)
    else:
        owner = drafts.owner()
        if owner is not None:
            drafts.kept().forget(owner, _form(project))
        widgets.renew_form(_form(project), [_choice_key(paper), *(_key(field, project) for field in _FIELDS)])
        messages.leave("recording", has_become(entry))
        if choices.presenting() and entry.state is State.DECIDED:
            _keep_to(paper, proposal)


def _try(paper: Paper, proposal: Proposal) -> None:
    """Decide in a rehearsal: the plan on screen keeps to it, the register holds nothing of it."""
    choices.note_rehearsed(paper.project_id)
    _keep_to(paper, proposal)
    messages.leave("recording", rehearsed(proposal))


def _keep_to(paper: Paper, proposal: Proposal) -> None:
    """Pin what was decided, so that the points that are left are priced on top of it."""
    pin = pin_of(proposal.kind, proposal.start, paper.horizon)
    scenario_in_use.change_entry("pins", paper.project_id, pin or None)


def _decision(paper: Paper, proposal: Proposal) -> DecisionTaken:
    project = paper.project_id
    return proposal.taken(
        decided_on=date.today(),
        scenario=paper.scenario,
        data_fingerprint=paper.data_fingerprint,
        forum=_value("forum", project) or "",
        reason=(_value("reason", project) or "") if proposal.deviates else "",
        conditions=_value("conditions", project) or "",
        dissent=_value("dissent", project) or "",
        owner=_value("owner", project) or "",
        due_on=_value("due", project),
        review_on=_value("review", project),
        supersedes=_named(paper),
        outlook=paper.outlook,
    )


def _named(paper: Paper) -> str | None:
    """The entry that a decision names as superseded: the recommendation that it answers."""
    return paper.waiting.id if paper.waiting else None


def _choice_key(paper: Paper) -> str:
    """Other options make another widget: one that holds an option no longer open could not be drawn."""
    return _key("choice-" + "-".join(paper.proposals), paper.project_id)


def _form(project: str) -> str:
    return widgets.key_of("project", project)


def _key(field: str, project: str) -> str:
    return widgets.key_of(field, project)


def _value(field: str, project: str) -> Any:
    return widgets.value_of(_key(field, project))
