"""The language of formulas: from text to a tree. Nothing in a formula is ever run as code.

A formula knows numbers, texts in quotation marks, names, ``+ - * /``, comparisons, ``and or not``,
parentheses and the functions listed in :mod:`engine.portfolio.importing.evaluation`. There are no
attributes, no indices, no powers and no assignments, so there is nothing to guard against but length and depth.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

MAX_LENGTH = 2000
MAX_DEPTH = 40

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?)"
    r"|(?P<name>[A-Za-z_]\w*)"
    r"|(?P<text>'[^']*'|\"[^\"]*\")"
    r"|(?P<sign>==|!=|<=|>=|[-+*/(),<>=]))",
    re.ASCII,
)
_STRENGTH = {
    "or": 1,
    "and": 2,
    "=": 4,
    "==": 4,
    "!=": 4,
    "<": 4,
    "<=": 4,
    ">": 4,
    ">=": 4,
    "+": 5,
    "-": 5,
    "*": 6,
    "/": 6,
}
_NOT_STRENGTH = 3
_SIGN_STRENGTH = 7
_WORDS = frozenset({"and", "or", "not"})


class FormulaError(ValueError):
    """A formula cannot be read; ``position`` is the character, counted from 1, at which that shows."""

    def __init__(self, message: str, position: int) -> None:
        self.position = position
        super().__init__(f"{message} at character {position}")


@dataclass(frozen=True, slots=True)
class Literal:
    """A number or a text."""

    value: float | str


@dataclass(frozen=True, slots=True)
class NameNode:
    """A field of the map or a column of the project."""

    name: str
    position: int


@dataclass(frozen=True, slots=True)
class Call:
    """A function, or an operator under its own sign, and what it is applied to."""

    function: str
    arguments: tuple[Node, ...]
    position: int


Node = Literal | NameNode | Call


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as written, as a tree, and the names it refers to in the order of their first use."""

    text: str
    tree: Node
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    position: int


def parse_formula(text: str, functions: Mapping[str, tuple[int, ...]]) -> Formula:
    """The tree of a formula; ``functions`` says what may be called, and with how many values (none: any number).

    Raises:
        FormulaError: with the position, when the text is no formula, is too long or is nested too deeply.
    """
    if len(text) > MAX_LENGTH:
        raise FormulaError(f"the formula is longer than {MAX_LENGTH} characters", MAX_LENGTH)
    parser = _Parser(_tokens(text), len(text) + 1, functions)
    tree = parser.whole()
    return Formula(text, tree, tuple(dict.fromkeys(_names(tree))))


def _tokens(text: str) -> list[_Token]:
    tokens: list[_Token] = []
    place, end = 0, len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if not match:
            position = place + len(text[place:]) - len(text[place:].lstrip())
            raise FormulaError(f"{text[position]!r} is not understood", position + 1)
        kind = match.lastgroup or ""
        tokens.append(_Token(kind, match[kind], match.start(kind) + 1))
        place = match.end()
    return tokens


class _Parser:
    """Precedence climbing over a list of tokens."""

    def __init__(self, tokens: list[_Token], end: int, functions: Mapping[str, tuple[int, ...]]) -> None:
        self._tokens = tokens
        self._end = end
        self._functions = functions
        self._next = 0

    def whole(self) -> Node:
        tree, _ = self._expression(0, 0)
        if self._peek().kind != "end":
            raise self._unexpected("the end or an operator")
        return tree

    def _expression(self, weakest: int, nesting: int) -> tuple[Node, int]:
        """A tree with its depth; takes operators that bind stronger than ``weakest``."""
        left, depth = self._operand(nesting)
        while self._strength() > weakest:
            sign = self._take()
            right, right_depth = self._expression(_STRENGTH[sign.text], nesting + 1)
            depth = self._deeper(max(depth, right_depth), sign)
            left = Call("=" if sign.text == "==" else sign.text, (left, right), sign.position)
        return left, depth

    def _operand(self, nesting: int) -> tuple[Node, int]:
        token = self._peek()
        self._deeper(nesting, token)
        if token.text in {"-", "+", "not"}:
            self._take()
            strength = _NOT_STRENGTH if token.text == "not" else _SIGN_STRENGTH
            inner, depth = self._expression(strength, nesting + 1)
            return Call(f"{token.text} ", (inner,), token.position), self._deeper(depth, token)
        if token.kind == "number":
            return self._number(), 0
        if token.kind == "text":
            return Literal(self._take().text[1:-1]), 0
        if token.kind == "name" and token.text not in _WORDS:
            return self._name_or_call(nesting)
        if token.text == "(":
            self._take()
            inner, depth = self._expression(0, nesting + 1)
            self._close()
            return inner, depth
        raise self._unexpected("a number, a name or a parenthesis")

    def _number(self) -> Literal:
        token = self._take()
        number = float(token.text)
        if not math.isfinite(number):
            raise FormulaError("this number is too large", token.position)
        return Literal(number)

    def _name_or_call(self, nesting: int) -> tuple[Node, int]:
        name = self._take()
        if self._peek().text != "(":
            return NameNode(name.text, name.position), 0
        if name.text not in self._functions:
            known = ", ".join(sorted(self._functions))
            raise FormulaError(f"there is no function {name.text!r} (there are {known})", name.position)
        self._take()
        arguments, depth = self._arguments(nesting)
        wanted = self._functions[name.text]
        if wanted and len(arguments) not in wanted:
            counts = " or ".join(map(str, wanted))
            raise FormulaError(f"{name.text!r} takes {counts} values, not {len(arguments)},", name.position)
        return Call(name.text, arguments, name.position), self._deeper(depth, name)

    def _arguments(self, nesting: int) -> tuple[tuple[Node, ...], int]:
        arguments: list[Node] = []
        deepest = 0
        while True:
            argument, depth = self._expression(0, nesting + 1)
            arguments.append(argument)
            deepest = max(deepest, depth)
            if self._peek().text != ",":
                break
            self._take()
        self._close()
        return tuple(arguments), deepest

    def _close(self) -> None:
        if self._peek().text != ")":
            raise self._unexpected("a closing parenthesis")
        self._take()

    def _deeper(self, depth: int, token: _Token) -> int:
        if depth >= MAX_DEPTH:
            raise FormulaError(f"the formula is nested more than {MAX_DEPTH} deep", token.position)
        return depth + 1

    def _strength(self) -> int:
        token = self._peek()
        return _STRENGTH.get(token.text, 0) if token.kind in {"sign", "name"} else 0

    def _peek(self) -> _Token:
        return self._tokens[self._next] if self._next < len(self._tokens) else _Token("end", "", self._end)

    def _take(self) -> _Token:
        token = self._peek()
        self._next += 1
        return token

    def _unexpected(self, wanted: str) -> FormulaError:
        token = self._peek()
        what = f"found {token.text!r}" if token.text else "the formula ends"
        return FormulaError(f"{wanted} is expected, but {what}", token.position)


def _names(tree: Node) -> list[str]:
    if isinstance(tree, NameNode):
        return [tree.name]
    return [name for argument in tree.arguments for name in _names(argument)] if isinstance(tree, Call) else []
