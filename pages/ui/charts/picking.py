"""Charts whose rows are projects: a click picks one."""

from __future__ import annotations

import altair as alt

PICK = "pick"
"""The selection of a chart whose rows carry ``project_id``."""


def pickable(chart: alt.Chart) -> alt.Chart:
    """The chart with a selection of one project by click; its rows carry ``project_id``."""
    return chart.add_params(alt.selection_point(name=PICK, fields=["project_id"], on="click", clear="dblclick"))
