"""The log: one line an event, with who and when, and nothing of the data in it."""

from __future__ import annotations

import io
import json
import logging
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from engine.errors import AuthorityError
from pages.ui.office import register_access
from pages.ui.shell import log_lines, readiness
from pages.ui.visitors import account, event_log
from tests.support.governance import AUTHORITY, BOARD, VIEWER, decision
from tests.support.pages import PROJECTS

Visit = Callable[..., AppTest]
Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines() -> Iterator[Lines]:
    """What the log holds, line by line, as another program reads it."""
    root, written = logging.getLogger(), io.StringIO()
    before = list(root.handlers), {n: logging.getLogger(n).level for n in log_lines.OWN}
    log_lines.write_lines(written)
    yield lambda: [json.loads(line) for line in written.getvalue().splitlines()]
    root.handlers = before[0]
    for name, level in before[1].items():
        logging.getLogger(name).setLevel(level)


def test_a_line_is_json_with_time_level_and_event_first(lines: Lines) -> None:
    logging.getLogger("engine.anything").warning("answers are not kept: %s", "the disk is full", extra={"entry": 7})
    try:
        raise ValueError("broken")
    except ValueError as error:
        logging.getLogger("pages.anything").error("a page failed", exc_info=error)
    first, second = lines()
    assert list(first)[:3] == ["time", "level", "event"]
    assert abs(datetime.fromisoformat(first["time"]).timestamp() - time.time()) < 600
    assert (first["level"], first["event"], first["entry"]) == ("warning", "answers are not kept: the disk is full", 7)
    assert "ValueError: broken" in second["exception"]


def test_lines_are_written_once_however_often_that_is_set_up(lines: Lines) -> None:
    written = io.StringIO()
    for _ in range(2):
        log_lines.write_lines(written)
    logging.getLogger("pages.anything").info("once")
    assert len(written.getvalue().splitlines()) == 1
    assert not lines()


def test_a_visit_and_a_scenario_are_told_with_who_and_without_the_data(visit: Visit, lines: Lines) -> None:
    page = visit("scenarios", confidence="0.8", wait=False)
    page.text_input(key="save-name").set_value("Secret plans").run()
    page.button(key="save-scenario").click().run()
    begun, saved = lines()
    assert (begun["event"], saved["event"], saved["version"]) == ("session begun", "scenario saved", 1)
    assert begun["account"] == saved["account"] == account.THIS_MACHINE
    assert begun["session"] == saved["session"]
    written = json.dumps([begun, saved])
    names = [cell for row in PROJECTS.splitlines()[1:] for cell in row.split(",")[:2]]
    assert not [word for word in ("Secret plans", "Test works", "0.8", *names) if f'"{word}"' in written]


def test_a_decision_is_told_by_its_number_and_what_it_has_become(
    visit: Visit,  # noqa: ARG001
    lines: Lines,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(register_access, "person", lambda: BOARD)
    entry = register_access.record(decision("accelerate", "crm"), AUTHORITY, "a form")
    (line,) = lines()
    assert (line["event"], line["entry"], line["role"]) == ("decision recorded", entry.number, "Board")
    assert line["state"] == entry.state.value
    assert "crm" not in json.dumps(line)
    monkeypatch.setattr(register_access, "person", lambda: VIEWER)
    with pytest.raises(AuthorityError):
        register_access.record(decision("stop", "crm"), AUTHORITY, "another form")
    assert (lines()[-1]["event"], lines()[-1]["why"]) == ("refused", "AuthorityError")


def test_what_is_refused_is_told_by_its_kind(visit: Visit, lines: Lines) -> None:  # noqa: ARG001
    with pytest.raises(AuthorityError), event_log.act("decision recorded"):
        raise AuthorityError("£4m of Customer App is more than a Clerk may decide.")
    (line,) = lines()
    assert (line["event"], line["act"], line["why"]) == ("refused", "decision recorded", "AuthorityError")
    assert "Customer App" not in json.dumps(line)


def test_data_that_cannot_be_read_is_told_by_its_place(
    visit: Visit,  # noqa: ARG001
    folder: Path,
    lines: Lines,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(readiness, "_logged", {})
    (folder / "projects.csv").write_text(PROJECTS.replace("80000,60000", "eighty,60000"), encoding="utf-8")
    readiness.look()
    (line,) = lines()
    assert line["event"] == "portfolio: projects.csv, row 4, remaining_cost cannot be used; the pages say why"


def test_pages_write_to_the_register_only_where_it_is_told() -> None:
    """Every write goes through the functions that tell the log."""
    office = Path(register_access.__file__).parent
    writes = (".record(", ".save_scenario(", ".adopt(one", ".retire_scenario(")
    writing = [
        path.name
        for path in office.glob("*.py")
        if any(f"register(){write}" in path.read_text(encoding="utf-8") for write in writes)
    ]
    assert writing == ["register_access.py"]
