"""HTML on paper: print preview, printer, PDF. Page numbers and footers are painted; tables repeat their headings."""

from __future__ import annotations

import os
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QFont,
    QGuiApplication,
    QPagedPaintDevice,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtPrintSupport import QPrinter, QPrintPreviewDialog
from PySide6.QtWidgets import QWidget

from ..whole_file import write_whole

_DOTS_PER_INCH = 300
_MARGINS_MM = QMarginsF(16, 15, 16, 14)
_FOOTER_LINES = 2.2
_PICTURE = "\N{OBJECT REPLACEMENT CHARACTER}"


def write_pdf(html: str, path: Path, title: str) -> None:
    """Write an A4 PDF; works without a screen. Problem if the file cannot be written; an older one stays as it was."""
    _ensure_application()
    buffer = QBuffer()  # QPdfWriter does not say when it cannot write a file, not even on a full disk
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("Ingredient Checker")
    writer.setResolution(_DOTS_PER_INCH)
    writer.setPageLayout(_a4())
    draw_pages(html, writer, title)
    del writer
    write_whole(path, bytes(buffer.data().data()))


def preview_and_print(parent: QWidget, html: str, title: str) -> bool:
    """The print preview, from which is printed; answers whether it was."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setDocName(title)
    printer.setPageLayout(_a4())
    dialog = QPrintPreviewDialog(printer, parent)
    dialog.setWindowTitle(title)
    dialog.resize(parent.window().size() * 0.9)
    dialog.paintRequested.connect(lambda device: draw_pages(html, device, title))
    return dialog.exec() == QPrintPreviewDialog.DialogCode.Accepted


def draw_pages(html: str, device: QPagedPaintDevice, title: str) -> int:
    """Draw a document on a device page by page and answer the number of pages.

    The document's own title stands at the foot of each page, so that a lost page still says whose it is; `title` is
    for documents without one.
    """
    document = QTextDocument()
    font = QFont(QGuiApplication.font())
    font.setPointSizeF(10)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    document.setDefaultFont(font)
    document.setDocumentMargin(0)
    # Without the device the layout would be in screen dots and the page a postage stamp.
    document.documentLayout().setPaintDevice(device)
    document.setHtml(html)
    foot = document.metaInformation(QTextDocument.MetaInformation.DocumentTitle) or title
    painter = QPainter(device)
    small = QFont(font)
    small.setPointSizeF(8)
    painter.setFont(small)
    footer = painter.fontMetrics().height() * _FOOTER_LINES
    size = QSizeF(device.width(), device.height() - footer)
    if "<img" in html:
        _fit_pictures(document, size.width() / device.logicalDpiX())
    document.setPageSize(size)
    pages = document.pageCount()
    for page in range(pages):
        if page:
            device.newPage()
        painter.save()
        painter.translate(0, -page * size.height())
        document.drawContents(painter, QRectF(0, page * size.height(), size.width(), size.height()))
        painter.restore()
        place = QRectF(0, size.height(), size.width(), footer)
        painter.setFont(small)
        number = f"page {page + 1} of {pages}"
        metrics = painter.fontMetrics()
        room = int(size.width()) - metrics.horizontalAdvance(f"{number}    ")
        shown = metrics.elidedText(foot, Qt.TextElideMode.ElideRight, room)
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, shown)
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, number)
    painter.end()
    return pages


def _fit_pictures(document: QTextDocument, inches: float) -> None:
    """A picture takes the whole width of the page: in HTML Qt takes widths only in dots, and those of the screen."""
    width = inches * QGuiApplication.primaryScreen().logicalDotsPerInchX()
    for at in range(document.characterCount()):
        if document.characterAt(at) == _PICTURE:
            cursor = QTextCursor(document)
            cursor.setPosition(at)
            cursor.setPosition(at + 1, QTextCursor.MoveMode.KeepAnchor)
            picture = cursor.charFormat().toImageFormat()
            picture.setWidth(width)
            cursor.setCharFormat(picture)


def _a4() -> QPageLayout:
    return QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, _MARGINS_MM, QPageLayout.Unit.Millimeter
    )


def _ensure_application() -> None:
    """Fonts need an application; the terminal has none, and may have no screen."""
    if QGuiApplication.instance() is None:
        if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
            os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        global _terminal_application
        _terminal_application = QGuiApplication(["ingredient-checker"])


_terminal_application: QGuiApplication | None = None
