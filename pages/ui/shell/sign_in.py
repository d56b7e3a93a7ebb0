"""The way in and out: the page of who has not signed in, and the account in the sidebar of who has."""

from __future__ import annotations

import logging

import streamlit as st
from streamlit.errors import StreamlitAuthError

from pages.ui.parts import text
from pages.ui.parts.text import headline, quiet
from pages.ui.session import browser_session, messages, widgets
from pages.ui.visitors import account

log = logging.getLogger(__name__)


def sign_in_page() -> None:
    """All that is shown to who has not signed in."""
    headline("Sign in to open the cockpit.")
    quiet("You come back to its first page; open a link that you were sent once more after that.")
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
            st.button("Sign out", key="sign-out", type="tertiary", icon=":material/logout:", on_click=st.logout)


def _act() -> None:
    browser_session.act_as(widgets.value_of("acting-as"))


def _sign_in() -> None:
    try:
        st.login()
    except StreamlitAuthError as error:
        log.error("sign-in is not set up completely: %s", error)
        messages.leave("sign-in", "not set up")
