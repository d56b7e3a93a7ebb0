"""Servers stopped and killed at random moments under load: orphans left, entries of the register lost.

``python -m tests.benchmarks.stops [--times 50]`` starts one server after the other on six projects and one register,
with visitors who move a lever, and a process that records decisions. Both get a signal at a random moment,
from their start on: SIGTERM or SIGKILL. It ends with exit code 1 where a process is left, the register does not verify,
or an entry that was acknowledged is not in it.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from threading import Thread

import click
import psutil

from engine.register import open_register
from tests.benchmarks.load.visitor import visiting
from tests.support.pages import six_projects
from tests.support.places import ROOT
from tests.support.serving import free_port

LONGEST = 60.0
"""Seconds after which a process that is still there is an orphan; the cockpit promises 5, on a quiet machine."""


@click.command()
@click.option("--times", default=50, show_default=True)
@click.option("--within", default=15.0, show_default=True, help="Seconds from the start to the latest stop.")
@click.option("--visitors", default=2, show_default=True)
@click.option("--seed", default=1, show_default=True)
def main(times: int, within: float, visitors: int, seed: int) -> None:
    """Stop, look, and say."""
    chance = random.Random(seed)  # noqa: S311
    orphans, slowest, acknowledged = 0, 0.0, list[str]()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/register.db"
        portfolio = Path(folder, "portfolio")
        portfolio.mkdir()
        six_projects(portfolio)
        for number in range(times):
            how = chance.choice((signal.SIGTERM, signal.SIGKILL))
            left, seconds, said = _once(url, portfolio, f"{number}", chance.uniform(0.2, within), how, visitors)
            orphans, slowest = orphans + left, max(slowest, seconds)
            acknowledged += said
            click.echo(
                f"{number + 1}: {how.name}, {left} left, gone after {seconds:.1f} s, {len(said)} entries", err=True
            )
        with open_register(url) as register:
            broken, kept = register.verify(), {entry.id for entry in register.entries()}
    lost = set(acknowledged) - kept
    click.echo(
        f"{times} stops: {orphans} processes left, the slowest gone after {slowest:.1f} s; "
        f"{len(acknowledged)} entries acknowledged, {len(lost)} lost; the register "
        f"{'verifies' if broken is None else 'does not verify'}."
    )
    sys.exit(bool(orphans or lost or broken is not None))


def _once(
    url: str, portfolio: Path, name: str, after: float, how: signal.Signals, visitors: int
) -> tuple[int, float, list[str]]:
    """Processes left, seconds until the others had gone, and ids of the entries acknowledged."""
    port = free_port()
    settings = {"COCKPIT_PORTFOLIO": str(portfolio), "COCKPIT_DATABASE_URL": url, "COCKPIT_WORKERS": "2"}
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", f"{port}"],
        cwd=ROOT, env=os.environ | settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    recorder = subprocess.Popen(
        [sys.executable, "-m", "tests.register.writer", url, name, "1", "1000000"], cwd=ROOT, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    said: list[str] = []
    threads = [Thread(target=_hear, args=(recorder, said))]
    threads += [Thread(target=asyncio.run, args=(_visit(f"http://127.0.0.1:{port}", server),)) for _ in range(visitors)]
    for thread in threads:
        thread.start()
    time.sleep(after)
    own = psutil.Process(server.pid).children(recursive=True)
    recorder.kill()
    server.send_signal(how)
    begun = time.monotonic()
    with suppress(subprocess.TimeoutExpired):
        server.wait(LONGEST)
    _, alive = psutil.wait_procs(own, timeout=LONGEST)
    seconds = time.monotonic() - begun
    left = len(alive) + (server.poll() is None)
    for process in alive:
        process.kill()
    server.kill()
    server.wait()
    recorder.wait()
    for thread in threads:
        thread.join()
    return left, seconds, said


def _hear(recorder: subprocess.Popen[bytes], said: list[str]) -> None:
    assert recorder.stdout is not None
    said.extend(line.decode().split()[1] for line in recorder.stdout if line.endswith(b"\n"))


async def _visit(address: str, server: subprocess.Popen[bytes]) -> None:
    """Move a lever again and again, for as long as there is a server."""
    percent = 50.0
    while server.poll() is None:
        with suppress(Exception):
            async with asyncio.timeout(30), visiting(address) as visitor:
                await visitor.open("decide")
                while server.poll() is None:
                    percent = 50 + (percent + 0.7) % 50
                    await visitor.move(percent)
        await asyncio.sleep(0.2)


if __name__ == "__main__":
    main()
