"""Pages put no figure into words of their own: sentences stand in ``engine/explain``, where commands find them too."""

from __future__ import annotations

import pytest

from tests.support.places import ROOT
from tests.support.prose_source import figures_in_words


def test_no_page_writes_a_figure_into_words() -> None:
    offenders = [
        f"{path.relative_to(ROOT)}:{line}: {text}"
        for path in sorted((ROOT / "pages").rglob("*.py"))
        for line, text in figures_in_words(path.read_text(encoding="utf-8"))
    ]
    assert not offenders


@pytest.mark.parametrize(
    "line",
    [
        'title(f"Brings {money(gain, currency)} more")',
        'title(f"Point {at + 1 - 0} of {len(points)}")',
        'title(f"worth {value:.1f} now")',
        'title("Recorded today: " + count(3, "entry"))',
        'title("{} at stake".format(money(stake)))',
        'title(f"{item.people} more in {pool}")',
        'def page():\n    worth = money(gain)\n    title(f"a plan worth {worth}")',
        'def page():\n    name, worth = pool.name, scale.money(gain)\n    title(f"{name} is worth {worth}")',
    ],
)
def test_a_figure_in_words_is_noticed(line: str) -> None:
    assert list(figures_in_words(line))


@pytest.mark.parametrize(
    "line",
    [
        'title(f"Who gets {pool}")',
        'key = f"mandate-{office}-{len(entries)}"',
        'title(f"{failure} What is shown was read before.")',
        'column = f"{name}, {unit}"',
        "amount = money(gain, currency)",
    ],
)
def test_names_and_sentences_may_be_put_together(line: str) -> None:
    assert not list(figures_in_words(line))
