"""The library's key wrapped by a passphrase, by a printed recovery key and by the computer's own keyring.

Each has a slot of its own in the key file, so that one can be changed without the others. A passphrase is made slow to
guess (Argon2id); the other two are random and long, and need no slowness. A slot is sealed with AES-256-GCM over its
parameters, so that a wrong secret or a changed parameter opens nothing; a checksum over the file tells damage from a
wrong passphrase.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag, UnsupportedAlgorithm
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ..problem import Problem
from .key_file import KEY_BYTES, By

_KIND = "key of an Ingredient Checker library"
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Cost:
    """What a guess costs; RFC 9106's second recommendation, about 0.2 s. `passes` 0: a random secret, not slowed."""

    memory_kib: int = 64 * 1024
    passes: int = 3
    lanes: int = 4

    @property
    def sane(self) -> bool:
        """Whether a file may ask for this: one that lies could take all memory, or for ever."""
        return self == _FAST or (
            8 * self.lanes <= self.memory_kib <= 4 * 1024**2 and 1 <= self.passes <= 64 and 1 <= self.lanes <= 64
        )


_FAST = Cost(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Slot:
    """The key, wrapped once."""

    cost: Cost
    salt: bytes
    nonce: bytes
    sealed: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A key file with a passphrase. `name`: random, under which the keyring knows it; `since`: ISO day of the first
    passphrase.
    """

    name: str
    since: str
    slots: Mapping[By, Slot]

    @classmethod
    def empty(cls, since: str) -> WrappedKey:
        """One that nothing opens yet."""
        return cls(secrets.token_hex(8), since, {})

    def wrapped(self, key: bytes, by: By, secret: str | bytes, cost: Cost | None = None) -> WrappedKey:
        """The same with the slot for this secret new; `cost`: for a passphrase, else it is not slowed."""
        cost = (cost or Cost()) if by is By.PASSPHRASE else _FAST
        slot = Slot(cost, secrets.token_bytes(16), secrets.token_bytes(12), b"")
        sealed = AESGCM(_stretched(secret, slot)).encrypt(slot.nonce, key, self._bound(by, slot))
        return replace(self, slots={**self.slots, by: replace(slot, sealed=sealed)})

    def without(self, by: By) -> WrappedKey:
        """The same with that slot gone."""
        return replace(self, slots={other: slot for other, slot in self.slots.items() if other is not by})

    def opened(self, by: By, secret: str | bytes) -> bytes | None:
        """The key; None if it is another secret, or there is no such slot."""
        slot = self.slots.get(by)
        if slot is None:
            return None
        try:
            return AESGCM(_stretched(secret, slot)).decrypt(slot.nonce, slot.sealed, self._bound(by, slot))
        except InvalidTag:
            return None

    def _bound(self, by: By, slot: Slot) -> bytes:
        return "|".join(map(str, (_VERSION, self.name, by, *_numbers(slot.cost)))).encode()

    def content(self) -> bytes:
        """What is written to the key file."""
        values = _values(self)
        return (json.dumps({**values, "check": _check(values)}, indent=1) + "\n").encode()


def read_wrapped(content: bytes, key_path: Path) -> WrappedKey:
    """The wrapped key of a key file's content. Problem if it is damaged or of a newer program."""
    damaged = Problem(f"{key_path} is damaged: put {key_path.name} back from a copy. Nothing was changed.")
    try:
        values = json.loads(content.decode("utf-8"))
        if values["kind"] != _KIND or not isinstance(values["version"], int) or values["version"] < _VERSION:
            raise damaged
        if values["version"] > _VERSION:
            raise Problem(
                f"{key_path} was made by a newer version of Ingredient Checker: install the newer version."
                " Nothing was changed."
            )
        slots = {By(by): _slot(slot) for by, slot in values["slots"].items()}
        wrapped = WrappedKey(str(values["name"]), str(values["since"]), slots)
        whole = values["check"] == _check(_values(wrapped)) and By.PASSPHRASE in slots
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise damaged from error
    if not whole or not re.fullmatch("[0-9a-f]{16}", wrapped.name):
        raise damaged
    return wrapped


def _slot(values: Mapping[str, Any]) -> Slot:
    cost = Cost(*(int(values[part.name]) for part in fields(Cost)))
    slot = Slot(cost, *(bytes.fromhex(values[part]) for part in ("salt", "nonce", "sealed")))
    if not cost.sane or len(slot.salt) != 16 or len(slot.nonce) != 12 or len(slot.sealed) != KEY_BYTES + 16:
        raise ValueError("a slot that this program does not write")
    return slot


def _values(wrapped: WrappedKey) -> dict[str, Any]:
    slots = {
        by.value: {
            **{part.name: getattr(slot.cost, part.name) for part in fields(Cost)},
            **{part: getattr(slot, part).hex() for part in ("salt", "nonce", "sealed")},
        }
        for by, slot in wrapped.slots.items()
    }
    return {"kind": _KIND, "version": _VERSION, "name": wrapped.name, "since": wrapped.since, "slots": slots}


def _check(values: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def _numbers(cost: Cost) -> tuple[int, int, int]:
    return cost.memory_kib, cost.passes, cost.lanes


def _stretched(secret: str | bytes, slot: Slot) -> bytes:
    given = secret if isinstance(secret, bytes) else _as_typed_anywhere(secret)
    if slot.cost == _FAST:
        return HKDF(SHA256(), KEY_BYTES, slot.salt, b"ingredient-checker").derive(given)
    memory, passes, lanes = _numbers(slot.cost)
    try:
        return Argon2id(salt=slot.salt, length=KEY_BYTES, iterations=passes, lanes=lanes, memory_cost=memory).derive(
            given
        )
    except UnsupportedAlgorithm as error:
        raise Problem("The cryptography library here is too old for passphrases: install a newer one.") from error
    except MemoryError as error:
        raise Problem(f"The passphrase needs {memory // 1024} MB of free memory: close a program.") from error


def _as_typed_anywhere(passphrase: str) -> bytes:
    """One form for what different keyboards and systems make of the same letters and spaces."""
    composed = unicodedata.normalize("NFC", passphrase)
    return "".join(" " if unicodedata.category(c) == "Zs" else c for c in composed).encode("utf-8", "surrogatepass")
