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
from engine.compute.processes import end_workers
from engine.errors import CockpitError
from pages.ui.shell import error_view
from pages.ui.shell.security_headers import SecurityHeaders
from pages.ui.visitors.drafts import KnowsBrowsers
from pages.ui.visitors.signed_out import HearsSignOuts


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Work out the base's answers before the first visitor asks; on the way out, stop what is running.

    The interpreter waits for the thread: one that it takes down in the middle of a library takes the process with it.
    """
    stopping = threading.Event()
    threading.Thread(target=prepare, args=(stopping,), name="prepare").start()
    yield
    stopping.set()
    jobs.close_all()
    end_workers()


def prepare(stopping: threading.Event) -> None:
    """Work out what the base's pages show; a problem is told on the page, not here."""
    from pages.ui.jobs import warm_up  # caches want a runtime, which exists only from here on

    try:
        warm_up.warm(stopping)
    except CockpitError:
        return
    finally:
        if stopping.is_set():  # what was begun in the same moment has missed the word
            jobs.close_all()


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
