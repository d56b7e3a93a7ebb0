"""Decision register: what was decided, by whom, and whether it paid."""

from __future__ import annotations

from datetime import date

import streamlit as st

from engine.register import balance, due, track_record
from pages.ui import cached
from pages.ui.prose import error, headline, quiet, title
from pages.ui.recorded import entries as known_entries
from pages.ui.register_view import delivered_chart, downloads, due_for_review, entries_table, filters, history
from pages.ui.register_words import behind, how_delivered, opening
from pages.ui.theme import palette


def main() -> None:
    opened = cached.portfolio()
    currency = opened.settings.currency
    entries, trouble = known_entries()
    record, found = track_record(entries, opened), balance(entries)
    headline(opening(found, record, currency))
    quiet(behind(found, currency))
    if trouble:
        error(f"{trouble} What is shown was read before.", ":material/cloud_off:")
    if not entries:
        st.page_link("../steering.py", label="See what there is to decide", icon=":material/arrow_forward:")
        return
    title("Delivered against expected", how_delivered(record))
    delivered_chart(record, entries, currency, palette())
    due_for_review(due(entries, date.today()))
    title("Every entry", "Nothing is changed or deleted: a later entry supersedes.")
    wanted = filters(entries)
    entries_table(entries, wanted, currency)
    if wanted.about:
        history(entries, wanted.about, currency)
    downloads()


main()
