"""Words that people use for the health of a project: those that are known, and those that have to be asked about."""

from __future__ import annotations

import re

from engine.portfolio.model.near_miss import normal

GREEN, AMBER, RED, NONE, DONE = "green", "amber", "red", "not said", "finished"
MEANINGS = (GREEN, AMBER, RED, NONE, DONE)
"""What a status word can mean; a finished project is left out."""

_KNOWN = {
    GREEN: "green g on_track good healthy on_schedule on_target ok on_plan green/amber amber/green 5 4 "
    "grün gruen im_plan planmäßig vert groen verde",
    AMBER: "amber yellow orange a 3 gelb jaune geel oranje amarillo ámbar giallo",
    RED: "red r critical off_track amber/red red/amber 2 1 rot kritisch rouge rood rojo rosso",
    NONE: "not_started proposed planned planning draft new open to_do backlog not_rated pending in_progress active "
    "ongoing started running approved in_delivery in_development selected_for_development scheduled idea initiation "
    "execution reset not_set none geplant offen nicht_begonnen in_arbeit in_bearbeitung laufend läuft in_umsetzung "
    "genehmigt beantragt vorgeschlagen neu en_cours planifié gepland en_curso in_corso",
    DONE: "done complete completed closed finished resolved delivered cancelled canceled terminated completed_closed "
    "completed_costs_pending withdrawn rejected abgeschlossen erledigt beendet fertig abgebrochen terminé afgerond "
    "terminado completado completato",
}
_MEANING = {word: meaning for meaning, words in _KNOWN.items() for word in words.split()}
_PROPOSED = (
    (
        re.compile(r"late|overdue|behind|delay|slip|fail|critical|breach|severe|off.?track|verspät|verzug|überfällig"),
        RED,
    ),
    (re.compile(r"risk|issue|warn|watch|concern|attention|hold|paus|caution|risik|gefähr"), AMBER),
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
