"""What every command says of portfolios at the edge: nothing planned, one of all, nothing to spend, all at a loss.

Beside the exact sentences elsewhere: no count of nothing, no plural of one, no range with equal ends, no price of
nothing, and no difference that its own two figures contradict.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from engine.__main__ import main
from engine.register import open_register
from engine.wording.formats import MINUS
from tests.support.building import Tables, columns, write_folder

COMMANDS = sorted(
    set(main.commands) - {"import", "register", "data", "backtest", "pack", "template", "minutes", "sponsor"}
)
"""Those that say something of one portfolio and month; packs and sponsors' pages take the sentences of the others."""
VERBS = r"is|was|has|does|costs|gains|brings|lies|lands|reports|waits|less|as|this|its"
MONEY = rf"[{MINUS}+]?£[\d.,]+(?:bn|[km])?"
WRONG = {
    "a plural of one": rf"(?<![\d.,/{MINUS}-])(?<!Twin )1 (?!(?:{VERBS})\b)[a-z]+s\b|(?<![\d.,])1 people\b",
    "a count of nothing": r"(?<![\d.,/£-])0 (?!at most\b|to \d|errors\b|warnings\b)(?:[a-z]+ )?[a-z]+s?\b",
    "a range with equal ends": rf"({MONEY}) (?:to|and) \1(?![\d.]|bn|[km])",
    "a bound that says the same": rf"({MONEY}), at most \1(?![\d.]|bn|[km])",
    "a price of nothing": r"\b(?:costs?|gains?|brings?|adds?|takes?|saves?|lose|loses|recovers?) £0(?!\d|\.\d)",
    "a difference of nothing": r"£0(?!\d|\.\d) (?:more|less|higher|lower|net|late)\b",
    "what is no number": r"\b(?:nan|inf|None)\b",
}
DIFFERENCE = re.compile(rf"({MONEY})[^£.;:]*? ({MONEY}) \(([{MINUS}+]£[\d.,]+(?:bn|[km])?)\)")
SIZES = {"": 1.0, "k": 1e3, "m": 1e6, "bn": 1e9}


def nothing_planned(tables: Tables) -> None:
    for row in tables.projects:
        row.update(in_plan="no", in_flight="no", mandatory="no", exit_cost=0)


def one_of_everything(tables: Tables) -> None:
    tables.settings |= {"horizon_months": 1, "themes": [{"name": "Grow", "intent": 1}], "budgets": []}
    tables.projects[:] = [tables.project("P1") | {"duration_months": 1, "planned_start": "2026-11"}]
    tables.pools[:] = [tables.pool("data") | {"capacity_per_month": 1, "cross_train_from": "", "headcount": 1}]
    tables.demand[:] = [{"project_id": "P1", "pool_id": "data", "person_days": 1}]
    _keep_only(tables, "P1")


def no_budget(tables: Tables) -> None:
    _without_duty(tables)
    tables.settings["budgets"] = [{"from": "2026-04", "amount": 0}, {"from": "2027-04", "amount": 0}]
    tables.project("P3").update(exit_cost=0)


def no_capacity(tables: Tables) -> None:
    _without_duty(tables)
    tables.capacity.clear()
    for row in tables.pools:
        row.update(capacity_per_month=0, headcount="", business_as_usual_share="", flex_share=0)


def all_at_a_loss(tables: Tables) -> None:
    _without_duty(tables)
    for row in tables.projects:
        row.update(remaining_cost=900000, benefit_per_month=1, benefit_months=1, urgency="steady")
        row.update(deadline="", deadline_penalty="", penalty_per_month="", benefit_end="", decay_per_month="")


def one_month_late(tables: Tables) -> None:
    """Five projects in flight that forecast one month more than the plan, each a little over its budget."""
    _without_duty(tables)
    for row in tables.projects:
        row.update(in_flight="yes", planned_start="2026-11", baseline_finish="2027-02", duration_months=4)
        row.update(forecast_finish="2027-04", spent_to_date=10000, budget=int(row["remaining_cost"]) + 9000)
        row.update(can_accelerate="no", accelerated_duration="", acceleration_cost="", latest_finish="")
    tables.dependencies.clear()
    tables.demand[:] = [
        {"project_id": row["project_id"], "pool_id": "data", "person_days": 4} for row in tables.projects
    ]


def equals(tables: Tables) -> None:
    _without_duty(tables)
    one = tables.project("P1") | {"planned_start": "2026-11"}
    tables.projects[:] = [one | {"project_id": f"P{n}", "name": f"Twin {n}"} for n in range(1, 6)]
    tables.demand[:] = [{"project_id": f"P{n}", "pool_id": "data", "person_days": 120} for n in range(1, 6)]
    tables.dependencies.clear()


EDGES: tuple[Callable[[Tables], None], ...] = (
    nothing_planned, one_of_everything, no_budget, no_capacity, all_at_a_loss, one_month_late, equals,
)  # fmt: skip


def _without_duty(tables: Tables) -> None:
    tables.settings["themes"][1].pop("floor")
    tables.project("P3").update(mandatory="no", latest_finish="")


def _keep_only(tables: Tables, project_id: str) -> None:
    tables.dependencies.clear()
    tables.capacity.clear()
    for rows in (tables.milestones, tables.risks, tables.benefits):
        rows[:] = [row for row in rows if row["project_id"] == project_id]


@pytest.fixture(params=EDGES, ids=lambda edge: edge.__name__)
def folder(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    tables, heads = Tables(), {name: columns(rows) for name, rows in Tables().by_name.items()}
    request.param(tables)
    path = write_folder(tmp_path / "edge", tables)
    monkeypatch.setenv("COCKPIT_DATABASE_URL", f"sqlite:///{tmp_path / 'answers.db'}")
    open_register().close()  # what one command has worked out, the next finds
    for name, rows in tables.by_name.items():
        if not rows:
            (path / f"{name}.csv").write_text(",".join(heads[name]) + "\n", encoding="utf-8")
    return path


@pytest.mark.slow
def test_what_every_command_says_reads_well(folder: Path) -> None:
    projects = [line.split(",")[0] for line in (folder / "projects.csv").read_text(encoding="utf-8").splitlines()[1:]]
    wrong: list[str] = []
    for command in COMMANDS:
        more = {
            "tradeoff": [projects[0]],
            "explain": [projects[0]],
            "risk": ["--draws", "20", "--reoptimise", "2"],
            "ask": ["--tried", "2", "--reoptimise", "2"],
        }.get(command, [])
        has_effort = any(option.name == "effort" for option in main.commands[command].params)
        effort = ["--effort", "live"] if has_effort else []
        result = CliRunner().invoke(main, [command, str(folder), *more, *effort])
        assert result.exception is None or isinstance(result.exception, SystemExit), (command, result.exception)
        assert result.exit_code == 0, (command, result.output)
        wrong += [f"{command}: {said}" for said in faults(result.stdout + result.stderr)]
    assert wrong == []


def faults(text: str) -> list[str]:
    """Every line that reads badly, with what is bad about it."""
    result = []
    for line in text.replace("\u00a0", " ").splitlines():
        result += [f"{name} in {line!r}" for name, pattern in WRONG.items() if re.search(pattern, line)]
        result += [f"a difference of others in {line!r}" for match in DIFFERENCE.finditer(line) if not adds_up(match)]
    return result


def adds_up(match: re.Match[str]) -> bool:
    """Whether a difference is that of the two amounts beside it, as they are written."""
    first, second, apart = (amount(text) for text in match.groups())
    return abs(first - second - apart) <= 0.51 * max(step(text) for text in match.groups())


def amount(text: str) -> float:
    digits, size = re.fullmatch(rf"[{MINUS}+]?£([\d.,]+)(bn|[km])?", text).groups()  # type: ignore[union-attr]
    return (-1 if text.startswith(MINUS) else 1) * float(digits.replace(",", "").rstrip(".")) * SIZES[size or ""]


def step(text: str) -> float:
    """What the last digit stands for."""
    digits, size = re.fullmatch(rf"[{MINUS}+]?£([\d.,]+)(bn|[km])?", text).groups()  # type: ignore[union-attr]
    return SIZES[size or ""] / 10 ** len(digits.rstrip(".").partition(".")[2])


@pytest.mark.parametrize(
    "line",
    [
        "The 0 projects in the plan promise £0.",
        "between £3.16m and £3.16m",
        "the 1 months in which starts are chosen",
        "Stopping what is worth less than nothing (A and 2 more) costs £0.",
        "forecast £51.8m at completion against budgets of £51.0m (+£710k)",
        "gains £0 more",
    ],
)
def test_what_has_been_seen_is_found(line: str) -> None:
    assert faults(line)


@pytest.mark.parametrize(
    "line",
    [
        "1 of 12 projects is late; 1 is green.",
        "0 errors, 0 warnings.",
        "against budgets of £51.05m, forecast £51.76m at completion against £51.05m (+£0.71m)",
        "between £3.1m and £3.16m",
        "The plan is worth £0.",
    ],
)
def test_what_reads_well_is_left_alone(line: str) -> None:
    assert faults(line) == []
