"""Text of people on a page: it is read, never obeyed."""

from __future__ import annotations

import html
import re
from pathlib import Path

import pytest
from jinja2 import UndefinedError
from markupsafe import Markup

from pages.ui.parts import text

PAGES = Path(__file__).parents[2] / "pages"
WORD_JOINER = "\u2060"
TEXTS = (
    "![x](https://x.example/p.png)",
    "[Sign in again](https://x.example)",
    "<b>bold</b><img src=https://x.example/q.png>",
    ":red[x] :material/home: :smile:",
    "$a^2$ costs $5",
    "a & b &lt;i&gt; &#60;",
    "1. one",
    "- item",
    "+ item",
    "# head",
    "`code` ~~s~~ **b** __u__ *i*",
    "| a | b |",
)


@pytest.mark.parametrize("words", TEXTS)
def test_text_keeps_its_words_and_loses_its_power(words: str) -> None:
    written = text.plain(words)
    assert html.unescape(written).replace(WORD_JOINER, "") == words
    assert not re.search(r"[\\`*\[\]<>|~$]|&(?!#\d+;)|:(?=\S)|^[-+]|^\d+[.)]|^#(?!\d)", re.sub(r"&#\d+;", "", written))


@pytest.mark.parametrize("words", ["see https://x.example/a", "www.x.example", "me@x.example", "mailto:me@x.example"])
def test_an_address_in_a_text_is_no_link(words: str) -> None:
    written = html.unescape(text.plain(words))
    assert not re.search(r"https?://\w|www\.|\w@\w", written)
    assert written.replace(WORD_JOINER, "") == words


def test_a_text_over_several_lines_or_set_in_stays_one_line() -> None:
    assert text.plain("    one\n\n# two\t\r\n") == "one &#35; two"


def test_figures_and_sentences_are_left_as_they_are() -> None:
    said = "Deviating costs £4.2m, between £1.1m and £5m (+3\u00a0%): too close to call; see No. 4."
    assert text.plain(said) == said


def test_markup_takes_values_as_text_and_markup_as_markup() -> None:
    inner = text.markup("<i>{}</i>", "<b>")
    assert inner == Markup("<i>&lt;b&gt;</i>")
    assert text.markup('<p title="{}">{}</p>', '"><script>', inner) == Markup(
        '<p title="&#34;&gt;&lt;script&gt;"><i>&lt;b&gt;</i></p>'
    )


def test_a_template_takes_values_as_text_and_misses_none() -> None:
    row = {"action": "Stop", "about": "<img src=x>", "note": "a & b", "amount": "£1m"}
    written = text.fragment("decided_lines", lines=[row])
    assert "&lt;img src=x&gt;" in written
    assert "a &amp; b" in written
    with pytest.raises(UndefinedError):
        text.fragment("plain_list")


def test_pages_draw_html_and_notices_in_one_place_only() -> None:
    """A page that calls Streamlit itself would have to escape by itself; only literals may be drawn directly."""
    result = [
        f"{path.name}: {line.strip()}"
        for path in sorted(PAGES.rglob("*.py"))
        if path.name != "text.py"
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"\bst\.(html|error|warning|success|info|write|toast|exception)\(", line)
    ]
    assert not result
