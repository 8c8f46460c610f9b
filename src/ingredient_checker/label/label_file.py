"""A file or pipe -> the text of a label, or why it is none."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO

from ..problem import Problem

_LARGEST = 1_000_000


def open_label(path: Path) -> str:
    """The text of a label file. Problem in words if it is missing, empty, a picture or too large."""
    try:
        with path.open("rb") as file:
            return read_label_text(file, str(path))
    except OSError as error:
        raise Problem(f"{path} cannot be opened: {error.strerror or error}.") from error


def read_label_text(file: BinaryIO, place: str) -> str:
    """The text of a label that is read from a file or a pipe. Problem if it is too large or no text."""
    content = file.read(_LARGEST + 1)  # never all of it: a device may not end
    if len(content) > _LARGEST:
        raise Problem(f"{place} is too large for a label (over {_LARGEST:,} bytes); give one product's text.")
    return label_text_of(content, place)


def label_text_of(content: bytes, place: str) -> str:
    """The text of a label file's bytes: UTF-8, UTF-16 with its mark, else cp1252. Problem if it is not text."""
    if not content.strip():
        raise Problem(f"{place} is empty; there is no label to read.")
    if kind := _foreign_kind(content):
        raise Problem(f"{place} is {kind}, not a text; paste the ingredient list as text.")
    encoding = "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def _foreign_kind(content: bytes) -> str:
    for mark, kind in (
        (b"\x89PNG", "a picture (PNG)"),
        (b"\xff\xd8\xff", "a picture (JPEG)"),
        (b"GIF8", "a picture (GIF)"),
        (b"BM", "a picture (BMP)") if content[6:10] == b"\0\0\0\0" else (b"\0\0\0\0\0", ""),
        (b"%PDF", "a PDF document"),
        (b"PK\x03\x04", "a workbook or zip archive"),
        (b"\xd0\xcf\x11\xe0", "an old Office document"),
    ):
        if content.startswith(mark):
            return kind
    if b"\0" in content[:4096] and content[:2] not in (b"\xff\xfe", b"\xfe\xff"):
        return "a binary file"
    return ""
