"""Which release of the cockpit answers, and on which solver."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from pathlib import Path

from engine.compute.kept import engine_digest

_PROJECT = Path(__file__).parents[2] / "pyproject.toml"
_DIGITS = 8


@dataclass(frozen=True, slots=True)
class Release:
    """The version by name, the build by the first digits of what names its engine, and the solver's own versions.

    Equal builds give equal figures: the build covers the source of the engine and the libraries under it.
    """

    version: str
    build: str
    highs: str
    pulp: str


@cache
def release() -> Release:
    """The release that this process runs; its version is empty where the project's file is not there."""
    try:
        project = tomllib.loads(_PROJECT.read_text(encoding="utf-8")).get("project", {})
    except (OSError, tomllib.TOMLDecodeError):
        project = {}
    return Release(str(project.get("version", "")), engine_digest()[:_DIGITS], version("highspy"), version("pulp"))
