"""Each term of the vocabulary has one value in every command, page and download: on the sample."""

from __future__ import annotations

import pytest

from tests.support.reconciling import check_law, check_person, check_portfolio, check_projects
from tests.support.sample import SampleAnswers

pytestmark = pytest.mark.slow


def test_every_figure_has_one_value(answers: SampleAnswers) -> None:
    assert check_projects(answers.of, answers.portfolio, answers.plan, ["homeowner-app"]) > 10
    check_portfolio(answers.of, answers.portfolio, answers.plan)


def test_a_person_and_the_law_have_the_same_figures_everywhere(answers: SampleAnswers) -> None:
    assert check_person(answers.of, answers.portfolio)
    assert check_law(answers.of, answers.portfolio) == 3
