"""Text on pages: the sentence that answers the page's question, the quiet line under it, notes, what went wrong.

Names, reasons, addresses and whatever else people have written reach a page through one of three functions only:
:func:`markup` and :func:`fragment` where the page is HTML, :func:`plain` where Streamlit reads Markdown. In all of them
it is text and nothing more: no tag, no picture, no link, no formula.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, LiteralString

import streamlit as st
from markupsafe import Markup

from engine.wording.templates import render
from pages.ui.parts.theme import DARK, DARK_ON_PAPER, PRESENT_STYLE, STYLE, palette

_MEANT = re.compile(r"[\\`*_\[\]<>|~$&#]|:(?=\S)|^[-+]|^\d+(?=[.)])")
_JOINED = re.compile(r"(?<=://)(?=\S)|(?<=www)(?=\.)|(?<=\S)(?=@)|(?<=[-<>=~])(?=[-<>=])", re.IGNORECASE)
_SPACES = re.compile(r"[^\S\u00a0\u202f]+")
"""Not those that keep a number and its unit on one line."""
_WORD_JOINER = "\u2060"
_TEMPLATES = Path(__file__).with_name("templates")


def markup(pattern: LiteralString, /, *values: object, **named: object) -> Markup:
    """A piece of HTML: ``pattern`` is the page's own, each value goes into it as text, unless it is markup itself."""
    return Markup(pattern).format(*values, **named)  # noqa: S704 - the pattern is a literal


def draw_markup(piece: Markup, **place: Any) -> None:
    """Put a piece of HTML on the page; ``place`` is Streamlit's ``width``."""
    st.html(str(piece), **place)


def run_script(script: LiteralString) -> None:
    """Let the browser run a script of the page's own; nothing of what people have written may be in it.

    Its names are its own: a window in which it runs twice would refuse them the second time.
    """
    st.html(script.replace("<script>", "<script>{").replace("</script>", "}</script>"), unsafe_allow_javascript=True)


def fragment(template: LiteralString, **values: object) -> Markup:
    """A piece of HTML with parts that repeat, from a file in ``templates``; each value goes into it as text."""
    return render(_TEMPLATES / f"{template}.html", **values)


def plain(text: str) -> str:
    """Text of people for a place where Streamlit reads Markdown, such as a button: what it says, and nothing else.

    Streamlit makes links and arrows of what is left after Markdown, so addresses are taken apart by a sign of no width.
    """
    in_one_line = _JOINED.sub(_WORD_JOINER, _SPACES.sub(" ", text).strip())
    return _MEANT.sub(_as_number, in_one_line)


def style(*, presenting: bool = False) -> None:
    """The pages' own style sheets, and that of a room where one is shown; once a run, before anything else."""
    st.html(STYLE)
    draw_markup(markup("<style>:root {{ --page-back: {} }}</style>", palette().background))
    if palette() is DARK:
        st.html(DARK_ON_PAPER)
    if presenting:
        st.html(PRESENT_STYLE)


def headline(text: str, *, dimmed: bool = False) -> None:
    """The sentence that opens a page; dimmed while it answers an older question."""
    draw_markup(markup('<h1 class="{}">{}</h1>', "headline dimmed" if dimmed else "headline", text))


def quiet(text: str, **place: Any) -> None:
    """One calm line in secondary ink."""
    draw_markup(markup('<p class="quiet">{}</p>', text), **place)


def in_passing(text: str) -> None:
    """A calm line over a page that is left standing; it takes no room, so that nothing moves when it goes."""
    draw_markup(markup('<p class="quiet in-passing">{}</p>', text))


def strong(text: str) -> None:
    """The sentence that answers a part of a page."""
    draw_markup(markup('<p class="strong">{}</p>', text))


def title(text: str, note: str = "") -> None:
    """The title of a chart or table: what it shows, and how to read it."""
    explained = markup('<p class="quiet">{}</p>', note) if note else Markup("")
    draw_markup(markup('<h2 class="section">{}</h2>{}', text, explained))


def success(text: str) -> None:
    """What has been done."""
    st.success(plain(text), icon=":material/check:")


def warning(text: str, icon: str) -> None:
    """What is to be looked at before going on."""
    st.warning(plain(text), icon=icon)


def error(text: str, icon: str | None = None) -> None:
    """What could not be done."""
    st.error(plain(text), icon=icon)


def _as_number(match: re.Match[str]) -> str:
    return "".join(f"&#{ord(letter)};" for letter in match.group())
