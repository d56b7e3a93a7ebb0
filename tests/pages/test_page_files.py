"""A page is a short file that asks for one plan or analysis and places its parts, which are found by its own name."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.support.places import ROOT

MOST_LINES = 80
PAGES = [path for path in sorted((ROOT / "pages").glob("*.py")) if path.stem not in ("__init__", "help")]
"""Help has no parts: it is a table of the glossary."""


def _imported(path: Path) -> set[str]:
    modules = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            modules |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return modules


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_a_page_is_short_and_finds_its_parts_by_its_name(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES
    rooms = tuple(f"pages.ui.{room}.{path.stem}" for room in ("views", "office"))
    assert any(module.startswith(rooms) for module in _imported(path))
