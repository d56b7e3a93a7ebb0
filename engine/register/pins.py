"""From decisions to the plan: what was decided becomes pins of a scenario, so that the next solve keeps to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from engine.portfolio.model.vocabulary import DecisionKind
from engine.portfolio.scenario import Scenario
from engine.register.entry import Entry, SubjectKind
from engine.register.what_still_stands import in_force


def pins_of(
    entries: Iterable[Entry], projects: Collection[str] | None = None, horizon: tuple[str, str] | None = None
) -> tuple[tuple[str, str], ...]:
    """Pins as a scenario writes them: project → an action, or the month in which work starts.

    Only decisions that stand count. A decision to defer pins its month, the others their action. ``projects`` are
    those that the portfolio still has; a decision about another pins nothing. ``horizon`` is its first month and the
    one after its last: a start that is past by now pins nothing, one after the horizon pins the action.
    """
    decided = {e.subject.id: _pin(e, horizon) for e in in_force(entries) if e.subject.kind is SubjectKind.PROJECT}
    return tuple(sorted((p, pin) for p, pin in decided.items() if pin and (projects is None or p in projects)))


def with_decisions(
    scenario: Scenario,
    entries: Iterable[Entry],
    projects: Collection[str] | None = None,
    horizon: tuple[str, str] | None = None,
) -> Scenario:
    """A scenario in which decisions that stand are pinned; they win over the scenario's own pins.

    ``projects`` and ``horizon`` are as of :func:`pins_of`; ``None`` for all projects and for no limit.
    """
    pinned = dict(scenario.pins) | dict(pins_of(entries, projects, horizon))
    return scenario.model_copy(update={"pins": tuple(sorted(pinned.items()))})


def pin_of(kind: DecisionKind, start: str | None, horizon: tuple[str, str] | None = None) -> str:
    """What a decision pins its project to: the month where work is deferred to one within the horizon, else the action.

    Empty where that month is past. ``start`` is ``None`` where no work runs; ``horizon`` is as of :func:`pins_of`.
    """
    if kind is not DecisionKind.DEFER or start is None:
        return str(kind)
    if horizon is not None and start < horizon[0]:
        return ""
    return start if horizon is None or start < horizon[1] else str(kind)


def _pin(entry: Entry, horizon: tuple[str, str] | None) -> str:
    return pin_of(entry.decision.kind, entry.decision.start, horizon)
