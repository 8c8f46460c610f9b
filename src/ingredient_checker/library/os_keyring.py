"""The computer's own keyring (Windows Credential Locker, macOS Keychain, Secret Service), where there is one.

The library `keyring` is an optional extra and is loaded only when a person or the key file asks for it. Everything that
can go wrong in there ends as a sentence.
"""

from __future__ import annotations

import contextlib
from typing import Any

from ..problem import Problem

_SERVICE = "ingredient-checker"


def why_not() -> str:
    """Why the keyring cannot be used, in a sentence; "" if it can."""
    try:
        import keyring
        from keyring.backends import fail, null
    except ImportError:
        return "The package “keyring” is not installed."
    try:
        used = keyring.get_keyring()
    except Exception as error:
        return f"The keyring of this computer does not answer ({type(error).__name__})."
    if isinstance(used, (fail.Keyring, null.Keyring)):
        return "This computer has no keyring."
    if "plaintext" in type(used).__name__.lower():
        return "The keyring of this computer keeps secrets unprotected."
    return ""


def put(name: str, secret: bytes) -> None:
    """Keep a secret under a name. Problem if there is no keyring or it refuses."""
    if reason := why_not():
        raise Problem(reason)
    import keyring

    try:
        keyring.set_password(_SERVICE, name, secret.hex())
        kept = keyring.get_password(_SERVICE, name)
    except Exception as error:
        raise Problem(f"The keyring of this computer refused ({type(error).__name__}).") from error
    if kept != secret.hex():
        raise Problem("The keyring of this computer did not keep what it was given.")


def get(name: str) -> bytes | None:
    """The secret kept under a name; None if there is none or the keyring does not answer."""
    if why_not():
        return None
    import keyring

    try:
        kept: Any = keyring.get_password(_SERVICE, name)
        return bytes.fromhex(kept) if kept else None
    except Exception:
        return None


def forget(name: str) -> None:
    """Take a secret out of the keyring, if it is there."""
    if not why_not():
        import keyring

        with contextlib.suppress(Exception):
            keyring.delete_password(_SERVICE, name)
