"""The portfolios of this server, and what of its settings stands for the one in use.

A server shows the one that ``COCKPIT_PORTFOLIO`` names or, where ``COCKPIT_PORTFOLIOS`` names a folder, each of its
sub-folders: with a register, kept answers, saved months and sources of its own, to those who have a role in it.
"""

from __future__ import annotations

import os
from pathlib import Path

from engine.errors import CockpitError
from engine.portfolio.named_portfolios import (
    NAME_GOES_HERE,
    PORTFOLIOS_VARIABLE,
    NamedPortfolio,
    for_portfolio,
    named_portfolios,
)
from engine.register import URL_VARIABLE
from pages.ui.session import portfolio_in_use

PORTFOLIO_VARIABLE = "COCKPIT_PORTFOLIO"
DEFAULT_REGISTERS = f"sqlite:///var/cockpit-{NAME_GOES_HERE}.db"
"""Where registers are kept when no database is named, one a portfolio."""
SAMPLE = Path(__file__).parents[3] / "data" / "sample"


def several() -> bool:
    """Whether this server shows the portfolios of a folder."""
    return bool(os.environ.get(PORTFOLIOS_VARIABLE))


def root() -> Path:
    """The folder of portfolios.

    Raises:
        CockpitError: a single portfolio is named as well.
    """
    if os.environ.get(PORTFOLIO_VARIABLE):
        raise CockpitError(
            f"{PORTFOLIO_VARIABLE} and {PORTFOLIOS_VARIABLE} are both set: name one portfolio, or a folder of several."
        )
    return Path(os.environ[PORTFOLIOS_VARIABLE])


def listed() -> tuple[NamedPortfolio, ...]:
    """The portfolios of this server, by name; none where it shows one only.

    Raises:
        CockpitError: the folder cannot be opened, or holds none.
    """
    return named_portfolios(root()) if several() else ()


def names() -> tuple[str, ...]:
    """The names of all portfolios of this server; a single one has none. Raises as :func:`listed` does."""
    return tuple(portfolio.name for portfolio in listed()) or ("",)


def folder_in_use() -> Path:
    """The folder or workbook of the portfolio in use, as whoever runs the server has named it; else the sample.

    Raises:
        CockpitError: none has been entered, or it is no longer there.
    """
    if not several():
        return Path(os.environ.get(PORTFOLIO_VARIABLE) or SAMPLE)
    in_use = portfolio_in_use.name()
    for portfolio in listed():
        if portfolio.name == in_use:
            return portfolio.folder
    raise CockpitError("This portfolio is not on this server any more. Ask who runs it." if in_use else _NONE_ENTERED)


def setting(variable: str) -> str | None:
    """A setting of the server as it stands for the portfolio in use; ``None`` where it is not set.

    Raises:
        CockpitError: it would be shared by several portfolios.
    """
    said = os.environ.get(variable)
    if not said or not several():
        return said or None
    return for_portfolio(said, _entered(), variable)


def register_url() -> str | None:
    """The database of the register in use; ``None`` for the one that the engine takes by itself.

    Raises:
        CockpitError: it would be shared by several portfolios.
    """
    if not several():
        return None
    return setting(URL_VARIABLE) or for_portfolio(DEFAULT_REGISTERS, _entered(), URL_VARIABLE)


_NONE_ENTERED = "No portfolio has been chosen. Reload the page."


def _entered() -> str:
    in_use = portfolio_in_use.name()
    if not in_use:
        raise CockpitError(_NONE_ENTERED)
    return in_use
