"""YAML as it is written: every scalar is the text that stands in the file, with its line; types come from the field.

YAML's own reader turns ``036`` into 30, ``12:30`` into 750 and ``NO`` into false. Here nothing is turned into anything.
What would be lost without a word is a fault: a key that occurs twice, a comma inside a number between braces, a
reference. Only a blank, ``~`` and ``null`` outside quotation marks mean that nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import yaml

from engine.errors import Problem

Path = tuple[str | int, ...]
"""Keys and places in lists that lead to a value."""

NOTHING = frozenset({"", "~", "null", "Null", "NULL"})
"""Words that say nothing when they stand without quotation marks."""

_FIX = "Check indentation, colons and quotation marks in this line and the one before"
_CUT_OFF = re.compile(r"[ \t]+#\d[^\r\n]{0,40}")
"""A number sign that a text goes on with, such as ``Priority #1``; a comment seldom begins with a digit."""
_LETTER = re.compile(r"[^\W\d_]")
_LONGEST_REASON = 90
_LONGEST = 300_000
"""Letters of one text; reading more takes many seconds."""
_COMMA_REMEDY = "Between { } and [ ] a comma ends a value; "


@dataclass(frozen=True, slots=True)
class Written:
    """What a text says: ``None``, a text, a list or a mapping of these; and the line of every key and item."""

    value: Any
    lines: Mapping[Path, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class YamlFault:
    """One thing that makes a text unusable; ``line`` is counted from 1."""

    line: int | None
    path: Path
    value: str
    message: str
    remedy: str

    def problem(self, file: str, row: int | None = None) -> Problem:
        """The fault as a problem of a file; ``row`` is said in place of the line where the text is a cell's."""
        column = ".".join(str(step + 1) if isinstance(step, int) else step for step in self.path)
        return Problem(file, row or self.line, column, self.value, self.message, self.remedy)


class FaultyYamlError(ValueError):
    """A text is not YAML, or would lose something when it is read; carries every fault that was found."""

    def __init__(self, faults: Sequence[YamlFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(fault.message for fault in self.faults))


def read_written(
    text: str,
    *,
    same: Callable[[Path, str], str] = lambda _, key: key,
    nothing: frozenset[str] = NOTHING,
) -> Written:
    """What a YAML or JSON text says.

    ``same(path, key)`` gives keys of the mapping at ``path`` the form in which they are compared: two of one form are
    a key that occurs twice. ``nothing`` are the words that become ``None``.

    Raises:
        FaultyYamlError: with every fault found.
    """
    if len(text) > _LONGEST:
        message = f"this is longer than {_LONGEST:,} letters"
        raise FaultyYamlError(
            [YamlFault(None, (), "", message, "Remove what is not needed; tables belong into CSV files")]
        )
    reading = _Reading(_without_leading_tabs(text), same, nothing)
    try:
        node = _compose(reading.text)
        value = None if node is None else reading.value_of(node, ())
    except yaml.reader.ReaderError as error:
        line = reading.text.count("\n", 0, error.position) + 1
        raise FaultyYamlError([_not_yaml("a letter in it cannot be printed", line)]) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise FaultyYamlError(
            [_not_yaml(str(error.problem or error.context), mark.line + 1 if mark else None)]
        ) from error
    except (yaml.YAMLError, ValueError, TypeError, RecursionError, OverflowError) as error:
        raise FaultyYamlError([_not_yaml(_reason(error), None)]) from error
    if reading.faults:
        raise FaultyYamlError(reading.faults)
    return Written(value, reading.lines)


def write_texts(content: Mapping[str, Any]) -> str:
    """Keys and texts as YAML that :func:`read_written` gives back; quotation marks only where they are needed.

    ``content`` may nest; its leaves are texts, or lists of them.
    """
    return yaml.dump(dict(content), Dumper=_QuotingDumper, sort_keys=False, allow_unicode=True, width=110)


def write_in_a_line(content: Any) -> str:
    """Lists and mappings of texts as one line of YAML that :func:`read_written` gives back."""
    return yaml.dump(
        content, Dumper=_QuotingDumper, sort_keys=False, allow_unicode=True, width=10**9, default_flow_style=True
    )


class _QuotingDumper(yaml.SafeDumper):
    """Nothing but ``null`` would be read as something else than its text."""


_QuotingDumper.yaml_implicit_resolvers = {
    first: [(tag, words) for tag, words in mapping if tag.endswith(":null")]
    for first, mapping in yaml.SafeDumper.yaml_implicit_resolvers.items()
}


_QuotingDumper.add_multi_representer(str, lambda dumper, text: dumper.represent_str(str(text)))


class _Composer(yaml.SafeLoader):
    """Nodes without what stands for something else: references, whose copies can fill a memory, and tags."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        mark = event.start_mark
        if isinstance(event, yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem=_not_first("*"), problem_mark=mark)
        if getattr(event, "anchor", None) is not None:
            raise yaml.MarkedYAMLError(problem=_not_first("&"), problem_mark=mark)
        if getattr(event, "tag", None) is not None:
            raise yaml.MarkedYAMLError(problem=_not_first("!"), problem_mark=mark)
        return super().compose_node(parent, index)


def _not_first(sign: str) -> str:
    return f"a word must not begin with {sign}, unless in quotation marks"


def _compose(text: str) -> yaml.Node | None:
    loader = _Composer(text)
    try:
        return loader.get_single_node()
    finally:
        loader.dispose()


@dataclass(slots=True)
class _Reading:
    """One text on its way from nodes to texts."""

    text: str
    same: Callable[[Path, str], str]
    nothing: frozenset[str]
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[YamlFault] = field(default_factory=list)

    def value_of(self, node: yaml.Node, path: Path) -> Any:
        """The value of a node; lines and faults below it are noted."""
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return self._list(node, path)
        if not isinstance(node, yaml.ScalarNode) or (node.style is None and node.value in self.nothing):
            return None
        return self._text(node, path)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        if node.flow_style:
            self._find_commas(node, path)
        mapping: dict[str, Any] = {}
        seen: dict[str, int] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self._fault(
                    line, path, "", "a key must be a word", "Put a key that holds { } or [ ] in quotation marks"
                )
                continue
            key = self._text(key_node, path)
            form = self.same(path, key)
            if form in seen:
                message = f"the key {key!r} occurs twice, first in line {seen[form]}"
                self._fault(line, (*path, key), "", message, "Keep one of the two")
            seen.setdefault(form, line)
            self.lines[(*path, key)] = line
            mapping[key] = self.value_of(value_node, (*path, key))
        return mapping

    def _list(self, node: yaml.SequenceNode, path: Path) -> list[Any]:
        if node.flow_style:
            self._find_commas_of_list(node, path)
        for place, item in enumerate(node.value):
            self.lines[(*path, place)] = item.start_mark.line + 1
        return [self.value_of(item, (*path, place)) for place, item in enumerate(node.value)]

    def _text(self, node: yaml.ScalarNode, path: Path) -> str:
        text: str = node.value
        if node.style is None and (cut := _CUT_OFF.match(self.text, node.end_mark.index)) and _LETTER.search(text):
            message = f"what stands behind # is a comment, so only {text!r} would be read"
            remedy = "Put the whole text in quotation marks, or a space behind the #"
            self._fault(node.start_mark.line + 1, path, f"{text}{cut[0]}", message, remedy)
        if not re.search("[\ud800-\udfff]", text):
            return text
        try:  # JSON writes a letter beyond the first 65,536 as two halves
            return text.encode("utf-16", "surrogatepass").decode("utf-16")
        except UnicodeDecodeError:
            line = node.start_mark.line + 1
            self._fault(line, path, "", "half a letter is missing in this text", "Write the letter itself")
            return ""

    def _find_commas(self, node: yaml.MappingNode, path: Path) -> None:
        """Keys between braces that have no colon: what stands after a comma that was meant as part of a value."""
        before: yaml.Node | None = None
        for group in self._without_colon(node):
            first, rest, before = group
            if isinstance(first, yaml.ScalarNode):
                self._comma(first, rest, before, path)

    def _without_colon(self, node: yaml.MappingNode) -> Iterator[tuple[yaml.Node, list[yaml.Node], yaml.Node | None]]:
        """Runs of keys without a colon: the first, all of the run, and the value before it."""
        run: list[yaml.Node] = []
        before: yaml.Node | None = None
        for key, value in node.value:
            if ":" in self.text[key.end_mark.index : value.start_mark.index]:
                if run:
                    yield run[0], run, before
                run, before = [], value
            else:
                run.append(key)
        if run:
            yield run[0], run, before

    def _comma(self, first: yaml.ScalarNode, run: Sequence[yaml.Node], before: yaml.Node | None, path: Path) -> None:
        line, key = first.start_mark.line + 1, str(first.value)
        parts = ([before] if before is not None else []) + list(run)
        if before is not None and _is_number(before) and re.match(r"\d", key):
            self._fault(line, path, *_comma_in_number([str(part.value) for part in parts]))
        elif re.match(r"\S+:\S", key):
            name, _, value = key.partition(":")
            remedy = f"Write {name}: {value}, with a space after the colon"
            self._fault(line, path, key, "between { } a colon needs a space after it", remedy)
        else:
            message = f"{key!r} stands between commas without a key and a colon"
            remedy = f"{_COMMA_REMEDY}put text that holds a comma in quotation marks"
            self._fault(line, path, key, message, remedy)

    def _find_commas_of_list(self, node: yaml.SequenceNode, path: Path) -> None:
        for before, after in zip(node.value, node.value[1:], strict=False):
            joined = self.text[before.end_mark.index : after.start_mark.index] == ","
            if joined and _is_number(before) and _is_number(after):
                message, remedy = "a comma stands between two digits", "a space after it makes two values of them"
                text = f"{before.value},{after.value}"
                self._fault(after.start_mark.line + 1, path, text, message, _COMMA_REMEDY + remedy)

    def _fault(self, line: int, path: Path, value: str, message: str, remedy: str) -> None:
        self.faults.append(YamlFault(line, path, value, message, remedy))


def _comma_in_number(parts: Sequence[str]) -> tuple[str, str, str]:
    """The number as it was meant, what is wrong with it, and how to write it."""
    text = ",".join(parts)
    groups = len(parts) > 1 and all(re.fullmatch(r"\d{3}(?:\.\d+)?", part) for part in parts[1:])
    better = "".join(parts) if groups else ".".join(parts) if len(parts) == 2 else ""
    remedy = f"write {better}" if better else "write the number without commas"
    return text, "a comma stands inside a number", _COMMA_REMEDY + remedy


def _is_number(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.style is None and bool(re.fullmatch(r"[^A-Za-z]*\d", node.value))


def _not_yaml(reason: str, line: int | None) -> YamlFault:
    return YamlFault(line, (), "", f"this is not valid YAML ({reason})", _FIX)


def _reason(error: Exception) -> str:
    """The first line of what the reader says, unless it speaks of itself and not of the file."""
    if isinstance(error, RecursionError):
        return "lists are nested too deeply"
    lines = str(error).splitlines()
    return (
        lines[0] if lines and len(lines[0]) < _LONGEST_REASON else "a value is too long, or lists are nested too deeply"
    )


def _without_leading_tabs(text: str) -> str:
    """JSON may be indented with tabs, YAML may not; between braces an indentation means nothing."""
    if not text.lstrip().startswith(("{", "[")):
        return text
    return re.sub(r"^[ \t]+", lambda mapping: " " * len(mapping[0]), text, flags=re.MULTILINE)
