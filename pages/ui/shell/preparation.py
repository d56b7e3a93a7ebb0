"""What a server does before the first visitor comes, and what it ends when it stops."""

from __future__ import annotations

import importlib
import inspect
import logging
import pkgutil
from threading import Thread

from engine.compute import jobs, solve_processes
from engine.compute.parallel import end_workers
from engine.compute.release import release
from engine.errors import CockpitError
from engine.register import kind_of_database
from pages import ui
from pages.ui.shell import readiness
from pages.ui.shell.stopping import ServerStop

log = logging.getLogger("pages.server")
FRAME = "pages.ui.shell.frame"


def begin(stop: ServerStop) -> None:
    """Say in the log what has started, and prepare the rest beside the first visitors."""
    running = release()
    log.info("started", extra={"version": running.version, "build": running.build, "database": kind_of_database()})
    stop.listen(close)
    # The interpreter waits for the thread: one that it takes down in the middle of a library takes the process with it.
    Thread(target=prepare, args=(stop,), name="prepare").start()


def close() -> None:
    """Tell what is being worked on to end, and end the worker processes."""
    jobs.close_all()
    end_workers()


def prepare(stop: ServerStop) -> None:
    """Say in the log what does not work, read the code of solves and pages, then work out the base's answers."""
    readiness.look()
    if not stop.begun.is_set():
        solve_processes.open_host()
    read_pages(stop)
    from pages.ui.jobs import warm_up  # with the pages' code, for which the probe does not wait

    try:
        warm_up.warm(stop.begun)
    except CockpitError:
        return
    finally:
        if stop.begun.is_set():  # what was begun in the same moment has missed the word
            jobs.close_all()


def read_pages(stop: ServerStop) -> None:
    """Read the code that pages are drawn with, for which the first visitor would wait; the frame draws when read."""
    for module in pkgutil.walk_packages(ui.__path__, f"{ui.__name__}."):
        if stop.begun.is_set():
            return
        if module.name != FRAME:
            importlib.import_module(module.name)
    inspect.stack()  # Streamlit asks for it with the first word of a page; the first time it looks at every module
