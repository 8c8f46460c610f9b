"""What a file really is, whatever its name says."""

from __future__ import annotations

import stat
from enum import StrEnum
from pathlib import Path

from ..problem import Problem

LARGEST_FILE = 25 << 20
"""Bytes. A results sheet has some thousand, a list of 20,000 products some million."""

_PICTURES = {
    b"\x89PNG": "a picture (PNG)",
    b"\xff\xd8\xff": "a picture (JPEG)",
    b"GIF8": "a picture (GIF)",
    b"BM": "a picture (BMP)",
    b"II*\x00": "a picture (TIFF)",
    b"MM\x00*": "a picture (TIFF)",
}
_OTHERS = {
    b"%PDF": "a PDF document",
    b"{\\rtf": "a rich text document (RTF)",
    b"\x1f\x8b": "a compressed file (gzip)",
    b"Rar!": "a compressed file (RAR)",
    b"7z\xbc\xaf": "a compressed file (7z)",
    b"SQLite format 3": "a database file",
    b"MZ": "a program",
    b"\x7fELF": "a program",
}


class FileKind(StrEnum):
    """The kinds that can be read as a table."""

    ZIP = "zip"  # .xlsx, .ods and others; what is inside is the workbook reader's question
    OLE = "ole"  # .xls, or a protected workbook
    TEXT = "text"


def file_kind(path: Path) -> FileKind:
    """How the file is to be read. Problem, saying by name what it is, when it is no table at all."""
    head = _beginning(path)
    name = path.name
    if head[:4] == b"PK\x03\x04":
        return FileKind.ZIP
    if head[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1":
        return FileKind.OLE
    for magic, words in (_PICTURES | _OTHERS).items():
        if head.startswith(magic) and not (len(magic) == 2 and _looks_like_text(head)):
            raise Problem(f"{name} is {words}, not a table; save the table as .xlsx or .csv and open that file.")
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        raise Problem(f"{name} is a picture (WebP), not a table; save the table as .xlsx or .csv.")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return FileKind.TEXT
    _refuse_markup(head, name)
    if b"PK\x03\x04" in head:
        raise Problem(f"{name} has other data in front of the workbook; open it in Excel and save it again.")
    if not _looks_like_text(head):
        raise Problem(f"{name} is not a table that can be read; save the table as .xlsx or .csv.")
    return FileKind.TEXT


def looks_like_json(path: Path) -> bool:
    """Whether a text begins as an object or a list of them does."""
    head = _beginning(path).removeprefix(b"\xef\xbb\xbf").lstrip()
    return head[:1] in (b"{", b"[") and head[1:].lstrip()[:1] in (b'"', b"{")


def _beginning(path: Path) -> bytes:
    try:
        about = path.stat()
        if stat.S_ISDIR(about.st_mode):
            raise Problem(f"{path.name} is a folder; choose the file with the table.")
        if not stat.S_ISREG(about.st_mode):
            raise Problem(f"{path.name} is not an ordinary file; choose the file with the table.")
        if about.st_size > LARGEST_FILE:
            raise Problem(
                f"{path.name} has {about.st_size >> 20} MB, more than the {LARGEST_FILE >> 20} MB that are read; "
                "remove pictures and other sheets and save it again."
            )
        with path.open("rb") as stream:
            head = stream.read(4096)
    except FileNotFoundError:
        raise Problem(f"There is no file {path}.") from None
    except OSError as error:
        reason = error.strerror or "no reason given"
        raise Problem(f"{path.name} cannot be opened ({reason}); close it in other programs and try again.") from error
    if not head.strip():
        raise Problem(f"{path.name} is empty; there is nothing in it to read.")
    return head


def _refuse_markup(head: bytes, name: str) -> None:
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:2000].lower()
    if not start.startswith(b"<"):
        return
    if b"<workbook" in start or b"urn:schemas-microsoft-com:office:spreadsheet" in start:
        words = "an XML table of Excel 2003"
    elif start.startswith((b"<?xml", b"<svg")) and b"<html" not in start and b"<table" not in start:
        words = "an XML file"
    elif any(tag in start for tag in (b"<html", b"<!doctype", b"<table", b"<head", b"<body", b"<meta", b"<div")):
        words = "a web page (HTML)"
    else:
        return
    raise Problem(f"{name} is {words}, not a workbook; open it in Excel or LibreOffice and save it as .xlsx.")


def _looks_like_text(head: bytes) -> bool:
    """Text of any code page has hardly any control characters; UTF-16 without a mark has every second byte zero."""
    if b"\x00" in head:
        return min(head[0::2].count(0), head[1::2].count(0)) == 0 and head.count(0) > len(head) // 4
    return sum(byte < 32 and byte not in b"\t\n\r\f\x1a" for byte in head) <= len(head) // 200
