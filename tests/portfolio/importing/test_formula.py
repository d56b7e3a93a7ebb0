import operator
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.portfolio.importing.evaluation import FUNCTIONS, EvaluationError, Value, evaluate
from engine.portfolio.importing.formula import MAX_LENGTH, Formula, FormulaError, parse_formula


def parsed(text: str) -> Formula:
    return parse_formula(text, FUNCTIONS)


def worth(text: str, **names: Value) -> Value:
    return evaluate(parsed(text).tree, names)


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("1 + 2 * 3 - 4 / 2", 5),
        ("-(2 + 3) * -2", 10),
        ("2 - 3 - 4", -5),
        ("24 / 4 / 2", 3),
        ("1.5e3 + .5", 1500.5),
        ("min(3, 1, 2) + max(4, 5)", 6),
        ("clip(12, 1, 10) + clip(-3, 1, 10) + clip(5, 1, 10)", 16),
        ("round(2.5) + round(-2.4) + abs(-1) + sqrt(9)", 5),
        ("if(1 > 2, 1 / 0, 7)", 7),
        ("not 1 > 2 and 2 >= 2 or 1 = 2", True),
        ("'a' != \"b\"", True),
        ("1 <= 1 and 1 == 1", True),
    ],
)
def test_a_formula_has_the_value_that_arithmetic_gives_it(text: str, result: float) -> None:
    assert worth(text) == result


def test_months_are_counted_from_month_to_month() -> None:
    start, end = date(2022, 12, 31), date(2023, 3, 1)
    assert worth("months_between(start, end)", start=start, end=end) == 3
    assert worth("months_between(end, start)", start=start, end=end) == -3
    assert worth("months_after(start, 2)", start=start) == date(2023, 2, 1)
    assert worth("min(start, end)", start=start, end=end) == start


def test_halves_are_rounded_upwards_wherever_a_formula_rounds() -> None:
    start = date(2022, 12, 1)
    assert [worth(f"round({half})") for half in ("0.5", "1.5", "2.5", "-2.5")] == [1, 2, 3, -2]
    assert worth("months_after(start, 2.5)", start=start) == date(2023, 3, 1)
    assert worth("days_after(start, 4.5)", start=start) == date(2022, 12, 6)


def test_a_blank_makes_the_result_blank_unless_asked_for() -> None:
    assert worth("a + 1", a=None) is None
    assert worth("max(a, 1)", a=None) is None
    assert worth("first(a, 7)", a=None) == 7
    assert worth("first(a, a)", a=None) is None
    assert worth("is_blank(a)", a=None) is True
    assert worth("if(a > 1, 2, 3)", a=None) == 3
    assert worth("if(1 > 2, 2)") is None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("1 / 0", "divides by zero"),
        ("1 / (a - a)", "divides by zero"),
        ("1e308 * 10", "too large"),
        ("a + 'x'", "a text"),
        ("a < 'x'", "cannot be compared"),
        ("1 < 2 < 3", "cannot be compared"),
        ("if(a, 1, 2)", "a condition is needed"),
        ("months_between(a, a)", "a date is needed"),
        ("sqrt(-a)", "no square root"),
        ("months_after(day, 1e9)", "outside the calendar"),
        ("day - day", "a date"),
    ],
)
def test_what_cannot_be_worked_out_says_why(text: str, reason: str) -> None:
    with pytest.raises(EvaluationError, match=reason):
        worth(text, a=1.0, day=date(2023, 3, 1))


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("__import__('os')", 1),
        ("__import__('os').system('true')", 17),
        ("().__class__.__bases__[0]", 3),
        ("a.real", 2),
        ("a[0]", 2),
        ("9 ** 9 ** 9", 4),
        ("2 ^ 8", 3),
        ("lambda: 1", 7),
        ("a := 1", 3),
        ("[x for x in a]", 1),
        ("eval('1')", 1),
        ("f'{a}'", 2),
        ("a; b", 2),
        ("1 2", 3),
        ("max()", 5),
        ("months_between(a)", 1),
        ("min(1, 2", 9),
        ("a and", 6),
        ("'open", 1),
        ("1e999", 1),
        ("", 1),
        ("²", 1),
    ],
)
def test_hostile_and_broken_formulas_are_refused_with_the_place(text: str, position: int) -> None:
    with pytest.raises(FormulaError) as refused:
        parsed(text)
    assert refused.value.position == position
    assert f"at character {position}" in str(refused.value)


@pytest.mark.parametrize(
    "text", ["(" * 900 + "1" + ")" * 900, "-" * 1500 + "1", "1" + "+1" * 900, "not " * 400 + "1", "abs(" * 400 + "1"]
)
def test_deep_nesting_is_refused_before_it_exhausts_the_stack(text: str) -> None:
    with pytest.raises(FormulaError, match="nested more than 40 deep"):
        parsed(text)


def test_a_long_formula_is_refused() -> None:
    with pytest.raises(FormulaError, match="longer than 2000"):
        parsed("1" * (MAX_LENGTH + 1))


@given(st.text(alphabet="abimnxf()+-*/<>=!'\".,_ 019e\n\té", max_size=60))
@example("a" * 60)
def test_any_text_is_a_formula_or_a_formula_error(text: str) -> None:
    refusal = None
    try:
        formula = parsed(text)
        evaluate(formula.tree, dict.fromkeys(formula.names, 1.0))
    except (FormulaError, EvaluationError) as error:
        refusal = error
    if isinstance(refusal, FormulaError):
        assert 1 <= refusal.position <= len(text) + 1


OPERATORS = {"+": operator.add, "-": operator.sub, "*": operator.mul}


@st.composite
def sums(draw: st.DrawFn, depth: int = 0) -> tuple[str, float]:
    """A formula in full parentheses or none where precedence allows, and its value by Python's own operators."""
    if depth >= 4 or draw(st.booleans()):
        number = draw(st.integers(0, 99))
        return str(number), float(number)
    sign = draw(st.sampled_from(sorted(OPERATORS)))
    left, right = draw(sums(depth=depth + 1)), draw(sums(depth=depth + 1))
    return f"({left[0]}) {sign} ({right[0]})", OPERATORS[sign](left[1], right[1])


@given(sums())
def test_sums_agree_with_python(pair: tuple[str, float]) -> None:
    text, value = pair
    assert worth(text) == value


@given(st.lists(st.sampled_from(["+", "-", "*", "/"]), min_size=1, max_size=12), st.data())
def test_precedence_agrees_with_python(signs: list[str], data: st.DataObject) -> None:
    numbers = data.draw(st.lists(st.integers(1, 9), min_size=len(signs) + 1, max_size=len(signs) + 1))
    text = str(numbers[0]) + "".join(f" {sign} {number}" for sign, number in zip(signs, numbers[1:], strict=True))
    reference = eval(text)  # noqa: S307 - digits and four signs, made two lines above
    assert worth(text) == pytest.approx(reference)
