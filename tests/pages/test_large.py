"""445 projects with long names that begin alike: a page says first what there is, and lists none of them in prose."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from html import unescape
from pathlib import Path

import pyarrow
import pyarrow.ipc
import pytest
from streamlit.testing.v1 import AppTest

from pages.ui.views.decide import MOST_ROWS
from tests.support.pages import said_at_last, text_of

Visit = Callable[..., AppTest]
COUNT, MOST_LETTERS = 445, 34
SITE = re.compile(r"telemetry at site \d+\b")
HEADLINE = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
MOST_NAMED, MOST_LISTED = 5, 12
"""Projects that the prose of a page may name, and one that shows the first rows of its lists as text."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """As many projects as the largest public list in the trials; made up."""
    projects = [
        {
            "project_id": f"MW-{place:04}",
            "name": f"Replacement of the regional treatment works' control system and its telemetry at site {place}",
            "theme": f"Theme {place % 4}",
            "planned_start": f"2027-{1 + place % 12:02}",
            "duration_months": 1 + place % 6,
            "remaining_cost": 10_000 + 137 * place,
            "benefit_per_month": 500 + 31 * (place % 90),
            "benefit_months": 24,
        }
        for place in range(COUNT)
    ]
    demand = [
        {"project_id": f"MW-{place:04}", "pool_id": "team", "person_days": 10 + place % 30} for place in range(COUNT)
    ]
    pools = [{"pool_id": "team", "name": "Engineers", "capacity_per_month": 900, "day_rate": 500}]
    for name, rows in {"projects": projects, "demand": demand, "pools": pools}.items():
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
        (tmp_path / f"{name}.csv").write_text(text.getvalue(), encoding="utf-8")
    settings = "name: Large works\nplanning_date: 2026-11\nhorizon_months: 24\n"
    (tmp_path / "portfolio.yaml").write_text(settings, encoding="utf-8")
    return tmp_path


def _named(page: AppTest) -> int:
    """Projects that the prose of a page names."""
    return len(set(SITE.findall(unescape(text_of(page)))))


def _headline(page: AppTest) -> str:
    """The page's one headline, before which it says nothing else of the portfolio."""
    (sentence,) = HEADLINE.findall(text_of(page))
    return unescape(re.sub(r"<[^>]+>", "", sentence)).replace("\u00a0", " ")


def _drawn(page: AppTest) -> list[set[str]]:
    """The projects in each chart that has any, by their full names, which the chart cuts where it draws them."""
    protos = [chart.proto for chart in page.get("vega_lite_chart")]
    contents = [data.data.data for proto in protos for data in proto.datasets] + [p.data.data for p in protos]
    tables = [pyarrow.ipc.open_stream(content).read_all().to_pandas() for content in contents if content]
    told = [{name for cell in table.to_numpy().ravel() for name in SITE.findall(str(cell))} for table in tables]
    return [names for names in told if names]


def _labels(page: AppTest) -> list[str]:
    """What stands beside the rows of charts that are projects, without the number that makes each unique."""
    contents = [data.data.data for chart in page.get("vega_lite_chart") for data in chart.proto.datasets]
    tables = [pyarrow.ipc.open_stream(content).read_all().to_pandas() for content in contents if content]
    keys = [str(key) for table in tables if {"key", "name"} <= {*table} for key in table["key"]]
    return [key.partition(" ")[2] for key in keys if re.search(r"\d$", key) and "Repl" in key]


@pytest.mark.slow
def test_decide_says_its_sentence_first_and_has_every_project_in_one_table(visit: Visit) -> None:
    page = said_at_last(visit("decide", wait=False), "a plan worth")
    assert not page.exception
    counted = re.match(r"Stop (\d+), accelerate (\d+) and defer (\d+): a plan worth £", _headline(page))
    assert counted is not None, _headline(page)
    assert _named(page) <= MOST_NAMED
    assert _drawn(page)
    assert max(map(len, _drawn(page))) <= MOST_ROWS
    labels = _labels(page)
    assert labels
    assert all(re.search(r"at site \d+$", label) and len(label) <= MOST_LETTERS for label in labels)
    assert len(set(labels)) == len(labels)
    table = next(frame.value for frame in page.dataframe if "Action" in frame.value)
    assert table["Project"].nunique() == len(table) == COUNT
    actions = table["Action"].str.split(" ").str[-1].str.lower().value_counts()
    assert [actions.get(name, 0) for name in ("stop", "accelerate", "defer")] == [int(n) for n in counted.groups()]
    [pin] = [box for box in page.selectbox if box.label == "Pin a project"]
    assert len(set(pin.options)) == COUNT

    page.toggle(key="show-all").set_value(True).run()
    if folded := [t for t in page.toggle if t.key == "show-unchanged"]:
        folded[0].set_value(True).run()
    assert max(map(len, _drawn(page))) == COUNT


@pytest.mark.slow
def test_the_delivery_report_counts_in_prose_and_lists_in_a_table(visit: Visit) -> None:
    page = visit("delivery", wait=False)
    assert not page.exception
    assert _headline(page) == "No project is known to exceed a tolerance of time, cost or benefit, or forecast to."
    assert _named(page) <= MOST_LISTED
    assert max(map(len, _drawn(page)), default=0) <= MOST_ROWS
    table = next(frame.value for frame in page.dataframe if "In plan" in frame.value)
    assert table["Project"].nunique() == len(table) == COUNT


def test_home_says_what_the_portfolio_promises_before_anything_else(visit: Visit) -> None:
    page = visit("home", wait=False)
    first = next(body for body in (element.proto.body for element in page.get("html")) if "headline" in body)
    assert "<h1" in first
    said_at_last(page, "in the plan promise")
    assert not page.exception
    assert _headline(page).startswith(f"The {COUNT} projects in the plan promise £")
    assert _named(page) <= MOST_NAMED
