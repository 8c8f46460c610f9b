"""The tables, in portable SQL.

The migrations create them and are the truth about what lies on a disk; a test compares the two. A version
column stands in every table whose rows are updated: `UPDATE ... WHERE id = ? AND version = ?` tells a lost
race from a saved change, on SQLite and PostgreSQL alike. Numbers of rows are never given out twice
(AUTOINCREMENT), so that an id remembered by another window cannot come to mean another patient.
"""

from __future__ import annotations

import re

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

SCHEMA_VERSION = 4

_UNKEEPABLE = re.compile("[\0\ud800-\udfff]")


def keepable(text: str) -> str:
    """The text as a database can keep it: NUL and lone surrogates become U+FFFD, one for one, so offsets
    stay.
    """
    return _UNKEEPABLE.sub("\ufffd", text)


class Words(TypeDecorator[str]):
    """Text from anywhere."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:  # noqa: ARG002
        """Make the text keepable."""
        return None if value is None else keepable(value)


RESULT_TEXTS_OF_SCHEMA_4 = ("tested_on", "certainty", "exposure", "decided", "series", "chamber")

metadata = MetaData()

patient = Table(
    "patient",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("name", Words, nullable=False),
    Column("number", Words, nullable=False),
    Column("tested_on", Words, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("changed_at", String(32), nullable=False),
    Column("birth_year", Integer),
    Column("sex", String(16), nullable=False, server_default=""),
    Column("occupational", Boolean),
    Column("atopic", Boolean),
    Column("sites", Words, nullable=False, server_default=""),
    Column("product_kinds", Words, nullable=False, server_default=""),
    sqlite_autoincrement=True,
)

test_result = Table(
    "test_result",
    metadata,
    Column("patient_id", ForeignKey("patient.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("as_written", Words, nullable=False),
    Column("allergen", Words, nullable=False),
    Column("status", String(32), nullable=False),
    Column("grade", String(16)),
    Column("preparation", Words, nullable=False),
    Column("final_as_written", Words, nullable=False),
    Column("relevance", Words, nullable=False),
    Column("relevance_as_written", Words, nullable=False),
    Column("note", Words, nullable=False),
    Column("cell", Words, nullable=False),
    *(Column(name, Words, nullable=False, server_default="") for name in RESULT_TEXTS_OF_SCHEMA_4),
    Index("test_result_by_status", "status", "patient_id"),
)

# what of an imported sheet was not understood
unread_cell = Table(
    "unread_cell",
    metadata,
    Column("patient_id", ForeignKey("patient.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("cell", Words, nullable=False),
    Column("as_written", Words, nullable=False),
    Column("why", Words, nullable=False),
)

reading = Table(
    "reading",
    metadata,
    Column("patient_id", Integer, primary_key=True, autoincrement=False),
    Column("result_position", Integer, primary_key=True, autoincrement=False),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("day", Integer, nullable=False),
    Column("grade", String(16), nullable=False),
    Column("as_written", Words, nullable=False),
    ForeignKeyConstraint(
        ["patient_id", "result_position"],
        ["test_result.patient_id", "test_result.position"],
        ondelete="CASCADE",
    ),
)

# how strictly the clinic lets this patient avoid an allergen or an ingredient; revoked ones stay
patient_decision = Table(
    "patient_decision",
    metadata,
    Column("patient_id", ForeignKey("patient.id", ondelete="CASCADE"), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("allergen", Words, nullable=False),
    Column("substance", Words, nullable=False),
    Column("strictness", String(16), nullable=False),
    Column("who", Words, nullable=False),
    Column("decided_on", Words, nullable=False),
    Column("reason", Words, nullable=False),
    Column("revoked_on", Words, nullable=False),
    Column("revoked_by", Words, nullable=False, server_default=""),
)

# identity: hash of brand and product as compared; variant: several lists under one name (shades, countries)
product = Table(
    "product",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("identity", String(64), nullable=False),
    Column("variant", Integer, nullable=False),
    Column("brand", Words, nullable=False),
    Column("product", Words, nullable=False),
    Column("category", Words, nullable=False),
    Column("ingredients", Words, nullable=False),
    Column("ingredients_hash", String(64), nullable=False),
    Column("place", Words, nullable=False),
    Column("label_date", Words, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("changed_at", String(32), nullable=False),
    UniqueConstraint("identity", "variant", name="product_once"),
    sqlite_autoincrement=True,
)

earlier_ingredients = Table(
    "earlier_ingredients",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("product_id", ForeignKey("product.id", ondelete="CASCADE"), nullable=False),
    Column("ingredients", Words, nullable=False),
    Column("place", Words, nullable=False),
    Column("label_date", Words, nullable=False),
    Column("replaced_at", String(32), nullable=False),
    Index("earlier_ingredients_of_product", "product_id"),
    sqlite_autoincrement=True,
)

checked_label = Table(
    "checked_label",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("product_id", ForeignKey("product.id"), nullable=False),
    Column("patient_id", ForeignKey("patient.id", ondelete="CASCADE")),
    Column("label_text", Words, nullable=False),
    Column("verdict", String(32), nullable=False),
    Column("data_version", Words, nullable=False),
    Column("checked_at", String(32), nullable=False),
    Index("checked_label_of_patient", "patient_id"),
    Index("checked_label_of_product", "product_id"),
    sqlite_autoincrement=True,
)

setting = Table(
    "setting",
    metadata,
    Column("key", String(100), primary_key=True),
    Column("version", Integer, nullable=False),
    Column("value", Words, nullable=False),
)

imported_file = Table(
    "imported_file",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sha256", String(64), nullable=False),
    Column("file_name", Words, nullable=False),
    Column("kind", Words, nullable=False),
    Column("imported_at", String(32), nullable=False),
    Index("imported_file_by_hash", "sha256"),
    sqlite_autoincrement=True,
)

# what people have decided about spellings; the substance by its name, which outlives its id
judgement = Table(
    "judgement",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("written", Words, nullable=False),
    Column("decision", String(16), nullable=False),
    Column("substance", Words, nullable=False),
    Column("who", Words, nullable=False),
    Column("seen_in", Words, nullable=False),
    Column("data_version", Words, nullable=False),
    Column("decided_at", String(32), nullable=False),
    Column("revoked_at", String(32), nullable=False),
    Column("replaced_by", Integer),
    sqlite_autoincrement=True,
)

# one step that can be undone, with everybody it touched as before and as after ("" where there was nobody);
# moved: labels and documents that went to another patient with it; version: of the patient after the step
change = Table(
    "change",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("what", Words, nullable=False),
    Column("who", Words, nullable=False),
    Column("changed_at", String(32), nullable=False),
    Column("undone", Boolean, nullable=False),
    Column("moved", Words, nullable=False),
    sqlite_autoincrement=True,
)

changed_patient = Table(
    "changed_patient",
    metadata,
    Column("change_id", ForeignKey("change.id", ondelete="CASCADE"), primary_key=True),
    Column("patient_id", Integer, primary_key=True, autoincrement=False),
    Column("before", Words, nullable=False),
    Column("after", Words, nullable=False),
    Column("patient_version", Integer, nullable=False),
    Index("changed_patient_by_patient", "patient_id"),
)

# who did what: rows are only ever added, and each is chained to the one before
event = Table(
    "event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("happened_at", String(32), nullable=False),
    Column("who", Words, nullable=False),
    Column("action", String(64), nullable=False),
    Column("patient_id", Integer),
    Column("detail", Words, nullable=False),
    Column("chain", String(64), nullable=False),
    Index("event_by_patient", "patient_id"),
    sqlite_autoincrement=True,
)

issued_document = Table(
    "issued_document",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("patient_id", ForeignKey("patient.id", ondelete="CASCADE")),
    Column("kind", String(32), nullable=False),
    Column("title", Words, nullable=False),
    Column("html", Words, nullable=False),
    Column("data_version", Words, nullable=False),
    Column("who", Words, nullable=False),
    Column("issued_at", String(32), nullable=False),
    Index("issued_document_of_patient", "patient_id"),
    sqlite_autoincrement=True,
)

# how a clinic's sheets are read, by their headings
sheet_mapping = Table(
    "sheet_mapping",
    metadata,
    Column("headings", String(64), primary_key=True),
    Column("mapping", Words, nullable=False),
    Column("used_at", String(32), nullable=False),
)
