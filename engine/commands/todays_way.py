"""Commands price with the way of working that somebody has accepted, as the pages do: figures of today agree."""

from __future__ import annotations

import click

from engine.commands.open_database import register_of_command
from engine.errors import RegisterError, RegisterUnavailable
from engine.explain.today import accepted_by
from engine.portfolio.model.portfolio import Portfolio
from engine.portfolio.scenario import Scenario
from engine.register.reading_of_today import accepted_reading
from engine.wording.formats import SPACE


def with_accepted_reading(scenario: Scenario, portfolio: Portfolio) -> Scenario:
    """The scenario with the accepted reading of today, said on stderr; as it is where data or scenario name their own.

    Without a register there is nothing accepted; one that does not answer is said.
    """
    if portfolio.settings.today is not None or scenario.today:
        return scenario
    try:
        accepted = accepted_reading(register_of_command().entries())
    except RegisterUnavailable as error:
        click.echo(f"warning: whether a way of working was accepted is not known: {error}", err=True)
        return scenario
    except RegisterError:
        return scenario
    if accepted is None:
        return scenario
    by = accepted.decided_by
    click.echo(f"note: {accepted_by(by.account, by.role, accepted.subject.name).replace(SPACE, ' ')}", err=True)
    return scenario.model_copy(update={"today": accepted.decision.scenario.today})
