"""A fictional export of a bakery's projects."""

from __future__ import annotations

from textwrap import dedent

SOURCE = dedent(
    """\
    Ref,Title,"Begin
    (approved)",Finish,Cost (k),Gain,Light,Owner
    P1,Oven control,2026-01-05,2026-12-31,120,600,Amber,North
    P2,Flour silo,01/03/2027 9:00:00 AM,2027-08-31,"1,200",900,N/A,South
    P3,Night shift app,2026-06-01,2027-01-15,80,withheld: see annex,Green,North
    """
)
