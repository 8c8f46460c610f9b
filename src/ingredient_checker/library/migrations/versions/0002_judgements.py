"""What people have decided about spellings.

Written out and never changed again: files made by it are on people's disks.
"""

import sqlalchemy as sa
from alembic import op

revision = "2"
down_revision = "1"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of judgements. `revoked_at` is empty while one is valid."""
    op.create_table(
        "judgement",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("written", sa.Text, nullable=False),
        sa.Column("decision", sa.String(16), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("substance", "who", "seen_in", "data_version")),
        *(sa.Column(name, sa.String(32), nullable=False) for name in ("decided_at", "revoked_at")),
        sa.Column("replaced_by", sa.Integer),
        sqlite_autoincrement=True,
    )
