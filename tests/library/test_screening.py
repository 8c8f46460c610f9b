"""A product list for one patient, in the order in which patients shop."""

from __future__ import annotations

from ingredient_checker.assessment.verdict import Assessment, Counts, Verdict
from ingredient_checker.label.label import Label
from ingredient_checker.library.product import Product
from ingredient_checker.library.screening import Screening, screen
from ingredient_checker.matching.resolved import ReadLabel
from ingredient_checker.problem import Problem

PRODUCTS = [
    Product("Zephyr", "Soap", "Body", "Aqua"),
    Product("Dune", "Wash", "body ", "Parfum"),
    Product("dune", "Bar", "Body", "Aqua"),
    Product("Dune", "Tint", "", "Aqua"),
    Product("Alba", "Shampoo", "hair", "Aqua"),
]


def assessed(text: str) -> Assessment:
    """A stand-in patient who reacts to perfume alone; the reading itself is tested in its own room."""
    verdict = Verdict.AVOID if "Parfum" in text else Verdict.NOTHING_FOUND
    return Assessment(verdict, ReadLabel(Label(text, ()), ()), (), Counts(1, 1, 0, 0, 0), (), (), (), "2026.03")


def test_products_come_out_in_order_and_each_different_list_is_read_once() -> None:
    asked: list[str] = []

    def check(text: str) -> Assessment:
        asked.append(text)
        return assessed(text)

    screened = list(screen(PRODUCTS, check))
    assert [item.product for item in screened] == PRODUCTS
    assert [item.assessment.read.label.text for item in screened] == [p.ingredients for p in PRODUCTS]
    assert asked == ["Aqua", "Parfum"]


def test_progress_ends_at_the_total_and_is_told_about_a_hundred_times() -> None:
    told: list[tuple[int, int]] = []
    products = [Product("Dune", f"Cream {n}", "", "Aqua") for n in range(1234)]
    assert len(list(screen(products, assessed, lambda done, total: told.append((done, total))))) == 1234
    assert told[-1] == (1234, 1234)
    assert told == sorted(set(told))
    assert 90 <= len(told) <= 110


def test_a_cancelled_screening_keeps_what_was_read_and_says_that_it_is_not_complete() -> None:
    seen: list[int] = []
    screened = screen(PRODUCTS, assessed, lambda done, _: seen.append(done), lambda: len(seen) == 3)
    screening = Screening(tuple(screened), len(PRODUCTS))
    assert [item.product for item in screening.products] == PRODUCTS[:3]
    assert not screening.complete


def test_an_empty_list_is_a_complete_screening_of_nothing() -> None:
    screening = Screening(tuple(screen([], assessed)), 0)
    assert screening.complete
    assert screening.shelves(set(Verdict)) == ()


def test_a_text_that_cannot_be_checked_is_unread_with_the_reason_and_the_others_go_on() -> None:
    def check(text: str) -> Assessment:
        if text == "Parfum":
            raise Problem("This text is too long for a label.")
        return assessed(text)

    verdicts = [item.assessment.verdict for item in screen(PRODUCTS, check)]
    assert verdicts[:3] == [Verdict.NOTHING_FOUND, Verdict.UNREAD, Verdict.NOTHING_FOUND]
    second = list(screen(PRODUCTS, check))[1].assessment
    assert second.doubts == ("This text is too long for a label.",)


def test_patients_shop_by_category_then_brand_and_what_has_none_comes_last() -> None:
    screening = Screening(tuple(screen(PRODUCTS, assessed)), len(PRODUCTS))
    shelves = screening.shelves({Verdict.NOTHING_FOUND, Verdict.AVOID})
    assert [(shelf.category, [item.product.product for item in shelf.products]) for shelf in shelves] == [
        ("Body", ["Bar", "Wash", "Soap"]),
        ("hair", ["Shampoo"]),
        ("", ["Tint"]),
    ]
    assert screening.complete


def test_a_shelf_holds_only_the_verdicts_asked_for_and_totals_count_all() -> None:
    screening = Screening(tuple(screen(PRODUCTS, assessed)), len(PRODUCTS))
    (body,) = screening.shelves({Verdict.AVOID})
    assert [item.product.product for item in body.products] == ["Wash"]
    assert screening.totals == {
        Verdict.AVOID: 1,
        Verdict.CAUTION: 0,
        Verdict.UNREAD: 0,
        Verdict.NOTHING_FOUND: 4,
        Verdict.CANNOT_CHECK: 0,
    }
