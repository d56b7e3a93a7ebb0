"""An action as pages mark it."""

from __future__ import annotations

from markupsafe import Markup

from engine.portfolio import Action
from engine.wording.actions import label
from pages.ui.parts.text import markup
from pages.ui.parts.theme import Palette


def act(action: Action, colours: Palette) -> Markup:
    """An action in its shape, word and colour."""
    return markup('<span class="act" style="color: {}">{}</span>', colours.text(action), label(action))
