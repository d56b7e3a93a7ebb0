"""The points of a steering group's meeting: what the agenda and the register put before it, one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from engine.analyse.decisions.agenda import Agenda, Item
from engine.explain.origins import of_point
from engine.explain.recording import place_of_point
from engine.optimise.recommendation import Recommendation
from engine.portfolio import Portfolio
from engine.register import Entry, SubjectKind
from engine.wording.formats import difference_range
from pages.ui.parts.action_mark import act
from pages.ui.parts.explained import explained, title_explained
from pages.ui.parts.text import draw_markup, markup, plain, quiet
from pages.ui.parts.theme import Palette
from pages.ui.session import choices, messages, widgets
from pages.ui.views.verdicts import draw_verdict, verdicts


@dataclass(frozen=True, slots=True)
class AgendaPoint:
    """A project to be decided about: on the agenda, waiting for the role, due for review, objected to."""

    project_id: str
    item: Item | None
    waiting: Entry | None
    review: Entry | None
    objections: tuple[Entry, ...] = ()


def points_of(
    left: Agenda,
    queue: Sequence[Entry],
    reviews: Sequence[Entry],
    portfolio: Portfolio,
    objected: Sequence[Entry] = (),
) -> tuple[AgendaPoint, ...]:
    """What waits for the role at the screen, then objections, the agenda, decisions that are due for review.

    An objection is heard whoever is at the screen.
    """
    asked = [entry for entry in queue if not entry.decision.objection_of]
    waiting, again = _by_project(asked, portfolio), _by_project(reviews, portfolio)
    items = {item.project_id: item for item in left.items}
    against = {
        project: tuple(e for e in objected if e.subject.id == project) for project in _by_project(objected, portfolio)
    }
    every = dict.fromkeys((*waiting, *against, *items, *again))
    return tuple(AgendaPoint(i, items.get(i), waiting.get(i), again.get(i), against.get(i, ())) for i in every)


def _by_project(entries: Sequence[Entry], portfolio: Portfolio) -> dict[str, Entry]:
    known = portfolio.project_index
    return {e.subject.id: e for e in entries if e.subject.kind is SubjectKind.PROJECT and e.subject.id in known}


def current(points: Sequence[AgendaPoint]) -> int:
    """The place of the point on screen: the project chosen, else the first."""
    ids = [point.project_id for point in points]
    chosen = choices.chosen("project")
    return ids.index(chosen) if chosen in ids else 0


def point_list(points: Sequence[AgendaPoint], plan: Recommendation, portfolio: Portfolio, colours: Palette) -> None:
    """A line a point: what is recommended, about what, what it brings; a click opens it below."""
    at, currency = current(points), portfolio.settings.currency
    known_verdicts = verdicts(portfolio, plan)
    with st.container(key="agenda", gap=None):
        note = "Click an item to open it. Each amount is what a point adds to those before it."
        title_explained("The agenda", "gain in turn", portfolio, note)
        for number, point in enumerate(points):
            action = plan.decisions[portfolio.project_index[point.project_id]].action
            with st.container(
                key=widgets.key_of("first", point.project_id),
                horizontal=True,
                wrap=False,
                vertical_alignment="center",
                gap="small",
            ):
                draw_markup(act(action, colours), width=110)
                st.button(
                    plain(portfolio.projects_by_id[point.project_id].name),
                    key=widgets.key_of("point", point.project_id),
                    type="tertiary",
                    icon=":material/arrow_right:" if number == at else None,
                    on_click=go_to,
                    args=(point.project_id,),
                    width="stretch",
                )
                draw_verdict(point.project_id, known_verdicts)
                draw_markup(markup('<span class="sum">{}</span>', _worth(point, currency)), width="content")


def turning(points: Sequence[AgendaPoint], at: int, portfolio: Portfolio) -> None:
    """Which point is on screen and what it brings, and the way to the one before and the next; in a room by key."""
    back, on = ("PageUp", "PageDown") if choices.presenting() else (None, None)
    with st.container(key="turning", horizontal=True, vertical_alignment="center", gap="small"):
        quiet(place_of_point(at, points), width="content")
        item = points[at].item
        behind = () if item is None else (of_point(item, portfolio),)
        worth, boxes = explained(_worth(points[at], portfolio.settings.currency), behind, "point")
        draw_markup(markup('<p class="point-figure">{}</p>{}', worth, boxes), width="stretch")
        before, after = points[at - 1].project_id, points[(at + 1) % len(points)].project_id
        st.button(
            "Previous", key="previous-point", icon=":material/chevron_left:", on_click=go_to, args=(before,),
            disabled=at == 0, shortcut=back,
        )  # fmt: skip
        st.button(
            "Next", key="next-point", icon=":material/chevron_right:", on_click=go_to, args=(after,),
            disabled=at == len(points) - 1, shortcut=on,
        )  # fmt: skip


def go_to(project: str) -> None:
    """Put another point on screen."""
    choices.choose("project", project)
    messages.leave("recording", None)


def _worth(point: AgendaPoint, currency: str) -> str:
    if point.item is not None:
        return difference_range(point.item.adopted.gain_low, point.item.adopted.gain_high, currency)
    if point.objections:
        return "objection"
    return "waits for you" if point.waiting is not None else "to be reviewed"
