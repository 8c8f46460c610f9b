"""The passphrase: kills while one is set, changed and removed; bits flipped in the key file; slips of the pen.

Whatever happens, the key must be there: plain, or opened by the passphrase of before or after. No other passphrase and
no damaged file may open anything but that key, and each slip in a recovery key must be told.
"""

from __future__ import annotations

import contextlib
import os
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from multiprocessing import get_context
from pathlib import Path

from ingredient_checker.library.protection import Protection
from ingredient_checker.library.recovery_key import SIGNS, RecoveryKey
from ingredient_checker.library.wrapping import Cost
from ingredient_checker.problem import Problem

from .figures import Figure, Run, counted

_QUICK = Cost(64, 1, 1)  # what a guess costs is not what is measured here
_BEFORE, _AFTER = "seven quiet herons at dawn", "eight loud magpies at dusk"
_DISK = frozenset(("open", "os.rename", "os.remove", "os.link", "os.chmod"))
_KILLED = 9


def measure(run: Run) -> Iterator[Figure]:
    """Kills, flips and slips."""
    with tempfile.TemporaryDirectory() as place:
        if sys.platform == "win32":
            yield Figure("kills at a change of keys", 0, "needs fork", None)
        else:
            yield _kills(Path(place) / "killed", run.of(30, 120, 300))
        yield _flips(Path(place) / "flipped", run.of(100, 300, 1000))
    yield _slips(run.of(2, 10, 40))


def _kills(folder: Path, kills: int) -> Figure:
    own, chance = Protection(folder), random.Random(9)
    folder.mkdir()
    key, plain = own.key(), 0
    found = Counter({"keys lost": 0, "keys left open": 0})
    for _ in range(kills):
        child = get_context("fork").Process(target=_change_until_killed, args=(folder, chance.randrange(1, 80)))
        child.start()
        child.join()
        assert child.exitcode == _KILLED
        left = Protection(folder)
        wrapped = left.has_passphrase
        plain += not wrapped
        with contextlib.suppress(Problem):
            _open(left)
        found["keys lost"] += left.held_key() != key if wrapped else left.key() != key
        for unfinished in folder.glob("*.new"):
            os.utime(unfinished, (0, 0))
        if wrapped:
            _open(left)  # opening clears away what the kill has left
            found["keys left open"] += any(key.hex().encode() in path.read_bytes() for path in folder.iterdir())
    return counted("kills at a change of keys", kills, dict(found), f"{plain} ended without a passphrase")


def _change_until_killed(folder: Path, last: int) -> None:
    left = [last]

    def count(event: str, arguments: tuple[object, ...]) -> None:
        if event in _DISK and str(folder) in str(arguments[0]):
            left[0] -= 1
            if not left[0]:
                os._exit(_KILLED)

    sys.addaudithook(count)
    own = Protection(folder)
    while True:
        if not own.has_passphrase:
            own.set_passphrase(_BEFORE, own.new_recovery_key(), _QUICK)
        with contextlib.suppress(Problem):  # the last kill may have come after this step
            own.change_passphrase(_BEFORE, _AFTER, _QUICK)
        own.remove_passphrase(_AFTER)


def _open(protection: Protection) -> None:
    try:
        protection.unlock(_BEFORE)
    except Problem:
        protection.unlock(_AFTER)


def _flips(folder: Path, flips: int) -> Figure:
    own, chance = Protection(folder), random.Random(5)
    folder.mkdir()
    key = own.key()
    own.set_passphrase(_BEFORE, own.new_recovery_key(), _QUICK)
    whole = own.key_path.read_bytes()
    found = Counter({"opened another key": 0, "changed the file": 0})
    told = 0
    for _ in range(flips):
        flipped = bytearray(whole)
        flipped[chance.randrange(len(whole))] ^= 1 << chance.randrange(8)
        own.key_path.write_bytes(flipped)
        own.lock()
        try:
            own.unlock(_BEFORE)
            found["opened another key"] += own.held_key() != key
        except Problem:
            told += 1
        found["changed the file"] += own.key_path.read_bytes() != flipped
    said = f"{told} said to be damaged, {flips - told} did no harm"
    return counted("bit flips in a wrapped key", flips, dict(found), said)


def _slips(keys: int) -> Figure:
    """Every single wrong sign and every exchange of neighbours in a block."""
    tried = untold = 0
    for _ in range(keys):
        right = str(RecoveryKey.new()).replace("-", "")
        wrong = {right[:n] + sign + right[n + 1 :] for n in range(len(right)) for sign in SIGNS}
        wrong |= {right[:n] + right[n + 1] + right[n] + right[n + 2 :] for n in range(len(right) - 1) if n % 5 != 4}
        for typed in wrong - {right}:
            tried += 1
            with contextlib.suppress(Problem):
                RecoveryKey.typed(typed)
                untold += 1
    return counted("slips in a recovery key", tried, {"untold": untold})
