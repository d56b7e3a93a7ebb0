"""The application: which frame, which routes, which headers; start it with ``streamlit run app.py``."""

from __future__ import annotations

import importlib
import inspect
import logging
import pkgutil
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from engine.compute import jobs
from engine.compute.parallel import end_workers
from engine.compute.release import release
from engine.errors import CockpitError
from engine.register import kind_of_database
from pages import ui
from pages.ui.shell import error_view
from pages.ui.shell.log_lines import write_lines
from pages.ui.shell.metrics import CONTENT_TYPE, MetricsGuard, may_see, text
from pages.ui.shell.rate_limit import RateLimits
from pages.ui.shell.security_headers import SecurityHeaders
from pages.ui.visitors.browsers import KnowsBrowsers
from pages.ui.visitors.signed_out import HearsSignOuts

if TYPE_CHECKING:
    from pages.ui.shell.readiness import Readiness

log = logging.getLogger("pages.server")
FRAME = "pages/ui/shell/frame.py"


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Work out the base's answers before the first visitor asks; on the way out, stop what is running.

    The interpreter waits for the thread: one that it takes down in the middle of a library takes the process with it.
    """
    write_lines()
    running = release()
    log.info("started", extra={"version": running.version, "build": running.build, "database": kind_of_database()})
    stopping = threading.Event()
    threading.Thread(target=prepare, args=(stopping,), name="prepare").start()
    yield
    log.info("stopping")
    stopping.set()
    jobs.close_all()
    end_workers()


def prepare(stopping: threading.Event) -> None:
    """Say in the log what does not work, read the pages' code, then work out what the base's pages show."""
    look()
    read_pages()
    from pages.ui.jobs import warm_up  # caches want a runtime, which exists only from here on

    try:
        warm_up.warm(stopping)
    except CockpitError:
        return
    finally:
        if stopping.is_set():  # what was begun in the same moment has missed the word
            jobs.close_all()


def read_pages() -> None:
    """Read the code that pages are drawn with, for which the first visitor would wait; the frame draws when read."""
    for module in pkgutil.walk_packages(ui.__path__, f"{ui.__name__}."):
        if module.name != FRAME.removesuffix(".py").replace("/", "."):
            importlib.import_module(module.name)
    inspect.stack()  # Streamlit asks for it with the first word of a page; the first time it looks at every module


async def ready(request: Request) -> JSONResponse:
    """Answer a load balancer whether pages can be served and decisions recorded, with a word for each part.

    Several portfolios are named to those only who may see metrics, too.
    """
    state = await run_in_threadpool(look)
    parts: dict[str, Any] = dict(state.parts)
    if state.portfolios and may_see(request.scope):
        parts["portfolios"] = state.portfolios
    said = {"status": "ready" if state.is_ready else "not ready", **parts}
    return JSONResponse(said, status_code=200 if state.is_ready else 503)


def look() -> Readiness:
    """What works, part by part."""
    from pages.ui.shell import readiness  # caches want a runtime, as above

    return readiness.look()


async def metrics(_: Request) -> Response:
    """Answer who watches the server; :class:`MetricsGuard` lets nobody else here."""
    return Response(await run_in_threadpool(text), headers={"content-type": CONTENT_TYPE})


def probes() -> list[Route]:
    """The answers that are no pages: at the root, and below the base path where there is one."""
    below = str(st.get_option("server.baseUrlPath") or "").strip("/")
    places = ("", f"/{below}") if below else ("",)
    return [Route(f"{place}/{name.__name__}", name) for place in places for name in (ready, metrics)]


app = st.App(
    FRAME,
    lifespan=lifespan,
    routes=probes(),
    middleware=[
        Middleware(SecurityHeaders),
        Middleware(MetricsGuard),
        Middleware(RateLimits),
        Middleware(KnowsBrowsers),
        Middleware(HearsSignOuts),
    ],
    on_script_error=error_view.show_unexpected,
)
