"""What this process and the workers it has started hold of the machine's memory, as Linux counts it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")
_SHARE = "Pss:"


def proportional_bytes() -> tuple[int, int] | None:
    """Proportional set size in bytes of this process, and of its children and theirs together.

    Of what several processes share each counts its part. ``None`` where the kernel does not tell.
    """
    own = _of("self")
    return None if own is None else (own, sum(_of(child) or 0 for child in _descendants("self")))


def _of(pid: str) -> int | None:
    with suppress(OSError):
        for line in (_PROC / pid / "smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith(_SHARE):
                return int(line.split()[1]) * 1024
    return None


def _descendants(pid: str) -> Iterator[str]:
    for child in _children(pid):
        yield child
        yield from _descendants(child)


def _children(pid: str) -> list[str]:
    with suppress(OSError):
        return [
            child
            for path in (_PROC / pid / "task").glob("*/children")
            for child in path.read_text(encoding="ascii").split()
        ]
    return []
