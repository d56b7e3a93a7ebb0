"""Words that people use for the health of a project: those that are known, and those that have to be asked about."""

from __future__ import annotations

import re

from engine.portfolio.model.near_miss import normal

GREEN, AMBER, RED, NONE, DONE = "green", "amber", "red", "not said", "finished"
MEANINGS = (GREEN, AMBER, RED, NONE, DONE)
"""What a status word can mean; a finished project is left out."""

_KNOWN = {
    GREEN: "green g on_track good healthy on_schedule on_target ok on_plan green/amber amber/green 5 4",
    AMBER: "amber yellow orange a 3",
    RED: "red r critical off_track amber/red red/amber 2 1",
    NONE: "not_started proposed planned planning draft new open to_do backlog not_rated pending in_progress active "
    "ongoing started running approved in_delivery in_development selected_for_development scheduled idea initiation "
    "execution reset not_set none",
    DONE: "done complete completed closed finished resolved delivered cancelled canceled terminated completed_closed "
    "completed_costs_pending withdrawn rejected",
}
_MEANING = {word: meaning for meaning, words in _KNOWN.items() for word in words.split()}
_PROPOSED = (
    (re.compile(r"late|overdue|behind|delay|slip|fail|critical|breach|severe|off.?track"), RED),
    (re.compile(r"risk|issue|warn|watch|concern|attention|hold|paus|caution"), AMBER),
    (re.compile(r"track|good|fine|well|ahead|schedule"), GREEN),
)
_LONGEST_WORD = 30


def known_meaning(word: str) -> str | None:
    """What a status word means, ``None`` for one that has to be asked about; sentences say nothing."""
    if len(word) > _LONGEST_WORD:
        return NONE
    return _MEANING.get(normal(re.sub(r"\s*[-–]\s*", " ", word)), _MEANING.get(normal(word)))


def proposed_meaning(word: str) -> str:
    """What a word that is asked about probably means; empty where nothing suggests itself."""
    return next((meaning for pattern, meaning in _PROPOSED if pattern.search(word.casefold())), "")
