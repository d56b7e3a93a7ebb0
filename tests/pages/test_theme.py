"""The palette can be read in light and dark, also with each of the common colour-vision deficiencies."""

from __future__ import annotations

import re
import tomllib
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

from engine.portfolio import Action
from engine.wording.actions import GLYPHS, ORDER, WORDS
from pages.ui.parts.theme import DARK, LIGHT, Palette

CONFIG = Path(__file__).parents[2] / ".streamlit" / "config.toml"
FRAME = Path(__file__).parents[2] / "pages" / "ui" / "shell" / "frame.py"
VISION = {
    "usual": np.eye(3),
    # Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
APART = 0.10
"""Least distance of two colours in OKLab; a just noticeable difference is about 0.02."""


def linear(colour: str) -> np.ndarray:
    channels = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    dark, light = sorted(float(linear(c) @ [0.2126, 0.7152, 0.0722]) for c in (one, other))
    return (light + 0.05) / (dark + 0.05)


def oklab(rgb: np.ndarray) -> np.ndarray:
    cones = np.array([[0.41222, 0.53633, 0.05145], [0.21190, 0.68070, 0.10740], [0.08830, 0.28172, 0.62998]])
    axes = np.array([[0.21045, 0.79362, -0.00407], [1.97800, -2.42859, 0.45059], [0.02590, 0.78277, -0.80868]])
    return axes @ np.cbrt(cones @ np.clip(rgb, 0, 1))


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda p: p.name)
@pytest.mark.parametrize("vision", VISION)
def test_actions_are_told_apart(palette: Palette, vision: str) -> None:
    seen = {action: oklab(VISION[vision] @ linear(palette.action(action))) for action in ORDER}
    near = {(a, b): float(np.linalg.norm(seen[a] - seen[b])) for a, b in combinations(ORDER, 2)}
    assert min(near.values()) >= APART, near


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda p: p.name)
def test_marks_and_text_stand_out_from_the_background(palette: Palette) -> None:
    for action in ORDER:
        assert contrast(palette.action(action), palette.background) >= 3, action
        assert contrast(palette.text(action), palette.background) >= 4.5, action
    for ink in (palette.ink, palette.quiet):
        assert contrast(ink, palette.background) >= 4.5


@pytest.mark.parametrize("palette", [LIGHT, DARK], ids=lambda p: p.name)
def test_the_page_has_the_backgrounds_that_charts_expect(palette: Palette) -> None:
    theme = tomllib.loads(CONFIG.read_text(encoding="utf-8"))["theme"][palette.name]
    assert theme["backgroundColor"] == palette.background
    assert theme["textColor"] == palette.ink
    assert theme["primaryColor"] == palette.accent


def test_each_action_has_a_shape_and_a_word_of_its_own() -> None:
    assert set(ORDER) == set(Action)
    assert len(set(GLYPHS.values())) == len(set(WORDS.values())) == len(Action)


def test_the_typeface_is_served_from_beside_the_frame() -> None:
    """Streamlit serves ``app/static`` from the folder of the main script, and says nothing where there is none."""
    files = re.findall(r'url = "app/static/([^"]+)"', CONFIG.read_text(encoding="utf-8"))
    assert files
    assert [name for name in files if not (FRAME.parent / "static" / name).is_file()] == []
