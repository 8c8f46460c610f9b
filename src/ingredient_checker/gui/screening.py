"""The library screened for the open patient, beside the window; shared by the Library and the Safe list."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal

from ..library.screening import ScreenedProduct
from .background import Background
from .session import Session


class LibraryScreening(QObject):
    """Screens all products again whenever the patient or the products change. Cancelled work leaves no half answer."""

    done = Signal()
    progressed = Signal(int, int)
    started = Signal()
    failed = Signal(object)

    def __init__(self, session: Session, background: Background | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.background = background or Background(self)
        self.screened: tuple[ScreenedProduct, ...] = ()
        self.listed = 0
        self.background.finished.connect(self._finish)
        self.background.failed.connect(self.failed)
        self.background.progressed.connect(self.progressed)
        session.patient_changed.connect(self.start)
        session.products_changed.connect(self.start)

    @property
    def is_complete(self) -> bool:
        """Whether every product of the library was looked at for the open patient."""
        return self.listed == len(self.screened) and not self.background.is_running

    def start(self) -> None:
        """Screen the whole library for the open patient."""
        session = self._session
        products = [stored.product for stored in session.workbench.products()]
        self.listed = len(products)
        self.screened = ()
        patient = session.patient
        if not products or patient is None:
            self.background.cancel()
            self.done.emit()
            return
        workbench = session.workbench

        def work(progress: Callable[[int, int], None], cancelled: Callable[[], bool]) -> tuple[ScreenedProduct, ...]:
            return tuple(workbench.screen(products, patient, progress, cancelled))

        self.started.emit()
        self.background.start(work)

    def cancel(self) -> None:
        """Stop; nothing is shown of a list that was not screened to the end."""
        self.background.cancel()
        self.done.emit()

    def _finish(self, screened: tuple[ScreenedProduct, ...]) -> None:
        self.screened = screened
        self.done.emit()
