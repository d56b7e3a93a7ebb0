"""What two commands do alike stands in one place: no long run of lines of one command has its like in another."""

from __future__ import annotations

import ast
import io
import keyword
import tokenize
from collections import defaultdict

import pytest

from tests.support.places import ROOT

RUN = 10
_LEFT_OUT = {tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING}


def shapes(source: str) -> list[tuple[int, str]]:
    """Number and shape of each line with code: names, texts and numbers of any kind look alike; imports left out."""
    lines: dict[int, list[str]] = defaultdict(list)
    imports = (node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import | ast.ImportFrom))
    left_out = {number for node in imports for number in range(node.lineno, (node.end_lineno or node.lineno) + 1)}
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type in _LEFT_OUT or not token.string.strip() or token.start[0] in left_out:
            continue
        alike = token.type in (tokenize.NAME, tokenize.STRING, tokenize.NUMBER) and not keyword.iskeyword(token.string)
        lines[token.start[0]].append("x" if alike else token.string)
    return [(number, " ".join(lines[number])) for number in sorted(lines)]


@pytest.mark.slow
def test_no_run_of_ten_lines_of_the_same_shape_stands_in_two_commands() -> None:
    seen: dict[tuple[str, ...], str] = {}
    twice = []
    for path in sorted((ROOT / "engine" / "commands").glob("*.py")):
        lines = shapes(path.read_text(encoding="utf-8"))
        for start in range(len(lines) - RUN + 1):
            run = tuple(shape for _, shape in lines[start : start + RUN])
            place = f"{path.name}:{lines[start][0]}"
            other = seen.setdefault(run, place)
            if other.split(":")[0] != path.name:
                twice.append(f"{other} and {place}")
    assert twice == []


def test_lines_that_differ_in_names_only_look_alike() -> None:
    assert shapes("import a\na = f(b, 1)  # why\n\nif a:\n    c(d)\n") == [
        (2, "x = x ( x , x )"),
        (4, "if x :"),
        (5, "x ( x )"),
    ]
