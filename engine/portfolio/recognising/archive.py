"""A portfolio folder in a zip file: its tables and settings, unpacked within limits, whatever the archive states."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from engine.errors import DataError, Problem
from engine.portfolio.model.draft import TABLES
from engine.portfolio.model.near_miss import normal

MOST_UNPACKED = 60_000_000
"""Bytes of all files of an archive together, once unpacked."""
MOST_FILES = 200
_TABLES_OF_OTHERS = frozenset({".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".ods"})
_SUFFIXES = (".csv", ".yaml", ".yml")
_PIECE = 1 << 16
_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    LookupError,
    OSError,
    ValueError,
    RuntimeError,
    EOFError,
    NotImplementedError,
)


@dataclass(frozen=True, slots=True)
class ArchiveContents:
    """The files of a portfolio by name, without folders, and what was left out."""

    files: Mapping[str, bytes]
    notes: tuple[Problem, ...] = ()


def portfolio_files(content: bytes, file: str) -> ArchiveContents:
    """The tables and settings of the one portfolio folder in a zip file.

    Raises:
        DataError: the archive is damaged, protected, too large unpacked, or holds no portfolio, or two.
    """
    with _opened(content, file) as archive:
        members = _members(archive, file)
        folder = _folder(members, file)
        wanted = [info for info in members if _is_wanted(info, folder)]
        files = _unpacked(archive, wanted, file)
    left_out = len(members) - len(wanted)
    message = f"{left_out} other {'file' if left_out == 1 else 'files'} in this archive were left out"
    notes = (Problem(file, None, "", "", message, "Only tables and settings of the portfolio are read"),)
    return ArchiveContents(files, notes if left_out else ())


def packed_tables(content: bytes, file: str) -> Mapping[str, bytes]:
    """The tables in a zip file that is no portfolio of our own format; none where it is one, or holds no table.

    Raises:
        DataError: the archive is damaged, protected, or too large unpacked.
    """
    with _opened(content, file) as archive:
        members = _members(archive, file)
        stems = {_stem(info) for info in members}
        wanted = [info for info in members if posixpath.splitext(_path(info).casefold())[1] in _TABLES_OF_OTHERS]
        names = {posixpath.basename(_path(info)) for info in wanted}
        if "portfolio" in stems or {"projects", "pools"} <= stems or len(names) < max(1, len(wanted)):
            return {}
        return _unpacked(archive, wanted, file)


def packed_schedules(content: bytes, file: str) -> Mapping[str, bytes]:
    """The schedules in a zip file that holds nothing else; none where it holds anything else.

    Raises:
        DataError: the archive is damaged, protected, or too large unpacked.
    """
    with _opened(content, file) as archive:
        members = _members(archive, file)
        names = {posixpath.basename(_path(info)) for info in members}
        if not members or len(names) < len(members) or not all(_path(i).casefold().endswith(".xml") for i in members):
            return {}
        return _unpacked(archive, members, file)


def pack(files: Mapping[str, bytes]) -> bytes:
    """Several files as one archive; the same files give the same bytes."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, file in files.items():
            archive.writestr(zipfile.ZipInfo(name), file, zipfile.ZIP_DEFLATED)
    return content.getvalue()


@contextmanager
def _opened(content: bytes, file: str) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield archive
    except _ERRORS as error:
        raise _refused(file, "this file is damaged: it cannot be unpacked", "Pack the folder again") from error


def _members(archive: zipfile.ZipFile, file: str) -> list[zipfile.ZipInfo]:
    members = [info for info in archive.infolist() if not info.is_dir()]
    if len(members) > MOST_FILES:
        raise _refused(file, f"there are more than {MOST_FILES} files in this archive", "Pack the portfolio alone")
    return members


def unpack(contents: ArchiveContents, folder: Path) -> None:
    """Write the files of a portfolio into a folder that exists; their names are plain, so nothing lands beside it."""
    for name, content in contents.files.items():
        (folder / name).write_bytes(content)


def _folder(members: list[zipfile.ZipInfo], file: str) -> str:
    """The folder inside the archive in which the table of projects stands."""
    folders = [posixpath.dirname(_path(info)) for info in members if _stem(info) == "projects" and _is_csv(info)]
    if len(folders) == 1:
        return folders[0]
    if not folders:
        remedy = "Pack a portfolio folder with projects.csv, pools.csv and demand.csv; or send the table itself"
        raise _refused(file, "there is no portfolio in this archive: it has no projects.csv", remedy)
    raise _refused(file, "there are several portfolios in this archive", "Pack one folder")


def _is_wanted(info: zipfile.ZipInfo, folder: str) -> bool:
    path = _path(info)
    known = _stem(info) in {*TABLES, "portfolio"}
    return posixpath.dirname(path) == folder and path.casefold().endswith(_SUFFIXES) and known


def _unpacked(archive: zipfile.ZipFile, members: list[zipfile.ZipInfo], file: str) -> dict[str, bytes]:
    left = MOST_UNPACKED
    files = {}
    for info in members:
        if info.flag_bits & 1:
            raise _refused(file, "this archive is protected with a password", "Pack it without a password")
        content = bytearray()
        with archive.open(info) as stream:
            while piece := stream.read(_PIECE):
                left -= len(piece)
                if left < 0:
                    message = f"this archive holds more than {MOST_UNPACKED // 1_000_000} MB once unpacked"
                    raise _refused(file, message, "Pack the portfolio alone, or split it")
                content += piece
        files[posixpath.basename(_path(info))] = bytes(content)
    return files


def _path(info: zipfile.ZipInfo) -> str:
    return posixpath.normpath(info.filename.replace("\\", "/"))


def _stem(info: zipfile.ZipInfo) -> str:
    return normal(posixpath.splitext(posixpath.basename(_path(info)))[0])


def _is_csv(info: zipfile.ZipInfo) -> bool:
    return _path(info).casefold().endswith(".csv")


def _refused(file: str, message: str, remedy: str) -> DataError:
    return DataError([Problem(file, None, "", "", message, remedy)])
