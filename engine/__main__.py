"""The command line: ``python -m engine …``. Tables for people, ``--json`` for programs."""

from __future__ import annotations

import click

from engine.commands.ask import ask
from engine.commands.backtest import backtest_command
from engine.commands.bridge import bridge
from engine.commands.check import check
from engine.commands.constraint import constraint
from engine.commands.data import data
from engine.commands.explain_project import explain
from engine.commands.first import first
from engine.commands.illusion import illusion
from engine.commands.import_table import import_
from engine.commands.interventions import interventions
from engine.commands.minutes import minutes
from engine.commands.money import money
from engine.commands.pack import pack
from engine.commands.recommend import recommend
from engine.commands.register import register
from engine.commands.report import report
from engine.commands.risk import risk
from engine.commands.sequence import sequence
from engine.commands.signs import signs
from engine.commands.sponsor import sponsor
from engine.commands.strategy import strategy
from engine.commands.template import template
from engine.commands.tradeoff import tradeoff


@click.group()
def main() -> None:
    """Decide which projects to accelerate, continue, defer or stop, and why, in money."""


for command in (
    ask,
    backtest_command,
    bridge,
    check,
    constraint,
    data,
    explain,
    first,
    illusion,
    import_,
    interventions,
    minutes,
    money,
    pack,
    recommend,
    register,
    report,
    risk,
    sequence,
    signs,
    sponsor,
    strategy,
    template,
    tradeoff,
):
    main.add_command(command)

if __name__ == "__main__":
    main()
