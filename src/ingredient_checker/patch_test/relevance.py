"""What a positive test means for the patient: relevance, how certain it is, and where the allergen is met.

COADEX letters [COADEX]; certainty as in ESSCA's data system: certain 100 %, probable more than 50 %, possible less than
50 %, unlikely [ESSCA]. Relevance never takes an allergen off what is looked for.
"""

from __future__ import annotations

from .patient import PatchTestResult

RELEVANCES = (
    ("", "", "not said"),
    ("current", "C", "current"),
    ("past", "O", "old: past"),
    ("active sensitisation", "A", "active sensitisation"),
    ("unknown", "D", "do not know"),
    ("exposed without disease", "EX", "exposed without symptoms"),
    ("cross-reaction", "X", "cross-reaction"),
    ("not relevant", "", "not relevant"),
)
"""Relevance as it is kept, its COADEX letter, and how it is called."""
CERTAINTIES = ("", "certain", "probable", "possible", "unlikely")
_OTHER_WORDS = {"definite": "certain"}


def relevance_of(result: PatchTestResult) -> tuple[str, str]:
    """Relevance and certainty; a sheet may have said both in one ("current - probable")."""
    relevance, _, said = result.relevance.partition(" - ")
    return relevance, result.certainty or _OTHER_WORDS.get(said, said)


def relevance_in_words(result: PatchTestResult) -> str:
    """ "current · probable"; what the sheet says when that is not understood."""
    relevance, certainty = relevance_of(result)
    called = {kept: words for kept, _, words in RELEVANCES if kept in ("exposed without disease",)}
    return " · ".join(filter(None, (called.get(relevance, relevance), certainty))) or result.relevance_as_written
