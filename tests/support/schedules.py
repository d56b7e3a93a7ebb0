"""Small schedules in Microsoft Project XML, as the program writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from xml.sax.saxutils import escape

Fields = Mapping[str, Any]


def task(uid: int, name: str, level: int, start: str, finish: str, **more: Any) -> Fields:
    """One task; a ``before`` is the id of a task that it waits for."""
    return {
        "UID": uid,
        "Name": name,
        "OutlineLevel": level,
        "Start": f"{start}T08:00:00",
        "Finish": f"{finish}T17:00:00",
    } | more


def work(of: int, by: int, hours: float, start: str, finish: str, **more: Any) -> Fields:
    """One assignment: remaining work of a resource on a task."""
    return {
        "TaskUID": of, "ResourceUID": by, "Work": f"PT{hours:g}H0M0S", "RemainingWork": f"PT{hours:g}H0M0S",
        "Start": f"{start}T08:00:00", "Finish": f"{finish}T17:00:00",
    } | more  # fmt: skip


def schedule(
    tasks: list[Fields],
    assignments: list[Fields] = (),  # type: ignore[assignment]
    resources: list[Fields] = (),  # type: ignore[assignment]
    calendar: str = "",
    **head: Any,
) -> bytes:
    """A whole file; ``calendar`` is the XML of a calendar's days."""
    top = {"Title": "Plan", "CurrencyCode": "EUR", "StatusDate": "2027-03-05T08:00:00", "CalendarUID": 1} | head
    parts = "".join(
        f"<{group}>{''.join(f'<{item}>{_fields(one)}</{item}>' for one in many)}</{group}>"
        for group, item, many in (("Tasks", "Task", tasks), ("Resources", "Resource", resources),
                                  ("Assignments", "Assignment", assignments))
    )  # fmt: skip
    days = f"<Calendars><Calendar><UID>1</UID>{calendar}</Calendar></Calendars>"
    return (
        f'<?xml version="1.0"?><Project xmlns="http://schemas.microsoft.com/project">{_fields(top)}{days}{parts}</Project>'
    ).encode()


def _fields(fields: Fields) -> str:
    return "".join(f"<{key}>{value if key in _NESTED else escape(str(value))}</{key}>" for key, value in fields.items())


_NESTED = frozenset({"PredecessorLink", "Baseline"})


def after(uid: int, kind: int = 1, lag: int = 0, file: str = "") -> str:
    """The inside of a link: what a task waits for; ``lag`` in tenths of a minute."""
    cross = f"<CrossProject>1</CrossProject><CrossProjectName>{file}\\{uid}</CrossProjectName>" if file else ""
    return f"<PredecessorUID>{uid}</PredecessorUID><Type>{kind}</Type><LinkLag>{lag}</LinkLag>{cross}"
