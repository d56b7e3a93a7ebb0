"""Labels that tell things of one name apart: where a list, a chart or a sentence shows names, each means one thing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from engine.portfolio.model.near_miss import normal


def labels(names: Mapping[str, str]) -> dict[str, str]:
    """The label of each id: its name, and behind it the id wherever another has a name that reads the same.

    Where the ids read the same too, such as ``P-1`` and ``p 1``, a number tells them apart. ``names`` are by id.
    """
    texts = dict(names)
    texts |= {key: f"{texts[key]} ({key})" for key in _shared(texts)}
    while shared := _shared(texts):
        numbers: Counter[str] = Counter()
        for key in shared:
            form = normal(texts[key])
            numbers[form] += 1
            texts[key] += f" ({numbers[form]})"
    return texts


def _shared(texts: Mapping[str, str]) -> list[str]:
    times = Counter(normal(label) for label in texts.values())
    return [key for key, label in texts.items() if times[normal(label)] > 1]
