"""Sources that whoever runs the server names in a file: a folder, or a database with one query a table.

What a source holds is fetched as a file, and goes the way of every upload from there: recognised, limited, checked. The
file of sources (:data:`SOURCES_VARIABLE`) is a YAML mapping from a name to ``folder`` or to ``url`` (``url_variable``
names the environment's variable that holds it) with ``queries`` and, for a whole portfolio, ``settings``.
"""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from engine.errors import DataError, Problem
from engine.portfolio.model.draft import TABLES
from engine.portfolio.model.near_miss import normal
from engine.portfolio.reading.written_yaml import FaultyYamlError, read_written, write_texts
from engine.portfolio.recognising.source import LARGEST
from engine.sources.sql import table_of

SOURCES_VARIABLE = "COCKPIT_SOURCES"
"""The variable that names the file of sources."""
SUFFIXES = (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".ods", ".xml", ".zip")
"""Files of a folder that can be chosen."""
_KEYS = frozenset({"folder", "url", "url_variable", "queries", "settings"})


@dataclass(frozen=True, slots=True)
class NamedSource:
    """A folder, or a database by its URL with a query for each table; ``settings`` are those of ``portfolio.yaml``."""

    name: str
    folder: Path | None = None
    url: str = field(default="", repr=False)
    queries: Mapping[str, str] = field(default_factory=dict)
    settings: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a source held, as a file of this name."""

    file: str
    content: bytes


def read_sources(path: Path) -> tuple[NamedSource, ...]:
    """The sources that a file names, in its order.

    Raises:
        DataError: the file cannot be read, or a source of it is not complete.
    """
    try:
        content = read_written(path.read_text(encoding="utf-8")).value
    except (OSError, UnicodeDecodeError, FaultyYamlError) as error:
        message = f"this file of sources cannot be read ({error})"
        raise _refused(path.name, "", message, "Check its name, its rights and that it is YAML") from error
    if not isinstance(content, Mapping):
        raise _refused(path.name, "", "this file names no source", "Write a name, and below it folder: or url:")
    return tuple(_source(path, str(name), entry) for name, entry in content.items())


def files_of(source: NamedSource) -> tuple[str, ...]:
    """The files of a folder that can be chosen, newest first; none of a portfolio folder or a database: it is one.

    Raises:
        DataError: the folder cannot be opened.
    """
    if source.folder is None or _is_portfolio(source.folder):
        return ()
    try:
        files = [p for p in source.folder.iterdir() if p.is_file() and p.suffix.casefold() in SUFFIXES]
        return tuple(p.name for p in sorted(files, key=lambda p: (-p.stat().st_mtime_ns, p.name)))
    except OSError as error:
        message = f"this folder cannot be opened ({error.strerror})"
        raise _refused(source.name, "", message, "Check its name and rights on the server") from error


def fetch(source: NamedSource, file: str = "") -> Fetched:
    """What a source holds now; ``file`` is one of :func:`files_of`, where there are any.

    Raises:
        DataError: it cannot be read, is too large, or a query cannot be answered; with what to do.
    """
    if source.folder is not None:
        return _of_folder(source, source.folder, file)
    tables = {name: table_of(source.name, source.url, name, query) for name, query in source.queries.items()}
    if set(map(normal, tables)) <= TABLES.keys():
        texts = {f"{normal(name)}.csv": text for name, text in tables.items()}
        return _as_archive(source.name, {**texts, "portfolio.yaml": write_texts(dict(source.settings))})
    (text,) = tables.values()
    return Fetched(f"{_file_name(source.name)}.csv", text.encode())


def _source(path: Path, name: str, entry: Any) -> NamedSource:
    if not isinstance(entry, Mapping) or entry.keys() - _KEYS:
        unknown = ", ".join(sorted(map(str, entry.keys() - _KEYS))) if isinstance(entry, Mapping) else str(entry)
        message = "this source is not described by keys that are known"
        raise _refused(path.name, name, message, f"Known are {', '.join(sorted(_KEYS))}", unknown)
    given = [key for key in ("folder", "url", "url_variable") if entry.get(key)]
    if len(given) != 1:
        raise _refused(path.name, name, "this source needs one place", "Write one of folder, url and url_variable")
    if given == ["folder"]:
        return NamedSource(name, path.parent / str(entry["folder"]))
    url = str(entry["url"]) if given == ["url"] else os.environ.get(str(entry["url_variable"]), "")
    if not url:
        message = f"the variable {entry['url_variable']} is not set"
        raise _refused(path.name, name, message, "Set it where the server is started")
    queries = entry.get("queries")
    if not isinstance(queries, Mapping) or not queries:
        raise _refused(path.name, name, "this database has no queries", "Write queries: and one query a table")
    asked = {str(table): str(query) for table, query in queries.items()}
    unknown_tables = [table for table in asked if normal(table) not in TABLES]
    if unknown_tables and len(asked) > 1:
        remedy = f"Tables are {', '.join(TABLES)}; a list in another form is one query alone, under any name"
        raise _refused(path.name, name, "this is no table of a portfolio", remedy, ", ".join(unknown_tables))
    return NamedSource(name, None, url, asked, dict(entry.get("settings") or {}))


def _of_folder(source: NamedSource, folder: Path, file: str) -> Fetched:
    try:
        if _is_portfolio(folder):
            names = [p for p in sorted(folder.iterdir()) if p.suffix in (".csv", ".yaml", ".yml")]
            return _as_archive(source.name, {p.name: p.read_bytes() for p in names})
        if file not in files_of(source):
            raise _refused(source.name, "", "there is no such file in this folder", "Choose one that is there", file)
        with (folder / file).open("rb") as content:
            return Fetched(file, content.read(LARGEST + 1))
    except OSError as error:
        message = f"this folder cannot be read ({error.strerror})"
        raise _refused(source.name, "", message, "Check its name and rights on the server") from error


def _is_portfolio(folder: Path) -> bool:
    return (folder / "projects.csv").is_file() and (folder / "portfolio.yaml").is_file()


def _as_archive(name: str, files: Mapping[str, bytes | str]) -> Fetched:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, content in files.items():
            archive.writestr(file, content)
    return Fetched(f"{_file_name(name)}.zip", packed.getvalue())


def _file_name(name: str) -> str:
    return "".join(letter if letter.isalnum() or letter in "-_ " else "-" for letter in name).strip() or "source"


def _refused(file: str, column: str, message: str, remedy: str, value: str = "") -> DataError:
    return DataError([Problem(file, None, column, value, message, remedy)])
