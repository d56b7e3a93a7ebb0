"""Data months: immutable folders by month and version. The newest month is shown, any can be opened.

``ROOT/2026-05/0001`` holds the tables and settings as they were saved, ``saved.yaml`` who saved them, when and from
what, and ``map.yaml`` how the file was read. A version is written beside its place and moved there in one step; two
that are saved at once get two numbers. Nothing that was saved is ever changed.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from engine.errors import CockpitError, DataError, Problem
from engine.portfolio.intake.bring_in import MAP
from engine.portfolio.model.calendar import iso_month
from engine.portfolio.model.roles_and_limits import Role
from engine.portfolio.model.settings import Settings
from engine.portfolio.named_portfolios import NAME_GOES_HERE
from engine.portfolio.reading.files import open_files
from engine.portfolio.reading.loading import load
from engine.portfolio.reading.settings_reading import read_settings
from engine.portfolio.reading.written_yaml import FaultyYamlError, read_written, write_texts
from engine.portfolio.writing.content import Content, content_of
from engine.portfolio.writing.folder import write_folder

_SAVED = "saved.yaml"
_MONTH = re.compile(r"\d{4}-\d{2}")
_VERSION = re.compile(r"\d{4}")
_ATTEMPTS = 20
MONTHS_VARIABLE = "COCKPIT_MONTHS"
"""The variable that names the folder of saved months."""
KEPT_SETTINGS = ("authority", "rag_thresholds", "fiscal_year_start")
"""Settings of the office that a new month takes over from the data before it, whatever the file says: who may decide
what is not for a file to say."""


@dataclass(frozen=True, slots=True)
class DataMonth:
    """One saved version of a month's data: where it stands, who saved it when, from which file."""

    month: str
    version: int
    folder: Path
    who: str
    when: datetime
    source: str

    @property
    def map_text(self) -> str:
        """The map with which the file was read; empty where there was none."""
        try:
            return (self.folder / MAP).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return ""


class MonthTaken(CockpitError):  # noqa: N818 - it is a state to be shown, not a fault
    """Somebody else has saved the same month since; ``theirs`` is the newest version, nothing was stored."""

    def __init__(self, theirs: DataMonth) -> None:
        self.theirs = theirs
        super().__init__(f"{theirs.who} has saved {theirs.month} in the meantime, as version {theirs.version}.")


def months_folder(portfolio: Path, named: str | None = None) -> Path:
    """Where the saved months of a portfolio stand: as named, else a folder of the portfolio's own below ``var``.

    ``{portfolio}`` in ``named`` stands for the name of the portfolio's folder.
    """
    if named:
        return Path(named.replace(NAME_GOES_HERE, portfolio.name))
    path = portfolio.resolve()
    return Path("var") / "months" / f"{path.stem}-{hashlib.sha256(str(path).encode()).hexdigest()[:8]}"


def months(root: Path) -> tuple[DataMonth, ...]:
    """All saved months and versions, oldest month first; what is no saved month is left alone."""
    try:
        folders = [
            version
            for month in root.iterdir()
            if _MONTH.fullmatch(month.name)
            for version in month.iterdir()
            if _VERSION.fullmatch(version.name)
        ]
    except OSError:
        return ()
    versions = (_read(folder) for folder in folders)
    return tuple(sorted((m for m in versions if m is not None), key=lambda m: (m.month, m.version)))


def newest(root: Path) -> DataMonth | None:
    """The newest version of the newest month; ``None`` where none was saved."""
    return next(reversed(months(root)), None)


def before(root: Path, month: str) -> DataMonth | None:
    """The newest version of the month before one, which is last month's data for the report.

    ``None`` where there is no earlier one.
    """
    return next((m for m in reversed(months(root)) if m.month < month), None)


def version_of(root: Path, month: str) -> int:
    """The number of the newest version of a month; 0 where it was never saved."""
    return max((m.version for m in months(root) if m.month == month), default=0)


def save(
    root: Path, data: Path, *, who: str, source: str, seen: int, map_text: str = "", office: Path | None = None
) -> DataMonth:
    """Keep a portfolio, a folder or workbook, as a version of its month.

    ``seen`` is the newest version of that month that the person knew of. ``office`` is the portfolio from which
    :data:`KEPT_SETTINGS` are taken over.

    Raises:
        DataError: the portfolio cannot be loaded, or the folder cannot be written.
        MonthTaken: there is a version of the month that the person has not seen.
    """
    portfolio = load(data)
    month = iso_month(portfolio.settings.planning_month)
    content = content_of(data)
    if office is not None:
        content = with_settings_of_office(content, office, portfolio.settings)
    taken = [m for m in months(root) if m.month == month and m.version > seen]
    if taken:
        raise MonthTaken(taken[-1])
    record = {"who": who, "when": datetime.now(UTC).isoformat(timespec="seconds"), "source": source}
    try:
        return _stored(root / month, content, record, map_text)
    except OSError as error:
        reason = error.strerror or str(error)
        problem = Problem(
            month,
            None,
            "",
            "",
            f"this month cannot be saved ({reason})",
            "Check rights and space of the months' folder",
        )
        raise DataError([problem]) from error


def with_settings_of_office(content: Content, office: Path, own: Settings) -> Content:
    """The content with the settings that belong to the office, as they stand in its portfolio.

    They keep their meaning: they are written in the unit of money and with the decimal sign of the content, whose
    settings are ``own``.

    Raises:
        DataError: the settings of the office cannot be read, or limit money in another currency.
    """
    files = open_files(office)
    read = read_settings(files.settings, files.name)
    if read.errors:
        raise DataError(read.errors)
    settings = {key: value for key, value in content.settings.items() if key not in KEPT_SETTINGS}
    said = read.settings
    kept = {
        "authority": None if said.authority is None else _authority(said, content, own),
        "rag_thresholds": {name: content.alone(level) for name, level in said.rag_thresholds} or None,
        "fiscal_year_start": None if said.fiscal_year_start is None else str(said.fiscal_year_start),
    }
    return Content(
        {**settings, **{key: kept[key] for key in KEPT_SETTINGS if kept[key]}}, content.lists, content.tables
    )


def are_limits_in_other_money(office: Settings, own: Settings) -> bool:
    """Whether the office limits who may decide in another currency than data are in: they are no month of it then.

    There is no rate at which limits could be turned into another currency, and without them nobody could tell who may
    decide what.
    """
    roles = office.authority.roles if office.authority is not None else ()
    limits = (limit for role in roles for _, limit in role.limits.by_key)
    return office.currency != own.currency and any(limit.money for limit in limits)


def _authority(office: Settings, content: Content, own: Settings) -> dict[str, Any]:
    """Who may decide what, with its limits in the unit of money of the content."""
    if are_limits_in_other_money(office, own):
        message = f"the limits of who may decide are in {office.currency}, but these data are in {own.currency}"
        remedy = (
            f"Open these data as a portfolio of its own, bring data in {office.currency}, or write the limits of the "
            f"portfolio in {own.currency}"
        )
        raise DataError([Problem("portfolio.yaml", None, "authority", "", message, remedy)])
    roles = office.authority.roles if office.authority is not None else ()
    return {"roles": [_role(role, content, own.money_unit) for role in roles]}


def _role(role: Role, content: Content, money_unit: float) -> dict[str, Any]:
    written: dict[str, Any] = {"name": role.name}
    if role.days_to_decide is not None:
        written["days_to_decide"] = content.alone(role.days_to_decide)
    written["limits"] = {
        key: {"money": "unlimited" if limit.money is None else content.alone(limit.money / money_unit)}
        | ({} if limit.months is None else {"months": str(limit.months)})
        for key, limit in role.limits.by_key
    }
    return written


def _stored(place: Path, content: Content, record: dict[str, str], map_text: str) -> DataMonth:
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".", dir=place) as work:
        fresh = Path(work) / "fresh"
        write_folder(content, fresh)
        load(fresh)
        (fresh / _SAVED).write_text(write_texts(record), encoding="utf-8")
        if map_text:
            (fresh / MAP).write_text(map_text, encoding="utf-8")
        for file in fresh.iterdir():
            file.chmod(0o444)
        return _in_place(fresh, place)


def _in_place(fresh: Path, place: Path) -> DataMonth:
    """Move a version to the first number that is free; a rename onto a folder that holds something fails."""
    for _ in range(_ATTEMPTS):
        version = max((int(p.name) for p in place.iterdir() if _VERSION.fullmatch(p.name)), default=0) + 1
        target = place / f"{version:04d}"
        try:
            fresh.rename(target)
        except OSError:
            if not target.exists():
                raise
            continue
        stored = _read(target)
        if stored is not None:
            return stored
        shutil.rmtree(target, ignore_errors=True)
    raise OSError("no free number")


def _read(folder: Path) -> DataMonth | None:
    try:
        content = read_written((folder / _SAVED).read_text(encoding="utf-8")).value
        when = datetime.fromisoformat(content["when"])
        return DataMonth(folder.parent.name, int(folder.name), folder, content["who"], when, content["source"])
    except (OSError, UnicodeDecodeError, FaultyYamlError, KeyError, TypeError, ValueError):
        return None
