"""Problems of one kind are told as one; what each of them says is not lost."""

from __future__ import annotations

import pytest

from engine.errors import DataError, Problem, counted, grouped


def blank(row: int | None, *, value: str = "", cost: float | None = None) -> Problem:
    return Problem("plan.csv", row, "start", value, "no start", "Write a month", cost=cost)


def unknown(row: int, name: str) -> Problem:
    return Problem("demand.csv", row, "pool_id", name, f"there is no pool '{name}'", "Add the pool")


def test_one_problem_reads_as_it_stands() -> None:
    (group,) = grouped([blank(4, value="soon")])
    assert group.text() == str(group.first) == "plan.csv, row 4, column start: no start (found 'soon'). Write a month"


def test_rows_with_the_same_problem_are_one_line() -> None:
    (group,) = grouped([blank(row) for row in (4, 9, 12, *range(20, 182))])
    assert (group.count, group.rows[:4]) == (165, (4, 9, 12, 20))
    assert group.text() == "plan.csv, column start: 165 rows: no start; rows 4, 9, 12 and 162 more. Write a month"


@pytest.mark.parametrize(
    ("rows", "named"), [((4, 9), "rows 4 and 9"), ((4, 9, 12), "rows 4, 9 and 12"), ((4, 4), "row 4")]
)
def test_few_rows_are_all_named(rows: tuple[int, ...], named: str) -> None:
    (group,) = grouped([blank(row) for row in rows])
    assert group.text() == f"plan.csv, column start: {len(rows)} rows: no start; {named}. Write a month"


def test_what_was_found_is_named_up_to_three_values() -> None:
    (group,) = grouped([blank(row, value=f"v{row}") for row in range(2, 7)])
    assert "(found 'v2', 'v3', 'v4' and others)" in group.text()


def test_remaining_cost_of_all_rows_is_added_up() -> None:
    (group,) = grouped([blank(2, cost=1_200_000), blank(3, cost=3_000_000), blank(4)])
    assert "no start, £4m of remaining cost; rows 2, 3 and 4" in group.text(lambda amount: f"£{amount / 1e6:.0f}m")


def test_names_that_differ_are_told_one_by_one_while_they_are_few() -> None:
    few = grouped([unknown(2, "a"), unknown(3, "b"), unknown(4, "c")])
    assert [group.first.value for group in few] == ["a", "b", "c"]
    (many,) = grouped([unknown(row, f"pool {row}") for row in range(2, 9)])
    assert many.text().startswith("demand.csv, column pool_id: 7 rows such as row 2: there is no pool 'pool 2'; rows ")


def test_a_kind_holds_problems_together_whose_words_differ() -> None:
    problems = [
        Problem("a.csv", row, "x", "", f"{name} is wrong", "Mend it", kind="wrong")
        for row, name in enumerate(("oven", "silo", "app", "till"), start=2)
    ]
    assert [group.count for group in grouped(problems)] == [4]


def test_files_columns_and_messages_are_kept_apart() -> None:
    other_file = Problem("risks.csv", 4, "start", "", "no start", "Write a month")
    other_column = Problem("plan.csv", 4, "end", "", "no start", "Write a month")
    other_message = Problem("plan.csv", 4, "start", "", "too late", "Write a month")
    assert len(grouped([blank(4), other_file, other_column, other_message, blank(5)])) == 4
    assert len(grouped([blank(None), blank(None)])) == 2


def test_counts_say_how_many_kinds_there_are() -> None:
    assert counted(grouped([blank(2)]), "error") == "1 error"
    assert counted(grouped([blank(2), unknown(2, "a")]), "error") == "2 errors"
    assert counted(grouped([blank(row) for row in range(2, 1202)]), "error") == "1,200 errors of 1 kind"
    assert counted((), "error") == "0 errors"


def test_an_error_in_the_data_tells_each_kind_once() -> None:
    error = DataError([blank(row) for row in range(2, 102)])
    assert str(error).splitlines() == [
        "100 problems of 1 kind in the data",
        "plan.csv, column start: 100 rows: no start; rows 2, 3, 4 and 97 more. Write a month",
    ]
