"""A function call in a process of its own, so that memory and solvers do not mix."""

from __future__ import annotations

import importlib
import pickle
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.memory import peak_mb

_ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Ran:
    """What came of a call: ``result``, or what went wrong in ``error``.

    ``peak_mb`` is the most memory that its process took, ``grown_mb`` what of it came after modules and arguments were
    loaded.
    """

    result: Any
    peak_mb: float = 0.0
    grown_mb: float = 0.0
    error: str = ""


def in_own_process(target: str, *arguments: Any, timeout: float) -> Ran:
    """Call ``module:function`` with ``arguments`` in a new Python."""
    with tempfile.TemporaryDirectory() as folder:
        call, answer = Path(folder) / "call", Path(folder) / "answer"
        call.write_bytes(pickle.dumps((target, arguments)))
        command = [sys.executable, "-m", "tests.benchmarks.process", str(call), str(answer)]
        try:
            done = subprocess.run(command, cwd=_ROOT, timeout=timeout, capture_output=True, text=True, check=False)
        except subprocess.TimeoutExpired:
            return Ran(None, error=f"gave no answer within {timeout:.0f} s")
        if not answer.exists():
            return Ran(None, error=(done.stderr.strip().splitlines() or [f"exit code {done.returncode}"])[-1])
        return Ran(*pickle.loads(answer.read_bytes()))  # noqa: S301  written by our own process


def _main(call: str, answer: str) -> None:
    target, arguments = pickle.loads(Path(call).read_bytes())  # noqa: S301  written by our own process
    module, function = target.split(":")
    wanted = getattr(importlib.import_module(module), function)
    loaded = peak_mb()
    result = wanted(*arguments)
    peak = peak_mb()
    Path(answer).write_bytes(pickle.dumps((result, peak, peak - loaded)))


if __name__ == "__main__":
    _main(*sys.argv[1:])
