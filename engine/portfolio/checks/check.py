"""What a check is."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.errors import Problem
from engine.portfolio.model.draft import Draft

Check = Callable[[Draft], Iterator[Problem]]
