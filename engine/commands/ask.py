"""``ask``: which blank, assumed or stale figures could change a decision, and whom to ask what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from engine.analyse.unknowns.unknowns import TRIED, Asked, Effect, Unknowns
from engine.catalogue import UNKNOWNS
from engine.commands.frame import analysed, analysis, write_out
from engine.explain.unknowns import NOBODY, explain_asked, explain_unknowns
from engine.portfolio.model.portfolio import Portfolio


@analysis
@click.option(
    "--tried", type=click.IntRange(min=0), default=TRIED, show_default=True, help="Figures planned anew, to be sure."
)
def ask(path: Path, tried: int, scenario: Path | None, effort: str, as_json: bool) -> None:
    """Which unknown figures could change a decision; a question a line for each owner."""
    it = analysed(UNKNOWNS, path, scenario, effort, as_json=as_json, tried=tried)
    write_out(as_json, ask_as_json(it.result, it.portfolio), list(_lines(it.result, it.portfolio)))


def ask_as_json(result: Unknowns, portfolio: Portfolio) -> dict[str, Any]:
    """The figures with the keys other programs rely on; money today, shares of the recommended value from 0 to 1."""
    trust = result.trust
    total = trust.owned + trust.derived + trust.assumed
    amounts = {"owned": trust.owned, "derived": trust.derived, "assumed": trust.assumed}
    return {
        "sentence": explain_unknowns(result, portfolio).sentence,
        "precision": result.precision,
        "shares": {key: amount / total if total else 0.0 for key, amount in amounts.items()},
        "about_work": result.about_work,
        "figures": [_figure_as_json(asked, portfolio) for asked in result.figures],
    }


def _figure_as_json(asked: Asked, portfolio: Portfolio) -> dict[str, Any]:
    said = explain_asked(asked, portfolio).prose
    return asdict(asked) | {"changed": list(asked.changed), "sentence": said}


def _lines(result: Unknowns, portfolio: Portfolio) -> Iterator[str]:
    said = explain_unknowns(result, portfolio)
    yield said.sentence
    yield from (further.prose for further in said.further)
    by_owner: dict[str, list[Asked]] = defaultdict(list)
    for asked in result.figures:
        if asked.effect is not Effect.SETTLED:
            by_owner[asked.owner or NOBODY].append(asked)
    for owner, own in by_owner.items():
        yield ""
        yield f"{owner[0].upper()}{owner[1:]}"
        yield from (f"- {explain_asked(asked, portfolio).prose}" for asked in own)
