"""Every figure that the import adds, said in a sentence, for ``assumptions:`` in portfolio.yaml."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from engine.portfolio.importing.convert import Converted
from engine.portfolio.importing.mapping import CapacityRule, Map, PoolRule, Rule
from engine.portfolio.model.settings import Assumption
from engine.portfolio.model.vocabulary import Source

_FACTS = frozenset({"name", "currency", "money_unit", "planning_date"})
"""Settings that say what the data is, and assume nothing unless the map has a note for them."""

_POOL_MONEY = frozenset({"day_rate", "flex_day_rate", "hire_cost", "cross_train_cost"})
_WEAKEST_FIRST = (Source.ASSUMED, Source.DERIVED, Source.OWNED)


def assumptions(mapping: Map, rows: Sequence[Converted]) -> tuple[Assumption, ...]:
    """One assumption for each setting, column, pool and demand that the source does not say itself."""
    unit = mapping.money_unit
    return (
        *_of_settings(mapping),
        *(_of_column(mapping, name, rows) for name in mapping.projects if _sources(mapping, name, rows)),
        *(_of_column(mapping, name, rows) for name in mapping.other_columns if _sources(mapping, name, rows)),
        *(a for rule in mapping.pools for a in _of_pool(rule, unit)),
        _of_demand(mapping, rows),
        *_of_tables(mapping),
    )


def _of_settings(mapping: Map) -> Iterator[Assumption]:
    for key, value in mapping.settings.items():
        note = mapping.notes.get(key)
        if note is None and key in _FACTS:
            continue
        yield Assumption(table="portfolio", column=key, note=note or f"Set to {value} by {mapping.file}.")


def _of_column(mapping: Map, name: str, rows: Sequence[Converted]) -> Assumption:
    rule = mapping.rule_of(name)
    sources = _sources(mapping, name, rows)
    weakest = next(source for source in _WEAKEST_FIRST if source in sources)
    said = rule.source if rule is not None and rule.source is not None else weakest
    note = " ".join(_sentences(mapping, mapping.behind(name), rows))
    return Assumption(table="projects", column=name, note=note, source=said)


def _of_pool(rule: PoolRule, money_unit: float) -> Iterator[Assumption]:
    note = f"{_which(rule)}: {_capacity(rule.capacity)} {_stop(rule.note)}"
    yield Assumption(table="pools", column="capacity_per_month", note=note, source=rule.source)
    for column, value in rule.columns.items():
        unit = f" (in units of {money_unit:,.0f})" if column in _POOL_MONEY and money_unit != 1 else ""
        yield Assumption(table="pools", column=column, note=f"{_which(rule)}: taken as {value}{unit}.")


def _of_demand(mapping: Map, rows: Sequence[Converted]) -> Assumption:
    """One for all pools, since the fields behind their formulas are mostly the same."""
    formulas = [
        f"{_which(rule)}: person-days are {rule.demand.text}"
        + (f", by month as {rule.shape} is." if rule.shape else ".")
        for rule in mapping.pools
    ]
    names = dict.fromkeys(
        behind for rule in mapping.pools for name in rule.demand.names for behind in mapping.behind(name)
    )
    return Assumption(
        table="demand", column="person_days", note=" ".join([*formulas, *_sentences(mapping, names, rows)])
    )


def _which(rule: PoolRule) -> str:
    return f"One pool for each {rule.per}" if rule.per else f"Pool {rule.pool_id}"


def _capacity(capacity: CapacityRule) -> str:
    if capacity.share is None:
        return f"capacity is set to {capacity.person_days:g} person-days a month."
    return (
        f"capacity is {capacity.share:.0%} of what the plan asks for on average "
        f"over its {capacity.busiest_months} busiest months."
    )


def _of_tables(mapping: Map) -> Iterator[Assumption]:
    for table, rules in mapping.tables.items():
        for rule in rules:
            for column, origin in rule.columns.items():
                note = _own_sentence(column, origin, ())
                if note and origin.note:
                    yield Assumption(table=table, column=column, note=note, source=origin.source or Source.ASSUMED)


def _sources(mapping: Map, name: str, rows: Sequence[Converted]) -> set[Source]:
    """The kinds of provenance of all rules behind a name that add something to what the source says."""
    sources: set[Source] = set()
    for behind in mapping.behind(name):
        rule = mapping.rule_of(behind)
        if rule is not None and (_own_sentence(behind, rule, rows) or _finish(mapping, behind, rows)):
            sources.add(_source(rule))
            if _filled(behind, rows) or _finish(mapping, behind, rows):
                sources.add(Source.ASSUMED)
    return sources


def _source(rule: Rule) -> Source:
    if rule.source is not None:
        return rule.source
    return Source.DERIVED if rule.formula is not None else Source.ASSUMED


def _sentences(mapping: Map, names: Iterable[str], rows: Sequence[Converted]) -> list[str]:
    sentences = []
    for name in names:
        rule = mapping.rule_of(name)
        sentences += [_own_sentence(name, rule, rows), _finish(mapping, name, rows)] if rule else []
    return list(dict.fromkeys(filter(None, sentences)))


def _own_sentence(name: str, rule: Rule, rows: Sequence[Converted]) -> str:
    """What one rule adds, in words; nothing for a column that is only copied, renamed or recoded."""
    filled = _filled(name, rows)
    default = f"Blank in {filled} of {len(rows)} rows, where `{name}` is taken as {rule.default}." if filled else ""
    return " ".join(filter(None, (_stop(rule.note) or _description(name, rule), default)))


def _description(name: str, rule: Rule) -> str:
    if rule.constant is not None:
        return f"`{name}` is taken as {rule.constant} for every project."
    if rule.formula is not None and rule.rename is None:
        return f"`{name}` is computed as {rule.formula.text}."
    return ""


def _finish(mapping: Map, name: str, rows: Sequence[Converted]) -> str:
    """What is assumed of the work of rows whose finish has passed."""
    overdue = sum(row.overdue for row in rows)
    if mapping.finish is None or mapping.finish.field != name or not overdue:
        return ""
    months = "1 month" if mapping.finish.overdue == 1 else f"{mapping.finish.overdue} months"
    return (
        f"Before month 0 in {overdue} of {len(rows)} rows whose work is not done, where {months} of work are assumed."
    )


def _filled(name: str, rows: Iterable[Converted]) -> int:
    return sum(name in row.defaulted for row in rows)


def _stop(sentence: str) -> str:
    text = " ".join(sentence.split())
    return text if not text or text.endswith((".", "!", "?")) else f"{text}."
