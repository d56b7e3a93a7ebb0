"""The decision register on a page: what matches a search, the history of a project, estimates against what came."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import streamlit as st

from engine.explain.register import (
    delivered_of,
    expected_of,
    how_it_stands,
    how_many_oldest_first,
    most_expected,
    name_of,
    options_then,
    outlook_then,
    value_with_range,
    what_was_decided,
)
from engine.explain.register import due_for_review as due_title
from engine.portfolio.model.labels import labels
from engine.register import Entry, State, TrackRecord, states
from engine.register.export import as_csv, as_json
from engine.wording.formats import NONE, SPACE
from pages.ui.charts.draw import draw
from pages.ui.charts.ranged_bars import Bar, ranged_bars
from pages.ui.office.register_access import register
from pages.ui.parts.figures import Amount, Figures, shortened
from pages.ui.parts.tables import figures, wrapped
from pages.ui.parts.text import quiet, title
from pages.ui.parts.theme import Palette

LONGEST = 400
"""Letters of a text that a table shows; the download has them all."""
MOST_BARS = 12
ALL = "All"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched for; empty means anything. ``about`` is the key of a subject."""

    about: str = ""
    state: str = ""
    role: str = ""
    text: str = ""

    def fits(self, entry: Entry, stands: Mapping[str, State]) -> bool:
        """Whether an entry is searched for."""
        return (
            self.about in ("", entry.subject.key)
            and self.state in ("", stands[entry.id].value)
            and self.role in ("", entry.decided_by.role)
            and self.text.casefold() in _all_words(entry).casefold()
        )


def filters(entries: Sequence[Entry]) -> Wanted:
    """The four questions above the table."""
    places = st.columns(4)
    with places[0]:
        about = _one_of("About", subjects(entries), "filter-about")
    with places[1]:
        standing = _one_of("State", {s.value: s.value for s in State}, "filter-state")
    with places[2]:
        role = _one_of("Role", {e.decided_by.role: e.decided_by.role for e in entries}, "filter-role")
    with places[3]:
        text = st.text_input("Text", key="filter-text", placeholder="Reason, condition, account …")
    return Wanted(about, standing, role, text.strip())


def entries_table(entries: Sequence[Entry], wanted: Wanted, currency: str) -> None:
    """The entries searched for, latest first."""
    stands = states(entries)
    matching = [e for e in reversed(entries) if wanted.fits(e, stands)]
    if not matching:
        quiet("No entry matches.")
        return
    rows = [
        {
            "Entry": e.number,
            "Decided on": e.decision.decided_on,
            "Decision": what_was_decided(e),
            "About": name_of(e),
            "State": how_it_stands(e, stands),
            "Value": e.decision.value.estimate,
            "Decided by": f"{e.decided_by.role} ({e.decided_by.account})",
            "Reason": e.decision.reason,
            "Review": e.decision.review_on,
        }
        for e in matching
    ]
    column = st.column_config
    columns = {
        "Entry": column.NumberColumn("No.", width=50),
        "Decided on": column.DateColumn("Decided on", format="DD MMM YYYY", width=100),
        "Decision": column.TextColumn(width=150),
        "State": column.TextColumn(width=110),
        "Decided by": column.TextColumn(width=220),
        "Review": column.DateColumn("Review", format="DD MMM YYYY", width=100),
    }
    amounts = {"Value": Amount(signed=True, width=90)}
    table = Figures(pd.DataFrame(rows), currency, amounts=amounts, columns=columns, longest=LONGEST)
    figures("decision-register", table, "Entries of the decision register")


def history(entries: Sequence[Entry], about: str, currency: str) -> None:
    """All that was ever recorded about the subject with the key ``about``, oldest first, with what people said."""
    stands = states(entries)
    own = [e for e in entries if e.subject.key == about]
    title(
        f"History: {subjects(entries)[about][:80]}",
        how_many_oldest_first(own),
    )
    rows = [
        {
            "Recorded": f"{e.recorded_at:%d %b %Y}",
            "Decision": what_was_decided(e),
            "State": how_it_stands(e, stands),
            "Value": value_with_range(e, currency),
            "By": f"{shortened(e.decided_by.account, 60)}, {e.decided_by.role}",
            "Recommended then": e.decision.recommendation.option if e.decision.recommendation else NONE,
            "Risk then": outlook_then(e, currency),
            "Options": options_then(e, currency),
            "Reason and conditions": shortened(
                " · ".join(t for t in (e.decision.reason, e.decision.conditions) if t), LONGEST
            ),
        }
        for e in own
    ]
    wrapped(pd.DataFrame(rows))


def due_for_review(due: Sequence[Entry]) -> None:
    """Decisions that were to be looked at again by today."""
    if not due:
        return
    title(due_title(due), "They are back on the steering group's agenda.")
    rows = [
        {
            "About": name_of(e),
            "Decision": what_was_decided(e),
            "Due since": f"{e.decision.review_on:%d %b %Y}",
            "Decided by": f"{shortened(e.decided_by.account, 60)}, {e.decided_by.role}",
            "Conditions": shortened(e.decision.conditions, LONGEST) or NONE,
        }
        for e in due
    ]
    wrapped(pd.DataFrame(rows))


def delivered_chart(record: TrackRecord, entries: Sequence[Entry], currency: str, colours: Palette) -> None:
    """Two bars a decision, expected and delivered; where most was expected comes first."""
    scored = sorted((d for d in record.decisions if d.ratio is not None), key=lambda d: -d.expected)
    if not scored:
        quiet("No month in which a decision was to bring benefits has been recorded yet.")
        return
    by_id = {e.id: e for e in entries}
    bars = []
    for one in scored[:MOST_BARS]:
        entry = by_id[one.entry_id]
        name = shortened(name_of(entry), 32)
        bars.append(Bar(name, one.expected, colour=colours.demand, note=expected_of(entry)))
        bars.append(Bar(f"{SPACE}delivered", one.actual, colour=colours.accent, note=delivered_of(one)))
    key = "|".join(f"{d.entry_id}:{d.expected}:{d.actual}" for d in scored[:MOST_BARS])
    text = "Benefits expected of each decision by now, and delivered"
    draw("delivered", key, colours, lambda: ranged_bars(bars, currency, colours), text)
    if len(scored) > MOST_BARS:
        quiet(most_expected(MOST_BARS, len(scored)))


def downloads() -> None:
    """The whole register to be taken away: for spreadsheets, or with its hashes for checking."""
    with st.container(horizontal=True, gap="small"):
        for words, name, kind, make in (
            ("Download as CSV", "decision-register.csv", "text/csv", _csv),
            ("Download as JSON, with hashes", "decision-register.json", "application/json", _json),
        ):
            st.download_button(
                words, make, name, kind, key=f"export-{name}", icon=":material/download:", type="tertiary",
                on_click="ignore",
            )  # fmt: skip


def subjects(entries: Sequence[Entry]) -> dict[str, str]:
    """What there are entries about: the key of each subject and its latest name, told apart where names are alike."""
    return labels({e.subject.key: name_of(e) for e in entries})


def _one_of(words: str, options: Mapping[str, str], key: str) -> str:
    """The chosen one of the options (value and label), or an empty text for all of them."""
    texts = labels({"": ALL} | {value: shortened(label, 60) for value, label in options.items()})
    ordered = ["", *sorted(options, key=lambda value: options[value].casefold())]
    return st.selectbox(words, ordered, key=key, format_func=lambda value: texts.get(value, value)) or ""


def _all_words(entry: Entry) -> str:
    decision, by = entry.decision, entry.decided_by
    return " ".join((name_of(entry), decision.reason, decision.conditions, decision.forum, by.account, by.role))


def _csv() -> bytes:
    return as_csv(register().links()).encode("utf-8-sig")


def _json() -> bytes:
    return json.dumps(as_json(register().links()), indent=1).encode("ascii")
