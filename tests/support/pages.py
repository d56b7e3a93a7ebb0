"""A portfolio of six projects that solves to proof in a blink, and how tests read a page."""

from __future__ import annotations

import csv
import html
import io
import re
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from streamlit.testing.v1 import AppTest

from engine.wording.formats import amounts_in

SETTINGS = """\
name: Test works
planning_date: 2026-11
horizon_months: 12
themes:
  - {name: Grow, intent: 0.6}
  - {name: Keep, intent: 0.4}
budgets:
  - {from: 2026-11, amount: 900000}
"""
POOLS = """\
pool_id,name,capacity_per_month,day_rate,flex_share,flex_day_rate
integration,Integration & Data,40,500,0.1,800
software,Software,100,450,0.1,700
"""
PROJECTS = """\
project_id,name,theme,in_flight,planned_start,duration_months,remaining_cost,benefit_per_month,benefit_months,urgency
app,Customer App,Grow,yes,2026-11,3,90000,2000,24,steady
lake,Data Lake,Keep,no,2026-11,3,60000,9000,24,steady
pricing,Pricing Engine,Grow,no,2026-12,3,80000,60000,24,steady
crm,CRM Renewal,Keep,no,2027-01,2,40000,30000,24,steady
portal,Partner Portal,Grow,no,2027-02,2,50000,26000,24,steady
mobile,Mobile Service,Grow,no,2027-03,2,50000,24000,24,steady
"""
DEMAND = """\
project_id,pool_id,person_days
app,integration,60
lake,integration,70
pricing,integration,80
crm,integration,40
portal,integration,30
mobile,integration,30
app,software,90
pricing,software,120
portal,software,60
"""
DEPENDENCIES = "predecessor,successor,lag_months\nlake,pricing,0\n"
TABLES = {"projects": PROJECTS, "pools": POOLS, "demand": DEMAND, "dependencies": DEPENDENCIES}


def six_projects(folder: Path, settings: str = SETTINGS, **tables: str) -> Path:
    """Write the portfolio's files into a folder, with other settings or tables where they are given."""
    for name, content in (TABLES | tables).items():
        (folder / f"{name}.csv").write_text(content, encoding="utf-8")
    (folder / "portfolio.yaml").write_text(settings, encoding="utf-8")
    return folder


def settled(app: AppTest) -> AppTest:
    """Run again, as the page does by itself, until nothing is being worked on."""
    deadline = time.monotonic() + 40
    while time.monotonic() < deadline:
        app.run()
        if "…" not in text_of(app) and not app.get("progress"):
            return app
        time.sleep(0.05)
    raise AssertionError(f"no answer in time: {text_of(app)[:400]}")


def said_at_last(app: AppTest, words: str) -> AppTest:
    """Run again, as the page does by itself, until it says some words, whatever else is still being worked on."""
    deadline = time.monotonic() + 40
    while words not in text_of(app):
        if time.monotonic() > deadline:
            raise AssertionError(f"not said in time: {words}")
        time.sleep(0.05)
        app.run()
    return app


def text_of(app: AppTest) -> str:
    """Everything a page says in its own prose; amounts without the boxes that they open."""
    return "\n".join(_without_boxes(element.proto.body) for element in app.get("html"))


def bare_amounts(app: AppTest) -> list[str]:
    """Amounts in a page's own sentences that do not answer a click with where they come from."""
    bodies = "".join(element.proto.body for element in app.get("html"))
    bodies = re.sub(r'<div class="origin".*?</div>|<button class="amount".*?</button>', "", bodies, flags=re.DOTALL)
    texts = re.findall(r"<(?:p|h\d)\b[^>]*>(.*?)</(?:p|h\d)>", bodies, re.DOTALL)
    return [one for text in texts for one in amounts_in(html.unescape(re.sub(r"<[^>]+>", "", text)))]


def _without_boxes(body: str) -> str:
    body = re.sub(r'<div class="origin".*?</div>\n?', "", body, flags=re.DOTALL)
    body = re.sub(r'<button class="amount"[^>]*>(.*?)</button>', r"\1", body)
    return re.sub(r'<span class="kept">(.*?)</span>', r"\1", body)


def boxes_of(app: AppTest) -> list[str]:
    """What the boxes behind amounts say, as they are read."""
    bodies = "".join(element.proto.body for element in app.get("html"))
    found = re.findall(r'<div class="origin".*?</div>', bodies, re.DOTALL)
    return [re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", one))).strip() for one in found]


def paragraphs_of(app: AppTest) -> list[str]:
    """Every headline and paragraph of a page's own prose, as it is read."""
    bodies = re.findall(r"<(?:p|h\d)\b[^>]*>(.*?)</(?:p|h\d)>", text_of(app), re.DOTALL)
    return [html.unescape(re.sub(r"<[^>]+>", "", body)) for body in bodies]


def drawn(widgets: Iterable[Any], key: str) -> Any:
    """The widget of a key among those of its kind on a page; one that was offered another value has been drawn anew."""
    return next(one for one in widgets if (one.key or "").split("~")[0] == key)


AUTHORITY = """\
authority:
  roles:
    - name: Clerk
      days_to_decide: 3
      limits: {accelerate: {money: 1}, defer: {money: 1}, stop: {money: 1}}
    - name: Board
      days_to_decide: 14
      limits: {accelerate: {money: unlimited}, defer: {money: unlimited}, stop: {money: unlimited}}
"""


def notices(app: AppTest) -> list[str]:
    """What the page reports in boxes, as it is read: errors, warnings, then what has been done."""
    boxes = (*app.error, *app.warning, *app.success)
    return [html.unescape(box.value).replace("\u2060", "") for box in boxes]


def rows_of(content: bytes) -> list[list[str]]:
    """The rows of a download, as a spreadsheet reads them."""
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
