"""Settings that contradict one another or the projects."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from engine.errors import Problem
from engine.number_with_noun import count
from engine.portfolio.checks.check import Check
from engine.portfolio.model.calendar import iso_month
from engine.portfolio.model.draft import Draft
from engine.portfolio.model.fiscal_year import fiscal_year
from engine.portfolio.model.near_miss import did_you_mean, normal
from engine.portfolio.model.project import Project
from engine.portfolio.model.roles_and_limits import NEVER_DECIDE, Limits, Role
from engine.portfolio.model.settings import RAG, Theme
from engine.portfolio.model.uncertainty import RiskSettings
from engine.portfolio.model.vocabulary import DecisionKind, TodaysPolicy, Urgency

_YEAR = 12
_ROUNDING = 0.02


def floors_above_everything(draft: Draft) -> Iterator[Problem]:
    """Hard minimum shares that add up to more than there is."""
    total = sum(theme.floor or 0.0 for theme in draft.settings.themes)
    if total > 1 + 1e-9:
        message = f"the floors of all themes add up to {total:.4g}, more than the whole"
        yield draft.places.problem(("themes",), f"{total:.4g}", message, "Lower them until they sum to 1 or less")


def floors_without_pool(draft: Draft) -> Iterator[Problem]:
    """Minimum shares of nothing."""
    floors = [theme.name for theme in draft.settings.themes if theme.floor]
    if floors and draft.settings.floor_pool is None:
        message = f"the themes {', '.join(floors)} have a floor, but floor_pool does not say of which pool"
        yield draft.places.problem(("floor_pool",), None, message, "Write floor_pool: and the id of a pool")


def unknown_floor_pool(draft: Draft) -> Iterator[Problem]:
    """Minimum shares of a pool that does not exist."""
    name, known = draft.settings.floor_pool, draft.pools.mentioned("pool_id")
    if name is not None and known and name not in known:
        remedy = did_you_mean(name, known, f"Write the id of a pool, as in {draft.pools.called}")
        yield draft.places.problem(("floor_pool",), name, f"there is no pool {name!r}", remedy)


def floors_nobody_meets(draft: Draft) -> Iterator[Problem]:
    """A floor of a theme without work in the floor pool: it holds only where nobody else works in it either."""
    for place, theme, own, others in _floor_work(draft):
        if not own and others:
            message = (
                f"no project of the theme {theme.name} needs the pool {draft.settings.floor_pool}, so this floor "
                f"would forbid all other work in it, {others:,.4g} person-days"
            )
            remedy = "Remove the floor, choose another floor_pool, or add the theme's work to demand"
            yield draft.places.problem(("themes", place, "floor"), theme.floor, message, remedy)


def floors_that_crowd_out(draft: Draft) -> Iterator[Problem]:
    """A floor so high that other work has to be left undone even when all of the theme's work is done."""
    for place, theme, own, others in _floor_work(draft):
        room = own * (1 - (theme.floor or 0.0)) / (theme.floor or 1.0)
        if own and others > room * (1 + 1e-9):
            message = (
                f"with all its work done ({own:,.4g} person-days of {draft.settings.floor_pool}), the theme "
                f"{theme.name} leaves {room:,.4g} of the {others:,.4g} person-days that others need"
            )
            remedy = "Lower the floor, if other work is not meant to be left undone for it"
            yield draft.places.problem(("themes", place, "floor"), theme.floor, message, remedy)


def duplicate_themes(draft: Draft) -> Iterator[Problem]:
    """The same theme twice."""
    seen: set[str] = set()
    for place, theme in enumerate(draft.settings.themes):
        if theme.name in seen:
            path = ("themes", place, "name")
            yield draft.places.problem(path, theme.name, "this theme is listed twice", "Remove or rename one of them")
        seen.add(theme.name)


def overlapping_budgets(draft: Draft) -> Iterator[Problem]:
    """Fiscal years that begin less than twelve months after one another."""
    budgets = sorted(enumerate(draft.settings.budgets), key=lambda item: item[1].start)
    for (_, before), (place, after) in pairwise(budgets):
        if after.start - before.start < _YEAR:
            first, month = draft.settings.month(before.start), draft.settings.month(after.start)
            message = f"this budget's year overlaps with the year that begins in {first}"
            remedy = (
                "A budget holds for the twelve months from its month on; let each year begin when the last one ends"
            )
            yield draft.places.problem(("budgets", place, "from"), month, message, remedy)


def budgets_in_the_past(draft: Draft) -> Iterator[Problem]:
    """Money of fiscal years that are over."""
    message = "this fiscal year is over at the planning date, so the budget has no effect"
    for place, budget in enumerate(draft.settings.budgets):
        if budget.start + _YEAR <= 0:
            month = draft.settings.month(budget.start)
            yield draft.places.problem(("budgets", place, "from"), month, message, "Remove it, or check the year")


def budgets_within_a_fiscal_year(draft: Draft) -> Iterator[Problem]:
    """Budgets that no fiscal year of the report can show, because they do not begin with one."""
    settings, year = draft.settings, fiscal_year(draft.settings)
    for place, budget in enumerate(settings.budgets):
        begins = settings.planning_month + budget.start
        overlaps = any(0 < budget.start - other.start < _YEAR for other in settings.budgets)  # an error of its own
        if year.first_month(begins) != begins and not overlaps:
            first = iso_month(year.first_month(begins))
            message = (
                f"this budget does not begin with a fiscal year; by {year.said_by.value} the year begins in {first}"
            )
            remedy = "Check the month, or write fiscal_year_start: and the number of the month in which years begin"
            yield draft.places.problem(("budgets", place, "from"), iso_month(begins), message, remedy)


def intents_do_not_add_up(draft: Draft) -> Iterator[Problem]:
    """Shares that a strategy asks for should be shares of one whole."""
    total = sum(theme.intent for theme in draft.settings.themes)
    if total and abs(total - 1) > _ROUNDING:
        message = f"the intents of all themes add up to {total:.4g}, not to 1"
        remedy = "Correct the shares, or add a theme for the rest"
        yield draft.places.problem(("themes",), f"{total:.4g}", message, remedy)


def floor_above_intent(draft: Draft) -> Iterator[Problem]:
    """A hard minimum beyond what the strategy asks for."""
    for place, theme in enumerate(draft.settings.themes):
        if theme.floor and theme.intent and theme.floor > theme.intent:
            message = f"the floor is above the theme's intent of {theme.intent:g}"
            yield draft.places.problem(
                ("themes", place, "floor"), theme.floor, message, "Lower it, or raise the intent"
            )


def themes_without_projects(draft: Draft) -> Iterator[Problem]:
    """A theme that asks for capacity and has no project to give it to."""
    used = draft.projects.mentioned("theme")
    for place, theme in enumerate(draft.settings.themes):
        if theme.name not in used and theme.intent and not _floor_binds(draft, theme) and draft.projects.entries:
            message = "no project belongs to this theme, although it asks for a share of capacity"
            path = ("themes", place, "name")
            yield draft.places.problem(path, theme.name, message, f"Check the column theme of {draft.projects.called}")


def valuation_cuts_benefits(draft: Draft) -> Iterator[Problem]:
    """Benefits that come after the last month that counts."""
    months = draft.settings.valuation_months
    if months is None:
        return
    cut = [p for p in draft.projects.records if p.benefit_per_month and _last_benefit(p) > months]
    if cut:
        needed = max(map(_last_benefit, cut))
        message = (
            f"benefits count for {count(months, 'month')} only, which cuts the benefits of {len(cut)} of "
            f"{count(len(draft.projects.entries), 'project')} short even as planned; delay then looks dearer than it is"
        )
        remedy = f"Write {needed} or more, or leave it out"
        yield draft.places.problem(("valuation_months",), months, message, remedy)


def thresholds_that_are_no_shares(draft: Draft) -> Iterator[Problem]:
    """A threshold of 10 where 10 % is meant, which nothing would ever reach."""
    for name, level in draft.settings.rag_thresholds:
        path = (RAG, name)
        if level < 0:
            yield draft.places.problem(path, level, f"{name} cannot be negative", "Write 0 or a positive number")
        elif level > 1 and not name.startswith("time"):
            message = f"{name} is a share and cannot be more than 1"
            remedy = f"Write {level / 100:g} or {level:g} % if {level:g} percent is meant"
            yield draft.places.problem(path, level, message, remedy)


def thresholds_out_of_order(draft: Draft) -> Iterator[Problem]:
    """Red that comes before amber, so that amber is never shown."""
    levels = dict(draft.settings.rag_thresholds)
    for of in ("time", "cost", "value"):
        amber, red = levels.get(f"{of}_amber"), levels.get(f"{of}_red")
        if amber is not None and red is not None and (red > amber if of == "value" else red < amber):
            message = f"{of}_red is reached before {of}_amber of {amber:g}, so amber is never shown"
            yield draft.places.problem((RAG, f"{of}_red"), red, message, "Exchange the two, or correct one")


def doubled_roles(draft: Draft) -> Iterator[Problem]:
    """The same role twice, so that nobody knows which limits hold."""
    seen: set[str] = set()
    for place, role in _roles(draft):
        if normal(role.name) in seen:
            path = ("authority", "roles", place, "name")
            yield draft.places.problem(path, role.name, "this role is listed twice", "Remove or rename one of them")
        seen.add(normal(role.name))


def roles_that_never_decide(draft: Draft) -> Iterator[Problem]:
    """Limits for those who look and those who prepare."""
    for place, role in _roles(draft):
        if normal(role.name) in NEVER_DECIDE and role.limits != Limits():
            path = ("authority", "roles", place, "limits")
            message = f"the role {role.name} may prepare or look, but decides nothing"
            yield draft.places.problem(path, None, message, "Remove its limits, or give the role another name")


def decisions_beyond_everyone(draft: Draft) -> Iterator[Problem]:
    """Kinds of decision that some role may take, and none whatever the money and the delay."""
    limits = [(kind, role.limits.of(kind)) for _, role in _roles(draft) for kind in DecisionKind]
    for kind in DecisionKind:
        stated = [limit for of, limit in limits if of is kind and limit]
        if stated and not any(limit.money is None and limit.months is None for limit in stated):
            message = f"beyond the highest limit, nobody may decide to {kind}"
            yield draft.places.problem(
                ("authority", "roles"),
                None,
                message,
                "Give one role unlimited money and no months, if that is not meant",
            )


def loss_that_never_counts(draft: Draft) -> Iterator[Problem]:
    """A loss to multitasking where nobody shares."""
    today = draft.settings.today
    if today is not None and today.multitasking_loss and today.policy is not TodaysPolicy.SHARED:
        message = f"nothing is lost to multitasking where the policy is {today.policy}, so this counts for nothing"
        place = ("today", "multitasking_loss")
        remedy = "Leave it out, or write policy: shared"
        yield draft.places.problem(place, f"{today.multitasking_loss:g}", message, remedy)


def sponsors_without_priority(draft: Draft) -> Iterator[Problem]:
    """Work done by sponsor where no sponsor comes before another."""
    today = draft.settings.today
    if today is None or today.policy is not TodaysPolicy.SPONSOR or draft.projects.unread:
        return
    if all(project.sponsor_priority is None for project in draft.projects.records):
        message = "sponsor_priority is blank for every project, so the work is done in the plan's order"
        yield draft.places.problem(("today", "policy"), "sponsor", message, "Fill in sponsor_priority, or write queue")


def _roles(draft: Draft) -> Iterator[tuple[int, Role]]:
    return enumerate(draft.settings.authority.roles if draft.settings.authority else ())


def spreads_out_of_order(draft: Draft) -> Iterator[Problem]:
    """A tenth percentile above the median, or a ninetieth below it."""
    risk = draft.settings.risk or RiskSettings()
    for name in ("benefits", "durations", "work", "capacity"):
        spread = getattr(risk, name)
        if spread is None:
            continue
        low, high = getattr(spread, "p10", spread.p50), getattr(spread, "p90", spread.p50)
        if low > spread.p50:
            message = f"one in ten ends below p10, so it cannot be above p50, {spread.p50:g}"
            yield draft.places.problem(("risk", name, "p10"), f"{low:g}", message, "Correct one of the two")
        if high < spread.p50:
            message = f"nine in ten end below p90, so it cannot be below p50, {spread.p50:g}"
            yield draft.places.problem(("risk", name, "p90"), f"{high:g}", message, "Correct one of the two")


def _last_benefit(project: Project) -> int:
    """Months from the planning date until the benefits as planned are over."""
    if project.urgency_profile is Urgency.WINDOW:
        return (project.benefit_end if project.benefit_end is not None else -1) + 1
    return project.plan_finish + (project.benefit_months or 0)


def _floor_work(draft: Draft) -> Iterator[tuple[int, Theme, float, float]]:
    """Themes with a floor: position, theme, its person-days in the floor pool, and those of all other projects.

    Nothing where rows of projects or demand could not be read, since the sums would be wrong.
    """
    if draft.projects.unread or draft.demand.unread:
        return
    theme_of = {project.project_id: project.theme for project in draft.projects.records}
    rows = [row for row in draft.all_demand if row.pool_id == draft.settings.floor_pool and row.project_id in theme_of]
    for place, theme in enumerate(draft.settings.themes):
        if theme.floor:
            own = sum(row.person_days for row in rows if theme_of[row.project_id] == theme.name)
            yield place, theme, own, sum(row.person_days for row in rows) - own


def _floor_binds(draft: Draft, theme: Theme) -> bool:
    """True when a floor without work is an error of its own, so that one mistake brings one message."""
    return any(floored is theme and others for _, floored, _, others in _floor_work(draft))


ERRORS: tuple[Check, ...] = (
    floors_above_everything,
    floors_without_pool,
    unknown_floor_pool,
    floors_nobody_meets,
    duplicate_themes,
    overlapping_budgets,
    thresholds_that_are_no_shares,
    doubled_roles,
    roles_that_never_decide,
    spreads_out_of_order,
)
WARNINGS: tuple[Check, ...] = (
    budgets_in_the_past,
    budgets_within_a_fiscal_year,
    intents_do_not_add_up,
    floor_above_intent,
    floors_that_crowd_out,
    themes_without_projects,
    valuation_cuts_benefits,
    thresholds_out_of_order,
    decisions_beyond_everyone,
    loss_that_never_counts,
    sponsors_without_priority,
)
