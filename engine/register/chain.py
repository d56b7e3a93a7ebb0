"""The chain over the entries: each hash covers an entry's content and the hash before it.

So nothing can be changed, taken out or put in between unseen. What was cut off at the end shows against a hash that was
noted elsewhere.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

GENESIS = "0" * 64
"""What the first entry builds on."""


@dataclass(frozen=True, slots=True)
class ChainLink:
    """An entry as it is stored: its number, its content as canonical JSON, and the two hashes."""

    number: int
    content: str
    previous_hash: str
    hash: str


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry as the register remembers it: how many there are, and the last hash."""

    number: int = 0
    hash: str = GENESIS


@dataclass(frozen=True, slots=True)
class Break:
    """The first entry at which the chain does not hold, and why."""

    number: int
    reason: str


def canonical(content: Mapping[str, Any]) -> str:
    """The one way to write a content as JSON: sorted keys, no blanks, ASCII with escapes, finite numbers."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), allow_nan=False, default=_plain)


def hash_of(previous_hash: str, content: str) -> str:
    """SHA-256 of the hash before, a line feed and the content, in hexadecimal digits."""
    return hashlib.sha256(f"{previous_hash}\n{content}".encode("ascii")).hexdigest()


def follow(head: Head, content: str) -> ChainLink:
    """The link that comes after ``head``."""
    return ChainLink(head.number + 1, content, head.hash, hash_of(head.hash, content))


def first_break(links: Iterable[ChainLink], head: Head) -> Break | None:
    """Where the chain breaks first, or ``None`` when it holds from the first entry to ``head``."""
    last = Head()
    for link in links:
        reason = _wrong(link, last)
        if reason:
            return Break(last.number + 1, reason)
        last = Head(link.number, link.hash)
    if last != head:
        return Break(last.number + 1, f"the register remembers {head.number} entries, the last with hash {head.hash}")
    return None


def _wrong(link: ChainLink, last: Head) -> str:
    if link.number != last.number + 1:
        return f"it is missing, entry {link.number} comes next"
    if link.previous_hash != last.hash:
        return "it does not build on the entry before it"
    if not link.content.isascii() or link.hash != hash_of(link.previous_hash, link.content):
        return "its content is not the one that was recorded"
    return _wrong_number(link)


def _wrong_number(link: ChainLink) -> str:
    try:
        content = json.loads(link.content)
    except ValueError:
        content = None
    named = content.get("number") if isinstance(content, dict) else None
    return "" if named == link.number else "its content belongs to another number"


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, frozenset | set):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} has no place in the register")
