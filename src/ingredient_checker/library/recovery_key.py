"""The recovery key: random letters and digits on paper, in blocks that each tell a slip of the pen.

Seven blocks of four random signs and one check sign: 138 bits. I, L, O, 0 and 1 do not occur. The 31 signs are the
numbers modulo a prime, and the weights of a block differ, so that one wrong sign, two exchanged ones and two exchanged
blocks are always noticed.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from ..problem import Problem

SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
BLOCKS, _RANDOM = 7, 4


@dataclass(frozen=True, slots=True, repr=False)
class RecoveryKey:
    """The blocks as they are written."""

    blocks: tuple[str, ...]

    @classmethod
    def new(cls) -> RecoveryKey:
        """A key that nobody has had before."""
        return cls(tuple(_with_check(n, "".join(map(secrets.choice, [SIGNS] * _RANDOM))) for n in range(BLOCKS)))

    @classmethod
    def typed(cls, text: str) -> RecoveryKey:
        """The key that somebody typed, with or without spaces and hyphens. Problem that names the block with a slip."""
        signs = "".join(c for c in text.upper() if c.isalnum())
        for sign in signs:
            if sign not in SIGNS:
                raise Problem(f"“{sign}” never occurs in a recovery key: look at that block again.")
        length = _RANDOM + 1
        blocks = tuple(signs[i : i + length] for i in range(0, len(signs), length))
        for n, block in enumerate(blocks[:BLOCKS]):
            if len(block) == length and block != _with_check(n, block[:_RANDOM]):
                raise Problem(f"There is a slip in block {n + 1} of the recovery key ({block}).")
        if len(signs) != BLOCKS * length:
            raise Problem(f"A recovery key has {BLOCKS} blocks of {length} signs; these are {len(signs)} signs.")
        return cls(blocks)

    def __str__(self) -> str:
        return "-".join(self.blocks)

    @property
    def secret(self) -> bytes:
        """What wraps the library's key."""
        return "".join(block[:_RANDOM] for block in self.blocks).encode("ascii")


def _with_check(number: int, random: str) -> str:
    total = sum((place + 2) * SIGNS.index(sign) for place, sign in enumerate(random))
    return random + SIGNS[(total + number + 1) % len(SIGNS)]
