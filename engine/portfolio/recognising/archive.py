"""A portfolio folder in a zip file: its tables and settings, unpacked within limits, whatever the archive states."""

from __future__ import annotations

import io
import posixpath
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.errors import DataError, Problem
from engine.portfolio.model.draft import TABLES
from engine.portfolio.model.near_miss import normal

MOST_UNPACKED = 60_000_000
"""Bytes of all files of an archive together, once unpacked."""
MOST_FILES = 200
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
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = [info for info in archive.infolist() if not info.is_dir()]
            if len(members) > MOST_FILES:
                raise _refused(
                    file, f"there are more than {MOST_FILES} files in this archive", "Pack the portfolio alone"
                )
            folder = _folder(members, file)
            wanted = [info for info in members if _is_wanted(info, folder)]
            files = _unpacked(archive, wanted, file)
    except _ERRORS as error:
        raise _refused(file, "this file is damaged: it cannot be unpacked", "Pack the folder again") from error
    left_out = len(members) - len(wanted)
    message = f"{left_out} other {'file' if left_out == 1 else 'files'} in this archive were left out"
    notes = (Problem(file, None, "", "", message, "Only tables and settings of the portfolio are read"),)
    return ArchiveContents(files, notes if left_out else ())


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
