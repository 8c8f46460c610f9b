"""What a written name means, by the reading rule: numbers and exact names, then structure, then spelling.

Every name is read against everything that can stand on a label, never against a list of allergens. A `Resolver` reads
each distinct name once and remembers it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ..substances.catalogue import Catalogue
from ..substances.name_key import is_cas_number, is_ec_number, name_key
from . import structure
from .resolved import Candidate, How, Resolved, Status
from .spelling import MARGIN, Near, SpellingIndex, allowed_distance

UNKNOWN = Resolved(Status.UNKNOWN)
_CAS_INSIDE = re.compile(r"(?<![\d-])\d{2,7}-\d{2}-\d(?![\d-])")
_EC_INSIDE = re.compile(r"(?<![\d-])[2-9]\d{2}-\d{3}-\d(?![\d-])")
_COLOUR_INDEX = re.compile(r"(?<![A-Za-z])C\.?\s?[Il1|!]\.?\s?(?:no\.?\s?)?#?\s?(\d{5})(?::\d)?(?!\d)", re.IGNORECASE)
_FOOTNOTE_DIGIT = re.compile(r"(?<=[a-z]{4})\d$")
_HAN = re.compile(r"[\u3400-\u9fff]{2}")
_SLIP = 1.5
"""Up to this distance a name is a slip of the pen, and nothing else is tried."""
_DANGEROUS_MARGIN = 1.1
"""Names that are known to be taken for each other must be farther apart than others to count as one reading."""
_PLANT_FORMS = frozenset(
    "oil extract water butter wax powder juice gum resin absolute distillate hydrosol tincture concrete "
    "seedcake starch flour meal protein sap gel hydrolate cera extrait".split()
)


class Resolver:
    """Reads names against a catalogue. `look_alikes`: substance id -> ids that it is dangerously like."""

    def __init__(self, catalogue: Catalogue, look_alikes: Mapping[str, frozenset[str]] | None = None) -> None:
        self._catalogue = catalogue
        self._look_alikes = look_alikes or {}
        self._memory: dict[str, Resolved] = {}
        self._exact: dict[str, Resolved] = {}
        self._spelling: SpellingIndex | None = None
        self._plants: dict[str, list[tuple[str, str]]] | None = None
        self._orders: dict[tuple[str, ...], str] | None = None

    def resolve(self, written: str) -> Resolved:
        """What a written name means; the same answer for the same characters."""
        resolved = self._memory.get(written)
        if resolved is None:
            resolved = self._memory[written] = self._resolve(written)
        return resolved

    def warm_up(self) -> None:
        """Build the indexes that the first unknown name would have to wait for. Safe to call from another thread."""
        self._index()
        self._is_plant(["aqua", "aqua"])
        self._reordered("aqua aqua")

    def exact(self, written: str) -> Resolved:
        """What a name means without any repair of spelling; UNKNOWN if it is not a known name."""
        known = self._exact.get(written)
        if known is None:
            known = self._exact[written] = self._known(written) or UNKNOWN
        return known

    # for a person who decides about a spelling

    def name_of(self, substance_id: str) -> str:
        """The display name of a substance."""
        return self._catalogue.get(substance_id).name

    def unread(self, written: str) -> Resolved:
        """The name as one that stays unknown: the known words inside it, and the nearest names."""
        return self._unknown(written)

    def nearest(self, written: str) -> tuple[Candidate, ...]:
        """Known names near a written one, farther than any reading would go, nearest first; one a substance."""
        key = name_key(structure.without_amounts(structure.without_marks(written)))
        near = self._index().near(key, farther=1.5 + allowed_distance(key) / 2) if 4 <= len(key) <= 80 else ()
        found: dict[str, Candidate] = {}
        for n in near:
            for i in self._catalogue.ids_by_key[n.key]:
                found.setdefault(i, self._candidate(i, How.SPELLING, n.note, round(n.distance, 2)))
        return tuple(found.values())

    def _resolve(self, written: str) -> Resolved:
        known = self._known(written)
        if known:
            return known
        reordered = self._reordered(written)
        if reordered:
            return reordered
        spelled = self._spelled(written)
        if spelled and spelled.candidates[0].distance <= _SLIP:
            return spelled
        parts = structure.slash_parts(structure.without_marks(written))
        partly = self._partly_known(parts) if parts else None
        return partly or self._other_form(written) or spelled or self._unknown(written)

    # exact names, numbers and structure

    def _known(self, written: str) -> Resolved | None:
        return (
            self._named(written, How.NAME)
            or self._numbered(written)
            or self._restructured(written)
            or self._slash_group(written)
            or self._bracket_decides(written)
            or self._plant(written)
        )

    def _named(self, text: str, how: How, note: str = "") -> Resolved | None:
        ids = self._catalogue.ids_by_key.get(name_key(text), ()) if text else ()
        if not ids:
            return None
        status = Status.IDENTIFIED if len(ids) == 1 else Status.AMBIGUOUS
        return Resolved(status, tuple(self._candidate(i, how, note) for i in ids))

    def _candidate(self, substance_id: str, how: How, note: str = "", distance: float = 0.0) -> Candidate:
        return Candidate(substance_id, self._catalogue.substances[substance_id].name, how, note, distance)

    def _numbered(self, written: str) -> Resolved | None:
        bare = structure.without_marks(written)
        if match := _COLOUR_INDEX.search(bare):
            named = self._named(f"CI {match[1]}", How.NUMBER, f"by its number CI {match[1]}")
            rest = (bare[: match.start()] + " " + bare[match.end() :]).strip(" /()-,:")
            if named and rest and (other := self._known(rest) if any(c.isalpha() for c in rest) else None):
                return _joined((other, named))
            if named:
                return named
        if bare.isdigit() and len(bare) == 5:
            return self._named(f"CI {bare}", How.NUMBER, f"by its number CI {bare}")
        for match in _CAS_INSIDE.finditer(bare):
            if is_cas_number(match[0]) and (ids := self._catalogue.ids_by_number.get(match[0])):
                return self._by_number(ids, f"by its CAS number {match[0]}")
        for match in _EC_INSIDE.finditer(bare):
            if is_ec_number(match[0]) and (ids := self._catalogue.ids_by_number.get(match[0])):
                return self._by_number(ids, f"by its EC number {match[0]}")
        return None

    def _by_number(self, ids: Iterable[str], note: str) -> Resolved:
        found = tuple(self._candidate(i, How.NUMBER, note) for i in ids)
        return Resolved(Status.IDENTIFIED if len(found) == 1 else Status.AMBIGUOUS, found)

    def _restructured(self, written: str) -> Resolved | None:
        """The name without footnote marks, amounts, common names in brackets and words that do not name anything."""
        bare = structure.without_marks(written)
        less = structure.without_amounts(bare)
        plain, contents = structure.brackets(less)
        tries = [bare, less]
        for content, behind in contents:
            if behind and content and self._is_plant(content.split()):
                tries.append(f"{content} {behind}")
        tries += [plain, structure.without_qualifiers(plain), structure.without_qualifiers(less)]
        tries.append(_FOOTNOTE_DIGIT.sub("", plain.lower()))
        for text in dict.fromkeys(tries):
            named = self._named(text, How.STRUCTURE, f"read as “{text}”" if text != written else "")
            if named:
                # a name that is known with its bracket says all: "Salicylic Acid (BHA)" holds no antioxidant
                added = () if text in (bare, less) else contents
                inside = [self._bracket_content(c) for c, behind in added if not behind]
                return _joined((named, *(r for r in inside if r)))
        return None

    def _bracket_content(self, content: str) -> Resolved | None:
        """What the bracket behind a name adds: another name of it, or its parts."""
        whole = self._named(content, How.STRUCTURE, "named in the bracket")
        if whole:
            return whole
        found = [
            self._named(item, How.STRUCTURE, "named in the bracket") or self._numbered(item)
            for item in structure.items(content)
        ]
        return _joined(tuple(r for r in found if r)) if any(found) else None

    def _slash_group(self, written: str) -> Resolved | None:
        parts = structure.slash_parts(structure.without_marks(written))
        if not parts:
            return None
        read = [self._named(p, How.STRUCTURE) or self._numbered(p) or self._restructured(p) for p in parts]
        if all(read):
            return _joined(tuple(r for r in read if r))
        return None

    def _partly_known(self, parts: tuple[str, ...]) -> Resolved | None:
        """A slash group some of whose parts are known: the others are taken for translations, and this is said."""
        read = [self._known(p) or self._spelled(p) for p in parts]
        known = tuple(r for r in read if r and r.status in (Status.IDENTIFIED, Status.LIKELY))
        if not known:
            return None
        missing = [p for p, r in zip(parts, read, strict=True) if not r]
        joined = _joined(known)
        if missing:
            note = "taken for another name of it: " + ", ".join(f"“{p}”" for p in missing)
            first, *rest = joined.candidates
            words = _others((c for p in missing for c in self._words_inside(p)), joined.candidates)
            joined = Resolved(joined.status, (_noted(first, note), *rest, *words))
        unsure = missing or any(r.status is Status.LIKELY for r in known)
        return Resolved(Status.LIKELY if unsure else joined.status, joined.candidates)

    def _bracket_decides(self, written: str) -> Resolved | None:
        """An unknown name with a known one in the bracket behind it ("Aloe Supreme (Aloe Barbadensis Leaf Juice)")."""
        plain, contents = structure.brackets(structure.without_amounts(structure.without_marks(written)))
        found = [r for content, behind in contents if not behind and (r := self._bracket_content(content))]
        if not found:
            return None
        joined = _joined(tuple(found))
        if joined.status is not Status.IDENTIFIED:
            return joined
        if not any(c.isalpha() for c in plain):
            return joined
        first, *rest = joined.candidates
        read = (_noted(first, f"named in the bracket; “{plain}” itself is not known"), *rest)
        return Resolved(Status.LIKELY, (*read, *_others(self._words_inside(plain), read)))

    # plants

    def _plant_names(self) -> dict[str, list[tuple[str, str]]]:
        """ "genus species" -> (form, substance id) of every name that begins so and ends in a form such as oil."""
        if self._plants is None:
            plants: dict[str, list[tuple[str, str]]] = {}
            for substance in self._catalogue.substances.values():
                words = substance.name.lower().split()
                if len(words) >= 3 and words[-1] in _PLANT_FORMS and words[0].isalpha() and words[1].isalpha():
                    plants.setdefault(f"{words[0]} {words[1]}", []).append((words[-1], substance.id))
            self._plants = plants
        return self._plants

    def _is_plant(self, words: list[str]) -> bool:
        return len(words) >= 2 and f"{words[0]} {words[1]}".lower() in self._plant_names()

    def _plant(self, written: str) -> Resolved | None:
        """A plant name with its common name among the words ("rosmarinus officinalis rosemary leaf extract")."""
        bare = structure.without_amounts(structure.without_marks(written))
        words = re.sub(r"[()\[\],]", " ", structure.without_qualifiers(bare)).split()
        if not 3 <= len(words) <= 9 or not self._is_plant(words):
            return None
        for fewer in structure.shorter(words):
            if fewer[-1].lower() in _PLANT_FORMS and (
                named := self._named(" ".join(fewer), How.STRUCTURE, f"read as “{' '.join(fewer)}”")
            ):
                return named
        return None

    def _other_form(self, written: str) -> Resolved | None:
        """A known plant in a form that no list names: every known ingredient of that plant is possible."""
        words = (
            re.sub(r"[()\[\],]", " ", structure.without_qualifiers(structure.without_marks(written))).lower().split()
        )
        if not self._is_plant(words) or len(words) > 7:
            return None
        family = self._plant_names()[f"{words[0]} {words[1]}"]
        same_form = [i for form, i in family if form == words[-1]]
        chosen = dict.fromkeys(same_form or [i for _, i in family])
        note = f"the plant {words[0].capitalize()} {words[1]} in a form that is not in the lists"
        return Resolved(Status.LIKELY, tuple(self._candidate(i, How.FORM, note) for i in chosen))

    # the same words in another order

    def _reordered(self, written: str) -> Resolved | None:
        words = _sorted_words(structure.without_amounts(structure.without_marks(written)))
        if len(words) < 2:
            return None
        if self._orders is None:
            self._orders = {}
            for substance in self._catalogue.substances.values():
                self._orders.setdefault(_sorted_words(substance.name), substance.id)
        substance_id = self._orders.get(words)
        if substance_id is None:
            return None
        return Resolved(Status.LIKELY, (self._candidate(substance_id, How.ORDER, "the words in another order"),))

    # spelling

    def _index(self) -> SpellingIndex:
        if self._spelling is None:
            self._spelling = SpellingIndex(self._catalogue.ids_by_key)
        return self._spelling

    def _spelled(self, written: str) -> Resolved | None:
        """The nearest known name, if it is near enough and nothing else is as near."""
        best: Resolved | None = None
        for text in self._spelling_forms(written):
            read = self._decided(self._index().near(name_key(text)))
            if read and (best is None or read.candidates[0].distance < best.candidates[0].distance):
                best = read
        return best

    def _spelling_forms(self, written: str) -> Iterable[str]:
        if _HAN.search(written):
            return ()  # one character of a Chinese name is a whole part of the molecule, never a slip
        bare = structure.without_amounts(structure.without_marks(written))
        plain, contents = structure.brackets(bare)
        forms = {name_key(t): t for t in (bare, plain, structure.without_qualifiers(plain))}
        for content, behind in contents:
            if not behind and len(plain) < 5:
                forms.setdefault(name_key(content), content)
        return (text for key, text in forms.items() if len(key) >= 5)

    def _decided(self, near: tuple[Near, ...]) -> Resolved | None:
        if not near:
            return None
        distances: dict[str, Near] = {}
        for found in near:
            for substance_id in self._catalogue.ids_by_key[found.key]:
                distances.setdefault(substance_id, found)
        (best, found), *others = distances.items()
        rivals = [
            (i, n)
            for i, n in others
            if (n.distance - found.distance < MARGIN and (n.same_shape or not found.same_shape))
            or (n.distance - found.distance < _DANGEROUS_MARGIN and i in self._look_alikes.get(best, frozenset()))
        ]
        readings = [(best, found), *rivals]
        candidates = tuple(self._candidate(i, How.SPELLING, n.note, round(n.distance, 2)) for i, n in readings[:8])
        return Resolved(Status.LIKELY if not rivals else Status.AMBIGUOUS, candidates)

    # what stays unknown

    def _unknown(self, written: str) -> Resolved:
        words = self._words_inside(written)
        key = name_key(written)
        resembling = self._index().resembling(key) if 5 <= len(key) <= 60 else ()
        nearest = {
            i: self._candidate(i, How.SPELLING, f"{_letters(edits)} differ", edits)
            for known, edits in reversed(resembling)
            for i in self._catalogue.ids_by_key[known][:1]
            if 3 * edits <= len(key)
        }
        return Resolved(Status.UNKNOWN, (*words, *_others(reversed(nearest.values()), words)[:3]))

    def _words_inside(self, written: str) -> tuple[Candidate, ...]:
        """Known names that stand as whole words inside something unknown ("hydrolysed lanolin complex")."""
        words = [w for w in re.split(r"[^\w'-]+", written) if w][:40]
        found: dict[str, Candidate] = {}
        start = 0
        while start < len(words):
            for length in range(min(5, len(words) - start), 0, -1):
                phrase = " ".join(words[start : start + length])
                ids = self._catalogue.ids_by_key.get(name_key(phrase), ()) if len(phrase) >= 4 else ()
                if ids:
                    for i in ids:
                        found.setdefault(i, self._candidate(i, How.WORD, f"the word “{phrase}” stands in it"))
                    start += length
                    break
            else:
                start += 1
        return tuple(found.values())


def _letters(count: int) -> str:
    return f"{count} letter{'s' if count > 1 else ''}"


def _sorted_words(name: str) -> tuple[str, ...]:
    return tuple(sorted(w for w in re.split(r"[^0-9a-z]+", name.lower()) if w))


def _others(words: Iterable[Candidate], known: Iterable[Candidate]) -> tuple[Candidate, ...]:
    ids = {c.substance for c in known}
    return tuple(w for w in words if w.substance not in ids)


def _noted(candidate: Candidate, note: str) -> Candidate:
    return Candidate(candidate.substance, candidate.name, candidate.how, note, candidate.distance)


def _joined(parts: tuple[Resolved, ...]) -> Resolved:
    """Several readings of parts of one entry; parts that name different substances are all kept."""
    candidates: dict[str, Candidate] = {}
    certain = [p for p in parts if p.status is not Status.AMBIGUOUS] or list(parts)
    sure = {c.substance for p in certain for c in p.candidates}
    # A shared name is settled when another part says which of its meanings is meant.
    kept = [p for p in parts if p in certain or not sure & {c.substance for c in p.candidates}]
    for part in kept:
        for candidate in part.candidates:
            candidates.setdefault(candidate.substance, candidate)
    order = list(Status)
    status = max((p.status for p in kept), key=order.index)
    return Resolved(status, tuple(candidates.values()))
