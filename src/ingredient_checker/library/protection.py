"""How a library is protected: by the account alone, or by a passphrase, a recovery key and this computer's keyring.

Holds the library's key while it is open, and forgets it when it is locked.
"""

from __future__ import annotations

import os
import secrets
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from ..problem import Problem
from .folder import DATABASE, KEY, disk_in_words, library_folder, make_folder
from .key_file import (
    KEY_BYTES,
    By,
    forget_unfinished,
    is_wrapped,
    plain_key_file,
    read_key_file,
    read_or_make_key,
    replace_key_file,
)
from .recovery_key import RecoveryKey

if TYPE_CHECKING:
    from .wrapping import Cost, WrappedKey

SHORTEST = 8
"""Letters that a passphrase must have."""


class Protection:
    """The key of one library. `folder`: where that lies, None for the user's own."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._key = bytearray()

    # what is

    @property
    def key_path(self) -> Path:
        """The key file."""
        return library_folder(self._folder) / KEY

    @property
    def has_passphrase(self) -> bool:
        """Whether the library opens only with a passphrase. Problem if the key file cannot be read."""
        return is_wrapped(self._content())

    @property
    def only_this_account(self) -> bool:
        """Whether the rights of the key file keep other accounts of this computer out."""
        path = self.key_path
        if os.name == "nt":  # the rights there are those of the folder, and the user's own folders are closed
            return path.absolute().is_relative_to(Path.home())
        return not path.exists() or not path.stat().st_mode & 0o077

    @property
    def is_locked(self) -> bool:
        """Whether a passphrase is needed now."""
        return not self._key and self.has_passphrase

    @property
    def since(self) -> str:
        """The day (ISO) on which a passphrase was first set, "" without one."""
        return self._wrapped().since if self.has_passphrase else ""

    @property
    def opens_without_asking(self) -> bool:
        """Whether this computer's keyring has a secret that opens the library."""
        return self.has_passphrase and By.KEYRING in self._wrapped().slots

    def why_no_keyring(self) -> str:
        """Why this computer's keyring cannot be used, "" if it can."""
        from .os_keyring import why_not

        return why_not()

    def what_the_place_means(self) -> str:
        """What to know of the folder when it is synchronised or on a network, "" for an ordinary one."""
        from .place import what_the_place_means

        return what_the_place_means(library_folder(self._folder), has_passphrase=self.has_passphrase)

    def held_key(self) -> bytes | None:
        """The key while a passphrase keeps the library open, None while its file holds it or it is locked."""
        return bytes(self._key) or None

    def key(self) -> bytes:
        """The library's key, made now for a library that does not exist yet. Locked if a passphrase is needed."""
        return self.held_key() or read_or_make_key(self.key_path, library_folder(self._folder) / DATABASE)

    # open and lock

    def unlock(self, passphrase: str) -> None:
        """Open with the passphrase. Problem if it is another one, or the key file is damaged."""
        self._hold(self._opened(By.PASSPHRASE, passphrase))

    def unlock_with_recovery_key(self, typed: str) -> None:
        """Open with the printed recovery key. Problem that names a slip."""
        self._hold(self._opened(By.RECOVERY_KEY, RecoveryKey.typed(typed).secret))

    def unlock_without_asking(self) -> bool:
        """Open with this computer's keyring, if that was wished; answers whether it is open now."""
        if not self.is_locked:
            return True
        wrapped = self._wrapped()
        if By.KEYRING not in wrapped.slots:
            return False
        from .os_keyring import get

        secret = get(wrapped.name)
        key = wrapped.opened(By.KEYRING, secret) if secret else None
        if key:
            self._hold(key)
        return key is not None

    def lock(self) -> None:
        """Forget the key, as far as Python lets it be forgotten."""
        self._key[:] = bytes(len(self._key))
        self._key = bytearray()

    def _hold(self, key: bytes) -> None:
        self._key = bytearray(key)
        forget_unfinished(self.key_path)

    # set, change, remove

    def new_recovery_key(self) -> str:
        """A recovery key to be shown; it opens nothing before it is set."""
        return str(RecoveryKey.new())

    def require_good(self, passphrase: str) -> None:
        """Problem if this is too short for a passphrase."""
        if len(passphrase.strip()) < SHORTEST:
            raise Problem(f"A passphrase needs at least {SHORTEST} letters; four or five words are best.")

    def set_passphrase(self, passphrase: str, recovery_key: str, cost: Cost | None = None) -> None:
        """From now on the library opens with this passphrase or this recovery key only.

        Problem, and nothing changed, if the passphrase is too short, or there is one already.
        """
        from .wrapping import WrappedKey

        self.require_good(passphrase)
        if self.has_passphrase:
            raise Problem("There is a passphrase already: change it instead.")
        recovery = RecoveryKey.typed(recovery_key).secret
        make_folder(self.key_path.parent)
        with disk_in_words(self.key_path):
            key = self.key()
            new = WrappedKey.empty(date.today().isoformat()).wrapped(key, By.PASSPHRASE, passphrase, cost)
            self._write(new.wrapped(key, By.RECOVERY_KEY, recovery), key)
        self._hold(key)

    def change_passphrase(self, passphrase: str, new: str, cost: Cost | None = None) -> None:
        """Another passphrase; the recovery key stays. Problem, and nothing changed, if the old one is wrong."""
        self.require_good(new)
        self._rewrap(self._opened(By.PASSPHRASE, passphrase), By.PASSPHRASE, new, cost)

    def replace_passphrase(self, recovery_key: str, new: str, cost: Cost | None = None) -> None:
        """Another passphrase for whoever has forgotten it and has the recovery key, which stays as it is."""
        self.require_good(new)
        key = self._opened(By.RECOVERY_KEY, RecoveryKey.typed(recovery_key).secret)
        self._rewrap(key, By.PASSPHRASE, new, cost)

    def renew_recovery_key(self, passphrase: str, recovery_key: str) -> None:
        """Another recovery key; the one before opens nothing any more."""
        secret = RecoveryKey.typed(recovery_key).secret
        self._rewrap(self._opened(By.PASSPHRASE, passphrase), By.RECOVERY_KEY, secret)

    def check_passphrase(self, passphrase: str) -> None:
        """Problem if it is not the passphrase."""
        self._opened(By.PASSPHRASE, passphrase)

    def remove_passphrase(self, passphrase: str) -> None:
        """The key lies in its file as it is again, and only the account protects the library."""
        key, before = self._opened(By.PASSPHRASE, passphrase), self._wrapped()
        with disk_in_words(self.key_path):
            replace_key_file(self.key_path, plain_key_file(key))
        self.lock()
        if By.KEYRING in before.slots:
            from .os_keyring import forget

            forget(before.name)

    def open_without_asking(self, passphrase: str) -> None:
        """From the next start on, this computer's keyring opens the library. Problem if it cannot."""
        from .os_keyring import put

        key, secret = self._opened(By.PASSPHRASE, passphrase), secrets.token_bytes(KEY_BYTES)
        put(self._wrapped().name, secret)
        self._rewrap(key, By.KEYRING, secret)

    def ask_again(self) -> None:
        """The keyring opens nothing any more."""
        from .os_keyring import forget

        wrapped = self._wrapped()
        with disk_in_words(self.key_path):
            replace_key_file(self.key_path, wrapped.without(By.KEYRING).content())
        forget(wrapped.name)

    def _rewrap(self, key: bytes, by: By, secret: str | bytes, cost: Cost | None = None) -> None:
        with disk_in_words(self.key_path):
            self._write(self._wrapped().wrapped(key, by, secret, cost), key)
        self._hold(key)

    def _write(self, wrapped: WrappedKey, key: bytes) -> None:
        from .wrapping import read_wrapped

        content = wrapped.content()
        assert read_wrapped(content, self.key_path) == wrapped
        assert len(key) == KEY_BYTES
        replace_key_file(self.key_path, content)

    def _opened(self, by: By, secret: str | bytes) -> bytes:
        with disk_in_words(self.key_path):
            key = self._wrapped().opened(by, secret)
        if key is None:
            raise Problem(f"This is not the {by} of this library. Nothing was changed.")
        return key

    def _wrapped(self) -> WrappedKey:
        from .wrapping import read_wrapped

        content = self._content()
        if not is_wrapped(content):
            raise Problem("This library has no passphrase.")
        return read_wrapped(content, self.key_path)

    def _content(self) -> bytes:
        with disk_in_words(self.key_path):
            return read_key_file(self.key_path) if self.key_path.exists() else b""
