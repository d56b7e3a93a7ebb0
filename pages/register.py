"""Decision register: what was decided, by whom, and whether it paid."""

from __future__ import annotations

from datetime import date

import streamlit as st

from engine.explain.register import behind, how_delivered, opening
from engine.register import balance, due, track_record
from pages.ui.jobs import cached
from pages.ui.office.register import delivered_chart, downloads, due_for_review, entries_table, filters, history
from pages.ui.office.register_access import entries as known_entries
from pages.ui.parts.text import error, headline, quiet, title
from pages.ui.parts.theme import palette


def main() -> None:
    portfolio = cached.portfolio()
    currency = portfolio.settings.currency
    entries, failure = known_entries()
    if failure and not entries:
        headline("The register cannot be read.")
        error(failure, ":material/cloud_off:")
        return
    record, total = track_record(entries, portfolio), balance(entries)
    headline(opening(total, record, currency))
    quiet(behind(total, currency))
    if failure:
        error(f"{failure} What is shown was read before.", ":material/cloud_off:")
    if not entries:
        st.page_link("../../steering.py", label="See what there is to decide", icon=":material/arrow_forward:")
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
