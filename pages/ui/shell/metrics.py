"""The server's figures for who watches it, in OpenMetrics at `/metrics`: on this machine, or with a token.

Streamlit's own figures stand behind the same door: they would tell anybody how many are at the screen.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator
from ipaddress import ip_address

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST, generate_latest
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from streamlit.runtime import Runtime

from engine.compute.jobs import Load
from engine.compute.memory import proportional_bytes
from engine.errors import CockpitError
from pages.ui.jobs import analysis_service, kept_answers, portfolios, solve_service
from pages.ui.jobs.measures import REGISTRY

TOKEN_VARIABLE = "COCKPIT_METRICS_TOKEN"  # noqa: S105 - the name of a variable
CONTENT_TYPE = CONTENT_TYPE_LATEST
_PATH = "/metrics"
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "x-forwarded-host", "x-forwarded-proto")
_REFUSED = f"Metrics are given on the machine itself only, or with the token that {TOKEN_VARIABLE} names.\n"


def text() -> bytes:
    """Every figure, as OpenMetrics writes them."""
    return generate_latest(REGISTRY)


class MetricsGuard:
    """Lets nobody to any path of metrics who may not see them."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer as the application behind does, or refuse."""
        is_asked = scope["type"] == "http" and scope["path"].rstrip("/").endswith(_PATH)
        answers = PlainTextResponse(_REFUSED, status_code=403) if is_asked and not may_see(scope) else self.app
        await answers(scope, receive, send)


def may_see(scope: Scope) -> bool:
    """With a token only who sends it; without one, who asks this machine on itself, and not through a proxy."""
    headers = Headers(scope=scope)
    token = os.environ.get(TOKEN_VARIABLE, "").strip()
    if token:
        return secrets.compare_digest(headers.get("authorization", "").encode(), f"Bearer {token}".encode())
    host = (scope.get("client") or ("",))[0]
    return _is_this_machine(host) and not any(name in headers for name in _FORWARDED)


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


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
