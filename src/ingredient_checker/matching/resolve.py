"""What a written name means, by the reading rule: numbers and exact names, then structure, then spelling.

Every name is read against everything that can stand on a label, never against a list of allergens. A `Resolver` reads
each distinct name once and remembers it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from ..substances.catalogue import Catalogue
from ..substances.name_key import is_cas_number, is_ec_number, name_key
from . import structure
from .resolved import Candidate, How, Resolved, Status
from .spelling import MARGIN, Near, SpellingIndex, allowed_distance, changes_meaning, is_part

UNKNOWN = Resolved(Status.UNKNOWN)
_CAS_INSIDE = re.compile(r"(?<![\d-])\d{2,7}-\d{2}-\d(?![\d-])")
_EC_INSIDE = re.compile(r"(?<![\d-])[2-9]\d{2}-\d{3}-\d(?![\d-])")
_COLOUR_INDEX = re.compile(r"(?<![A-Za-z])C\.?\s?[Il1|!]\.?\s?(?:no\.?\s?)?#?\s?(\d{5})(?::\d)?(?!\d)", re.IGNORECASE)
_MORE_COLOURS = re.compile(r"(?<=[\s,/;&(])(\d{5})(?!\d)")
_FOOTNOTE_DIGIT = re.compile(r"(?:(?<=[a-z]{4})|(?<=[a-z] [a-z]{3}))\d$")
_DIGITS = re.compile(r"\d+")
_NUMBER_WORD = re.compile(r"\b(?:CAS|EC|EINECS)\b(?:[\s-]*(?:no|nr|number)\b)?[\s.:]*", re.IGNORECASE)
_HAN = re.compile(r"[\u3400-\u9fff]{2}")
_SLIP = 1.5
"""Up to this distance a name is a slip of the pen, and nothing else is tried."""
_GARBLED = range(15, 61)
"""So long a name may be read although it is garbled beyond a slip, if no other name is nearly as near."""
_GARBLED_ALONE = 0.25
_VERY_LONG = 20
_MOST_GARBLED_WORDS = 4
_MOST_GARBLED_READINGS = 4
_SLASH_LIKE = "Il1|!"
_MOST_SLASHES = 12
_DANGEROUS_MARGIN = 1.1
"""Names that are known to be taken for each other must be farther apart than others to count as one reading."""
_COLOUR_WORDS = frozenset(
    "blue yellow green orange violet purple black white brown pink lake lakes pigment pigments acid solvent basic "
    "color colour index food iron oxide oxides dyes aluminum aluminium barium calcium number drug cosmetic".split()
)
_PLANT_FORMS = frozenset(
    "oil extract water butter wax powder juice gum resin absolute distillate hydrosol tincture concrete "
    "seedcake starch flour meal protein sap gel hydrolate cera extrait".split()
)
_LIKELY_FORMS = ("extract", "oil", "seed oil", "fruit extract", "leaf extract", "root extract")
_NO_PLANT = _PLANT_FORMS | frozenset(
    "leaf seed fruit flower root herb plant bark peel kernel bean berry nut oils fatty".split()
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
        self._plant_spelling: SpellingIndex | None = None
        self._plant_keys: dict[str, str] = {}
        self._orders: dict[tuple[str, ...], str] | None = None
        self._name_words: frozenset[str] | None = None

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

    def known_name(self, written: str) -> Resolved | None:
        """What an exact name means, taken as it is written."""
        return self._named(written, How.NAME)

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
        return (
            (self._partly_known(parts) if parts else None)
            or self._fermented(written)
            or self._other_form(written)
            or spelled
            or self._other_form(written, spelled=True)
            or self._in_any_form(written)
            or self._slash_read_as_letter(written)
            or self._garbled(written)
            or self._unknown(written)
        )

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
        if _COLOUR_INDEX.search(bare):
            found = dict.fromkeys((*_COLOUR_INDEX.findall(bare), *_MORE_COLOURS.findall(bare)))
            colours = [self._named(f"CI {n}", How.NUMBER, f"by its number CI {n}") for n in found]
            if named := tuple(c for c in colours if c):
                rest = _MORE_COLOURS.sub(" ", _COLOUR_INDEX.sub(" ", bare))
                return self._with_rest(_joined(named), rest, says_more="(" not in bare and "[" not in bare)
        if bare.isdigit() and len(bare) == 5:
            return self._named(f"CI {bare}", How.NUMBER, f"by its number CI {bare}")
        for numbers, is_number, kind in ((_CAS_INSIDE, is_cas_number, "CAS"), (_EC_INSIDE, is_ec_number, "EC")):
            for match in numbers.finditer(bare):
                if is_number(match[0]) and (ids := self._catalogue.ids_by_number.get(match[0])):
                    number = self._by_number(ids, f"by its {kind} number {match[0]}")
                    return self._with_rest(number, _NUMBER_WORD.sub(" ", _without(bare, match)))
        return None

    def _with_rest(self, number: Resolved, rest: str, *, says_more: bool = False) -> Resolved:
        """What stands beside a number is read, too; where it is not known, the known words in it are possible.

        `says_more`: the rest does not say what the number means, so that all is unknown where the rest is.
        """
        rest = re.sub(r"[(\[][\s,/;&]*[)\]]", " ", rest).strip(" /()[]-,:;.&")
        if not any(c.isalpha() for c in rest):
            return number
        if other := self._known(rest):
            return _joined((other, number))
        words = _others(self._words_inside(rest), number.candidates)
        strange = {w for w in _sorted_words(rest) if len(w) > 3} - _COLOUR_WORDS
        if says_more and strange and not words:
            note = "its number stands in it"
            return Resolved(
                Status.UNKNOWN, tuple(self._candidate(c.substance, How.WORD, note) for c in number.candidates)
            )
        status = Status.LIKELY if words and number.status is Status.IDENTIFIED else number.status
        return Resolved(status, (*number.candidates, *words))

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
            if named and not self._stands_for_another(text, contents, named):
                # a name that is known with its bracket says all: "Salicylic Acid (BHA)" holds no antioxidant
                added = () if text in (bare, less) else contents
                inside = [
                    self._bracket_content(c)
                    for c, behind in added
                    if not behind and not structure.abbreviates(c, plain)
                ]
                return _joined((named, *(r for r in inside if r)))
        return None

    def _stands_for_another(self, plain: str, contents: Sequence[tuple[str, str]], named: Resolved) -> bool:
        """Whether the bracket spells an abbreviation out as something else ("BHA (beta hydroxy acid)")."""
        return any(
            structure.abbreviates(plain, content) and not self._begins_alike(content, named) for content, _ in contents
        )

    def _begins_alike(self, words: str, named: Resolved) -> bool:
        """Whether a name of the substance begins like these words, so that an abbreviation may stand for both."""
        beginning = name_key(words)[:3]
        return any(
            name_key(name.text).startswith(beginning)
            for c in named.candidates
            for name in self._catalogue.names[c.substance]
        )

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
            return Resolved(joined.status, (*joined.candidates, *_others(self._words_inside(plain), joined.candidates)))
        if not any(c.isalpha() for c in plain):
            return joined
        first, *rest = joined.candidates
        if any(structure.abbreviates(plain, content) for content, _ in contents):
            return Resolved(Status.LIKELY, (_noted(first, f"“{plain}” is spelt out so in the bracket"), *rest))
        spelled = self._spelled(plain)
        if spelled and spelled.status is Status.LIKELY:
            return _joined((spelled, joined))
        if spelled:
            possible = (
                self._candidate(c.substance, How.WORD, f"“{plain}” may be it: {c.note}") for c in spelled.candidates
            )
            return Resolved(Status.LIKELY, (*joined.candidates, *_others(possible, joined.candidates)))
        read = (_noted(first, f"named in the bracket; “{plain}” itself is not known"), *rest)
        abbreviated = any(structure.abbreviates(content, plain) for content, _ in contents)
        if abbreviated and not self._begins_alike(plain, joined):
            return Resolved(Status.AMBIGUOUS, read)
        return Resolved(Status.LIKELY, (*read, *_others(self._words_inside(plain), read)))

    def _slash_read_as_letter(self, written: str) -> Resolved | None:
        """Known names with an I between them that was a slash ("AQUAIWATERIEAU")."""
        text = structure.without_marks(written)
        slashes = [i for i, char in enumerate(text) if char in _SLASH_LIKE]
        if not 1 <= len(slashes) <= _MOST_SLASHES:
            return None
        parts: dict[int, tuple[Resolved, ...]] = {0: ()}  # where a part may begin -> the parts before it
        for stop in (*slashes, len(text)):
            for start in [s for s in parts if s + 3 <= stop]:
                named = self._named(text[start:stop], How.STRUCTURE, f"“{text[start:stop].strip()}”, I read for /")
                if named and named.status is Status.IDENTIFIED:
                    parts.setdefault(stop + 1, (*parts[start], named))
        found = parts.get(len(text) + 1, ())
        return Resolved(Status.LIKELY, _joined(found).candidates) if len(found) > 1 else None

    def number_lost(self, written: str) -> Resolved | None:
        """A name behind which a hyphen shows that its number was lost ("Benzophenone-"): all that it may have been."""
        ids = [i for n in range(1, 100) for i in self._catalogue.ids_by_key.get(f"{name_key(written)}{n}", ())]
        if not ids:
            return None
        own = self._catalogue.ids_by_key.get(name_key(written), ())
        note = "its number is missing"
        return Resolved(
            Status.AMBIGUOUS, tuple(self._candidate(i, How.SPELLING, note) for i in dict.fromkeys((*own, *ids)))
        )

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
        if _goes_on(bare):
            return None
        for fewer in structure.shorter(words):
            if fewer[-1].lower() in _PLANT_FORMS and (
                named := self._named(" ".join(fewer), How.STRUCTURE, f"read as “{' '.join(fewer)}”")
            ):
                return named
        return None

    def _other_form(self, written: str, *, spelled: bool = False) -> Resolved | None:
        """A known plant in a form that no list names: every known ingredient of that plant is possible."""
        words = (
            re.sub(r"[()\[\],]", " ", structure.without_qualifiers(structure.without_marks(written))).lower().split()
        )
        if not 2 <= len(words) <= 7 or _goes_on(written):
            return None
        if spelled:
            plant, slip, distance = self._plant_spelled(words)
        else:
            plant, slip, distance = f"{words[0]} {words[1]}" if self._is_plant(words) else "", "", 0.0
        if not plant:
            return None
        family = self._plant_names()[plant]
        same_form = [i for form, i in family if form == words[-1]]
        chosen = dict.fromkeys(same_form or [i for _, i in family])
        note = f"the plant {plant.capitalize()}{slip} in a form that is not in the lists"
        plants = tuple(self._candidate(i, How.FORM, note, distance) for i in chosen)
        beside = " ".join(w for w in structure.brackets(written)[0].split()[2:] if w.lower() not in _PLANT_FORMS)
        return Resolved(Status.LIKELY, (*plants, *_others(self._words_inside(beside), plants)))

    def _plant_spelled(self, words: list[str]) -> tuple[str, str, float]:
        """The plant that the first two words name but for a slip of spelling, and the slip; empty when none is."""
        if self._plant_spelling is None:
            plants = (plant for plant in self._plant_names() if not is_part(plant.split()[0]))
            self._plant_keys = {name_key(plant): plant for plant in plants}
            self._plant_spelling = SpellingIndex(self._plant_keys)
        near = self._plant_spelling.near(name_key(f"{words[0]} {words[1]}"))
        if not near or near[0].distance > _SLIP or (len(near) > 1 and near[1].distance - near[0].distance < MARGIN):
            return "", "", 0.0
        # Never nearer than a slip, so that the entry is first looked through for several names.
        return self._plant_keys[near[0].key], f" ({near[0].note})", _SLIP + near[0].distance

    def _fermented(self, written: str) -> Resolved | None:
        """A ferment that no list names, made from known things: they are possible."""
        parts = structure.fermented(structure.without_amounts(structure.without_marks(written)))
        read = [self._known(part) or self._other_form(part) or self._in_any_form(part) for part in parts]
        known = [r for r in read if r and r.status is not Status.AMBIGUOUS]
        if not known or len(known) < len(parts):
            return None
        note = "a ferment made from it that is not in the lists"
        made_from = dict.fromkeys(c.substance for r in known for c in r.candidates)
        return Resolved(Status.LIKELY, tuple(self._candidate(i, How.FORM, note) for i in made_from))

    def _in_any_form(self, written: str) -> Resolved | None:
        """Something of which only forms are known ("soybean"), or a form of something known ("tea berry extract")."""
        bare = structure.without_qualifiers(structure.without_amounts(structure.without_marks(written)))
        words = bare.lower().split()
        if len(words) > 1 and words[-1] in _PLANT_FORMS:
            whole = self._named(" ".join(words[:-1]), How.FORM, f"“{words[-1]}” of it is not in the lists")
            return Resolved(Status.LIKELY, whole.candidates) if whole else None
        if not 1 <= len(words) <= 3 or len(words[-1]) < 4 or words[-1] in _NO_PLANT:
            return None
        named = [self._named(f"{bare} {form}", How.FORM, f"“{bare}” in no known form") for form in _LIKELY_FORMS]
        found = dict.fromkeys(c for n in named if n for c in n.candidates)
        return Resolved(Status.LIKELY, tuple(found)) if found else None

    # the same words in another order

    def _reordered(self, written: str) -> Resolved | None:
        words = _sorted_words(structure.without_amounts(structure.without_marks(written)))
        if len(words) < 2:
            return None
        substance_id = self._words_in_order().get(words)
        if substance_id is None:
            return None
        return Resolved(Status.LIKELY, (self._candidate(substance_id, How.ORDER, "the words in another order"),))

    def _words_in_order(self) -> dict[tuple[str, ...], str]:
        """The words of a name in the order of the alphabet -> substance id."""
        if self._orders is None:
            self._orders = {}
            for substance in self._catalogue.substances.values():
                self._orders.setdefault(_sorted_words(substance.name), substance.id)
        return self._orders

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
        return self._with_brackets(best, written) if best else None

    def _with_brackets(self, read: Resolved, written: str) -> Resolved:
        """A repaired name and what its brackets name beside it."""
        _, contents = structure.brackets(written)
        inside: list[Candidate] = []
        for content, behind in contents:
            if not behind:
                named = self._bracket_content(content)
                inside += named.candidates if named else self._words_inside(content)
        return Resolved(read.status, (*read.candidates, *_others(inside, read.candidates)))

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

    def _garbled(self, written: str) -> Resolved | None:
        """A long name damaged beyond a slip of spelling: likely where all other names are far, else ambiguous.

        None when it is made of words that stand in names of ingredients: then it is another name, not a damaged one.
        """
        bare, _ = structure.brackets(structure.without_amounts(structure.without_marks(written)))
        key = name_key(bare)
        words = set(_sorted_words(bare))
        if len(key) not in _GARBLED or len(words) > _MOST_GARBLED_WORDS or _HAN.search(bare):
            return None
        nearest: dict[str, int] = {}
        another = False
        numbers = _DIGITS.findall(key)
        for known, edits in self._index().resembling(key, limit=12):
            if _DIGITS.findall(known) == numbers:
                another = another or (not nearest and changes_meaning(key, known))
                for i in self._catalogue.ids_by_key[known]:
                    nearest.setdefault(i, edits)
        if not nearest:
            return None
        least = min(nearest.values())
        close = {i: edits for i, edits in nearest.items() if edits <= least + len(key) // 10}
        far = least > len(key) * 3 // 10 and (
            len(key) < _VERY_LONG or not self._words_of_ingredients().isdisjoint(words)
        )
        if far or len(close) > _MOST_GARBLED_READINGS or not all(self._is_garble(words, i) for i in close):
            return None
        farther = min((edits for i, edits in nearest.items() if i not in close), default=len(key))
        whole = not any(words <= name for i in close for name in self._words_of_names(i))
        alone = whole and not another and len(close) == 1 and least <= _GARBLED_ALONE * len(key) and farther > 2 * least
        note = f"badly garbled: {_letters(least)}" + (", and far more from any other name" if alone else "")
        read = tuple(self._candidate(i, How.SPELLING, note, edits) for i, edits in close.items())
        return self._with_brackets(Resolved(Status.LIKELY if alone else Status.AMBIGUOUS, read), written)

    def _is_garble(self, words: set[str], substance_id: str) -> bool:
        """Whether the words are this substance's own, damaged: none of other ingredients, and not one too many."""
        names = self._words_of_names(substance_id)
        return self._words_of_ingredients().isdisjoint(words.difference(*names)) and not any(
            name <= words for name in names
        )

    def _words_of_ingredients(self) -> frozenset[str]:
        if self._name_words is None:
            self._name_words = frozenset(w for words in self._words_in_order() for w in words if len(w) > 2)
        return self._name_words

    def _words_of_names(self, substance_id: str) -> list[set[str]]:
        words = (set(_sorted_words(name.text)) for name in self._catalogue.names[substance_id])
        return [w for w in words if w]

    # what stays unknown

    def _unknown(self, written: str) -> Resolved:
        words = self._words_inside(written)
        key = name_key(written)
        resembling = self._index().resembling(key) if 5 <= len(key) <= 60 else ()
        nearest = {
            i: self._candidate(i, How.SPELLING, _letters(edits), edits)
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


def _goes_on(plant: str) -> bool:
    """Whether something follows the form of a plant, so that it is not one name ("Camellia Seed Oil Ubiquinone")."""
    outside, _ = structure.brackets(structure.without_qualifiers(structure.without_marks(plant.lower())))
    words = outside.split()
    first = next((i for i, word in enumerate(words) if word in _PLANT_FORMS), len(words))
    return not _PLANT_FORMS.issuperset(words[first:])


def _without(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}"


def _letters(count: int) -> str:
    return f"{count} letters differ" if count > 1 else "1 letter differs"


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
