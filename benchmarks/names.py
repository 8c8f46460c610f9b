"""Single names: real misspellings, and names that are taken for each other."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from ingredient_checker.assessment.verdict import Assessment
from ingredient_checker.matching.resolved import Status
from ingredient_checker.patch_test.patient import Positive
from ingredient_checker.workbench import Workbench

from .baseline import Measured, id_of
from .naive import by_fuzzy_search
from .shared import rows

_FAULTS = {"among the candidates": 1, "unknown": 2, "wrong alone": 5}
_SAME_GROUP = "right, under another of its names"


def misspellings(workbench: Workbench, path: Path) -> Measured:
    """Real misspellings: read as what the correct form is read as, among the candidates, unknown, or as another alone.

    Both forms go through the whole reader, as an entry of a label does.
    """
    measured = Measured("misspellings")
    outcomes: Counter[str] = Counter()
    shown = []
    for row in rows(path):
        outcome = _outcome(workbench, row["correct_name"], row["as_written"])
        outcomes[outcome] += 1
        measured.case(id_of(row["as_written"]), _FAULTS.get(outcome, 0), outcome)
        if outcome in ("unknown", "wrong alone"):
            shown.append(f"    {outcome}: {row['as_written']} for {row['correct_name']}")
    measured.figures.update(outcomes)
    print(f"real misspellings             {', '.join(f'{k} {v}' for k, v in outcomes.most_common())}")
    print(*shown, sep="\n", end="\n" if shown else "")
    return measured


def _outcome(workbench: Workbench, correct: str, written: str) -> str:
    right, _ = _meant(workbench, correct)
    named, status = _meant(workbench, written)
    if not right:
        return "the correct form is not known either"
    if status in (Status.IDENTIFIED, Status.LIKELY):
        if named & right:
            return "right"
        return _SAME_GROUP if _ties(workbench, named) & _ties(workbench, right) else "wrong alone"
    return "among the candidates" if named & right else "unknown"


def _meant(workbench: Workbench, written: str) -> tuple[set[str], Status]:
    """The substances that a piece of a label is read as, and the least sure status among its entries."""
    read = [e.resolved for e in workbench.read_label(f"Aqua, {written}, Glycerin").entries[1:-1]]
    order = list(Status)
    status = max((r.status for r in read), key=order.index, default=Status.UNKNOWN)
    return {c.substance for r in read for c in r.candidates}, status


def _ties(workbench: Workbench, substances: set[str]) -> set[tuple[str, str]]:
    links = workbench.allergens.links_by_substance
    return {(link.allergen, link.relation) for i in substances for link in links.get(i, ())}


def look_alikes(workbench: Workbench, folder: Path, *, quick: bool) -> Measured:
    """Names that are taken for each other: each is read as itself, and is not flagged for what only the other is."""
    measured = Measured("look-alike pairs")
    pairs = {
        (r["name_a"], r["name_b"]) for r in rows(folder / "data/domain/lookalike_traps.csv") if r["type"] == "SUBST"
    }
    pairs |= {(r["allergen"], r["other_inci_name"]) for r in rows(folder / "data/confusable_pairs.csv")}
    pairs |= {
        (r["allergen_name"], r["different_real_ingredient"])
        for r in rows(folder / "data/look_alikes_on_real_labels.csv")
    }
    asked = sorted(pairs)[:: 10 if quick else 1]
    everything = sorted({name.lower() for pair in pairs for name in pair})
    counts: Counter[str] = Counter()
    mixed = []
    for pair in asked:
        for name, other in (pair, pair[::-1]):
            read_as_other, flagged = _mixed(workbench, name, other)
            counts["read as the other"] += read_as_other
            counts["flagged for the other's allergen"] += bool(flagged)
            others = [n for n in everything if n != name.lower()]
            counts["WRatio takes for another"] += bool(by_fuzzy_search(name, others))
            measured.case(f"{id_of(name)} {id_of(other)}", read_as_other + len(flagged), f"{name} for {other}")
            if read_as_other or flagged:
                mixed.append(f"    {name} for {other}{': ' + ', '.join(flagged) if flagged else ''}")
    print(f"look-alike pairs              {len(asked)} pairs, {2 * len(asked)} names: " + _listed(counts))
    print(*mixed, sep="\n", end="\n" if mixed else "")
    measured.figures.update({"names": 2 * len(asked), **counts})
    return measured


def _mixed(workbench: Workbench, name: str, other: str) -> tuple[bool, list[str]]:
    """Whether a name is read as the other, and for which of the other's allergens it is flagged."""
    own = {s.id for s in workbench.catalogue.named(name)}
    theirs = {s.id for s in workbench.catalogue.named(other)} - own
    read = workbench.resolver.resolve(name)
    named = {c.substance for c in read.candidates} if read.status is not Status.UNKNOWN else set()
    links = workbench.allergens.links_by_substance
    allergens = {link.allergen for i in theirs for link in links.get(i, ())}
    fair = {link.allergen for i in own or named for link in links.get(i, ())}
    said = {f.allergen for e in _check(workbench, name, sorted(allergens - fair)).entries for f in e.findings}
    return bool(named & theirs), sorted(said)


def _check(workbench: Workbench, text: str, allergens: list[str]) -> Assessment:
    return workbench.check(text, [Positive(i, workbench.allergens.get(i).name) for i in allergens])


def _listed(counts: Counter[str]) -> str:
    return ", ".join(f"{k} {v:,}" for k, v in sorted(counts.items()))
