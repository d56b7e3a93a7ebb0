"""Which figures of a project nobody owns: ``assumptions`` of ``portfolio.yaml``, carried to the projects."""

from __future__ import annotations

from collections.abc import Iterable

from engine.portfolio.model.draft import DraftRow, Sheet
from engine.portfolio.model.near_miss import normal
from engine.portfolio.model.project import Project
from engine.portfolio.model.settings import Assumption
from engine.portfolio.model.vocabulary import Source


def mark_assumptions(projects: Sheet[Project], assumptions: Iterable[Assumption]) -> Sheet[Project]:
    """The projects with ``assumed`` and ``derived`` set.

    An assumption about projects names its column; one about demand is the figure ``demand`` of every project.
    Assumptions about other tables concern no single project and stay in the settings.
    """
    listed = tuple(assumptions)
    assumed = _figures(listed, Source.ASSUMED)
    derived = _figures(listed, Source.DERIVED)
    if not assumed and not derived:
        return projects
    entries = tuple(_marked(entry, assumed, derived) for entry in projects)
    return Sheet(projects.file, entries, projects.unread, projects.columns, projects.present)


def _figures(assumptions: Iterable[Assumption], source: Source) -> frozenset[str]:
    figures = set()
    for assumption in assumptions:
        table = normal(assumption.table)
        if assumption.source == source and table in ("projects", "demand"):
            figures.add("demand" if table == "demand" else normal(assumption.column))
    return frozenset(figures)


def _marked(entry: DraftRow[Project], assumed: frozenset[str], derived: frozenset[str]) -> DraftRow[Project]:
    project = entry.record
    changes = {"assumed": project.assumed | assumed, "derived": project.derived | derived}
    return DraftRow(project.model_copy(update=changes), entry.row, entry.texts)
