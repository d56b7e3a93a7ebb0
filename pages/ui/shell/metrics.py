"""The server's figures for who watches it, in OpenMetrics at `/metrics`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST, generate_latest
from streamlit.runtime import Runtime

from engine.compute.jobs import Load
from engine.compute.memory import proportional_bytes
from engine.errors import CockpitError
from pages.ui.jobs import analysis_service, kept_answers, portfolios, solve_service
from pages.ui.jobs.measures import REGISTRY

CONTENT_TYPE = CONTENT_TYPE_LATEST


def text() -> bytes:
    """Every figure, as OpenMetrics writes them."""
    return generate_latest(REGISTRY)


class _Now:
    """What stands now, looked at when it is asked for."""

    def collect(self) -> Iterator[Metric]:
        """Queues, answers found, portfolios, sessions, memory."""
        yield from _queues((solve_service.service().load(), analysis_service.service().load()))
        yield _answers()
        yield _portfolios()
        yield from _sessions()
        yield from _memory()

    def describe(self) -> Iterable[Metric]:
        """Nothing ahead: to name the figures would be to look."""
        return ()


def _queues(loads: tuple[Load, ...]) -> Iterator[Metric]:
    for name, words in (("running", "Jobs at work"), ("queued", "Jobs that wait for their turn")):
        jobs = GaugeMetricFamily(f"cockpit_jobs_{name}", words, labels=["lane"])
        for load in loads:
            for lane, count in getattr(load, name).items():
                jobs.add_metric([lane], count)
        yield jobs
    waiting = sum(load.waiters for load in loads)
    yield GaugeMetricFamily("cockpit_waiting", "Places on pages that wait for an answer", value=waiting)


def _answers() -> Metric:
    lookups = [store.lookups() for store in kept_answers.stores()]
    family = CounterMetricFamily("cockpit_answers", "Answers asked for, by where they were found", labels=["found"])
    for where in ("at_hand", "in_store", "missing"):
        family.add_metric([where], sum(getattr(each, where) for each in lookups))
    return family


def _portfolios() -> Metric:
    try:
        count = len(portfolios.names())
    except CockpitError:
        count = 0
    return GaugeMetricFamily("cockpit_portfolios", "Portfolios that this server shows", value=count)


def _sessions() -> Iterator[Metric]:
    if Runtime.exists():
        stats = Runtime.instance().stats_mgr.get_stats(family_names=["active_sessions"]).get("active_sessions", ())
        for stat in stats:
            yield GaugeMetricFamily("cockpit_sessions", "Browser tabs that are connected", value=stat.value)


def _memory() -> Iterator[Metric]:
    held = proportional_bytes()
    if held is not None:
        family = GaugeMetricFamily("cockpit_memory_bytes", "Proportional set size", labels=["processes"], unit="bytes")
        for name, size in zip(("cockpit", "workers"), held, strict=True):
            family.add_metric([name], size)
        yield family


REGISTRY.register(_Now())
