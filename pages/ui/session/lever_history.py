"""Positions of the levers that a visitor has gone through: undo, redo, and what the one on screen is compared with."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.portfolio.scenario import Scenario

MOST = 200
"""Positions kept to go back to."""

ONE_MOVE = 3.0
"""Seconds within which steps of one lever are one move, to compare and to undo: a key held down, a handle dragged."""

LeverStep = frozenset[tuple[str, str]]
"""What a step has changed: field of the scenario, and the pool, theme, project or month in it."""


@dataclass(slots=True)
class LeverHistory:
    """Positions before and after the one in use, nearest last.

    ``before`` is the position that the last move began from; steps of one lever in quick succession are one move, and
    so are steps that come together.
    """

    past: list[Scenario] = field(default_factory=list)
    ahead: list[Scenario] = field(default_factory=list)
    before: Scenario | None = None
    _lever: LeverStep = frozenset()
    _at: float = float("-inf")

    def note(self, before: Scenario, after: Scenario, now: float, *, was_seen: bool = True) -> None:
        """A step from one position to another at a time in seconds; another name alone is no step.

        Unless the position before ``was_seen``, as between two levers that are moved at once, the step goes on with the
        last.
        """
        lever = changed(before, after)
        if not lever:
            return
        goes_on = not was_seen or (lever == self._lever and now - self._at < ONE_MOVE)
        self._lever, self._at, self.ahead = lever, now, []
        if goes_on and self.past:
            if after == self.past[-1]:  # the hand has come back: nothing has moved
                self.past.pop()
                self._lever = frozenset()
            return
        self.before = before
        self.past = [*self.past, before][-MOST:]

    def undo(self, position: Scenario) -> Scenario:
        """The position before the one in use, which can be come back to; the same where there is none."""
        return self._step(self.past, self.ahead, position)

    def redo(self, position: Scenario) -> Scenario:
        """The position that was last undone; the same where there is none."""
        return self._step(self.ahead, self.past, position)

    def _step(self, away: list[Scenario], onto: list[Scenario], position: Scenario) -> Scenario:
        if not away:
            return position
        onto.append(position)
        self.before, self._lever = position, frozenset()
        return away.pop()


def changed(one: Scenario, other: Scenario) -> LeverStep:
    """Which levers of two positions differ; the name is none."""
    levers = set()
    for name in Scenario.model_fields:
        was, now = getattr(one, name), getattr(other, name)
        if name == "name" or was == now:
            continue
        if isinstance(was, tuple) and isinstance(now, tuple):
            levers |= {(name, entry) for entry, _ in set(was) ^ set(now)}
        else:
            levers.add((name, ""))
    return frozenset(levers)
