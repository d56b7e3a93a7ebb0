"""Who is at the screen: account and role, from the sign-in, or chosen where the cockpit runs open on one machine.

Sign-in is configured by ``[auth]`` in Streamlit's secrets. ``[cockpit]`` beside it may name the claims that hold
account and roles and how many hours a sign-in lasts, ``[cockpit.roles]`` or the file that ``COCKPIT_ACCOUNTS`` names
the role of each account. On a server of several portfolios both say the portfolio of each role, and who has no role
in a portfolio does not see it. Whatever cannot be read lets nobody in.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st
import yaml
from streamlit import config
from streamlit.errors import StreamlitSecretNotFoundError

from engine.errors import AuthorityError, CockpitError
from engine.portfolio.model.near_miss import normal
from engine.portfolio.model.roles_and_limits import Authority
from engine.portfolio.named_portfolios import NamedPortfolio
from engine.register import Person
from pages.ui.jobs import cached, portfolios
from pages.ui.session import browser_session, portfolio_in_use
from pages.ui.visitors import signed_out

log = logging.getLogger(__name__)

ACCOUNTS_VARIABLE = "COCKPIT_ACCOUNTS"
THIS_MACHINE = "this machine"
"""The account of a cockpit without sign-in, which runs open for whoever sits at it."""
ANALYST = "analyst"
VIEWER = "viewer"
SESSION_HOURS = 12.0
"""How long a sign-in lasts; the provider's cookie would be good for a month."""


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody who may enter, and the roles to choose from; the first is the one to begin with."""

    name: str
    roles: tuple[str, ...]


class NotListedError(AuthorityError):
    """Somebody has signed in whose account may not enter here, or not this portfolio."""


def runs_open() -> bool:
    """Whether there is no sign-in.

    Raises:
        CockpitError: there are secrets, but they cannot be read.
    """
    return "auth" not in _secrets()


def may_enter() -> bool:
    """Whether the visitor has signed in, not too long ago, and not out again in any tab; without sign-in everybody may.

    Raises:
        NotListedError: the visitor has signed in, and only accounts of the table may enter.
        CockpitError: there are secrets, or a table of accounts, but they cannot be read.
    """
    if runs_open():
        return True
    claims = _claims()
    if signed_out.has_ended(st.context.cookies):
        return False
    if not (claims.get("is_logged_in") and _is_fresh(claims) and _name(claims)):
        return False
    if _only_listed() and _name(claims).casefold() not in {listed.casefold() for listed in _table()}:
        raise NotListedError("Your account is not on the list of those who may enter. Ask who runs this cockpit.")
    return True


def account() -> Account:
    """The account at the screen, with its roles in the portfolio in use; whose role is unknown looks only.

    Raises:
        AuthorityError: nobody has signed in, or not lately.
        NotListedError: the account has no role in this one of several portfolios.
        CockpitError: secrets or the table of accounts cannot be read.
    """
    if not may_enter():
        raise AuthorityError("Your sign-in has ended, and nothing was recorded. Reload the page and sign in again.")
    if not may_see(portfolio_in_use.name()):
        raise NotListedError("This portfolio is not open to your account.")
    authority = cached.portfolio().settings.authority or Authority()
    if runs_open():
        return Account(THIS_MACHINE, (ANALYST, VIEWER, *(role.name for role in authority.roles)))
    claims = _claims()
    called = _name(claims)
    known = {normal(role): role for role in (VIEWER, ANALYST, *(role.name for role in authority.roles))}
    given = (known.get(normal(role)) for role in _roles(claims, called, portfolio_in_use.name()))
    return Account(called, tuple(dict.fromkeys(role for role in given if role)) or (VIEWER,))


def may_see(portfolio: str) -> bool:
    """Whether the visitor has a role in a portfolio of this server; one of a single portfolio is for all who may enter.

    Raises:
        CockpitError: secrets or the table of accounts cannot be read.
    """
    if not portfolios.several() or runs_open():
        return True
    claims = _claims()
    return bool(portfolio and _roles(claims, _name(claims), portfolio))


def open_portfolios() -> tuple[NamedPortfolio, ...]:
    """The portfolios of this server in which the visitor has a role, by name.

    Raises:
        CockpitError: they cannot be listed, or as for :func:`may_see`.
    """
    return tuple(portfolio for portfolio in portfolios.listed() if may_see(portfolio.name))


def name() -> str:
    """The account at the screen by its name alone, whether or not its sign-in still lasts.

    Raises:
        CockpitError: there are secrets, but they cannot be read.
    """
    return THIS_MACHINE if runs_open() else _name(_claims())


def signed_in_at() -> float | None:
    """When the provider let the visitor in, in seconds since 1970; ``None`` where it does not say, or nobody asked."""
    return None if runs_open() else _issued(_claims())


def person() -> Person:
    """Account and role at the screen, as the register keeps them. Raises as :func:`account` does."""
    current = account()
    chosen = browser_session.acting_role()
    return Person(account=current.name, role=chosen if chosen in current.roles else current.roles[0])


def _is_fresh(claims: Mapping[str, Any]) -> bool:
    """Whether the sign-in is recent; one without a time is not."""
    issued = _issued(claims)
    lasts = float(_settings().get("session_hours", SESSION_HOURS)) * 3600
    return issued is not None and time.time() - issued < lasts


def _issued(claims: Mapping[str, Any]) -> float | None:
    issued = claims.get("iat")
    return float(issued) if isinstance(issued, int | float) and not isinstance(issued, bool) else None


def _name(claims: Mapping[str, Any]) -> str:
    """The account's name; an address that the provider has not verified could be anybody's, so it does not count."""
    wanted = str(_settings().get("account_claim", "email"))
    named = "" if wanted == "email" and claims.get("email_verified") is False else claims.get(wanted)
    return str(named or claims.get("sub") or "").strip()


def _roles(claims: Mapping[str, Any], name: str, portfolio: str) -> Sequence[str]:
    """The account's roles by the table of accounts, or where it is not listed by the claim.

    Of several portfolios, the roles in the one that is named.
    """
    table = {account.casefold(): roles for account, roles in _table().items()}
    claimed = _claimed(claims, str(_settings().get("roles_claim", "roles")))
    if not portfolio:
        return _texts(table.get(name.casefold(), claimed))
    if name.casefold() not in table:
        said = (text.partition(":") for text in _texts(claimed))
        return [role.strip() for where, _, role in said if where.strip() == portfolio and role.strip()]
    by_portfolio = table[name.casefold()]
    if not isinstance(by_portfolio, Mapping):
        raise CockpitError("The table of accounts must say in which portfolio your role is. Ask who runs this cockpit.")
    return _texts(by_portfolio.get(portfolio))


def _texts(given: Any) -> list[str]:
    listed = given if isinstance(given, list | tuple) else [given]
    return [text for text in listed if isinstance(text, str)]


def _claimed(claims: Mapping[str, Any], wanted: str) -> Any:
    """A claim by its name; ``realm_access.roles`` also reaches into a claim."""
    if wanted in claims:
        return claims[wanted]
    claim: Any = claims
    for part in wanted.split("."):
        claim = claim.get(part) if isinstance(claim, Mapping) else None
    return claim


def _table() -> Mapping[str, Any]:
    """Account → role or roles: the file that is named, else the secrets' own table."""
    path = os.environ.get(ACCOUNTS_VARIABLE)
    if not path:
        return _mapping(_settings().get("roles", {}), "[cockpit.roles] in the server's secrets")
    try:
        return _read(path, Path(path).stat().st_mtime_ns)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise CockpitError(f"The table of accounts that {ACCOUNTS_VARIABLE} names cannot be read.") from error


@lru_cache(maxsize=4)
def _read(path: str, stamp: int) -> Mapping[str, Any]:  # noqa: ARG001 - the stamp is a key
    return _mapping(yaml.safe_load(Path(path).read_text(encoding="utf-8")) or {}, f"The file {ACCOUNTS_VARIABLE} names")


def _mapping(claim: Any, what: str) -> Mapping[str, Any]:
    if not isinstance(claim, Mapping):
        raise CockpitError(f"{what} must hold a line for each account: the account, a colon or equals sign, its role.")
    return {str(key): value for key, value in claim.items()}


def _only_listed() -> bool:
    said = _settings().get("only_listed", False)
    if not isinstance(said, bool):
        raise CockpitError("only_listed in [cockpit] of the server's secrets must be true or false.")
    return said


def _claims() -> Mapping[str, Any]:
    return st.user.to_dict()


def _settings() -> Mapping[str, Any]:
    return _mapping(_secrets().get("cockpit", {}), "[cockpit] in the server's secrets")


def _secrets() -> Mapping[str, Any]:
    """All secrets; none where there is no file and none was asked for. Streamlit itself takes a broken one for none."""
    try:
        return st.secrets.to_dict()
    except StreamlitSecretNotFoundError as error:
        places = config.get_option("secrets.files")
        if not config.is_manually_set("secrets.files") and not any(Path(place).exists() for place in places):
            return {}
        log.error("secrets cannot be read: %s", error)
        raise CockpitError("The server's secrets cannot be read, so nobody can sign in. Its log says why.") from error
