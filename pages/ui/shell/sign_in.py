"""The way in and out: the page of who has not signed in, and the account in the sidebar of who has."""

from __future__ import annotations

import logging

import streamlit as st
from streamlit.errors import StreamlitAuthError

from engine.explain.meeting import acting_as
from pages.ui.parts import text
from pages.ui.parts.text import draw_markup, headline, markup, quiet, run_script
from pages.ui.session import browser_session, messages, widgets
from pages.ui.visitors import account, event_log

log = logging.getLogger(__name__)

_REMEMBERS = """<script>
    sessionStorage.setItem("cockpit-wanted", JSON.stringify([Date.now(), location.pathname + location.search]));
    </script>"""
_GOES_THERE = """<script>
    const [since, wanted] = JSON.parse(sessionStorage.getItem("cockpit-wanted") || "[0, null]");
    sessionStorage.removeItem("cockpit-wanted");
    const isFirstPage = location.pathname.endsWith("/") && !location.search;
    const isNew = Date.now() - since < 600000;
    if (wanted && isFirstPage && isNew && wanted !== location.pathname) location.replace(wanted);
    </script>"""
"""The address is kept in the tab itself and goes to nobody, so that no address of others can be slipped in."""


def sign_in_page() -> None:
    """All that is shown to who has not signed in."""
    headline("Sign in to open the cockpit.")
    quiet("You come back to the page that you have opened.")
    run_script(_REMEMBERS)
    st.button("Sign in", key="sign-in", type="primary", icon=":material/login:", on_click=_sign_in)
    if messages.read("sign-in"):
        text.error("Sign-in is not set up completely on this server. Its log says what is missing.")


def account_panel() -> None:
    """Who is at the screen, in which role, at the foot of the sidebar."""
    signed_in, now = account.account(), account.person()
    with st.sidebar.container(key="account", gap="xsmall"):
        quiet(
            "Open, without sign-in, for this one machine." if account.runs_open() else f"Signed in as {signed_in.name}."
        )
        if len(signed_in.roles) > 1:
            st.selectbox(
                "Acting as",
                signed_in.roles,
                key=widgets.offer("acting-as", now.role),
                on_change=_act,
                help="What you may decide stands in the portfolio's authority",
            )
        else:
            quiet(f"Your role: {now.role}.")
        if not account.runs_open():
            sign_out_button()


def sign_out_button() -> None:
    """The way out."""
    st.button("Sign out", key="sign-out", type="tertiary", icon=":material/logout:", on_click=_sign_out)


def go_to_what_was_wanted() -> None:
    """Right after a sign-in, which ends on the first page: go to the address that it began at."""
    if browser_session.has_just_come() and not account.runs_open():
        run_script(_GOES_THERE)


def acting() -> None:
    """Who acts in which role, in the dock of a room, where the sidebar is not in sight; another role can be taken."""
    signed_in, now = account.account(), account.person()
    if len(signed_in.roles) < 2:
        draw_markup(markup('<p class="dock-role">{}</p>', acting_as(now.role, now.account)), width="content")
        return
    st.selectbox(
        "Acting as",
        signed_in.roles,
        key=widgets.offer("dock-acting-as", now.role),
        on_change=_act,
        args=("dock-acting-as",),
        help=acting_as(now.role, now.account),
        width=220,
    )


def _act(key: str = "acting-as") -> None:
    browser_session.act_as(widgets.value_of(key))


def _sign_out() -> None:
    event_log.tell("signed out")
    st.logout()


def _sign_in() -> None:
    try:
        st.login()
    except StreamlitAuthError as error:
        log.error("sign-in is not set up completely: %s", error)
        messages.leave("sign-in", "not set up")
