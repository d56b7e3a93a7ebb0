"""The colours of a pack: those of the pages in daylight (a test compares the two)."""

from __future__ import annotations

from engine.portfolio.model.vocabulary import Action, Health

INK = "16212E"
QUIET = "56636F"
LINE = "E3E8ED"
ACCENT = "0B6B66"
PALE = "E6F0EF"
LOSS = "C96F00"
PLANNED = "C3CBD3"
ACTIONS = {
    Action.ACCELERATE: "1D5FD1",
    Action.DEFER: "C96F00",
    Action.STOP: "8E1646",
    Action.CONTINUE: "8793A3",
}
LIGHTS = {Health.GREEN: "2B7F79", Health.AMBER: "E0A030", Health.RED: "B3261E"}
