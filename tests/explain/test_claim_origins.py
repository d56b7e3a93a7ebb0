"""Every amount in a sentence of an analysis is a term of the glossary; amounts beside it are those of the sentence."""

from __future__ import annotations

import pytest

from engine import catalogue
from engine.catalogue import NamedAnalysis
from engine.explain import claim_origins
from engine.explain.claim_origins import origin_of, origins_in, origins_of
from engine.explain.origins import of_action, of_comparison
from engine.explain.plan_sentences import against_paper, tiles
from engine.explain.row_origins import origin_of_row
from engine.optimise.recommend import recommend
from engine.portfolio.scenario import Scenario
from engine.wording.claims import Count, Money, MoneyRange, claim, netted
from engine.wording.formats import amounts_in, money, money_in_full
from engine.wording.glossary import TERMS
from tests.support.tiny import portfolio, project

SHOP = portfolio(project("a"), project("b", benefit_per_month=5.0), protective_capacity=0.1)


def test_every_word_is_in_the_glossary_and_every_analysis_of_a_page_has_words() -> None:
    known = {term.word for term in TERMS}
    used = {word for words in claim_origins._WORDS.values() for word in words.values()}
    assert used | set(claim_origins._TABLES.values()) <= known
    assert all("" in words for words in claim_origins._WORDS.values())
    never_opens_a_page = {catalogue.FIRST_DECISIONS.name, catalogue.LIMITING_POOL.name, catalogue.UNKNOWNS.name}
    about = {one.about for one in vars(catalogue).values() if isinstance(one, NamedAnalysis)}
    assert about - never_opens_a_page <= set(claim_origins._WORDS)


def test_amounts_of_a_claim_in_its_order_with_what_helps_to_check_them() -> None:
    gain, cost, net = netted(794e3, 395e3, "GBP")
    said = claim(
        "{people} cost {cost} and gain {gain}: {net} net.", gain=gain, cost=cost, net=net, people=Count(2, "x")
    )
    origins = origins_of(said, "constraint", SHOP)
    assert [o.amount for o in origins] == ["£395k", "£794k", "£399k"]
    assert origins[2].inputs[:2] == (("Cost", "£395k"), ("Gain", "£794k"))
    assert ("People held in reserve", "10\u00a0%") in origins[2].inputs
    assert {o.term.word for o in origins} == {"worth of a person"}
    opening = claim("{today} of {promised}.", today=MoneyRange(1e6, 2e6, "GBP"), promised=Money(3e6, "GBP"))
    assert [o.term.word for o in origins_of(opening, "illusion", SHOP)] == ["delivered today's way", "promised"]
    with pytest.raises(KeyError):
        origins_of(opening, "weather", SHOP)


@pytest.mark.parametrize(
    ("about", "name", "term"),
    [
        ("bridge", "waiting", "cost of waiting for one another"),
        ("bridge", "congestion", "cost of congestion"),
        ("bridge", "net", "worth of a person"),
        ("bridge", "slipped", "own forecasts, valued"),
        ("illusion", "gain", "gain on its own"),
        ("constraint", "loosened", "price of a limit"),
        ("signs", "worst", "cost of waiting for one another"),
    ],
)
def test_an_amount_is_the_term_that_its_sentence_means(about: str, name: str, term: str) -> None:
    said = claim(f"It is {{{name}}}.", **{name: Money(3e6, "GBP")})
    assert [origin.term.word for origin in origins_of(said, about, SHOP)] == [term]


@pytest.mark.parametrize(
    ("text", "currency", "amounts"),
    [
        ("It costs £3.1m to £3.4m, or −£310k; 40 % of £4,100.", "GBP", ("£3.1m to £3.4m", "−£310k", "£4,100")),
        ("A plan worth US$2bn.", "USD", ("US$2bn",)),
        (f"{money(1234567, 'CHF')} and +{money(5, 'CHF')}", "CHF", (money(1234567, "CHF"), f"+{money(5, 'CHF')}")),
        ("Nothing in Mar 2027.", "GBP", ()),
    ],
)
def test_amounts_of_money_are_found_in_a_text(text: str, currency: str, amounts: tuple[str, ...]) -> None:
    assert amounts_in(text, currency) == amounts


def test_a_tile_adds_up_its_projects_and_a_comparison_names_the_promise() -> None:
    plan = recommend(SHOP)
    for tile in tiles(plan):
        own = [d.value for d in plan.decisions if d.action is tile.action]
        assert len(of_action(tile, plan, SHOP).inputs) == len(own)
        assert [amount for _, amount in of_action(tile, plan, SHOP).inputs] == [
            money(value, plan.currency) for value in sorted(own, key=lambda value: -abs(value))
        ]
    said = against_paper(plan, Scenario(), SHOP)
    assert next(o.term.word for o in of_comparison(plan, None, SHOP, said)) == "promised"
    assert [o.term.word for o in origins_in("Costs £1k.", "price of a preference", SHOP)] == ["price of a preference"]


def test_a_row_says_its_amounts_in_full_what_they_add_up_to_and_what_they_are() -> None:
    amounts = {"Net": 398_600.0, "Gain": 794_200.0, "New spend": 395_600.0, "Exit cost": 0.0}
    sums = {"Net": {"Gain": 1, "New spend": -1, "Running cost": -1}}
    row = origin_of_row("Hire one", amounts, sums, {"": "intervention", "Exit cost": "exit cost"}, SHOP)
    assert [(one.head, one.amount) for one in row.amounts] == [
        ("Net", "£398,600"),
        ("Gain", "£794,200"),
        ("New spend", "£395,600"),
        ("Exit cost", "£0"),
    ]
    assert row.amounts[0].adds_up == "Gain £794,200 − New spend £395,600"
    assert not any(one.adds_up for one in row.amounts[1:])
    assert [term.word for term in row.terms] == ["intervention", "exit cost"]
    assert row.inputs == origin_of("£1", "intervention", SHOP).inputs
    assert row.basis
    assert money_in_full(-310.4, "CHF") == "−CHF\u00a0310"
