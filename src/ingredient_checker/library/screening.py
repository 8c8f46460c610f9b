"""Products checked for one patient, and put in the order in which patients shop. Pure: no store, no thread,
no clock.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ..assessment.verdict import Assessment, Counts, Verdict
from ..label.label import Label
from ..matching.resolved import ReadLabel
from ..problem import Problem
from .product import Product


@dataclass(frozen=True, slots=True)
class ScreenedProduct:
    """A product with what it means for one patient."""

    product: Product
    assessment: Assessment


@dataclass(frozen=True, slots=True)
class Shelf:
    """The products of one category ("" when none was given), in order of brand and name."""

    category: str
    products: tuple[ScreenedProduct, ...]


@dataclass(frozen=True, slots=True)
class Screening:
    """What was screened of a list of `listed` products: fewer when it was cancelled."""

    products: tuple[ScreenedProduct, ...]
    listed: int

    @property
    def complete(self) -> bool:
        """Whether every product of the list was looked at. A list from an incomplete one has to say so."""
        return len(self.products) == self.listed

    @property
    def totals(self) -> Mapping[Verdict, int]:
        """How many products have each verdict; every verdict is there."""
        counted = Counter(screened.assessment.verdict for screened in self.products)
        return {verdict: counted[verdict] for verdict in Verdict}

    def shelves(self, verdicts: Collection[Verdict]) -> tuple[Shelf, ...]:
        """The products with one of these verdicts by category, then brand; those without a category last."""
        return shelves(screened for screened in self.products if screened.assessment.verdict in verdicts)


def screen(
    products: Sequence[Product],
    check: Callable[[str], Assessment],
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Iterator[ScreenedProduct]:
    """Each product with its assessment, in order; ends early once cancelled.

    `check` is asked once for each different ingredient text. A text it refuses with a Problem is UNREAD for
    that reason, and the others go on. `progress(done, total)` is called about a hundred times in all.
    """
    total = len(products)
    step = max(1, total // 100)
    answers: dict[str, Assessment] = {}
    for done, product in enumerate(products, start=1):
        if cancelled():
            return
        text = product.ingredients
        if text not in answers:
            answers[text] = _answer(text, check)
        if done % step == 0 or done == total:
            progress(done, total)
        yield ScreenedProduct(product, answers[text])


def shelves(screened: Iterable[ScreenedProduct]) -> tuple[Shelf, ...]:
    """Products by category, then brand, then name, whatever their case; those without a category last.

    Categories that differ only in case or spacing stand together under the spelling that is used most.
    """
    by_category: dict[str, list[ScreenedProduct]] = {}
    for item in screened:
        by_category.setdefault(_order(item.product.category), []).append(item)
    return tuple(
        Shelf(_usual_spelling(items), tuple(sorted(items, key=_brand_and_name)))
        for _, items in sorted(by_category.items(), key=lambda group: (not group[0], group[0]))
    )


def _answer(text: str, check: Callable[[str], Assessment]) -> Assessment:
    try:
        return check(text)
    except Problem as problem:
        doubts = (str(problem),)
        read = ReadLabel(Label(text, (), doubts), ())
        return Assessment(Verdict.UNREAD, read, (), Counts(0, 0, 0, 0, 0), (), (), doubts, "")


def _order(text: str) -> str:
    return " ".join(text.casefold().split())


def _brand_and_name(item: ScreenedProduct) -> tuple[str, str]:
    return _order(item.product.brand), _order(item.product.product)


def _usual_spelling(items: Sequence[ScreenedProduct]) -> str:
    return Counter(" ".join(item.product.category.split()) for item in items).most_common(1)[0][0]
