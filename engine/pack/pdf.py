"""A pack as PDF, where LibreOffice is installed."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from engine.errors import CockpitError

_PROGRAMS = ("soffice", "libreoffice")
_SECONDS = 120
WITHOUT = (
    "A PDF is made with LibreOffice, which is not installed here. Make a pack that ends in .pptx and save it as PDF, "
    "or print the pages from the browser."
)


class NoPdfError(CockpitError):
    """No PDF could be made; says what to do instead."""


def can_make_pdf() -> bool:
    """Whether LibreOffice is installed."""
    return _program() is not None


def pdf(slides: bytes) -> bytes:
    """The slides of a PowerPoint file as PDF.

    Raises:
        NoPdfError: LibreOffice is not installed, or did not make one.
    """
    program = _program()
    if program is None:
        raise NoPdfError(WITHOUT)
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        (place / "pack.pptx").write_bytes(slides)
        own_profile = f"-env:UserInstallation={(place / 'profile').as_uri()}"
        command = [program, own_profile, "--headless", "--convert-to", "pdf", "--outdir", folder, "pack.pptx"]
        try:
            subprocess.run(command, cwd=place, check=True, capture_output=True, timeout=_SECONDS)  # noqa: S603
            return (place / "pack.pdf").read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            message = "LibreOffice could not make a PDF of the pack. Make one that ends in .pptx and save it as PDF."
            raise NoPdfError(message) from error


def _program() -> str | None:
    return next((program for name in _PROGRAMS if (program := shutil.which(name))), None)
