"""A table for sign-ins that have ended before their time; rows go with the sign-ins."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "ended_sign_ins",
        sa.Column("sign_in", sa.String(64), primary_key=True),
        sa.Column("ended_ns", sa.BigInteger, nullable=False),
    )
