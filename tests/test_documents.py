"""What documents point to is there, and the first of them stays short."""

from __future__ import annotations

import re

import pytest

from tests.support.places import ROOT

DOCUMENTS = ("README.md", "CONTRIBUTING.md", *sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md")))
_LINK = re.compile(r"\]\((?!https?:)([^)#]+)")
_PATH = re.compile(r"`([\w.]+(?:/[\w.]*)+)`")
_PINNED = re.compile(r"^([\w.-]+)(?:\[[\w,]+\])?==([^\s;]+)", re.MULTILINE)
_ROOMS = ("", "pages/ui/", "engine/", "tests/")
"""Where a path that a document names may begin."""
_MADE = re.compile(r"^\.\.|var/|tests/artefacts|my-portfolio|\.streamlit/secrets\.toml|^/")
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


def packages(name: str) -> dict[str, str]:
    """The version of each package in a file of requirements; of a lock those of what it needs in turn, too."""
    text = (ROOT / name).read_text(encoding="utf-8")
    return {found.lower().replace("_", "-"): version for found, version in _PINNED.findall(text)}


def test_every_package_that_is_installed_has_its_licence_listed() -> None:
    listed = re.findall(r"[\w.-]+", (ROOT / "docs" / "licences.md").read_text(encoding="utf-8").lower())
    needed = packages("requirements.lock")
    assert len(needed) > 40
    assert [name for name in needed if name not in listed] == []


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_what_is_installed_is_what_was_named_and_each_has_a_hash(name: str) -> None:
    named, locked = packages(f"{name}.txt"), packages(f"{name}.lock")
    assert named
    assert {package: locked.get(package) for package in named} == named
    blocks = re.split(r"\n(?=\S)", (ROOT / f"{name}.lock").read_text(encoding="utf-8"))
    assert [block for block in blocks if "==" in block and "--hash=sha256:" not in block] == []


def test_the_tests_run_with_the_packages_of_the_cockpit() -> None:
    served, tested = packages("requirements.lock"), packages("requirements-dev.lock")
    assert {package: tested.get(package) for package in served} == served
