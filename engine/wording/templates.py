"""HTML from templates, in one place: a value is written as text, whatever it holds, unless it is markup itself."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup

_ENVIRONMENT = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def render(template: Path, **values: object) -> Markup:
    """The template in a file, filled with values by the names that it gives them.

    Raises:
        jinja2.UndefinedError: the template asks for a value that is not given.
    """
    return Markup(_read(template).render(values))  # noqa: S704 - the environment escapes every value


@cache
def _read(template: Path) -> Template:
    return _ENVIRONMENT.from_string(template.read_text(encoding="utf-8"))
