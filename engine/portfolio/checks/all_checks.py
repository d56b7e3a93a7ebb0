"""The checks across rows and tables: each a function from a draft to the problems it finds.

Errors stop the load, warnings do not. A check looks at what could be read and says nothing about what could
not: that has been reported already, and one mistake should give one message.
"""

from __future__ import annotations

from engine.errors import Problem
from engine.portfolio.checks import demand, dependencies, groups, pools, projects, references, reporting, settings
from engine.portfolio.draft import Draft

_GROUPS = (references, projects, demand, pools, dependencies, groups, settings, reporting)


def find_errors(draft: Draft) -> list[Problem]:
    """What makes the portfolio unusable."""
    return [problem for group in _GROUPS for check in group.ERRORS for problem in check(draft)]


def find_warnings(draft: Draft) -> list[Problem]:
    """What is allowed but probably not meant."""
    return [problem for group in _GROUPS for check in group.WARNINGS for problem in check(draft)]
