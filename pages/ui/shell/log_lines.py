"""How the server writes its log: one line an event, as JSON, or in columns where somebody watches a terminal."""

from __future__ import annotations

import logging
import sys
from collections.abc import MutableMapping
from typing import Any, TextIO

import structlog

from pages.ui.session import browser_session, portfolio_in_use

OWN = ("engine", "pages")
_OTHERS = ("streamlit", "uvicorn", "uvicorn.error", "uvicorn.asgi", "websockets")
_FIRST = ("time", "level", "portfolio", "session", "account", "event")
_HANDLER = "cockpit-log"


def write_lines(stream: TextIO | None = None) -> None:
    """Write what is logged from here on as lines of events, to standard error unless told otherwise."""
    to = stream or sys.stderr
    handler = logging.StreamHandler(to)
    handler.set_name(_HANDLER)
    handler.setFormatter(_formatter(for_people=to.isatty()))
    root = logging.getLogger()
    root.handlers = [*(h for h in root.handlers if h.get_name() != _HANDLER), handler]
    for name in OWN:
        logging.getLogger(name).setLevel(logging.INFO)
    for name in _OTHERS:  # else they would write lines of their own kind between ours
        logging.getLogger(name).handlers = []
        logging.getLogger(name).propagate = True
        logging.getLogger(name).setLevel(logging.WARNING)  # they tell of every connection


def _formatter(*, for_people: bool) -> logging.Formatter:
    drawn: list[Any] = (
        [structlog.dev.ConsoleRenderer(colors=False, timestamp_key="time")]
        if for_people
        else [structlog.processors.format_exc_info, _ordered, structlog.processors.JSONRenderer(ensure_ascii=False)]
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
            _session,
        ],
        processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *drawn],
    )


def _session(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """A line that was written while a page was drawn says in which session, and in which of several portfolios."""
    for where, name in (("session", browser_session.short_name()), ("portfolio", portfolio_in_use.name())):
        if name:
            line.setdefault(where, name)
    return line


def _ordered(_logger: Any, _method: str, line: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    line.pop("color_message", None)  # the same event once more, as uvicorn would draw it
    return {name: line[name] for name in _FIRST if name in line} | {k: v for k, v in line.items() if k not in _FIRST}
