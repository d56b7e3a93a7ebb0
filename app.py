"""The application: which frame, which routes, which headers; start it with ``streamlit run app.py``."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from engine.compute import jobs
from engine.errors import CockpitError
from pages.ui.shell import error_view
from pages.ui.shell.security_headers import SecurityHeaders
from pages.ui.visitors.drafts import KnowsBrowsers
from pages.ui.visitors.signed_out import HearsSignOuts


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Work out the base's answers before the first visitor asks; on the way out, stop what is running."""
    threading.Thread(target=prepare, name="prepare", daemon=True).start()
    yield
    jobs.close_all()


def prepare() -> None:
    """Work out what the base's pages show; a problem is told on the page, not here."""
    from pages.ui.jobs import warm_up  # caches want a runtime, which exists only from here on

    try:
        warm_up.warm()
    except CockpitError:
        return


async def ready(_: Request) -> JSONResponse:
    """Answer a load balancer: the application can serve pages."""
    return JSONResponse({"status": "ready"})


app = st.App(
    "pages/ui/shell/frame.py",
    lifespan=lifespan,
    routes=[Route("/ready", ready)],
    middleware=[Middleware(SecurityHeaders), Middleware(KnowsBrowsers), Middleware(HearsSignOuts)],
    on_script_error=error_view.show_unexpected,
)
