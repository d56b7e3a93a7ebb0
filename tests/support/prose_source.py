"""Source that writes a figure into words: pages leave that to ``engine/explain``, so that commands say the same."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator

from engine.wording import formats

_WORD = re.compile(r"(?<![^\s(.,;:])[A-Za-z’']{2,}(?![^\s).,;:…])")
_WRITES = frozenset(name for name, _ in inspect.getmembers(formats, inspect.isfunction)) | {
    "Scale",
    "len",
    "max",
    "min",
    "round",
    "strftime",
    "sum",
}
"""Calls whose result is a figure, by their names: all that the formats write, and what counts and adds up."""
_FIGURES = frozenset({"count", "done", "number", "people", "people_added", "total", "value", "version"})
"""Attributes that hold a figure."""
_ARITHMETIC = (ast.Sub, ast.Mult, ast.Div, ast.FloorDiv)


def figures_in_words(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of each expression in a module that puts a figure between words."""
    tree = ast.parse(source)
    for scope in [tree, *(n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.Lambda))]:
        known = {target for node in _own(scope) for target in _named(node)}
        for node in _own(scope):
            words, parts = _parts(node)
            if any(_WORD.search(text) for text in words) and any(_is_figure(part, known) for part in parts):
                yield node.lineno, ast.unparse(node)


def _own(scope: ast.AST) -> Iterator[ast.AST]:
    """Everything in a scope but what stands in a function within it."""
    for child in ast.iter_child_nodes(scope):
        if not isinstance(child, ast.FunctionDef | ast.Lambda):
            yield child
            yield from _own(child)


def _named(node: ast.AST) -> Iterator[str]:
    """The names that an assignment gives to a figure."""
    if isinstance(node, ast.Assign) and _is_figure(node.value, frozenset()):
        yield from (target.id for target in node.targets if isinstance(target, ast.Name))
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Tuple):
        for targets in node.targets:
            pairs = zip(getattr(targets, "elts", ()), node.value.elts, strict=False)
            yield from (t.id for t, v in pairs if isinstance(t, ast.Name) and _is_figure(v, frozenset()))
    if isinstance(node, ast.NamedExpr) and _is_figure(node.value, frozenset()):
        yield node.target.id


def _parts(node: ast.AST) -> tuple[list[str], list[ast.expr]]:
    """The literal texts of an expression that makes a text, and what is put among them."""
    if isinstance(node, ast.JoinedStr):
        texts = [v.value for v in node.values if isinstance(v, ast.Constant) and isinstance(v.value, str)]
        return texts, [v for v in node.values if isinstance(v, ast.FormattedValue)]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Mod):
        sides = [node.left, node.right]
        texts = [s.value for s in sides if isinstance(s, ast.Constant) and isinstance(s.value, str)]
        return texts, [s for s in sides if not isinstance(s, ast.Constant)]
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("format", "join"):
        inside = node.func.value
        texts = [inside.value] if isinstance(inside, ast.Constant) and isinstance(inside.value, str) else []
        return texts, [*node.args, *(keyword.value for keyword in node.keywords)]
    return [], []


def _is_figure(part: ast.AST, known: set[str] | frozenset[str]) -> bool:
    """Whether a figure is put into a text here: formatted, counted, computed, or known by its name."""
    return any(_writes(node) or (isinstance(node, ast.Name) and node.id in known) for node in ast.walk(part))


def _writes(node: ast.AST) -> bool:
    if isinstance(node, ast.FormattedValue):
        return node.format_spec is not None
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        return name in _WRITES
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, _ARITHMETIC)
    return isinstance(node, ast.Attribute) and node.attr in _FIGURES
