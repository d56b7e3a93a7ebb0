"""The checks across rows and tables: each a function from a draft to the problems it finds.

Errors stop the load, warnings do not. A check looks at what could be read and says nothing about what could
not: that has been reported already, and one mistake should give one message.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from engine.errors import Problem
from engine.portfolio.checks import (
    demand,
    dependencies,
    groups,
    pools,
    projects,
    references,
    reporting,
    settings,
    unlikely,
)
from engine.portfolio.checks.check import Check
from engine.portfolio.model.draft import Draft

_GROUPS = (references, projects, demand, pools, dependencies, groups, settings, reporting, unlikely)


def find_errors(draft: Draft) -> list[Problem]:
    """What makes the portfolio unusable."""
    return list(_problems_of(draft, (check for group in _GROUPS for check in group.ERRORS)))


def find_warnings(draft: Draft) -> list[Problem]:
    """What is allowed but probably not meant."""
    return list(_problems_of(draft, (check for group in _GROUPS for check in group.WARNINGS)))


def _problems_of(draft: Draft, checks: Iterable[Check]) -> Iterator[Problem]:
    """What checks find, each problem with the name of its check as its kind."""
    for check in checks:
        for problem in check(draft):
            yield replace(problem, kind=check.__name__)
