"""What an option means beside the plan: the partition into actions; the first match wins.

- stop: no work, and no start is worth more than stopping even with capacity to spare, or a project in flight
  is displaced, or stopping is pinned.
- defer: no start within the horizon although one is worth it, or a finish after the planned finish, or a
  project in flight that is paused.
- accelerate: accelerated mode, a finish before the planned finish, or a candidate that starts.
- continue: the rest.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.portfolio.model.project import Project
from engine.portfolio.model.vocabulary import Action

ACTIONS = tuple(Action)
"""All actions in one order, so that arrays can hold their places."""


def action_of_work(project: Project, *, planned: bool, accelerated: bool, start: int, finish: int) -> Action:
    """The action of an option with work. ``planned`` says whether today's plan runs the project.

    ``accelerated`` is its mode; ``start`` is its first month and ``finish`` the first after it, from the planning
    month.
    """
    if finish > project.plan_finish or (project.in_flight and start > 0):
        return Action.DEFER
    if accelerated or finish < project.plan_finish or not planned:
        return Action.ACCELERATE
    return Action.CONTINUE


def actions_of_work(
    plan_finish: NDArray[np.int64],
    in_flight: NDArray[np.bool_],
    planned: NDArray[np.bool_],
    accelerated: NDArray[np.bool_],
    start: NDArray[np.int64],
    finish: NDArray[np.int64],
) -> NDArray[np.int64]:
    """The same of many options at once, as places in :data:`ACTIONS`; every array has one entry an option.

    Written apart from :func:`action_of_work`, by which every plan is checked. ``plan_finish``, ``in_flight`` and
    ``planned`` are those of the option's project, ``accelerated`` is its own mode; ``start`` and ``finish`` count from
    the planning month.
    """
    deferred = (finish > plan_finish) | (in_flight & (start > 0))
    accelerates = accelerated | (finish < plan_finish) | ~planned
    defer, accelerate, goes_on = (ACTIONS.index(a) for a in (Action.DEFER, Action.ACCELERATE, Action.CONTINUE))
    return np.where(deferred, defer, np.where(accelerates, accelerate, goes_on)).astype(np.int64)


def action_without_work(project: Project, *, worth_a_start: bool, pinned_to_stop: bool) -> Action:
    """The action of doing no work. ``worth_a_start``: some option beats stopping when capacity is to spare.

    ``pinned_to_stop``: a pin says so, whatever could be started.
    """
    if project.in_flight or pinned_to_stop or not worth_a_start:
        return Action.STOP
    return Action.DEFER
