"""Things of one name, told apart."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from engine.portfolio.model.labels import labels
from engine.portfolio.model.near_miss import normal
from engine.portfolio.reading.loading import load


def test_a_name_of_its_own_stays_and_a_shared_one_gets_its_id() -> None:
    assert labels({"p1": "Website", "p2": "Payroll", "p3": "website "}) == {
        "p1": "Website (p1)",
        "p2": "Payroll",
        "p3": "website  (p3)",
    }


def test_a_label_that_another_name_already_reads_like_is_told_apart_as_well() -> None:
    labelled = labels({"a": "X (b)", "b": "X", "c": "X"})
    assert len(set(labelled.values())) == 3


def test_ids_that_read_the_same_are_told_apart_by_a_number() -> None:
    """Such as ids that differ in letters' case or in a hyphen only."""
    assert labels({"P-1": "Website", "p 1": "Website", "P2": "Payroll"}) == {
        "P-1": "Website (P-1) (1)",
        "p 1": "Website (p 1) (2)",
        "P2": "Payroll",
    }


@given(st.dictionaries(st.text("pP1 -", min_size=1, max_size=3), st.sampled_from(["a", "A ", "b", "a (p)", ""])))
def test_no_two_labels_read_the_same(names: dict[str, str]) -> None:
    labelled = labels(names)
    assert labelled.keys() == names.keys()
    assert len({normal(label) for label in labelled.values()}) == len(names)
    assert all(label.startswith(names[key]) for key, label in labelled.items())


def test_projects_and_pools_of_one_name_are_loaded_with_their_ids(tmp_path: Path) -> None:
    (tmp_path / "portfolio.yaml").write_text("name: Test\nplanning_date: 2026-11\n", encoding="utf-8")
    (tmp_path / "pools.csv").write_text("pool_id,name,capacity_per_month\nx,Design,10\ny,Design,10\nz,Build,9\n")
    projects = "project_id,name,theme,planned_start,duration_months,remaining_cost,benefit_per_month,benefit_months\n"
    rows = "a,Website,T,2026-11,3,1000,100,36\nb,Website,T,2026-11,3,1000,100,36\nc,Payroll,T,2026-11,3,1000,100,36\n"
    (tmp_path / "projects.csv").write_text(projects + rows)
    (tmp_path / "demand.csv").write_text("project_id,pool_id,person_days\na,x,1\nb,y,1\nc,z,1\n")
    loaded = load(tmp_path)
    assert [p.name for p in loaded.projects] == ["Website (a)", "Website (b)", "Payroll"]
    assert [p.name for p in loaded.pools] == ["Design (x)", "Design (y)", "Build"]
