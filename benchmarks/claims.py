"""Claims of absence in many wordings around an invented list: nothing that is said to be absent may be flagged, and
nothing that is really there may be lost. Needs nothing from outside.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ingredient_checker.allergens.allergen import Level
from ingredient_checker.patch_test.patient import Positive
from ingredient_checker.workbench import Workbench

from .baseline import Measured
from .naive import NaiveWays, beside

OURS = "this program"
_NAMES = {
    "mi": {"en": "methylisothiazolinone", "fr": "méthylisothiazolinone", "es": "metilisotiazolinona"},
    "formaldehyde": {
        "en": "formaldehyde",
        "fr": "formaldéhyde",
        "de": "Formaldehyd",
        "es": "formaldehído",
        "it": "formaldeide",
    },
    "triclosan": {"en": "triclosan", "es": "triclosán"},
}
_REAL = {"mi": "Methylisothiazolinone", "formaldehyde": "DMDM Hydantoin", "triclosan": "Triclosan"}
# X, Y, Z are the three names. A wording that ends with a colon goes over lines.
_WORDINGS = {
    "en": (
        "Formulated without X, Y or Z.",
        "Our products are formulated without: X, Y, Z.",
        "We are formulated without:\n- X\n- Y\n- Z",
        "Made without X, Y & Z.",
        "Free from X, Y and Z.",
        "Free of: X, Y, Z.",
        "100% free of X, Y, and Z.",
        "X-free, Y-free, Z-free.",
        "X free. Y free. Z free.",
        "0 % X, 0 % Y, 0 % Z",
        "0% X | 0% Y | 0% Z",
        "No X, no Y, no Z.",
        "No X, Y or Z.",
        "No added X, Y or Z.",
        "Does not contain X, Y or Z.",
        "This product doesn't contain X, Y or Z.",
        "Contains no X, Y or Z.",
        "Contains neither X nor Y nor Z.",
        "Never contains X, Y or Z.",
        "Not formulated with X, Y or Z.",
        "Without X, without Y, without Z.",
        "Excludes X, Y and Z.",
    ),
    "fr": (
        "Sans X, sans Y, sans Z.",
        "Sans X, Y ni Z.",
        "Ne contient pas de X, de Y ni de Z.",
        "Exempt de X, Y et Z.",
        "Formulé sans X, Y, Z.",
        "0 % de X, 0 % de Y, 0 % de Z.",
    ),
    "de": ("Ohne X, Y und Z.", "Ohne X, ohne Y, ohne Z.", "Frei von X, Y und Z.", "Enthält kein X, kein Y und kein Z."),
    "es": (
        "Sin X, sin Y, sin Z.",
        "Sin X, Y ni Z.",
        "Libre de X, Y y Z.",
        "No contiene X, Y ni Z.",
        "0% X, 0% Y, 0% Z.",
    ),
    "it": ("Senza X, senza Y, senza Z.", "Senza X, Y e Z.", "Non contiene X, Y e Z.", "Privo di X, Y e Z."),
    "nl": ("Zonder X, Y en Z.", "Zonder X, zonder Y, zonder Z.", "Vrij van X, Y en Z.", "Bevat geen X, Y of Z."),
}
_HEADINGS = {
    "en": "Ingredients",
    "fr": "Ingrédients",
    "de": "Inhaltsstoffe",
    "es": "Ingredientes",
    "it": "Ingredienti",
    "nl": "Ingrediënten",
}
_LIST = "Aqua, Glycerin, Cetyl Alcohol, {real}Squalane, Carbomer, Citric Acid, {real}Xanthan Gum"


@dataclass(frozen=True, slots=True)
class Claim:
    """A label with a claim. `real`: the allergen that is in the list all the same, "" for none."""

    id: str
    text: str
    real: str


def invented_claims() -> Iterator[Claim]:
    """Every wording before and behind a list in which none of the three, or one of them, really is."""
    for language, wordings in _WORDINGS.items():
        for wording in wordings:
            claim = _filled(wording, language)
            for real in ("", *_NAMES):
                listed = _LIST.format(real=f"{_REAL[real]}, " if real else "")
                for place, text in (
                    ("before", f"{claim} {_HEADINGS[language]}: {listed}."),
                    ("above", f"{claim}\n\n{_HEADINGS[language]}: {listed}."),
                    ("behind", f"{listed}. {claim}"),
                    ("below", f"{listed}.\n\n{claim}"),
                ):
                    yield Claim(f"{language} “{wording}” {place} the list, {real or 'none'} in it", text, real)


def _filled(wording: str, language: str) -> str:
    for letter, names in zip("XYZ", _NAMES.values(), strict=True):
        wording = re.sub(rf"\b{letter}\b", names.get(language, names["en"]), wording)  # and not the Z of "Zonder"
    return wording


def claims(workbench: Workbench, *, quick: bool) -> Measured:
    """Print false alarms and missed mentions by way; the wordings on which this program fails."""
    measured = Measured("invented claims")
    counts: Counter[str] = Counter()
    failing: Counter[str] = Counter()
    naive = NaiveWays(workbench.allergens, workbench.catalogue, tuple(_NAMES))
    positives = [Positive(i, workbench.allergens.get(i).name) for i in _NAMES]
    for number, claim in enumerate(invented_claims()):
        if quick and number % 7:
            continue
        real = {claim.real} - {""}
        entries = workbench.check(claim.text, positives).entries
        seen = {OURS: {f.allergen for e in entries for f in e.findings if f.level is not Level.INFO}}
        for way in ("substring", "WRatio"):
            seen[way] = set().union(*(found for _, _, found in naive.ways[way](claim.text)))
        for way, found in seen.items():
            counts[f"{way}: false alarms"] += len(found - real)
            counts[f"{way}: found"] += len(found & real)
        counts["claimed absent"] += len(_NAMES) - len(real)
        counts["really there"] += len(real)
        false, missed = sorted(seen[OURS] - real), sorted(real - seen[OURS])
        said = f"{'flagged ' + ', '.join(false) if false else ''} {'missed ' + ', '.join(missed) if missed else ''}"
        measured.case(claim.id, len(false) + len(missed), said.strip())
        failing[claim.id.split(" the list")[0]] += bool(false or missed)
    print(
        f"invented claims               {len(measured.faults)} labels: {counts['claimed absent']:,} names claimed "
        f"absent, {counts['really there']} really there"
    )
    for way in (OURS, "substring", "WRatio"):
        false, found = counts[f"{way}: false alarms"], counts[f"{way}: found"]
        ratio = "" if way == OURS else f"; false alarms {beside(false, counts[f'{OURS}: false alarms'])}"
        print(f"    {way:16}false alarms {false:5,}; found {found:4} of {counts['really there']}{ratio}")
    print(*(f"    WRONG {wording} ({n})" for wording, n in failing.items() if n), sep="\n")
    measured.figures.update(counts)
    return measured
