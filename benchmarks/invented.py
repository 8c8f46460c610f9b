"""Invented labels on the patterns of real ones, with what must be read on them. The files lie in tests/labels.

The format is plain text, so that a dermatologist can add a label: tests/labels/README.md describes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ingredient_checker.allergens.allergen import Level
from ingredient_checker.assessment.verdict import Assessment
from ingredient_checker.label.label import Section
from ingredient_checker.matching.resolved import ReadEntry, ReadLabel, Status
from ingredient_checker.patch_test.patient import Positive
from ingredient_checker.workbench import Workbench

from .shared import ROOT

FOLDER = ROOT / "tests/labels"
_HIDDEN = re.compile(r"\{U\+([0-9A-F]{4,6})\}")
_SURE = (Status.IDENTIFIED, Status.LIKELY)
_LISTS = ("unread", *(section.value for section in Section))
_LEVELS = {level.value: level for level in Level}
_WORDS = {*_LISTS, *_LEVELS, "means", "never", "no", "verdict", "doubt", "open"}


@dataclass(frozen=True, slots=True)
class Expectation:
    """One line below a label: a word, what it is about (a patient's allergen, an entry), and what is wanted."""

    word: str
    of: str
    wanted: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class InventedLabel:
    """A label and what must be read on it. `open`: why it is not yet read so, "" when it is."""

    id: str
    text: str
    expected: tuple[Expectation, ...]
    open: str


def invented_labels(folder: Path = FOLDER) -> tuple[InventedLabel, ...]:
    """All labels in order of their files. ValueError with file and line where a file cannot be understood."""
    labels = tuple(label for file in sorted(folder.glob("*.txt")) for label in _read_file(file))
    ids = [label.id for label in labels]
    if doubled := {i for i in ids if ids.count(i) > 1}:
        raise ValueError(f"two labels are called {', '.join(sorted(doubled))}")
    return labels


def _read_file(file: Path) -> Iterator[InventedLabel]:
    lines = file.read_text("utf-8").split("\n")
    starts = [n for n, line in enumerate(lines) if line.startswith("=== ")]
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        block = lines[start + 1 : end]
        if "---" not in block:
            raise ValueError(f"{file.name}, line {start + 1}: no line --- below the label")
        split = block.index("---")
        text = _HIDDEN.sub(lambda m: chr(int(m[1], 16)), "\n".join(block[:split]))
        expected = tuple(_expectations(file, start + split + 3, block[split + 1 :]))
        reasons = " ".join(e.wanted[0] for e in expected if e.word == "open")
        checks = tuple(e for e in expected if e.word != "open")
        yield InventedLabel(f"{file.stem}: {lines[start][4:].strip()}", text, checks, reasons)


def _expectations(file: Path, first: int, lines: list[str]) -> Iterator[Expectation]:
    for number, line in enumerate(lines, first):
        if not line.strip() or line.startswith("#"):
            continue
        word, _, rest = line.strip().partition(" ")
        rest = rest.strip()
        of = ""
        if word in _LEVELS or word == "verdict":
            of, _, rest = (part.strip() for part in rest.partition(":"))
        elif word == "means":
            of, _, rest = (part.strip() for part in rest.partition(" = "))
        if word not in _WORDS or (word in {*_LEVELS, "verdict", "means"} and not (of and rest)):
            raise ValueError(f"{file.name}, line {number}: {line.strip()!r} is not understood")
        separated = rest.split(" + ") if word == "means" else rest.split(",") if word == "no" else rest.split(" | ")
        wanted = (rest,) if word == "open" else tuple(part.strip() for part in separated if part.strip())
        yield Expectation(word, of, wanted, number)


# what is wrong


def wrong_with(label: InventedLabel, workbench: Workbench) -> list[str]:
    """Everything in which the reading differs from what is expected, in words; empty when nothing does."""
    read = workbench.read_label(label.text)
    wrong = [
        f"{e.entry.text!r} does not stand where it is said to stand"
        for e in read.entries
        if label.text[e.entry.start : e.entry.end] != e.entry.text
    ]
    given = {e.word for e in label.expected}
    for expectation in label.expected:
        wrong += _wrong(label, expectation, read, workbench)
    if "unread" not in given and (unread := _listed(read, "unread")):
        wrong.append(f"unread: {' | '.join(unread)}")
    if "doubt" not in given and read.label.doubts:
        wrong.append(f"doubt: {' '.join(read.label.doubts)}")
    return wrong


def _wrong(label: InventedLabel, expected: Expectation, read: ReadLabel, workbench: Workbench) -> Iterator[str]:
    word, wanted = expected.word, expected.wanted
    if word in _LISTS:
        if (got := _listed(read, word)) != wanted:
            yield f"{word}: {' | '.join(got) or 'nothing'}"
    elif word == "means":
        yield from _wrong_meaning(expected, read, workbench)
    elif word == "never":
        for entry in _elsewhere(read):
            yield from (f"{_written(entry)!r} is an entry" for token in wanted if token == _written(entry))
    elif word == "doubt":
        said = " ".join(read.label.doubts)
        yield from (f"no doubt {phrase!r}, but {said or 'none'}" for phrase in wanted if phrase not in said)
    elif word == "verdict":
        got = _check(label, expected.of, workbench).verdict
        if got.value not in wanted:
            yield f"verdict {expected.of}: {got}"
    elif word == "no":
        for allergen in wanted:
            said = _flagged(_check(label, allergen, workbench), (Level.AVOID, Level.CAUTION))
            yield from (f"{allergen} is flagged at {entry!r}" for entry in said)
    else:
        said = _flagged(_check(label, expected.of, workbench), (_LEVELS[word],))
        if set(said) != set(wanted):
            yield f"{word} {expected.of}: {' | '.join(said) or 'nothing'}"


def _wrong_meaning(expected: Expectation, read: ReadLabel, workbench: Workbench) -> Iterator[str]:
    """An entry means exactly these: each of the names is one of its candidates, and every candidate is a name."""
    entries = [e for e in read.entries if _written(e) == expected.of and e.entry.section is not Section.CLAIM]
    if not entries:
        yield f"no entry {expected.of!r}"
        return
    meant = {name: {s.id for s in workbench.catalogue.named(name)} for name in expected.wanted}
    if unknown := [name for name, ids in meant.items() if not ids]:
        yield f"{', '.join(unknown)} is no known name"
    for entry in entries:
        got = {c.substance: c.name for c in entry.resolved.candidates}
        missing = [name for name, ids in meant.items() if ids.isdisjoint(got)]
        others = [name for i, name in got.items() if not any(i in ids for ids in meant.values())]
        if entry.resolved.status is Status.UNKNOWN or missing or others:
            yield f"{expected.of!r} is {entry.resolved.status}: {' + '.join(got.values()) or 'nothing'}"


def _check(label: InventedLabel, allergen: str, workbench: Workbench) -> Assessment:
    return workbench.check(label.text, [Positive(allergen, workbench.allergens.get(allergen).name)])


def _flagged(assessment: Assessment, levels: tuple[Level, ...]) -> list[str]:
    return [_written(e.read) for e in assessment.entries if e.level in levels]


def _listed(read: ReadLabel, what: str) -> tuple[str, ...]:
    if what == "unread":
        return tuple(_written(e) for e in _elsewhere(read) if e.resolved.status not in _SURE)
        return tuple(_written(e) for e in read.entries if e.entry.section in (Section.MENTIONED, Section.CLAIM))
    return tuple(_written(e) for e in read.entries if e.entry.section.value == what)


def _elsewhere(read: ReadLabel) -> list[ReadEntry]:
    return [e for e in read.entries if e.entry.section is not Section.CLAIM]


def _written(read: ReadEntry) -> str:
    return " ".join(read.entry.written.split())
