"""How strictly one patient avoids an allergen or an ingredient.

Written out and never changed again: files made by it are on people's disks.
"""

import sqlalchemy as sa
from alembic import op

revision = "3"
down_revision = "2"
branch_labels = None
depends_on = None

_TEXTS = ("who", "decided_on", "reason", "revoked_on")


def upgrade() -> None:
    """Make the table of decisions. `revoked_on` is empty while one holds."""
    op.create_table(
        "patient_decision",
        sa.Column("patient_id", sa.Integer, sa.ForeignKey("patient.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("allergen", "substance")),
        sa.Column("strictness", sa.String(16), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in _TEXTS),
    )
