"""Several portfolios on one server: each sub-folder of one folder is a portfolio, named as the sub-folder is.

What a setting names for all of them, such as the database of a register, has ``{portfolio}`` where the name goes: a
setting without it would have them share what only one of them may see.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from engine.errors import CockpitError

PORTFOLIOS_VARIABLE = "COCKPIT_PORTFOLIOS"
"""The variable that names the folder of portfolios."""
NAME_GOES_HERE = "{portfolio}"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_RULE = "small letters, digits and hyphens, at most forty"


@dataclass(frozen=True, slots=True)
class NamedPortfolio:
    """A portfolio of a server: its name, which is part of addresses, and its folder."""

    name: str
    folder: Path


def named_portfolios(root: Path) -> tuple[NamedPortfolio, ...]:
    """The portfolios in a folder, by name; what :func:`misnamed` lists is left out.

    Raises:
        CockpitError: the folder cannot be opened, or holds no portfolio.
    """
    portfolios = tuple(NamedPortfolio(p.name, p) for p in _sub_folders(root) if _NAME.fullmatch(p.name))
    if not portfolios:
        raise CockpitError(
            f"The folder that {PORTFOLIOS_VARIABLE} names holds no portfolio: make a sub-folder for each, "
            f"named with {_RULE}."
        )
    return portfolios


def misnamed(root: Path) -> tuple[str, ...]:
    """What is wrong with sub-folders that cannot be portfolios, because no address could name them.

    Raises:
        CockpitError: the folder cannot be opened.
    """
    names = (p.name for p in _sub_folders(root) if not _NAME.fullmatch(p.name))
    return tuple(f"{name!r} is left out: rename the folder with {_RULE}." for name in names)


def for_portfolio(setting: str, name: str, variable: str) -> str:
    """A setting of all portfolios as it stands for one of them.

    Raises:
        CockpitError: it does not say where the name goes.
    """
    if NAME_GOES_HERE not in setting:
        raise CockpitError(
            f"{variable} needs {NAME_GOES_HERE} where the portfolio's name goes, because {PORTFOLIOS_VARIABLE} is set: "
            "portfolios must not share it."
        )
    return setting.replace(NAME_GOES_HERE, name)


def _sub_folders(root: Path) -> list[Path]:
    try:
        return sorted(p for p in root.iterdir() if p.is_dir() and not p.name.startswith("."))
    except OSError as error:
        raise CockpitError(
            f"The folder that {PORTFOLIOS_VARIABLE} names cannot be opened ({error.strerror or error})."
        ) from error
