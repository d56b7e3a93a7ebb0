"""A meeting in words: how far it has come, who acts in which role, and which keys lead through it."""

from __future__ import annotations

from engine.report.meeting import MeetingProgress
from engine.wording.formats import count, money_range, whole

KEYS = "1 to 4: a lever, ← → move it, Page Up and Page Down turn, A opens the agenda, Ctrl+Z undoes, L hides the levers"
REHEARSAL = "Rehearsal: decisions change the plan on screen, and nothing is recorded."


def progress_in_words(progress: MeetingProgress | None, currency: str) -> str:
    """``£3.85m of £12.8m decided, 2 of 5 points``; ``None`` where the agenda of this plan is not worked out."""
    if progress is None:
        return "Agenda: see Steering group"
    if not progress.points:
        return "Nothing is left to decide"
    points = f"{whole(progress.decided)} of {count(progress.points, 'point')}"
    waits = f", {whole(progress.kept)} kept as recommended" if progress.kept else ""
    total = money_range(*progress.worth, currency)
    if not progress.decided:
        return f"Nothing decided yet of {count(progress.points, 'point')}, worth {total}{waits}"
    return f"{money_range(*progress.decided_worth, currency)} of {total} decided, {points}{waits}"


def acting_as(role: str, account: str) -> str:
    """Who is at the screen, and in which role."""
    return f"{role}, {account}"
