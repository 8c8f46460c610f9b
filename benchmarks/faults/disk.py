"""The disk under SQLite, watched: every write, cut, sync and deletion of a database passes through here first.

A layer of SQLite's own (a "VFS"), put in front of the real one, so that the program under it runs unchanged. It can
record, answer with an error, or never return.
"""

from __future__ import annotations

import contextlib
import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import sqlcipher3._sqlite3 as linked

DISK_FULL = 13
FAILED_WRITE, FAILED_SYNC = 10 | (3 << 8), 10 | (4 << 8)


@dataclass(frozen=True, slots=True)
class Operation:
    """Something done to a file. `kind`: open, write, truncate, sync, delete; `offset`: where, or to which size."""

    kind: str
    file: str
    offset: int = 0
    data: bytes = b""
    lasting: bool = False  # a deletion that is on the disk when it returns


Watch = Callable[[Operation], int]
"""Called before an operation is carried out; 0 lets it pass, anything else is the error that SQLite is told."""

_int, _int64, _pointer, _text = ctypes.c_int, ctypes.c_int64, ctypes.c_void_p, ctypes.c_char_p
_Open = ctypes.CFUNCTYPE(_int, _pointer, _pointer, _pointer, _int, ctypes.POINTER(_int))
_Delete = ctypes.CFUNCTYPE(_int, _pointer, _text, _int)
_Write = ctypes.CFUNCTYPE(_int, _pointer, _pointer, _int, _int64)
_Truncate = ctypes.CFUNCTYPE(_int, _pointer, _int64)
_Sync = ctypes.CFUNCTYPE(_int, _pointer, _int)
_METHODS_OF_A_FILE = 18
_METHODS_OF_A_VFS = 16


class _Vfs(ctypes.Structure):
    _fields_ = (
        ("version", _int),
        ("size_of_file", _int),
        ("longest_path", _int),
        ("next", _pointer),
        ("name", _text),
        ("data", _pointer),
        ("methods", _pointer * _METHODS_OF_A_VFS),  # open, delete, then others that are left as they are
    )


class _FileMethods(ctypes.Structure):
    _fields_ = (("version", _int), ("methods", _pointer * _METHODS_OF_A_FILE))  # close, read, write, truncate, sync ...


class _File(ctypes.Structure):
    _fields_ = (("methods", ctypes.POINTER(_FileMethods)),)


class WatchedDisk:
    """The layer. One a process; `watch` is asked before everything that changes a file of a database."""

    def __init__(self) -> None:
        self._library = ctypes.CDLL(linked.__file__)
        self._library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
        self._real = self._library.sqlite3_vfs_find(None)
        self._files: dict[int, str] = {}
        self._methods: dict[int, _FileMethods] = {}
        self._kept: list[object] = []  # what SQLite points to must not be collected
        self._watch: Watch | None = None
        real = self._real.contents
        self._real_open = _Open(real.methods[0])
        self._real_delete = _Delete(real.methods[1])
        self._vfs = _Vfs(real.version, real.size_of_file, real.longest_path, None, b"watched", real.data, real.methods)
        self._vfs.methods[0] = self._keep(_Open(self._open))
        self._vfs.methods[1] = self._keep(_Delete(self._delete))

    @contextlib.contextmanager
    def watched(self, watch: Watch) -> Iterator[None]:
        """Every database opened from now on is watched, until the end of the block."""
        self._watch = watch
        self._library.sqlite3_vfs_register(ctypes.byref(self._vfs), 1)
        try:
            yield
        finally:
            self._watch = None
            self._library.sqlite3_vfs_unregister(ctypes.byref(self._vfs))  # SQLite must not know what is thrown away
            self._library.sqlite3_vfs_register(self._real, 1)

    def _keep(self, function: object) -> int | None:
        self._kept.append(function)
        return ctypes.cast(function, _pointer).value  # type: ignore[arg-type]

    def _asked(self, operation: Operation) -> int:
        return 0 if self._watch is None else self._watch(operation)

    def _open(self, _vfs: int, name: int | None, file: int, flags: int, out: object) -> int:
        shown = ctypes.string_at(name).decode("utf-8", "surrogateescape") if name else ""
        if shown and (error := self._asked(Operation("open", shown))):
            return error
        status: int = self._real_open(ctypes.addressof(self._real.contents), name, file, flags, out)
        opened = _File.from_address(file)
        if status == 0 and opened.methods and shown:
            self._files[file] = shown
            opened.methods = ctypes.pointer(self._watched_methods(opened.methods))
        return status

    def _delete(self, _vfs: int, name: bytes, sync_folder: int) -> int:
        operation = Operation("delete", name.decode("utf-8", "surrogateescape"), lasting=bool(sync_folder))
        return self._asked(operation) or self._real_delete(ctypes.addressof(self._real.contents), name, sync_folder)

    def _watched_methods(self, real: ctypes._Pointer[_FileMethods]) -> _FileMethods:
        address = ctypes.addressof(real.contents)
        if address in self._methods:
            return self._methods[address]
        made = _FileMethods(real.contents.version, real.contents.methods)
        write, truncate, sync = _Write(made.methods[2]), _Truncate(made.methods[3]), _Sync(made.methods[4])

        def watched_write(file: int, data: int, length: int, offset: int) -> int:
            operation = Operation("write", self._files[file], offset, ctypes.string_at(data, length))
            return self._asked(operation) or write(file, data, length, offset)

        def watched_truncate(file: int, size: int) -> int:
            return self._asked(Operation("truncate", self._files[file], size)) or truncate(file, size)

        def watched_sync(file: int, flags: int) -> int:
            return self._asked(Operation("sync", self._files[file])) or sync(file, flags)

        made.methods[2] = self._keep(_Write(watched_write))
        made.methods[3] = self._keep(_Truncate(watched_truncate))
        made.methods[4] = self._keep(_Sync(watched_sync))
        self._methods[address] = made
        return made


class Recording:
    """The operations on the files of one folder, in order, as after a power cut they may or may not be on the disk."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.operations: list[Operation] = []

    def __call__(self, operation: Operation) -> int:
        place = Path(operation.file)
        if place.parent == self._folder:
            self.operations.append(replace(operation, file=place.name))
        return 0
