"""What changed since last month's data, on a page; projects that may be the same under another id are asked about."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from engine.explain import months as words
from engine.portfolio import Portfolio
from engine.portfolio.months.difference import difference
from pages.ui.parts.tables import wrapped
from pages.ui.parts.text import plain, strong
from pages.ui.session import widgets


def changes_since(before: Portfolio, after: Portfolio) -> None:
    """One sentence, the questions which projects are the same, and the largest changes."""
    spot = st.container()
    asked = difference(before, after).perhaps
    same = {
        new: gone
        for new, gone in asked.items()
        if st.checkbox(plain(words.perhaps_the_same(new, gone, after)), key=widgets.key_of("same", f"{new}|{gone}"))
    }
    changed = difference(before, after, same)
    with spot:
        strong(words.changed_in_short(changed, before))
    rows = words.changes_table(changed, after)
    if rows:
        wrapped(pd.DataFrame(rows))
