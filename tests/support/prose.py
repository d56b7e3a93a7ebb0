"""What holds for all prose: every number is evidence, and no word of the workshop."""

from __future__ import annotations

import re

from engine.wording.claims import Claim, Explanation
from tests.support.short_sentences import too_much_at_once

JARGON = re.compile(
    r"\b(?i:dual|LP|MILP|solver|shadow|integer|relaxation)\b|\b(NaN|nan|None|inf)\b|(?i:constraint violation)|[{}\[]|  "
)
CLUMSY = re.compile(
    r"\bbeside\b|\bby itself\b|\bon top\b|\bcomes? to the same\b|\bcosts? nothing\b|\bfree\b|\bless than nothing\b"
)
"""What a finance director would not write: compare "compared with", "on its own", "in addition", "has no cost"."""


def check(claim: Claim) -> None:
    """No digit but those of the evidence, which is all there; whole sentences, short and without jargon."""
    rest = claim.prose
    for key, figure in sorted(claim.evidence, key=lambda pair: -len(pair[1].text)):
        assert figure.text in rest, claim.prose
        rest = rest.replace(figure.text, "", claim.sentence.count(f"{{{key}}}"))
    assert not re.search(r"\d", rest), claim.prose
    assert not JARGON.search(claim.prose), claim.prose
    assert claim.prose.endswith("."), claim.prose
    assert not too_much_at_once(claim), too_much_at_once(claim)
    assert not CLUMSY.search(claim.sentence), claim.prose


def check_all(explanation: Explanation) -> None:
    """The same for the sentence that opens and for all that backs it."""
    for claim in (explanation.short, *explanation.further):
        check(claim)


def plain(claim: Claim) -> str:
    """The prose of a claim with ordinary spaces."""
    return claim.prose.replace("\u00a0", " ")
