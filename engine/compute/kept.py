"""Answers that are kept: a question that was worked out once is not worked out again, here or on another server.

A :class:`Question` says what the answer depends on: the data, the scenario, what is asked of them and how hard, and the
engine that answers. Answers are kept as JSON in an :class:`AnswerStore`; a store may lose anything at any time.
"""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from threading import Lock
from typing import Any, Protocol, TypeVar

from pydantic import TypeAdapter, ValidationError

from engine.portfolio.model.portfolio import Portfolio

A = TypeVar("A")

_ENGINE = Path(__file__).parents[1]
_LIBRARIES = ("highspy", "numpy", "pulp", "scipy")
"""Libraries whose release may change the last digit of a figure."""


class AnswerStore(Protocol):
    """Where answers are kept. No method ever raises: what cannot be read is ``None``, what cannot be kept is lost."""

    def get(self, key: str) -> str | None:
        """The text kept under a key, if it is still there."""

    def put(self, key: str, content: str) -> None:
        """Keep a text under a key, in place of an older one; older texts may go for it."""


@dataclass(slots=True)
class Lookups:
    """How often an answer was looked up, and where it was: at hand, in the store behind, or nowhere."""

    at_hand: int = 0
    in_store: int = 0
    missing: int = 0


class AnswersAtHand:
    """The latest answers of this process, in front of a ``store`` that others share; may be used by many threads."""

    def __init__(self, store: AnswerStore | None = None, most: int = 500) -> None:
        self._store = store
        self._most = most
        self._texts: OrderedDict[str, str] = OrderedDict()
        self._lock = Lock()
        self._lookups = Lookups()

    def lookups(self) -> Lookups:
        """The look-ups since the start."""
        with self._lock:
            return replace(self._lookups)

    def get(self, key: str) -> str | None:
        """The text kept under a key, here or in the store behind.

        ``None`` where neither has it.
        """
        with self._lock:
            if key in self._texts:
                self._lookups.at_hand += 1
                self._texts.move_to_end(key)
                return self._texts[key]
        content = None if self._store is None else self._store.get(key)
        with self._lock:
            if content is None:
                self._lookups.missing += 1
            else:
                self._lookups.in_store += 1
        if content is not None:
            self._remember(key, content)
        return content

    def put(self, key: str, content: str) -> None:
        """Keep a text here and in the store behind."""
        self._remember(key, content)
        if self._store is not None:
            self._store.put(key, content)

    def _remember(self, key: str, content: str) -> None:
        with self._lock:
            self._texts[key] = content
            self._texts.move_to_end(key)
            while len(self._texts) > self._most:
                self._texts.popitem(last=False)


@dataclass(frozen=True, slots=True)
class KeptQuestion:
    """What was asked: ``name`` of the solve or analysis, the situation, and all else that an answer depends on.

    ``situation`` names data, scenario, what saved months show, and the order of the rows, in which answers list them.
    ``parameters`` are JSON values by name, such as the effort and the project that an analysis is about.
    """

    name: str
    situation: tuple[str, ...]
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def about(cls, portfolio: Portfolio, name: str, **parameters: Any) -> KeptQuestion:
        """The question ``name`` about a portfolio as it was loaded, or as a scenario has changed it."""
        rows = (*portfolio.projects_by_id, "", *portfolio.pools_by_id)
        earlier = (repr(portfolio.durations_taken),) if portfolio.durations_taken else ()
        return cls(name, (portfolio.data_fingerprint, portfolio.scenario_fingerprint, *earlier, *rows), parameters)

    @property
    def key(self) -> str:
        """A digest of 64 hexadecimal digits; the order of parameters does not count."""
        content = {
            "engine": engine_digest(),
            "name": self.name,
            "situation": self.situation,
            "parameters": dict(self.parameters),
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def answer(
    question: KeptQuestion,
    kind: type[A],
    work_out: Callable[[], A],
    store: AnswerStore | None,
    *,
    fresh: bool = False,
    is_worth_keeping: Callable[[A], bool] = lambda _: True,
) -> A:
    """The answer to a question: the one kept, else worked out and kept.

    ``kind`` is a dataclass that JSON can hold. With ``fresh`` it is worked out in any case, and kept in place of the
    older one. Without a ``store``, or where the store has lost it, it is worked out; it is then given as JSON would
    give it back, so that nothing (a 1 that comes back as 1.0) tells the two apart. Raises what ``work_out`` raises.
    What ``is_worth_keeping`` says no to is given back and not kept.
    """
    if store is not None and not fresh and (kept := look_up(question, kind, store)) is not None:
        return kept
    result = work_out()
    content = _text_of(kind, result)
    if content is None:
        return result
    if store is not None and is_worth_keeping(result):
        store.put(question.key, content)
    return _adapter_of(kind).validate_json(content)


def look_up(question: KeptQuestion, kind: type[A], store: AnswerStore) -> A | None:
    """The answer kept for a question; ``None`` where there is none, or none that this engine can read."""
    content = store.get(question.key)
    if content is None:
        return None
    adapter: TypeAdapter[A] = _adapter_of(kind)
    try:
        return adapter.validate_json(content)
    except ValidationError:
        return None


def _text_of(kind: type[A], result: A) -> str | None:
    """An answer as JSON in ASCII; ``None`` where a figure is not finite, for which JSON has no word."""
    try:
        return json.dumps(_adapter_of(kind).dump_python(result, mode="json"), allow_nan=False)
    except ValueError:
        return None


@cache
def engine_digest() -> str:
    """Names the engine that answers: its source text and the libraries under it."""
    digest = hashlib.sha256()
    for path in sorted(_ENGINE.rglob("*.py")):
        digest.update(path.relative_to(_ENGINE).as_posix().encode() + b"\0" + path.read_bytes())
    for library in _LIBRARIES:
        digest.update(f"{library}={version(library)}\n".encode())
    return digest.hexdigest()


_ADAPTERS: dict[Any, TypeAdapter[Any]] = {}
"""By kind of answer: a page asks often, and making one takes longer than using it."""


def _adapter_of(kind: type[A]) -> TypeAdapter[A]:
    if kind not in _ADAPTERS:
        _ADAPTERS[kind] = TypeAdapter(kind)
    return _ADAPTERS[kind]
