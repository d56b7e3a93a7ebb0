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
