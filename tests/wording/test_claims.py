"""A claim holds its figures; nothing else can put a number into its prose."""

from __future__ import annotations

import pytest

from engine.portfolio.model.calendar import parse_month
from engine.wording import formats
from engine.wording.claims import (
    Claim,
    Count,
    Explanation,
    Money,
    Month,
    Name,
    Quantity,
    Share,
    SignedMoney,
    WrittenFigure,
    claim,
    netted,
)


def test_prose_is_rendered_from_the_evidence() -> None:
    made = claim(
        "Defer {project} {time}: it costs {loss} and frees {days} days by {when}, {share} of all. Net {net}.",
        project=Name(("Data Lake",)),
        time=Count(4, "month"),
        loss=Money(420_000, "GBP"),
        days=Quantity(1240.4),
        when=Month(parse_month("2027-03")),
        share=Share(0.164),
        net=SignedMoney(890_000, "GBP"),
    )
    assert made.prose == (
        "Defer Data Lake 4\u00a0months: it costs £420k and frees 1,240 days by Mar 2027, 16\u00a0% of all. Net +£890k."
    )


def test_names_are_listed_and_may_hold_braces_and_digits() -> None:
    assert claim("{who} wait.", who=Name(("SAP {4}", "B2B", "{who}"))).prose == "SAP {4}, B2B and {who} wait."


@pytest.mark.parametrize("sentence", ["Three of 42 {a}", "{a} and {b}", "no place"])
def test_a_number_without_evidence_cannot_be_claimed(sentence: str) -> None:
    with pytest.raises(ValueError, match=r"evidence"):
        Claim(sentence, (("a", Quantity(1)),))


def test_an_explanation_is_a_sentence_and_what_backs_it() -> None:
    result = Explanation(claim("It gains {g}.", g=Money(5e6, "EUR")), (claim("It costs {c}.", c=Money(1e6, "EUR")),))
    assert result.sentence == "It gains €5m."
    assert result.paragraph == "It gains €5m. It costs €1m."


def test_what_is_left_is_written_alike_in_a_sentence_and_in_a_table() -> None:
    gain, cost, left = netted(794_467.67, 394_608.51, "GBP")
    assert (gain.text, cost.text, left.text) == ("£795k", "£395k", "£400k") == (*_in_a_table(gain, cost),)
    assert [figure.text for figure in netted(2.5e6, 3e5, "GBP")] == ["£2.5m", "£300k", "£2.2m"]
    assert [figure.text for figure in netted(1.2e6, 9e3, "GBP")] == ["£1.20m", "£9,000", "£1.19m"]


def _in_a_table(gain: WrittenFigure, cost: WrittenFigure) -> tuple[str, str, str]:
    written = formats.added_up((gain.amount, -cost.amount), "GBP")
    return written.parts[0], written.parts[1].removeprefix(formats.MINUS), written.whole


@pytest.mark.parametrize(
    ("gain", "cost", "net"), [(90.0, 108.0, "\u2212£18"), (108.0, 90.0, "£18"), (90.0, 90.0, "£0")]
)
def test_what_is_left_of_a_gain_has_its_minus_where_it_is_a_loss(gain: float, cost: float, net: str) -> None:
    *_, left = netted(gain, cost, "GBP")
    assert (left.text, left.amount) == (net, gain - cost)
