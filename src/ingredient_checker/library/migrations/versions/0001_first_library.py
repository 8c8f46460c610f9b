"""The first library: patients with results, products, checked labels, settings, imported files.

Written out and never changed again: files made by it are on people's disks.
"""

import sqlalchemy as sa
from alembic import op

revision = "1"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables of schema version 1."""
    _patients()
    _products()
    _checked_labels()
    _program()


def _text(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text, nullable=False) for name in names]


def _when(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(32), nullable=False) for name in names]


def _patients() -> None:
    op.create_table(
        "patient",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        *_text("name", "number", "tested_on"),
        *_when("created_at", "changed_at"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "test_result",
        sa.Column("patient_id", sa.Integer, sa.ForeignKey("patient.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        *_text("as_written", "allergen"),
        sa.Column("status", sa.String(32), nullable=False),
        sa.Column("grade", sa.String(16)),
        *_text("preparation", "final_as_written", "relevance", "relevance_as_written", "note", "cell"),
    )
    op.create_table(
        "reading",
        sa.Column("patient_id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("result_position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("position", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("day", sa.Integer, nullable=False),
        sa.Column("grade", sa.String(16), nullable=False),
        *_text("as_written"),
        sa.ForeignKeyConstraint(
            ["patient_id", "result_position"],
            ["test_result.patient_id", "test_result.position"],
            ondelete="CASCADE",
        ),
    )


def _products() -> None:
    op.create_table(
        "product",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("identity", sa.String(64), nullable=False),
        sa.Column("variant", sa.Integer, nullable=False),
        *_text("brand", "product", "category", "ingredients"),
        sa.Column("ingredients_hash", sa.String(64), nullable=False),
        *_text("place", "label_date"),
        *_when("created_at", "changed_at"),
        sa.UniqueConstraint("identity", "variant", name="product_once"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "earlier_ingredients",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("product_id", sa.Integer, sa.ForeignKey("product.id", ondelete="CASCADE"), nullable=False),
        *_text("ingredients", "place", "label_date"),
        *_when("replaced_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("earlier_ingredients_of_product", "earlier_ingredients", ["product_id"])


def _checked_labels() -> None:
    op.create_table(
        "checked_label",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("product_id", sa.Integer, sa.ForeignKey("product.id"), nullable=False),
        sa.Column("patient_id", sa.Integer, sa.ForeignKey("patient.id", ondelete="CASCADE")),
        *_text("label_text"),
        sa.Column("verdict", sa.String(32), nullable=False),
        *_text("data_version"),
        *_when("checked_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("checked_label_of_patient", "checked_label", ["patient_id"])
    op.create_index("checked_label_of_product", "checked_label", ["product_id"])


def _program() -> None:
    op.create_table(
        "setting",
        sa.Column("key", sa.String(100), primary_key=True),
        sa.Column("version", sa.Integer, nullable=False),
        *_text("value"),
    )
    op.create_table(
        "imported_file",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        *_text("file_name", "kind"),
        *_when("imported_at"),
        sqlite_autoincrement=True,
    )
    op.create_index("imported_file_by_hash", "imported_file", ["sha256"])
