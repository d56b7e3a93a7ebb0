"""The minutes: every form of them equals what the register holds, and nothing else."""

from __future__ import annotations

import html
import io
import re
from datetime import date
from pathlib import Path

import docx
import pytest

from engine.documents.document_file import FORMS
from engine.explain.minutes import day_in_words, in_short, minutes_document, terms_of
from engine.explain.register import name_of, value_with_range, what_was_decided
from engine.portfolio.model.vocabulary import DecisionKind
from engine.register import Choice, Register, State, open_register
from engine.report.minutes import Minutes, meeting_days, minutes_of
from engine.wording.formats import SPACE, money
from tests.support.building import Tables, write_folder
from tests.support.commands import run
from tests.support.governance import AUTHORITY, BOARD, DIRECTORS, decision, worth
from tests.support.tiny import portfolio, project

DAY = date(2026, 11, 3)
SHOP = portfolio(project("crm"), project("lake"))
NASTY = "<b>Only with \x01 Ada & Bo</b>\nand not before June"


@pytest.fixture
def register(tmp_path: Path) -> Register:
    """Three entries of one day, of which one deviates and one waits, and one of the day after that supersedes."""
    record = open_register(f"sqlite:///{tmp_path / 'register.db'}")
    advised = Choice(option="stop", kind=DecisionKind.STOP, value=worth(0.0))
    options = (advised, Choice(option="continue", kind=DecisionKind.CONTINUE, value=worth(-80_000)))
    refused = decision(
        "defer",
        "crm",
        value=worth(-80_000, -60_000),
        recommendation=advised,
        options=options,
        reason="The regulator asks for it",
        conditions=NASTY,
        dissent="Finance would stop it",
        owner="Ines",
        due_on=date(2026, 12, 1),
        review_on=date(2027, 2, 1),
        forum="Steering group",
    )
    record.record(refused, DIRECTORS, AUTHORITY, "one")
    record.record(decision("accelerate", "lake", forum="Steering group"), DIRECTORS, AUTHORITY, "two")
    record.record(decision("stop", "app", value=worth(900_000), forum="Steering group"), BOARD, AUTHORITY, "three")
    record.record(decision("accelerate", "lake", decided_on=date(2026, 11, 4)), DIRECTORS, AUTHORITY, "four")
    return record


@pytest.fixture
def minutes(register: Register) -> Minutes:
    return minutes_of(register.entries(), DAY)


def text_of(form: str, content: bytes) -> str:
    """All that a reader of the file sees, in one line."""
    if form == ".docx":
        file = docx.Document(io.BytesIO(content))
        cells = [cell.text for table in file.tables for row in table.rows for cell in row.cells]
        said = "\n".join([*(p.text for p in file.paragraphs), *cells])
    else:
        said = content.decode()
    if form == ".html":
        said = html.unescape(re.sub(r"<[^>]+>", " ", said.split("</style>")[1]))
    return " ".join(said.replace(SPACE, " ").replace("\x01", " ").split())


@pytest.mark.parametrize("form", sorted(FORMS))
def test_every_form_holds_every_entry_of_the_day_as_the_register_does(
    form: str, minutes: Minutes, register: Register
) -> None:
    said = text_of(form, FORMS[form](minutes_document(minutes, SHOP)))
    entries = [e for e in register.entries() if e.decision.decided_on == DAY]
    assert [one.entry for one in minutes.entries] == entries
    assert len(entries) == 3
    for entry in entries:
        taken = entry.decision
        wanted = [name_of(entry), what_was_decided(entry), entry.decided_by.account, entry.decided_by.role]
        wanted += [value_with_range(entry, "GBP"), taken.reason, taken.conditions, taken.dissent, taken.owner]
        wanted += [money(entry.stakes[0].money), taken.forum, *entry.waits_for]
        wanted += [day_in_words(day) for day in (taken.due_on, taken.review_on) if day]
        for text in wanted:
            assert " ".join(text.replace(SPACE, " ").replace("\x01", " ").split()) in said


def test_it_says_what_became_of_each_and_by_which_right(minutes: Minutes) -> None:
    first, second, third = (dict(terms_of(one, "GBP")) for one in minutes.entries)
    assert (first["State"], first["Right"]) == (
        "decided", f"within the right of Directors: £80k and 2{SPACE}months of delay at stake",
    )  # fmt: skip
    assert second["State"] == "superseded by entry 4 of 4 Nov 2026"
    assert third["State"] == "recommended, waits for Directors"
    assert third["Right"] == "beyond the right of Board: £900k at stake"
    assert "Reason" not in second
    assert first["Price"].startswith("−£70k")


def test_the_day_in_short_counts_what_stands(minutes: Minutes) -> None:
    total = minutes.total
    assert (total.decided, total.deviating, total.waiting) == (1, 1, 1)
    assert in_short(minutes, "GBP") == (
        f"1{SPACE}decision stands; 1 deviates from the recommendation, which costs £70k; "
        f"1{SPACE}recommendation waits, with £900k at stake."
    )
    assert [one.state for one in minutes.entries] == [State.DECIDED, State.SUPERSEDED, State.RECOMMENDED]
    assert [one.entry.subject.id for one in minutes.deviating] == ["crm"]


def test_minutes_of_another_forum_or_of_a_quiet_day_are_empty(register: Register) -> None:
    entries = register.entries()
    assert meeting_days(entries) == (date(2026, 11, 4), DAY)
    assert not minutes_of(entries, DAY, "Board").entries
    quiet = minutes_of(entries, date(2026, 1, 1))
    assert in_short(quiet, "GBP") == "Nothing was decided and nothing recommended on this day."
    assert minutes_document(quiet, SHOP).parts


def test_the_command_writes_the_minutes_of_the_latest_meeting_or_of_a_day(
    register: Register, tmp_path: Path, sample: Path
) -> None:
    database = f"sqlite:///{tmp_path / 'register.db'}"
    latest = run("minutes", sample, "--database", database)
    assert "4 Nov 2026" in latest
    target = tmp_path / "minutes.docx"
    run("minutes", sample, "--day", "2026-11-03", "-o", target, "--database", database)
    assert "The regulator asks for it" in text_of(".docx", target.read_bytes())
    assert len(register.entries()) == 4
    run("minutes", sample, "-o", tmp_path / "minutes.odt", "--database", database, exit_code=1)


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """A folder with a portfolio that loads quickly."""
    return write_folder(tmp_path / "base", Tables())
