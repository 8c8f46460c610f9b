"""The clinic's own knowledge above the shipped one: names, relations, allergens and lists that were decided here."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .allergens.additions import (
    NO_ADDITIONS,
    Known,
    NewRows,
    TakenOver,
    a_label_name,
    a_relation,
    a_test_name,
    add,
    an_allergen,
    export_additions,
    import_additions,
    read_additions,
)
from .allergens.additions import remove as remove_row
from .allergens.additions import set_aside as set_aside_row
from .allergens.allergen import AllergenIndex, Level, Link, Relation
from .allergens.load import load_allergens
from .knowledge_files import OURS
from .problem import Problem
from .substances.catalogue import Catalogue
from .substances.load import SUBSTANCE_FILES, load_substances


@dataclass(frozen=True, slots=True)
class OwnRow:
    """One row of the clinic's own knowledge in words. `fault`: why it cannot be used, "" when it is; `origin`: "" for a
    file that cannot be read as a whole.
    """

    name: str
    decision: str
    why: str
    place: str
    origin: str
    fault: str


class OwnKnowledge:
    """What this clinic has decided about names and allergens. `data`: the folder of the shipped knowledge, `folder`: of
    the clinic's own; `changed` is told the knowledge as it is from now on.
    """

    def __init__(
        self,
        data: Path,
        folder: Path,
        shipped: tuple[Catalogue, AllergenIndex],
        changed: Callable[[Catalogue, AllergenIndex], None],
    ) -> None:
        self.folder = folder
        self.additions = NO_ADDITIONS
        self._data = data
        self._shipped = shipped
        self._known = Known(*shipped)
        self._changed = changed

    def use(self) -> None:
        """Read the clinic's own knowledge again and use it from now on."""
        if not self.folder.is_dir() and self.additions is NO_ADDITIONS:
            return
        self.additions = read_additions(self.folder, *self._shipped)
        if self.additions.count:
            rows, (catalogue, _) = self.additions.rows, self._shipped
            if any(rows.get(file) for file in SUBSTANCE_FILES):
                catalogue = load_substances(self._data, rows)
            self._known = Known(catalogue, load_allergens(self._data, catalogue, rows))
        else:
            self._known = Known(*self._shipped)
        self._changed(self._known.catalogue, self._known.index)

    def rows(self) -> tuple[OwnRow, ...]:
        """The clinic's own knowledge row by row, the faults first."""
        faults: dict[tuple[str, int], str] = {}
        for fault in self.additions.faults:
            faults.setdefault((fault.file, fault.line), fault.text)
        rows = [
            self._own_row(file, line, cells, faults.pop((file, line), ""))
            for file, line, cells in self.additions.decisions
        ]
        whole = [OwnRow("", "", "", file.removeprefix(OURS), "", text) for (file, _), text in faults.items()]
        return (*whole, *sorted(rows, key=lambda row: not row.fault))

    def _own_row(self, file: str, line: int, cells: Sequence[str], fault: str) -> OwnRow:
        def named(allergen: str) -> str:
            known = self._known.index.allergens.get(allergen)
            return known.name if known else allergen

        place = file.removeprefix(OURS)
        match place:
            case "allergens/label_names.csv":
                name, decision, why = cells[2], f"{cells[1]}, {cells[3]}: {named(cells[0])}", cells[4]
            case "allergens/relations.csv":
                name, decision, why = named(cells[2]), f"{cells[1]}, {cells[3]}: {named(cells[0])}", cells[5]
            case "allergens/test_names.csv":
                name, decision, why = cells[0], f"on result sheets: {named(cells[1])}", cells[5]
            case "allergens/allergens.csv":
                kind = "list" if cells[2] == "list" else "allergen"
                name, decision, why = cells[1], f"{kind} of our own", cells[7]
            case "substances/names.csv":
                name, decision, why = cells[0], f"another name of {cells[1]}", ""
            case _:
                name, decision, why = cells[0], "a name of the vocabulary", ""
        return OwnRow(name, decision, why, f"{place}, row {line}", f"{file}:{line}", fault)

    def allergen_called(self, name: str) -> str:
        """The id of the allergen with exactly this id or name, else ""."""
        return self._known.allergen_called(name)

    def decide_name(
        self, allergen: str, name: str, relation: Relation, level: Level, why: str, *, sure: bool = True
    ) -> None:
        """What a name on labels means for an allergen, decided by the clinic.

        This and the following decisions: Problem, and nothing kept, when one cannot stand.
        """
        self._decide(a_label_name(allergen, name, relation, level, why, self._known.catalogue, sure=sure))

    def decide_relation(
        self, allergen: str, relation: Relation, of: str, level: Level, why: str, *, sure: bool = True
    ) -> None:
        """What all names of another allergen mean for an allergen."""
        self._decide(a_relation(allergen, relation, of, level, why, sure=sure))

    def decide_test_name(self, allergen: str, name: str, why: str, *, sure: bool = True) -> None:
        """A name under which an allergen stands on the clinic's result sheets."""
        self._decide(a_test_name(allergen, name, why, sure=sure))

    def decide_allergen(self, name: str, kind: str, names: Sequence[str], why: str) -> str:
        """An allergen ("substance") or a "list" of the clinic's own with its names on labels; answers its id."""
        if known := self.allergen_called(name):
            raise Problem(
                f"There is an allergen “{self._known.index.get(known).name}” already; add names or relations to it."
            )
        new = self._known.new_id(name)
        self._decide(an_allergen(name, kind, names, why, self._known, sure=True))
        return new

    def set_aside(self, link: Link, why: str) -> None:
        """A name on labels that the clinic does not want to warn of: it stays as a line of information."""
        self._decide(set_aside_row(link, self._known.catalogue.get(link.substance).name, why))

    def _decide(self, new: NewRows) -> None:
        add(self.folder, new, *self._shipped)
        self.use()

    def remove(self, origin: str) -> None:
        """Take a row of the clinic's own out again."""
        remove_row(self.folder, origin)
        self.use()

    def export(self, target: Path) -> int:
        """Write the clinic's own knowledge to a .zip to be shared; answers the number of rows."""
        return export_additions(self.folder, target)

    def take_over(self, source: Path) -> TakenOver:
        """Take over another clinic's exported knowledge; what was decided here stays."""
        taken = import_additions(self.folder, source, *self._shipped)
        self.use()
        return taken
