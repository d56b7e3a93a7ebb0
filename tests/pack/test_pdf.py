"""A PDF is made where LibreOffice is installed; elsewhere it is said what to do."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from itertools import combinations
from pathlib import Path

import pytest
from pptx import Presentation

from engine.pack import pdf

PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.DOTALL)
WORD = re.compile(r'<word xMin="([\d.-]+)" yMin="([\d.-]+)" xMax="([\d.-]+)" yMax="([\d.-]+)">(.*?)</word>')
PLAIN_WORD = re.compile(r"[A-Za-z]{3,}")


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
@pytest.mark.skipif(not pdf.can_make_pdf(), reason="LibreOffice is not installed")
@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="there is no pdftotext to read a PDF with")
def test_every_slide_is_a_page_with_its_title_and_no_word_lies_beyond_it_or_on_another(
    large: bytes, tmp_path: Path
) -> None:
    """A hundred projects with long names, charts and tables drawn by another program."""
    titles = [slide.shapes.title.text_frame.text for slide in Presentation(io.BytesIO(large)).slides]
    (tmp_path / "pack.pdf").write_bytes(pdf.pdf(large))
    command = ["pdftotext", "-bbox", str(tmp_path / "pack.pdf"), str(tmp_path / "words.html")]
    subprocess.run(command, check=True)
    pages = PAGE.findall((tmp_path / "words.html").read_text(encoding="utf-8"))
    assert len(pages) == len(titles) >= 8
    for title, (width, height, content) in zip(titles, pages, strict=True):
        words = WORD.findall(content)
        assert set(PLAIN_WORD.findall(title)) <= set(PLAIN_WORD.findall(" ".join(word for *_, word in words)))
        for left, top, right, bottom, word in words:
            assert 0 <= float(left) <= float(right) <= float(width), word
            assert 0 <= float(top) <= float(bottom) <= float(height), word
        assert [pair for pair in combinations(words, 2) if _overlap(*pair)] == []


def _overlap(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether two words lie on one another by more than lines that stand close together do."""
    (left, top, right, bottom), (x, y, to_x, to_y) = map(float, one[:4]), map(float, other[:4])
    across, down = min(right, to_x) - max(left, x), min(bottom, to_y) - max(top, y)
    return across > 1 and down > 0.35 * min(bottom - top, to_y - y)
