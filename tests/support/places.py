"""Where tests find files of the project."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "data" / "sample"
ARTEFACTS = ROOT / "tests" / "artefacts"
"""Pictures of pages, looked at after a run."""
