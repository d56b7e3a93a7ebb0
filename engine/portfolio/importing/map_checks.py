"""What a mapping file must hold beyond its schema: known columns, and names that have a value when they are used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from engine.errors import Problem
from engine.portfolio.importing.cells import kind_of_rule
from engine.portfolio.importing.formula import Call, NameNode, Node
from engine.portfolio.importing.mapping import Map, Rule, TextKind
from engine.portfolio.importing.words import suggestion
from engine.portfolio.model.project import Project
from engine.portfolio.model.record import Record
from engine.portfolio.model.reporting import Assurance, ChangeRequest, Gate, Milestone, Risk
from engine.portfolio.model.resources import Pool

REQUIRED_COLUMNS = (
    "project_id",
    "name",
    "planned_start",
    "duration_months",
    "remaining_cost",
    "benefit_per_month",
)
PROJECT_COLUMNS = tuple(name for name in Project.model_fields if name not in {"other", "assumed", "derived"})
_POOL_COLUMNS = tuple(
    name for name in Pool.model_fields if name not in {"pool_id", "name", "capacity_per_month", "other"}
)
_TABLES: dict[str, type[Record]] = {
    "milestones": Milestone,
    "risks": Risk,
    "gates": Gate,
    "assurance": Assurance,
    "changes": ChangeRequest,
}
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)


def map_problems(mapping: Map) -> list[Problem]:
    """All that is wrong with a map whose keys and values are well formed, each with its key and remedy."""
    return (
        _name_problems(mapping)
        + _column_problems(mapping)
        + _formula_problems(mapping)
        + _finish_problems(mapping)
        + _mandatory_problems(mapping)
    )


def remedy_for(word: str, known: Iterable[str], listing: str) -> str:
    """The known name closest to a word, or all of them after ``listing``."""
    return (suggestion(word, known) or f" {listing} {', '.join(known)}").strip()


def _name_problems(mapping: Map) -> list[Problem]:
    """Names must be words, and one name must mean one thing."""
    seen: dict[str, str] = {"planning_date": "settings"}
    problems: list[Problem] = []
    named = [("periods", name) for name in mapping.periods] + [("activities", name) for name in mapping.activities]
    for section, name in (*named, *((section, name) for section, name, _ in mapping.named_rules())):
        key = f"{section}.{name}"
        if section != "other_columns" and not _NAME.fullmatch(name):
            remedy = "Use letters, digits and underscores"
            problems.append(Problem(mapping.file, None, key, name, "a formula could not refer to this name", remedy))
        if name in seen:
            message = f"this name is already taken in {seen[name]}"
            problems.append(Problem(mapping.file, None, key, name, message, "Rename one of the two"))
        seen[name] = section
    return problems


def _column_problems(mapping: Map) -> list[Problem]:
    wanted = [(f"projects.{name}", name, PROJECT_COLUMNS) for name in mapping.projects]
    wanted += [
        (f"pools.{place}.columns.{name}", name, _POOL_COLUMNS)
        for place, pool in enumerate(mapping.pools)
        for name in pool.columns
    ]
    wanted += [(f"tables.{table}", table, tuple(_TABLES)) for table in mapping.tables]
    wanted += _table_columns(mapping)
    problems = [
        Problem(mapping.file, None, key, name, "there is no such column", remedy_for(name, known, "There are"))
        for key, name, known in wanted
        if name not in known
    ]
    problems += [
        Problem(mapping.file, None, f"projects.{name}", "", "every project needs this column", "Map it")
        for name in REQUIRED_COLUMNS
        if name not in mapping.projects
    ]
    problems += [
        Problem(mapping.file, None, f"other_columns.{name}", name, "the cockpit knows this column", "Move it: projects")
        for name in mapping.other_columns
        if name in PROJECT_COLUMNS
    ]
    return problems


def _table_columns(mapping: Map) -> list[tuple[str, str, tuple[str, ...]]]:
    wanted = []
    for table, rows in mapping.tables.items():
        known = (
            tuple(c for c in _TABLES[table].model_fields if c not in {"project_id", "other"})
            if table in _TABLES
            else ()
        )
        for place, row in enumerate(rows if known else ()):
            wanted += [(f"tables.{table}.{place}.columns.{name}", name, known) for name in row.columns]
            wanted.append((f"tables.{table}.{place}.unless_blank", row.unless_blank, tuple(row.columns)))
    return wanted


def _formula_problems(mapping: Map) -> list[Problem]:
    """Every name in a formula must have a value by the time the formula is worked out."""
    known = ["planning_date", *mapping.by_month]
    problems: list[Problem] = []
    for section, name, rule in mapping.named_rules():
        problems += _unknown_names(mapping, f"{section}.{name}.formula", rule, known)
        known.append(name)
    for place, row in enumerate(mapping.rows):
        fields_only = ["planning_date", *mapping.by_month, *mapping.fields]
        problems += _unknown(mapping, f"rows.{place}.when", row.when.names, fields_only)
    for place, pool in enumerate(mapping.pools):
        names = (*pool.demand.names, *((pool.per,) if pool.per else ()))
        problems += _unknown(mapping, f"pools.{place}", names, known)
        problems += _unknown(mapping, f"pools.{place}.shape", (pool.shape,) if pool.shape else (), [*mapping.by_month])
    for table, rows in mapping.tables.items():
        for place, table_row in enumerate(rows):
            for name, rule in table_row.columns.items():
                problems += _unknown_names(mapping, f"tables.{table}.{place}.columns.{name}.formula", rule, known)
    return problems


def _finish_problems(mapping: Map) -> list[Problem]:
    """The finish must be a field, since it is looked at before projects are worked out."""
    return _unknown(mapping, "finish.field", (mapping.finish.field,), list(mapping.fields)) if mapping.finish else []


def _mandatory_problems(mapping: Map) -> list[Problem]:
    """A project must run because somebody says so, never because a figure is missing."""
    missing = dict.fromkeys(
        name
        for behind in mapping.behind("mandatory")
        if (rule := mapping.rule_of(behind)) and rule.formula
        for name in _asked_blank(rule.formula.tree)
        if _is_figure(mapping, name)
    )
    message = "a project would be mandatory because a figure is missing"
    remedy = "Map mandatory from a column that says so; add a rule with `then: warn` for rows without the figure"
    return [Problem(mapping.file, None, "projects.mandatory", name, message, remedy) for name in missing]


def _asked_blank(tree: Node) -> Iterator[str]:
    """The names that a formula asks whether they are blank."""
    if isinstance(tree, Call):
        for argument in tree.arguments:
            if tree.function == "is_blank" and isinstance(argument, NameNode):
                yield argument.name
            yield from _asked_blank(argument)


def _is_figure(mapping: Map, name: str) -> bool:
    rule = mapping.rule_of(name)
    return rule is not None and kind_of_rule(rule, name, mapping.section_of(name)) in {TextKind.NUMBER, TextKind.MONEY}


def _unknown_names(mapping: Map, key: str, rule: Rule, known: list[str]) -> list[Problem]:
    return _unknown(mapping, key, rule.formula.names, known) if rule.formula else []


def _unknown(mapping: Map, key: str, names: Iterable[str], known: list[str]) -> list[Problem]:
    return [
        Problem(
            mapping.file,
            None,
            key,
            name,
            f"there is no name {name!r} up to this point",
            remedy_for(name, known, "So far there are"),
        )
        for name in names
        if name not in known
    ]
