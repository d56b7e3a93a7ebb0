"""What this process and the workers it has started hold of the machine's memory, as Linux counts it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

_PROC = Path("/proc")
_SHARE = "Pss:"


def proportional_bytes() -> tuple[int, int] | None:
    """Proportional set size in bytes of this process, and of its child processes together.

    Of what several processes share each counts its part. ``None`` where the kernel does not tell.
    """
    own = _of("self")
    return None if own is None else (own, sum(_of(child) or 0 for child in _children()))


def _of(pid: str) -> int | None:
    with suppress(OSError):
        for line in (_PROC / pid / "smaps_rollup").read_text(encoding="ascii").splitlines():
            if line.startswith(_SHARE):
                return int(line.split()[1]) * 1024
    return None


def _children() -> list[str]:
    with suppress(OSError):
        return [
            pid
            for path in (_PROC / "self" / "task").glob("*/children")
            for pid in path.read_text(encoding="ascii").split()
        ]
    return []
