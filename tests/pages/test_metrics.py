"""Figures for who watches the server: right, readable by other programs, without data, and not for everybody."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.openmetrics.parser import text_string_to_metric_families as read
from starlette.responses import PlainTextResponse
from streamlit.testing.v1 import AppTest

from engine.compute.memory import proportional_bytes
from pages.ui.shell import metrics, metrics_guard
from tests.support.pages import PROJECTS

pytestmark = pytest.mark.usefixtures("nothing_known")
Visit = Callable[..., AppTest]
LOCAL = ("127.0.0.1", 50000)
AWAY = ("192.0.2.7", 50000)


def samples() -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """Every figure by its name and labels, as another program reads them."""
    families = read(metrics.text().decode())
    return {(s.name, tuple(sorted(s.labels.items()))): s.value for family in families for s in family.samples}


def test_a_visit_is_counted_once_and_names_nothing_of_the_data(visit: Visit) -> None:
    before = samples()
    visit("decide", confidence="0.9")
    after = samples()

    def grown(name: str, **labels: str) -> float:
        key = (name, tuple(sorted(labels.items())))
        return after[key] - before.get(key, 0.0)

    assert grown("cockpit_jobs_total", lane="live-solve", status="done") == 2  # the base's plan, and the scenario's
    # Of earlier visits of this process, jobs may end only now, called off.
    ended = [key for key in after if key[0] == "cockpit_jobs_total" and ("lane", "live-solve") in key[1]]
    assert grown("cockpit_job_wait_seconds_count", lane="live-solve") == sum(
        after[k] - before.get(k, 0.0) for k in ended
    )
    assert grown("cockpit_job_seconds_count", lane="live-solve") == 2
    assert grown("cockpit_solve_gap_ratio_count", effort="live") == 2
    assert grown("cockpit_answers_total", found="missing") >= 2
    assert not after["cockpit_jobs_queued", (("lane", "live-solve"),)]
    written = metrics.text().decode()
    words = [cell for row in PROJECTS.splitlines()[1:] for cell in row.split(",")[:2]]
    assert not [word for word in (*words, "Test works", "integration", "0.9") if f'"{word}"' in written]


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="the kernel does not tell shares of memory")
def test_memory_is_what_the_kernel_says(visit: Visit) -> None:  # noqa: ARG001
    held = proportional_bytes()
    assert held is not None
    said = samples()["cockpit_memory_bytes", (("processes", "cockpit"),)]
    resident = samples()["process_resident_memory_bytes", ()]
    assert 0.5 * held[0] < said < 1.5 * held[0]
    assert held[0] <= 1.1 * resident


@pytest.mark.skipif(not Path("/proc/self/smaps_rollup").exists(), reason="the kernel does not tell shares of memory")
def test_what_a_worker_has_started_counts_as_well() -> None:
    inner = "held = b'x' * 200_000_000; print(); input()"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])"
    with subprocess.Popen([sys.executable, "-c", outer], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as worker:
        assert worker.stdout is not None
        worker.stdout.readline()
        held = proportional_bytes()
        worker.communicate(b"\n")
    assert held is not None
    assert held[1] > 200_000_000


def status(path: str = "/metrics", client: tuple[str, int] | None = LOCAL, **headers: str) -> int:
    """What the guard answers; 200 where it lets through."""

    async def ask() -> int:
        given: list[Any] = []

        async def send(message: Any) -> None:
            given.append(message)

        async def receive() -> Any:
            return {"type": "http.request"}

        listed = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        scope = {"type": "http", "method": "GET", "path": path, "headers": listed, "client": client}
        await metrics_guard.MetricsGuard(PlainTextResponse("here"))(scope, receive, send)
        return int(given[0]["status"])

    return asyncio.run(ask())


@pytest.mark.parametrize("path", ["/metrics", "/cockpit/metrics", "/metrics/", "/_stcore/metrics"])
def test_without_a_token_only_the_machine_itself_sees_them(monkeypatch: pytest.MonkeyPatch, path: str) -> None:
    monkeypatch.delenv(metrics_guard.TOKEN_VARIABLE, raising=False)
    assert status(path) == status(path, ("::1", 1)) == 200
    assert status(path, AWAY) == status(path, None) == status(path, ("testclient", 1)) == 403
    assert status(path, x_forwarded_for="127.0.0.1") == 403  # what a proxy on this machine hands on is from elsewhere
    assert status("/ready", AWAY) == 200


def test_with_a_token_only_who_sends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(metrics_guard.TOKEN_VARIABLE, "a long word")
    assert status(client=AWAY, authorization="Bearer a long word", x_forwarded_for="192.0.2.9") == 200
    assert status(authorization="Bearer another") == status() == status(authorization="a long word") == 403
    monkeypatch.setenv(metrics_guard.TOKEN_VARIABLE, " ")
    assert status() == 200
    assert status(client=AWAY, authorization="Bearer ") == 403
