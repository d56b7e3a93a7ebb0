"""What a decision costs and what becomes of it, in the words of the form and of the register."""

from __future__ import annotations

import pytest

from engine.explain import recording, register
from engine.optimise.compare import Interval
from engine.portfolio.model.vocabulary import DecisionKind
from engine.register import Choice, Proposal, Ruling, State
from tests.support.governance import BOARD, MANAGER, about, decision
from tests.support.register import entry


def proposal(value: Interval, *, deviates: bool = True) -> Proposal:
    """To stop a project where continuing, or stopping, is recommended."""
    stop, go_on = DecisionKind.STOP, DecisionKind.ACCELERATE
    advised = Choice(option="advised", kind=go_on if deviates else stop)
    return Proposal(about("crm"), stop, None, 0, 0.0, value, (), (advised,), advised)


@pytest.mark.parametrize(
    ("value", "short", "price"),
    [
        (
            Interval(-4_200_000, -5_000_000, -1_100_000),
            "Costs £4.2m: no work.",
            "Deviating costs £4.2m, between £1.1m and £5m, compared with the recommendation.",
        ),
        (
            Interval(300_000, 300_000, 300_000),
            "Brings £300k: no work.",
            "Deviating brings £300k compared with the recommendation.",
        ),
        (
            Interval(-100_000, -900_000, 200_000),
            "Too close to call: no work.",
            "Compared with the recommendation this may cost up to £900k or bring up to £200k: too close to call.",
        ),
        (
            Interval(-100_000, -900_000, 0.0),
            "Too close to call: no work.",
            "Compared with the recommendation this may cost up to £900k: too close to call.",
        ),
        (
            Interval(0.0, 0.0, 0.0),
            "No difference in value: no work.",
            "This decision makes no difference in value to the recommendation.",
        ),
    ],
)
def test_an_option_says_its_price_no_surer_than_it_is(value: Interval, short: str, price: str) -> None:
    assert recording.option_in_short(proposal(value), "GBP") == short
    assert recording.price_of_deviating(value, "GBP") == price


def test_what_is_recommended_has_no_price_of_deviating() -> None:
    assert (
        recording.option_in_short(proposal(Interval(5.0, 5.0, 5.0), deviates=False), "GBP") == "Recommended: no work."
    )


def test_what_will_become_of_a_decision_follows_the_ruling() -> None:
    decided = recording.will_become(250_000, BOARD, Ruling(State.DECIDED), "GBP")
    assert decided == "Will be recorded as decided by bo@example.org, Board: £250k at stake."
    waits = recording.will_become(250_000, MANAGER, Ruling(State.RECOMMENDED, ("Board", "Directors")), "GBP")
    assert waits.startswith("Above the limit of Manager, with £250k at stake:")
    assert waits.endswith("wait for Board or Directors.")
    nobody = recording.will_become(250_000, MANAGER, Ruling(State.RECOMMENDED), "GBP")
    assert nobody.endswith("no role has the authority.")


def test_one_recommendation_waits_and_several_wait() -> None:
    one = entry(1, decision())
    assert register.waiting_for_you([one]) == "1\u00a0recommendation of others, above their limits, waits for you."
    assert register.waiting_for_you([one, one]).endswith("above their limits, wait for you.")
