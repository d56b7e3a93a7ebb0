"""The register's database as one command uses it: opened once, with one look at its tables, whatever is asked of it."""

from __future__ import annotations

import logging

import click

from engine.errors import RegisterError, RegisterUnavailable
from engine.register import Register, open_register
from engine.register.answers import RETRY_SECONDS, KeptAnswers

log = logging.getLogger(__name__)
_OPENED, _ANSWERS = "engine.commands.open_database", "engine.commands.open_database.answers"


def register_of_command() -> Register:
    """The register, opened when it is first asked for and closed with the command, which makes none.

    Raises:
        RegisterUnavailable: the database does not answer.
        RegisterError: there is none, or it cannot be used.
    """
    context = click.get_current_context()
    known: Register | RegisterError | None = context.meta.get(_OPENED)
    if known is None:
        known = context.meta[_OPENED] = _opened(context)
    if isinstance(known, RegisterError):
        raise known
    return known


def answers_of_command() -> KeptAnswers | None:
    """The answers that the register's database keeps, where there is one."""
    meta = click.get_current_context().meta
    if _ANSWERS not in meta:
        try:
            meta[_ANSWERS] = KeptAnswers(register_of_command().database)
        except RegisterError:
            meta[_ANSWERS] = None
    known: KeptAnswers | None = meta[_ANSWERS]
    return known


def _opened(context: click.Context) -> Register | RegisterError:
    try:
        register = open_register(retry_seconds=RETRY_SECONDS, create=False)
    except RegisterUnavailable as error:
        log.warning("answers are not kept: %s", error)
        return error
    except RegisterError as error:
        return error
    context.call_on_close(register.close)
    return register
