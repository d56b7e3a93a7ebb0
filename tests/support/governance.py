"""People, rights and decisions of a fictional office, as short as a test can say them."""

from __future__ import annotations

from datetime import date
from typing import Any

from engine.optimise.compare import Interval
from engine.portfolio.model.roles_and_limits import Authority
from engine.register import DecisionTaken, Person, Subject, SubjectKind

UNLIMITED: dict[str, Any] = {"money": None}
AUTHORITY = Authority.model_validate(
    {
        "roles": [
            {"name": "Manager", "limits": {"accelerate": {"money": 100_000}, "defer": {"money": 100_000, "months": 3}}},
            {
                "name": "Board",
                "limits": {
                    "accelerate": {"money": 500_000},
                    "defer": {"money": 500_000, "months": 12},
                    "stop": {"money": 500_000},
                    "add capacity": {"money": 250_000},
                },
            },
            {
                "name": "Directors",
                "limits": dict.fromkeys(("accelerate", "defer", "stop", "add capacity"), UNLIMITED)
                | {"change a floor": {"money": 2_000_000}},
            },
        ]
    }
)
MANAGER = Person(account="mia@example.org", role="Manager")
BOARD = Person(account="bo@example.org", role="Board")
DIRECTORS = Person(account="di@example.org", role="Directors")
ANALYST = Person(account="al@example.org", role="analyst")
VIEWER = Person(account="vi@example.org", role="viewer")


def about(name: str, kind: str = "project") -> Subject:
    return Subject(kind=SubjectKind(kind), id=name)


def worth(low: float, high: float | None = None) -> Interval:
    high = low if high is None else high
    return Interval((low + high) / 2, low, high)


def decision(kind: str = "accelerate", name: str = "crm", **more: Any) -> DecisionTaken:
    """A decision of 3 November 2026 within everybody's limits, unless said otherwise."""
    subject = {"add capacity": "pool", "change a floor": "theme"}.get(kind, "project")
    fields: dict[str, Any] = {"subject": about(name, subject), "decided_on": date(2026, 11, 3), "value": worth(1_000)}
    if kind == "defer":
        fields |= {"start": "2027-03", "months": 2}
    return DecisionTaken(kind=kind, **(fields | more))
