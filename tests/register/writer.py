"""Processes that record decisions, for tests to watch and to kill. Start with ``python -m tests.register.writer``.

``URL NAME THREADS EACH`` records and ends. ``URL KILLS`` has one writer after the other killed while it writes.
Prints a line for each entry that the register has acknowledged: the key it was recorded under, and its id.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from concurrent.futures import ThreadPoolExecutor

from engine.register import Register, open_register
from tests.support.governance import AUTHORITY, MANAGER, decision

FOR_EVER = 1_000_000


def write(register: Register, name: str, each: int) -> None:
    """Record decisions one after the other; every tenth is sent twice, as after a lost answer."""
    for number in range(each):
        key = f"{name}/{number}"
        for _ in range(2 if number % 10 == 0 else 1):
            entry = register.record(decision(name=f"P{hash(key) % 97}"), MANAGER, AUTHORITY, key=key)
        os.write(sys.stdout.fileno(), f"{key} {entry.id}\n".encode())


def write_with_threads(url: str, name: str, threads: int, each: int) -> None:
    """So many threads on one register, each recording so many decisions."""
    with open_register(url, retry_seconds=60.0) as register, ThreadPoolExecutor(threads) as pool:
        for done in [pool.submit(write, register, f"{name}.{n}", each) for n in range(threads)]:
            done.result()


def write_and_be_killed(url: str, kills: int) -> None:
    """Writers with two threads each, started and killed one after the other; a fork saves them the start."""
    chance = random.Random(7)  # noqa: S311
    for number in range(kills):
        reads, writes = os.pipe()
        child = os.fork()
        if child == 0:
            os.dup2(writes, sys.stdout.fileno())
            write_with_threads(url, str(number), 2, FOR_EVER)
        os.close(writes)
        with os.fdopen(reads) as reported:
            first = reported.readline()
            time.sleep(chance.uniform(0.0, 0.1))
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            sys.stdout.writelines([first, *reported])
        sys.stdout.flush()


def main() -> None:
    url, *words = sys.argv[1:]
    if len(words) == 1:
        write_and_be_killed(url, int(words[0]))
    else:
        write_with_threads(url, words[0], int(words[1]), int(words[2]))


if __name__ == "__main__":
    main()
