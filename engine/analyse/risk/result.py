"""What the analysis of risk answers: typed, frozen, readable without any of the machinery behind it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from engine.analyse.risk.distribution import Distribution
from engine.analyse.today.reading import TodaysRange, WayOfWorking
from engine.portfolio.model.vocabulary import Action

FIRM_FROM = 0.85
FRAGILE_BELOW = 0.60


class Verdict(StrEnum):
    """Whether a decision holds whatever comes."""

    FIRM = "firm"
    LEANING = "leaning"
    FRAGILE = "fragile"


def verdict_of(chosen_share: float) -> Verdict:
    """Firm from 85 % of futures on, fragile below 60 %, leaning between the two.

    ``chosen_share`` is that of futures in which the decision is taken again, 0 to 1.
    """
    if chosen_share >= FIRM_FROM:
        return Verdict.FIRM
    return Verdict.FRAGILE if chosen_share < FRAGILE_BELOW else Verdict.LEANING


@dataclass(frozen=True, slots=True)
class ProjectRisk:
    """One project of the recommended plan, executed in every draw.

    ``chosen_share`` is the share of re-optimised draws in which the recommended action is chosen again, ``verdict``
    what that makes of it; both ``None`` where none was re-optimised. Finishes are months from the planning month, the
    first after the work; ``None`` without work, or where it is never done. ``on_time_share`` is the share of draws done
    by the recommended finish. Values are money today.
    """

    project_id: str
    action: Action
    chosen_share: float | None
    verdict: Verdict | None
    recommended_finish: int | None
    finish_p10: int | None
    finish_p50: int | None
    finish_p90: int | None
    on_time_share: float | None
    value_p10: float
    value_p50: float
    value_p90: float


@dataclass(frozen=True, slots=True)
class Driver:
    """One figure moved from its tenth to its ninetieth percentile, all others at their medians.

    ``source`` is benefits, durations, work, capacity or success; ``subject`` a project or a pool, or empty for what all
    have in common. ``low`` and ``high`` are the gain over today at either end, money today.
    """

    source: str
    subject: str
    low: float
    high: float

    @property
    def swing(self) -> float:
        """Gain at the upper end less gain at the lower."""
        return self.high - self.low


@dataclass(frozen=True, slots=True)
class OpenQuestion:
    """One figure that could be asked for before deciding, and what to know it is worth at least; money today.

    ``ask`` is who stands behind the figure: its benefit owner or sponsor; empty where the data name nobody.
    """

    source: str
    subject: str
    worth: float
    ask: str


@dataclass(frozen=True, slots=True)
class Robust:
    """The plan that is best on average over the draws, where that is not the recommended one.

    ``price`` is what it gives up where everything comes as the data say; ``mean_gain`` what it brings on average over
    draws that did not choose it, ``mean_error`` the standard error of that; ``value`` its distribution, beside
    ``recommended`` over the same draws. ``changed`` are the projects that it treats otherwise.
    """

    price: float
    mean_gain: float
    mean_error: float
    value: Distribution
    recommended: Distribution
    changed: tuple[str, ...]

    @property
    def protects(self) -> float:
        """How much higher its tenth percentile is; money today."""
        return self.value.p10 - self.recommended.p10

    @property
    def is_sure(self) -> bool:
        """Whether it is better on average beyond what chance explains."""
        return self.mean_gain > 2.0 * self.mean_error


@dataclass(frozen=True, slots=True)
class Fan:
    """Value so far of one way in some months: tenth, fiftieth and ninetieth percentile; money today."""

    way: str
    p10: tuple[float, ...]
    p50: tuple[float, ...]
    p90: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ReadRisk:
    """One plausible reading of today's way: what it brings, and what the recommended plan brings more, draw by draw."""

    way: WayOfWorking
    today: Distribution
    gain: Distribution


@dataclass(frozen=True, slots=True)
class MadeAnew:
    """How good the plans made anew are: half, and all, are at most so far from the best of their draw, relative."""

    half_within: float
    all_within: float


@dataclass(frozen=True, slots=True)
class RiskResult:
    """The recommended plan beside today's way and the plan one after another, in the same draws.

    ``gain`` is the recommended plan less today's way, draw by draw, ``gain_over_queue`` less the plan one after
    another; today's way is that of its named reading, and ``readings`` holds every plausible one, that one first.
    ``shrinkage`` is the share of the plan's value that is expected to be luck of the figures it was chosen by, ``None``
    where nothing was re-optimised, as are ``robust`` (also where the recommended plan is the best on
    average) and the verdicts. ``made_anew`` says how good the plans behind these are; ``without_plan`` counts draws in
    which no plan meets every rule. ``questions`` holds those that are worth something, of ``figures_looked_at``.
    ``months`` are those of the fans.
    """

    seed: int
    draws: int
    reoptimised: int
    made_anew: MadeAnew | None
    without_plan: int
    gain: Distribution
    value: Distribution
    today: Distribution
    queue: Distribution
    gain_over_queue: Distribution
    gains: tuple[float, ...]
    shrinkage: float | None
    projects: tuple[ProjectRisk, ...]
    drivers: tuple[Driver, ...]
    questions: tuple[OpenQuestion, ...]
    figures_looked_at: int
    robust: Robust | None
    months: tuple[int, ...]
    fans: tuple[Fan, ...]
    readings: tuple[ReadRisk, ...]

    def gain_over(self, figure: Callable[[Distribution], float]) -> TodaysRange:
        """A figure of the gain over all readings of today's way.

        ``figure`` says it of one.
        """
        return _over([figure(read.gain) for read in self.readings])

    def today_over(self, figure: Callable[[Distribution], float]) -> TodaysRange:
        """A figure of today's way over all its readings.

        ``figure`` says it of one.
        """
        return _over([figure(read.today) for read in self.readings])

    def with_verdict(self, verdict: Verdict) -> tuple[ProjectRisk, ...]:
        """The decisions of one verdict, the surest first."""
        chosen = [p for p in self.projects if p.verdict is verdict]
        return tuple(sorted(chosen, key=lambda p: -(p.chosen_share or 0.0)))

    def of(self, project_id: str) -> ProjectRisk:
        """One project by its id."""
        return next(p for p in self.projects if p.project_id == project_id)


def _over(amounts: Sequence[float]) -> TodaysRange:
    return TodaysRange(amounts[0], min(amounts), max(amounts))
