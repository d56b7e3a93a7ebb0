"""What a visitor looks at, beside the scenario: the choices that the address carries, the panel asked for, the room."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from pages.ui.session import widgets

CHOICES = ("project", "pool", "theme", "view")
_GOTO = "goto-project"
_REVEAL = "reveal-panel"
_PRESENT = "present"
_COMPARED = "compared-with"
_PAGE = "goto-page"
_ON_THE_WAY = "page-on-the-way"
_LEVERS = "levers-in-room"
_REHEARSAL = "rehearsal"
_REHEARSED = "rehearsed-projects"


def chosen(name: str) -> str | None:
    """A choice the address carries beside the scenario: one of :data:`CHOICES`."""
    return st.session_state.get(f"chosen-{name}")


def choose(name: str, value: str | None) -> None:
    """Set a choice that the address carries."""
    st.session_state[f"chosen-{name}"] = value


def settle(name: str, value: str | None) -> None:
    """Make a choice for the visitor who has made none; from then on it stays."""
    if chosen(name) is None:
        choose(name, value)


def open_project(project: str) -> None:
    """Choose a project and ask the frame to show its trade-off instead of the page it was clicked on."""
    choose("project", project)
    st.session_state[_GOTO] = st.session_state[_REVEAL] = True
    widgets.redraw()


def wants_project() -> bool:
    """Whether a project was clicked; asked once."""
    return bool(st.session_state.pop(_GOTO, False))


def wants_panel_in_sight() -> bool:
    """Whether the panel was just asked for, perhaps from further down the page; asked once."""
    return bool(st.session_state.pop(_REVEAL, False))


def presenting() -> bool:
    """Whether pages are shown in a room: large type, no controls."""
    return bool(st.session_state.get(_PRESENT))


def present(on: bool) -> None:
    """Begin or end showing pages in a room."""
    st.session_state[_PRESENT] = on


def compared_with() -> str | None:
    """What the position of the levers is compared with, by the name that the address carries; ``None`` as usual."""
    return st.session_state.get(_COMPARED)


def compare_with(name: str | None) -> None:
    """Choose what the position of the levers is compared with."""
    st.session_state[_COMPARED] = name


def turn_to(page: str) -> None:
    """Ask the frame for another page, by its path in the address."""
    st.session_state[_PAGE] = page


def turn_along(pages: Sequence[str], page: str, step: int) -> None:
    """Ask for the page that stands ``step`` further on from ``page`` in a navigation that goes round.

    A second press before the first page is drawn goes on from there, not from what is still on screen.
    """
    at = st.session_state.get(_ON_THE_WAY, page)
    onto = pages[(pages.index(at) + step) % len(pages)]
    st.session_state[_ON_THE_WAY] = onto
    turn_to(onto)


def arrive() -> None:
    """Note that the page asked for is drawn."""
    st.session_state.pop(_ON_THE_WAY, None)


def wants_page() -> str | None:
    """The page that was asked for; asked once."""
    page: str | None = st.session_state.pop(_PAGE, None)
    return page


def shows_levers(usually: bool) -> bool:
    """Whether a room sees the levers: as was chosen last, else as is usual on the page."""
    chosen = st.session_state.get(_LEVERS)
    return usually if chosen is None else bool(chosen)


def show_levers(on: bool) -> None:
    """Show or hide the levers in a room."""
    st.session_state[_LEVERS] = on


def rehearsing() -> bool:
    """Whether a meeting is rehearsed: what is decided changes the plan on screen and is recorded nowhere."""
    return bool(st.session_state.get(_REHEARSAL))


def rehearse(on: bool) -> None:
    """Begin or end a rehearsal; what was decided in it is forgotten."""
    st.session_state[_REHEARSAL] = on
    st.session_state[_REHEARSED] = ()


def rehearsed() -> tuple[str, ...]:
    """Projects about which the rehearsal has decided, in its order."""
    projects: tuple[str, ...] = st.session_state.get(_REHEARSED, ())
    return projects


def note_rehearsed(project: str) -> None:
    """Note that the rehearsal has decided about a project."""
    st.session_state[_REHEARSED] = (*(p for p in rehearsed() if p != project), project)
