"""Long work beside the window: a thread pool for values, and one object on the window's thread that receives them.

Workers never touch Qt objects. Each piece of work has a number; what belongs to an older number is dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, Signal


class Background(QObject):
    """Runs one kind of work at a time; a new request makes the running one stale.

    `finished` carries the result, `failed` the exception, `progressed` done and total; all only of the newest request.
    """

    finished = Signal(object)
    failed = Signal(object)
    progressed = Signal(int, int)
    _arrived = Signal(int, object)
    _advanced = Signal(int, int, int)

    def __init__(self, parent: QObject | None = None, executor: Executor | None = None) -> None:
        super().__init__(parent)
        self._executor = executor or ThreadPoolExecutor(max_workers=1, thread_name_prefix="background")
        self._newest = 0
        self._running: Future[Any] | None = None
        self._held: list[tuple[int, Future[Any]]] | None = None
        self._arrived.connect(self._receive)
        self._advanced.connect(self._advance)

    @property
    def is_running(self) -> bool:
        """Whether the newest request is still being worked on."""
        return self._running is not None and not self._running.done()

    def start(self, work: Callable[[Callable[[int, int], None], Callable[[], bool]], Any]) -> None:
        """Run `work(progress, cancelled)` beside the window. Work should end early when `cancelled()` is true."""
        self._newest += 1
        number = self._newest

        def progress(done: int, total: int) -> None:
            self._advanced.emit(number, done, total)

        def cancelled() -> bool:
            return number != self._newest

        self._running = self._executor.submit(work, progress, cancelled)
        self._running.add_done_callback(lambda future: self._arrived.emit(number, future))

    def cancel(self) -> None:
        """Make whatever is running stale."""
        self._newest += 1
        self._running = None

    def hold(self) -> None:
        """Let work go on, but tell nothing until `let_go`: the window is locked."""
        self._held = self._held or []

    def let_go(self) -> None:
        """Tell what has arrived meanwhile."""
        held, self._held = self._held or [], None
        for number, future in held:
            self._receive(number, future)

    def close(self) -> None:
        """Stop taking work and drop what waits; called when the window closes."""
        self.cancel()
        self._executor.shutdown(wait=True, cancel_futures=True)

    def _receive(self, number: int, future: Future[Any]) -> None:
        if number != self._newest or future.cancelled():
            return
        if self._held is not None:
            self._held.append((number, future))
            return
        error = future.exception()
        if error is not None:
            self.failed.emit(error)
        else:
            self.finished.emit(future.result())

    def _advance(self, number: int, done: int, total: int) -> None:
        if number == self._newest and self._held is None:
            self.progressed.emit(done, total)
