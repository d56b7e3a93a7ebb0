"""A chart in two parts: its layers, made once for what they depend on, and its data, put in each time.

Making layers takes a fifth of a second, since Altair copies them whole at every step; most charts are drawn again and
again with the same months and other bars.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any

import altair as alt
from altair.utils.schemapi import debug_mode

from pages.ui.parts.theme import Palette

Specification = dict[str, Any]
"""A chart in the grammar of Vega-Lite, its data by name under ``datasets``. To be read, never changed."""

Layers = Callable[..., alt.LayerChart]
_KEPT = 256


def specification(
    layers: Layers, settings: tuple[Hashable, ...], colours: Palette, **datasets: list[dict[str, Any]]
) -> Specification:
    """The chart of ``layers(*settings, colours)``, which refer to their data by name, with the ``datasets``.

    ``layers`` must depend on its arguments alone.
    """
    return _without_data(layers, settings, colours) | {"datasets": datasets}


@lru_cache(maxsize=_KEPT)
def _without_data(layers: Layers, settings: tuple[Hashable, ...], colours: Palette) -> Specification:
    # Charts are validated by their tests; doing it again on every page would double the time they take.
    with debug_mode(False):
        chart = (
            layers(*settings, colours)
            .configure_axis(labelColor=colours.quiet, titleColor=colours.quiet, gridColor=colours.line)
            .configure_text(color=colours.ink)
        )
        # Drawn as vectors, charts stay sharp on a projector and on paper.
        chart.usermeta = {"embedOptions": {"renderer": "svg"}}
        made: Specification = chart.to_dict(validate=False)
    return made
