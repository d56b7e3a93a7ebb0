"""A cockpit started as its users start it, on a free port, for tests and benchmarks that open it in a browser."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tests.support.places import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

SWITCHES = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
)
"""What chromium is started with where there is no screen and no network."""
START = 120.0
PLACES = (
    "",
    "illusion",
    "constraint",
    "decide",
    "interventions",
    "strategy",
    "risk",
    "steering",
    "register",
    "data",
    "scenarios",
    "delivery",
    "mandate",
    "help",
)
"""Every page, by its path in the address."""

AT_REST = """() => !document.querySelector('.stProgress') && ![...document.querySelectorAll('.stMain h1, .stMain p')]
    .some(words => /…/.test(words.innerText))"""
"""Holds in a browser while nothing on the page is being worked on."""


def wait_until(page: Page, condition: str, arg: Any = None, *, timeout: float) -> None:
    """Wait until a condition holds in the browser, looking five times a second: at each frame would cost a core."""
    page.wait_for_function(condition, arg=arg, timeout=timeout, polling=200)


@contextmanager
def started(port: int, probe: str = "/ready", **settings: str) -> Iterator[str]:
    """A cockpit of its own with these environment variables, gives its address once it answers at ``probe``.

    One that cannot serve, such as without a portfolio, is never ready; ``/_stcore/health`` says that it listens.
    """
    with running(port, probe, **settings):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def running(port: int, probe: str = "/ready", **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """The process of a cockpit as :func:`started` starts it."""
    command = [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)]
    surroundings = {k: v for k, v in os.environ.items() if k != "COCKPIT_PORTFOLIO"}
    process = subprocess.Popen(
        command, cwd=ROOT, env=surroundings | settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wait_until_ready(f"http://127.0.0.1:{port}{probe}", process)
        yield process
    finally:
        ended(process)


def ended(process: subprocess.Popen[bytes]) -> None:
    """End a server that a test has started."""
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        return int(held.getsockname()[1])


def wait_until_ready(address: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until a server answers at an address."""
    deadline = time.monotonic() + START
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the server did not get ready")
