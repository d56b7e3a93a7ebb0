"""The application: which frame, which routes, which headers; start it with ``streamlit run app.py``.

What takes long to read is read within, once a signal is heard: the web server's own answer waits until it has started.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import streamlit as st
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from pages.ui.shell.log_lines import write_lines
from pages.ui.shell.metrics_guard import MetricsGuard, may_see
from pages.ui.shell.rate_limit import RateLimits
from pages.ui.shell.security_headers import SecurityHeaders
from pages.ui.shell.stopping import ServerStop
from pages.ui.visitors.browsers import KnowsBrowsers
from pages.ui.visitors.hears_sign_outs import HearsSignOuts

log = logging.getLogger("pages.server")
FRAME = "pages/ui/shell/frame.py"


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Get ready before the first visitor asks; on the way out, stop what is running."""
    write_lines()
    stop = ServerStop()
    stop.hear_signals()
    from pages.ui.shell import preparation

    preparation.begin(stop)
    yield
    log.info("stopping")
    await run_in_threadpool(stop.close)


async def ready(request: Request) -> JSONResponse:
    """Answer a load balancer whether pages can be served and decisions recorded, with a word for each part.

    Several portfolios are named to those only who may see metrics, too.
    """
    from pages.ui.shell import readiness

    state = await run_in_threadpool(readiness.look)
    parts: dict[str, Any] = dict(state.parts)
    if state.portfolios and may_see(request.scope):
        parts["portfolios"] = state.portfolios
    said = {"status": "ready" if state.is_ready else "not ready", **parts}
    return JSONResponse(said, status_code=200 if state.is_ready else 503)


async def metrics(_: Request) -> Response:
    """Answer who watches the server; :class:`MetricsGuard` lets nobody else here."""
    from pages.ui.shell import metrics as figures

    return Response(await run_in_threadpool(figures.text), headers={"content-type": figures.CONTENT_TYPE})


def failed(error: Exception) -> bool:
    """Say on the page that it could not be drawn."""
    from pages.ui.shell import error_view

    return error_view.show_unexpected(error)


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
    on_script_error=failed,
)
