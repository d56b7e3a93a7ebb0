"""A PDF is made where LibreOffice is installed; elsewhere it is said what to do."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.pack import pdf


def test_without_libreoffice_it_is_said_what_to_do(
    ask: Callable[..., str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    assert not pdf.can_make_pdf()
    with pytest.raises(pdf.NoPdfError, match=r"save it as PDF, or print the pages"):
        pdf.pdf(b"")
    ask("pack", "-o", tmp_path / "pack.pdf", "--no-risk", exit_code=1)
    assert not (tmp_path / "pack.pdf").exists()


def test_a_converter_that_fails_is_no_traceback(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with pytest.raises(pdf.NoPdfError, match="LibreOffice could not make a PDF"):
        pdf.pdf(b"")


@pytest.mark.slow
def test_libreoffice_makes_a_page_of_each_slide(made: Callable[..., Path]) -> None:
    if not pdf.can_make_pdf():
        pytest.skip("LibreOffice is not installed")
    content = made(".pdf").read_bytes()
    assert content.startswith(b"%PDF")
    assert content.count(b"/Type/Page/") + content.count(b"/Type/Page\n") + content.count(b"/Type /Page ") >= 8
