"""One name, one type: a reader who meets a type twice must be able to take it for the same."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator

from tests.support.places import ROOT


def test_no_type_is_defined_twice() -> None:
    places = defaultdict(set)
    for folder in ("engine", "pages"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            for name in _types(ast.parse(path.read_text(encoding="utf-8"))):
                places[name].add(str(path.relative_to(ROOT)))
    assert {name: files for name, files in places.items() if len(files) > 1} == {}


def test_no_variable_has_a_name_that_says_nothing() -> None:
    """Such words once stood for anything: an answer, a league, an interval, a list."""
    vague = {
        "found",
        "shown",
        "told",
        "beside",
        "opened",
        "calm",
        "forced",
        "losers",
        "contenders",
        "patience",
        "works",
    }
    places = {
        f"{path.relative_to(ROOT)}:{node.lineno} {name}"
        for folder in ("engine", "pages")
        for path in (ROOT / folder).rglob("*.py")
        for node, name in _variables(ast.parse(path.read_text(encoding="utf-8")))
        if name in vague or path.stem in vague
    }
    assert sorted(places) == []


def _variables(tree: ast.Module) -> Iterator[tuple[ast.expr | ast.arg, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node, node.id
        elif isinstance(node, ast.arg):
            yield node, node.arg


def _types(tree: ast.Module) -> Iterator[str]:
    """Classes, and aliases of types such as ``Days = NDArray[np.float64]``; variables of types are nobody's."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield node.name
    for node in tree.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            name = node.targets[0].id
            plain = name.lstrip("_")
            if plain[:1].isupper() and not plain.isupper() and isinstance(node.value, ast.Subscript | ast.BinOp):
                yield name
