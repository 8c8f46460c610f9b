"""Which words belong to talk about a product and not to a list of ingredients."""

from __future__ import annotations

import re

WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
TALK = frozenset(
    "the your you that this these those helps help helping is are for which while it its by has have been our we may "
    "please provides provide known be will can was were not as at on into so more most than when if after before use "
    "skin look looks feel leaves appearance protects protect soothes softens hydrates hydrate moisturizes moisturize "
    "rich prevent prevents reduces reduce improve improves visibly change product package external only avoid contact "
    "visit boutique sustainably sourced independently tested derived created designed combination unique powerful "
    "delivers works gives leaving feeling helped "
    "der die das ist sind zur zum für auf les est sont pour dans avec la las los para con".split()
)
# What is told of an ingredient begins with one of these; no ingredient does.
TELLS = frozenset(
    "has helps help works work provides provide delivers deliver leaves leaving gives gently soothes soothe softens "
    "calms hydrates moisturizes moisturises nourishes protects improves reduces increases prevents boosts brightens "
    "exfoliates cleanses smooths evens fights absorbs enhances supports restores strengthens stimulates promotes "
    "repairs refreshes purifies detoxifies diminishes visibly instantly deeply".split()
)
PRODUCT_WORDS = frozenset(
    "formula formulation recipe cream lotion serum shampoo gentle gently vegan effective mild product products range "
    "brand "
    "creams cosmetics formulas formulations".split()
)
SMALL_TALK = frozenset("a an and of to in with from or de et und mit von".split())
BADGES = frozenset(
    "vegan vegane végan vegano vegana veganistisch vegetarian hypoallergenic hypoallergen hypoallergénique "
    "dermatologically dermatologist "
    "dermatologisch tested getestet testé clinically approved clean cruelty kind natural natürlich".split()
)
JOINING = frozenset("and und et y e en og och ja i a or oder ou o of".split())


def talk(sentence: str) -> float:
    """The share of words that belong to talk and not to a list of ingredients."""
    words = [w.lower() for w in WORD.findall(sentence)]
    if not words:
        return 0.0
    return (sum(w in TALK for w in words) + 0.4 * sum(w in SMALL_TALK for w in words)) / len(words)
