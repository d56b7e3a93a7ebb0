"""What documents point to is there, and the first of them stays short."""

from __future__ import annotations

import re

import pytest

from tests.support.places import ROOT

DOCUMENTS = ("README.md", "CONTRIBUTING.md", *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")))
_LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
_PATH = re.compile(r"`([\w.]+(?:/[\w.]*)+)`")
_ROOMS = ("", "pages/ui/", "engine/", "tests/")
"""Where a path that a document names may begin."""
_MADE = re.compile(r"^\.\.|var/|my-portfolio|\.streamlit/secrets\.toml|^/")
"""What is there only once somebody has made it, and addresses."""


def test_the_readme_is_read_in_three_minutes() -> None:
    assert len((ROOT / "README.md").read_text(encoding="utf-8").splitlines()) <= 120


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_somewhere(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    missing = [link for link in _LINK.findall(text) if not ((ROOT / name).parent / link).exists()]
    assert not missing


@pytest.mark.parametrize("name", DOCUMENTS)
def test_files_that_are_named_are_there(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    named = [path for path in _PATH.findall(text) if not _MADE.search(path)]
    missing = [path for path in named if not any((ROOT / room / path).exists() for room in _ROOMS)]
    assert not missing


def test_every_package_that_is_installed_has_its_licence_listed() -> None:
    listed = re.findall(r"[\w.-]+", (ROOT / "docs" / "licences.md").read_text(encoding="utf-8"))
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    needed = [re.split(r"[\[=]", line)[0] for line in lines if line and not line.startswith("#")]
    assert len(needed) > 20
    assert [name for name in needed if name not in listed] == []
