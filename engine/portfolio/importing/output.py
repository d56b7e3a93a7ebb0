"""The output folder: written beside its place, then moved there in one step; what others wrote is left alone."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from engine.errors import DataError, Problem
from engine.portfolio.reading.spreadsheet_text import as_text

_NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]\d+)?")
RECORD = "import.yaml"
"""The file in which an import says what it read and wrote, with a checksum of every file."""


def refuse_foreign_folder(output: Path) -> None:
    """Refuse an output that holds anything an import did not write, or that was changed since.

    Raises:
        DataError: the output is a file, or a folder with files of others, or with files changed by hand.
    """
    if not output.exists() and not output.is_symlink():
        return
    if not output.is_dir() or output.is_symlink():
        raise _refused(output, "this is not a folder", "Name a folder that does not exist yet")
    contents = sorted(path.name for path in output.iterdir())
    if not contents:
        return
    written = _written_before(output)
    if written is None:
        message = f"this folder holds files that no import wrote (there is no {RECORD})"
        raise _refused(output, message, "Name another folder, or empty this one")
    foreign = [name for name in contents if name != RECORD and name not in written]
    changed = [name for name in contents if name in written and _checksum(output / name) != written[name]]
    if foreign or changed:
        message = "files in this folder were added or changed since the import that wrote it"
        names = ", ".join([*foreign, *changed])
        raise _refused(output, message, "Name another folder, or remove these files first", names)


def write_folder(
    output: Path, files: Mapping[str, str], record: Mapping[str, Any], check: Callable[[Path], tuple[Problem, ...]]
) -> tuple[Problem, ...]:
    """Write all files and the record into a new folder, let ``check`` read it, and put it in the output's place.

    Returns:
        The warnings of ``check``.

    Raises:
        DataError: the folder cannot be written; whatever ``check`` raises. The output is then as it was.
    """
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=f".{output.name}-", dir=output.parent) as folder:
            fresh = Path(folder) / output.name
            _fill(fresh, files, record)
            warnings = check(fresh)
            _put_in_place(fresh, output, Path(folder) / "before")
            return warnings
    except OSError as error:
        reason = error.strerror or str(error)
        raise _refused(output, f"the output cannot be written ({reason})", "Check rights and space") from error


def csv_text(rows: Sequence[Mapping[str, str]]) -> str:
    """A table as CSV; the columns are those of all rows, in the order in which they first appear.

    Texts that a spreadsheet would work out get a ``'``, which :func:`read_table` takes off.
    """
    columns = list(dict.fromkeys(column for row in rows for column in row))
    text = io.StringIO(newline="")
    plain = csv.writer(text, lineterminator="\n")
    quoted = csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL)
    for cells in [columns, *([row.get(column, "") for column in columns] for row in rows)]:
        # A carriage return ends a line where it is read, and is put in quotes only where it ends the lines written.
        writer = quoted if any("\r" in cell for cell in cells) else plain
        writer.writerow(map(_still, cells))
    return text.getvalue()


def _still(cell: str) -> str:
    return cell if _NUMBER.fullmatch(cell) else as_text(cell)


def yaml_text(content: Mapping[str, Any]) -> str:
    """Keys and values as YAML, in the order given."""
    return yaml.safe_dump(dict(content), sort_keys=False, allow_unicode=True, width=110)


def checksum(content: bytes) -> str:
    """The SHA-256 of bytes, by which a changed file is recognised."""
    return hashlib.sha256(content).hexdigest()


def _fill(folder: Path, files: Mapping[str, str], record: Mapping[str, Any]) -> None:
    folder.mkdir()
    contents = {name: text.encode() for name, text in files.items()}
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    sums = {name: checksum(content) for name, content in contents.items()}
    (folder / RECORD).write_bytes(yaml_text({**record, "files": sums}).encode())


def _put_in_place(fresh: Path, output: Path, before: Path) -> None:
    """Move the new folder to its place; if that fails, the one from before goes back."""
    if output.exists():
        output.rename(before)
    try:
        fresh.rename(output)
    except OSError:
        if before.exists():
            before.rename(output)
        raise
    shutil.rmtree(before, ignore_errors=True)


def _written_before(output: Path) -> dict[str, str] | None:
    try:
        content = yaml.safe_load((output / RECORD).read_text(encoding="utf-8"))
        files = content["files"]
        return {str(name): str(value) for name, value in files.items()}
    except (OSError, UnicodeDecodeError, yaml.YAMLError, KeyError, TypeError, AttributeError):
        return None


def _checksum(path: Path) -> str:
    return checksum(path.read_bytes()) if path.is_file() else ""


def _refused(output: Path, message: str, remedy: str, value: str = "") -> DataError:
    return DataError([Problem(output.name, None, "", value, message, remedy)])
