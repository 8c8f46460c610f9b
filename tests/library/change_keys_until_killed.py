"""Started by test_keys.py: sets, changes and removes a passphrase and dies at its nth dealing with the disk."""

import os
import sys
from pathlib import Path

from ingredient_checker.library.protection import Protection
from ingredient_checker.library.wrapping import Cost
from ingredient_checker.problem import Problem

QUICK = Cost(64, 1, 1)
_TOLD = {"open", "os.rename", "os.remove", "os.link", "os.chmod"}


def main(folder: Path, last: int, passphrase: str) -> None:
    own, longer, left = Protection(folder), passphrase * 2, [last]
    recovery_key = own.new_recovery_key()

    def count(event: str, arguments: tuple[object, ...]) -> None:
        if event in _TOLD and str(folder) in str(arguments[0]):
            left[0] -= 1
            if not left[0]:
                os._exit(9)

    sys.addaudithook(count)
    while True:
        if not own.has_passphrase:
            own.set_passphrase(passphrase, recovery_key, QUICK)
        try:
            own.change_passphrase(passphrase, longer, QUICK)
        except Problem:  # killed when it was the longer one
            own.unlock(longer)
        own.remove_passphrase(longer)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
