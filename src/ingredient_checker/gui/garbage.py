"""Collect reference cycles on the window's thread only.

Python's cyclic collector runs in whichever thread happens to allocate; in a worker it would destroy closed dialogs
there and crash Qt (measured: docs/decisions.md).
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer


class GarbageCollector(QObject):
    """Switches the automatic collector off and collects by a timer, generation by generation as Python would."""

    def __init__(self, parent: QObject | None = None, interval_ms: int = 1000) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.collect)
        self._timer.start(interval_ms)

    def collect_all(self) -> None:
        """Collect everything now."""
        gc.collect()

    def collect(self) -> None:
        """Collect the oldest generation that is due."""
        counts, limits = gc.get_count(), gc.get_threshold()
        for generation in (2, 1, 0):
            if counts[generation] > limits[generation]:
                gc.collect(generation)
                return
