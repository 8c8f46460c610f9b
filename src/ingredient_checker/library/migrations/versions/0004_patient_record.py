"""The patient record: characteristics, what was not understood, undo, events, documents, how sheets are read.

Written out and never changed again: files made by it are on people's disks.
"""

import sqlalchemy as sa
from alembic import op

revision = "4"
down_revision = "3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns and make the tables. Rows of `event` can be added, never changed or deleted."""
    _columns()
    _undo()
    _events()
    op.create_table(
        "unread_cell",
        sa.Column("patient_id", sa.Integer, sa.ForeignKey("patient.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("cell", "as_written", "why")),
    )
    op.create_table(
        "issued_document",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("patient_id", sa.Integer, sa.ForeignKey("patient.id", ondelete="CASCADE")),
        sa.Column("kind", sa.String(32), nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("title", "html", "data_version", "who")),
        sa.Column("issued_at", sa.String(32), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("issued_document_of_patient", "issued_document", ["patient_id"])
    op.create_table(
        "sheet_mapping",
        sa.Column("headings", sa.String(64), primary_key=True),
        sa.Column("mapping", sa.Text, nullable=False),
        sa.Column("used_at", sa.String(32), nullable=False),
    )


def _columns() -> None:
    op.add_column("patient", sa.Column("birth_year", sa.Integer))
    op.add_column("patient", sa.Column("sex", sa.String(16), nullable=False, server_default=""))
    op.add_column("patient", sa.Column("occupational", sa.Boolean))
    op.add_column("patient", sa.Column("atopic", sa.Boolean))
    for name in ("sites", "product_kinds"):
        op.add_column("patient", sa.Column(name, sa.Text, nullable=False, server_default=""))
    for name in ("tested_on", "certainty", "exposure", "decided", "series", "chamber"):
        op.add_column("test_result", sa.Column(name, sa.Text, nullable=False, server_default=""))
    op.create_index("test_result_by_status", "test_result", ["status", "patient_id"])
    op.add_column("patient_decision", sa.Column("revoked_by", sa.Text, nullable=False, server_default=""))


def _undo() -> None:
    op.create_table(
        "change",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("what", "who")),
        sa.Column("changed_at", sa.String(32), nullable=False),
        sa.Column("undone", sa.Boolean, nullable=False),
        sa.Column("moved", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "changed_patient",
        sa.Column("change_id", sa.Integer, sa.ForeignKey("change.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("patient_id", sa.Integer, primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("before", "after")),
        sa.Column("patient_version", sa.Integer, nullable=False),
    )
    op.create_index("changed_patient_by_patient", "changed_patient", ["patient_id"])


def _events() -> None:
    op.create_table(
        "event",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("happened_at", sa.String(32), nullable=False),
        sa.Column("who", sa.Text, nullable=False),
        sa.Column("action", sa.String(64), nullable=False),
        sa.Column("patient_id", sa.Integer),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("chain", sa.String(64), nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("event_by_patient", "event", ["patient_id"])
    if op.get_bind().dialect.name == "sqlite":
        for action in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER event_stays_{action.lower()} BEFORE {action} ON event"
                " BEGIN SELECT RAISE(ABORT, 'events are only added'); END"
            )
