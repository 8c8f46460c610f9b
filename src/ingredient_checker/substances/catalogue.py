"""The catalogue: a substance found by id, by number or by name key."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .name_key import name_key
from .substance import Name, Substance


@dataclass(frozen=True)
class Catalogue:
    """All substances. Read-only; made by `load.load_substances`.

    `ids_by_key`: name key -> substance ids that this written form can mean (nearly always one; several where a
    name is truly shared, which the data declares). `ids_by_number`: CAS or EC number -> substance ids (CAS is not
    unique).
    """

    version: str
    substances: Mapping[str, Substance]
    names: Mapping[str, Sequence[Name]]
    ids_by_key: Mapping[str, tuple[str, ...]]
    ids_by_number: Mapping[str, tuple[str, ...]]

    def get(self, substance_id: str) -> Substance:
        """The substance of that id; KeyError if there is none."""
        return self.substances[substance_id]

    def named(self, name: str) -> tuple[Substance, ...]:
        """Every substance that this written form can mean, by name key; empty when unknown."""
        return self._all(self.ids_by_key.get(name_key(name), ()))

    def numbered(self, number: str) -> tuple[Substance, ...]:
        """Every substance with this CAS or EC number."""
        return self._all(self.ids_by_number.get(number, ()))

    def _all(self, ids: Iterable[str]) -> tuple[Substance, ...]:
        return tuple(self.substances[i] for i in ids)
