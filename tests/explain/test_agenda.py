"""The agenda in words: every number is evidence, and each way in which a decision can wait."""

from __future__ import annotations

import pytest

from engine.analyse.decisions.agenda import Agenda, Item, agenda
from engine.analyse.decisions.decision_delay import Wait
from engine.analyse.decisions.first_decisions import Adopted
from engine.analyse.today.reading import TodaysRange
from engine.explain.agenda import explain_agenda, explain_deadline
from engine.optimise.recommend import Target
from engine.portfolio.model.roles_and_limits import Authority, Role
from engine.portfolio.model.vocabulary import Action
from engine.wording.formats import money_range
from tests.support.corpus import SEEDS, planned
from tests.support.prose import check, plain
from tests.support.shops import shop

EXACT = Target(gap=0.0, seconds=30.0)


@pytest.mark.slow
def test_every_number_is_evidence_and_the_agendas() -> None:
    for seed in SEEDS:
        some, plan = planned(seed)
        found = agenda(some, plan)
        spoken = explain_agenda(found, some)
        for claimed in (spoken.short, *spoken.further, *(explain_deadline(i, some) for i in found.items)):
            check(claimed)
        if found.items:
            assert money_range(*found.worth_range) in spoken.sentence
            assert (money_range(*found.waiting_range) in spoken.sentence) or found.waiting_range[1] < 0.5


def item(effective: int = 0, per_month: float = 3e5, role: str | None = "Board", days: float | None = 35.0) -> Item:
    cost, gains = None if days is None else 3.5e5, TodaysRange(9e6, 8e6, 9e6)
    monthly = TodaysRange.point(per_month)
    wait = Wait("L", Action.STOP, 9e6, 9e6, 0, role, days, effective, per_month, cost, gains, monthly, None)
    return Item(Adopted("L", Action.STOP, 9_000_000, 9_000_000, *(8_000_000, 9_000_000) * 2), wait)


def test_the_sentence_says_when_waiting_begins_to_cost() -> None:
    def say(*items: Item) -> str:
        return plain(explain_agenda(Agenda(items, len(items)), shop()).short)

    assert (
        say(item(), item(effective=2))
        == "2 decisions on the agenda would add £16.0m to £18.0m to today's way. Waiting a month costs £300k."
    )
    assert (
        say(item(effective=2))
        == "1 decision on the agenda would add £8m to £9m to today's way. Waiting has no cost before Jan 2027."
    )
    assert (
        say(item(per_month=0.0))
        == "1 decision on the agenda would add £8m to £9m to today's way. No cost of waiting is known."
    )
    assert say().startswith("Nothing is left to decide:")


def test_the_deadline_names_who_may_decide_and_what_asking_costs() -> None:
    def say(one: Item) -> str:
        return plain(explain_deadline(one, shop()))

    assert say(item()) == (
        "Each month of waiting costs £300k from now on. "
        "Board may decide it, on average within 35 days, at a cost of £350k."
    )
    assert say(item(effective=2, days=None)) == (
        "Decide by Jan 2027: from then on each month of waiting costs £300k. Board may decide it."
    )
    assert say(item(per_month=0.0, role=None)) == ("No cost of waiting is known. Who may decide it is not on record.")
    limits = Authority(roles=(Role(name="Board"),))
    ruled = shop().model_copy(update={"settings": shop().settings.model_copy(update={"authority": limits})})
    assert plain(explain_deadline(item(per_month=0.0, role=None), ruled)).endswith(
        "No role has the authority to decide it."
    )
