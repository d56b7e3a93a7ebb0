"""Work in progress, in words: how far it has come, and how good the answer so far is proven to be."""

from __future__ import annotations

from engine.explain.plan_sentences import proof
from engine.optimise.recommendation import Recommendation
from engine.portfolio.model.portfolio import Portfolio
from engine.wording.formats import count, gap, percent, seconds

SHARPER_TO_COME = (
    "These are first figures; sharper ones, with what is firm and what is fragile, follow by themselves{so_far}."
)
COSTS_TO_COME = "What each project costs the others follows by itself{so_far} …"

_SOLVERS = {"highs": "HiGHS", "cbc": "CBC"}


def counted(words: str, done: int, total: int) -> str:
    """What is being worked out, and how much of it is done: ``Pricing every option … 3 of 8``.

    ``total`` is 0 while it is not known.
    """
    return f"{words} … {done} of {total}" if total else f"{words} …"


def still_to_come(words: str, done: int, total: int) -> str:
    """First figures stand on the page, and ``words`` say which others are being worked out.

    ``total`` is 0 while it is not known.
    """
    return words.format(so_far=f" ({percent(done / total)} done)" if total else "")


def in_turn(before_it: int) -> str:
    """A new answer is on its way, and how many other questions come before it."""
    if not before_it:
        return "Working out a new answer …"
    others = f"{count(before_it, 'other question')} {'comes' if before_it == 1 else 'come'}"
    return f"Working out a new answer; {others} first …"


def proof_and_solver(result: Recommendation, portfolio: Portfolio) -> str:
    """How good the plan is proven to be, by which solver and in what time."""
    return f"{proof(result, portfolio)} {_SOLVERS.get(result.solver, result.solver)}, {seconds(result.seconds)}."


def sharpening(result: Recommendation, best_gap: float | None, portfolio: Portfolio) -> str:
    """How good it is so far, while a closer proof is sought.

    ``best_gap`` is the closest so far, a share, ``None`` if unknown.
    """
    so_far = f" (so far {gap(best_gap)})" if best_gap is not None and best_gap < (result.gap or 0.0) else ""
    return f"{proof(result, portfolio)} A closer proof is being sought{so_far} …"
