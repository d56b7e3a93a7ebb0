"""Peak memory of processes."""

from __future__ import annotations

import resource
import sys
from pathlib import Path
from threading import Event, Thread

_PROC = Path("/proc")


def peak_mb(pid: int | str = "self") -> float:
    """Peak resident memory of a process in MB, 0 when it is gone.

    Read from the kernel's own high-water mark, for on Linux ``ru_maxrss`` starts at what the parent had; where there
    is no such mark, ``ru_maxrss``.
    """
    try:
        for line in (_PROC / str(pid) / "status").read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
    except OSError:
        pass
    if pid != "self" or _PROC.exists():
        return 0.0
    unit = 1024 if sys.platform.startswith("linux") else 1024**2
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


class ChildWatch:
    """While open, watches the child processes for the most memory that one took."""

    def __init__(self) -> None:
        self._end = Event()
        self._thread = Thread(target=self._watch, daemon=True)
        self.child_mb = 0.0

    def __enter__(self) -> ChildWatch:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._end.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._end.wait(0.02):
            self.child_mb = max([self.child_mb, *(peak_mb(pid) for pid in _children())])


def _children() -> list[int]:
    """Child processes of this one; empty where the kernel does not tell."""
    try:
        lists = [path.read_text(encoding="ascii") for path in (_PROC / "self" / "task").glob("*/children")]
    except OSError:
        return []
    return [int(pid) for text in lists for pid in text.split()]
