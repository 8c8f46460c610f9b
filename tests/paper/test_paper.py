"""What goes home: the right products in the right part, nothing promised, everything escaped."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path

import pytest
from pypdf import PdfReader

from ingredient_checker.gui.printing import write_pdf
from ingredient_checker.library.product import Product
from ingredient_checker.library.screening import ScreenedProduct
from ingredient_checker.paper.check_report import check_report
from ingredient_checker.paper.results_report import results_report
from ingredient_checker.paper.safe_list import safe_list
from ingredient_checker.paper.screening_rows import screening_rows
from ingredient_checker.patch_test.patient import Decision, PatchTestResult, Patient, Strictness, UnreadCell
from ingredient_checker.patch_test.reading import Grade, ResultStatus
from ingredient_checker.problem import Problem
from ingredient_checker.workbench import Workbench

DAY = date(2026, 3, 12)


def patient(*allergens: str) -> Patient:
    return Patient("Ann", "", tuple(PatchTestResult(a, a, ResultStatus.POSITIVE, Grade.STRONG) for a in allergens))


def words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<style.*?</style>|<[^>]+>", " ", html, flags=re.DOTALL)).split())


def screened(workbench: Workbench, who: Patient, products: Sequence[Product]) -> tuple[ScreenedProduct, ...]:
    return tuple(workbench.screen(products, who))


def listed(workbench: Workbench, who: Patient, *products: Product) -> str:
    checked = screened(workbench, who, products)
    return safe_list(checked, who, workbench.positives(who), workbench.allergens, DAY)


CALM = Product("Alder", "Calm Cream", "Cream", "Aqua, Glycerin, Petrolatum")
FOAM = Product("Birch", "Foam Wash", "Wash", "Aqua, Methylisothiazolinone")
NIGHT = Product("Cedar", "Night Balm", "Cream", "Petrolatum, Zanthoxyl Dreamwort")


def test_an_unread_product_never_stands_in_the_main_list(workbench: Workbench) -> None:
    text = words(listed(workbench, patient("mi"), CALM, FOAM, NIGHT))
    main, rest = text.split("? Not fully read")
    unread, avoid = rest.split("✕ To avoid")
    assert "Calm Cream" in main
    assert "Night Balm" not in main
    assert "Night Balm" in unread
    assert "Zanthoxyl Dreamwort" in unread
    assert "Foam Wash" in avoid


def test_an_allergen_that_is_never_on_labels_is_said_on_top(workbench: Workbench) -> None:
    text = words(listed(workbench, patient("mi", "nickel"), CALM))
    assert "this list cannot help there: Nickel" in text.split("No listed allergen")[0]


def test_a_patient_who_cannot_be_helped_by_labels_gets_no_main_list(workbench: Workbench) -> None:
    main = words(listed(workbench, patient("nickel"), CALM)).split("? Not fully read")[0]
    assert "Calm Cream" not in main


def test_a_positive_of_no_known_allergen_empties_the_list_and_says_why(workbench: Workbench) -> None:
    unknown = PatchTestResult("X-999", "", ResultStatus.POSITIVE, Grade.WEAK)
    who = Patient("Ann", "", (*patient("mi").results, unknown))
    text = words(listed(workbench, who, CALM))
    assert "None of the products looked at" in text
    assert "Fully read, but not on this list (1)" in text
    assert "Not looked for:" in text
    assert "X-999" in text


def test_a_doubtful_result_is_named_and_not_looked_for(workbench: Workbench) -> None:
    doubtful = PatchTestResult("Formalin 1%", "formaldehyde", ResultStatus.REVIEW, Grade.DOUBTFUL)
    who = Patient("Ann", "", (*patient("mi").results, doubtful))
    report = check_report(workbench.check_for("Aqua", who), who, None, workbench.allergens, DAY)
    for html in (report, listed(workbench, who, CALM)):
        text = words(html)
        assert "Not looked for, because the clinic has still to decide what the result means: Formaldehyde" in text
        assert "Looked for: Methylisothiazolinone" in text


def test_what_was_not_understood_in_the_results_stands_on_the_list(workbench: Workbench) -> None:
    who = patient("mi")
    checked = screened(workbench, who, [CALM])
    html = safe_list(
        checked, who, workbench.positives(who), workbench.allergens, DAY, gaps=["C7: “zz” was not understood."]
    )
    assert "Left open in the patch-test results (1) C7: “zz” was not understood." in words(html)


def test_products_to_avoid_that_are_not_printed_are_counted(workbench: Workbench) -> None:
    who = patient("mi")
    checked = screened(workbench, who, [CALM, FOAM])
    text = words(safe_list(checked, who, workbench.positives(who), workbench.allergens, DAY, with_avoid=False))
    assert "Foam Wash" not in text
    assert "1 to avoid and 0 to discuss" in text


def test_an_ingredient_is_named_once_with_the_allergens_it_stands_for(workbench: Workbench) -> None:
    lotion = Product("Elm", "Lotion", "", "Aqua, Parfum, Linalool, Parfum")
    text = words(listed(workbench, patient("linalool", "fragrance_mix_1"), lotion))
    reason = text.split("Because of")[1].split("Please note")[0]
    assert reason.count("Parfum →") == 1
    assert "Fragrance mix I" in reason
    assert "Linalool →" not in reason


def test_a_list_says_how_old_its_ingredient_lists_are(workbench: Workbench) -> None:
    dated = Product("Alder", "Calm Cream", "Cream", "Aqua", "shop.csv A2", "2026-01-05")
    text = words(listed(workbench, patient("mi"), dated))
    assert "1 of 1 ingredients read, label of 5 January 2026, shop.csv A2" in text
    assert "how old" not in text
    assert "it is not known how old the ingredient list is" in words(listed(workbench, patient("mi"), CALM))


def test_a_list_too_long_to_be_read_is_named_also_where_labels_cannot_help(workbench: Workbench) -> None:
    endless = Product("Fir", "Endless", "", "Aqua, " * 40_000)
    text = words(listed(workbench, patient("nickel"), CALM, endless))
    assert "None of the patient's allergens is ever listed on cosmetic labels, so none of the 1 products" in text
    assert "Fir Endless" in text.split("Not fully read: not on this list (1)")[1]


def test_products_stand_by_category_and_brand(workbench: Workbench) -> None:
    products = [
        Product(brand, "P", category, "Aqua") for brand, category in (("Z", "Cream"), ("B", "Wash"), ("A", "Cream"))
    ]
    text = words(listed(workbench, patient("mi"), *products))
    order = [text.index(part) for part in ("Cream Brand", "A P", "Z P", "Wash Brand", "B P")]
    assert order == sorted(order)


def test_every_paper_says_when_with_which_data_and_what_it_is(workbench: Workbench) -> None:
    who = patient("mi")
    report = check_report(workbench.check_for("Aqua, Zorbotene", who), who, None, workbench.allergens, DAY)
    for html in (report, listed(workbench, who, CALM, NIGHT)):
        text = words(html)
        assert "12 March 2026" in text
        assert workbench.data_version in text
        assert "not a medical device" in text
        assert "Check the label each time" in text
        assert "1 of 2 ingredients read" in text or "Zanthoxyl" in text
        assert not re.search(r"\bsafe\b|suitable for you|allergen-free", text, re.IGNORECASE)


@pytest.mark.usefixtures("qapp")
def test_what_was_left_open_in_the_results_stands_on_every_paper(workbench: Workbench) -> None:
    unread = (UnreadCell("", "Which series is it?", "assumed: TT36"), UnreadCell("S!C9", "pos?neg", "no reading"))
    who = replace(patient("mi"), unread=unread)
    for paper in (
        check_report(workbench.check_for("Aqua", who), who, None, workbench.allergens, DAY),
        results_report(who, workbench.allergens, DAY),
        workbench.safe_list((), who),
    ):
        assert "Left open in the patch-test results (2)" in words(paper)
        assert "Which series is it? Not answered; assumed: TT36." in words(paper)
        assert "S!C9: “pos?neg” was not understood" in words(paper)


def test_a_printed_check_shows_reason_unread_words_and_the_marked_label(workbench: Workbench) -> None:
    who = patient("mi")
    label = "Aqua, Methylisothlazolinone, Zorbotene"
    text = words(check_report(workbench.check_for(label, who), who, CALM, workbench.allergens, DAY))
    assert "✕ AVOID" in text
    assert "l read for i" in text
    assert "These words on the label could not be read (1) Zorbotene" in text
    assert "Alder Calm Cream" in text
    assert "✕ Methylisothlazolinone" in text


def test_a_printed_check_lists_what_was_looked_for_and_what_was_not(workbench: Workbench) -> None:
    unknown = PatchTestResult("X-999", "", ResultStatus.POSITIVE, Grade.WEAK)
    who = Patient("Ann", "", (*patient("mi", "nickel").results, unknown), "2026-02-01")
    text = words(check_report(workbench.check_for("Aqua", who), who, None, workbench.allergens, DAY))
    assert "tested 1 February 2026" in text
    assert "Looked for: Methylisothiazolinone (MI) (+\N{WORD JOINER}+)" in text
    assert "a label check cannot help there: Nickel" in text
    assert "Not looked for , because they belong to no known allergen: X-999" in text


def test_a_repeated_finding_is_printed_once_and_counted(workbench: Workbench) -> None:
    who = patient("mi")
    label = "Aqua, Methylisothiazolinone, Glycerin, Methylisothiazolinone"
    text = words(check_report(workbench.check_for(label, who), who, None, workbench.allergens, DAY))
    assert text.count("✕ AVOID Methylisothiazolinone") == 1
    assert "Methylisothiazolinone (2 times)" in text


def test_a_list_that_looks_cut_is_doubted_on_paper(workbench: Workbench) -> None:
    who = patient("mi")
    checked = workbench.check_for("Ingredients: Aqua, Glycerin, Sodium Chlor…", who)
    assert checked.doubts
    text = words(check_report(checked, who, None, workbench.allergens, DAY))
    assert f"Doubts about the list {checked.doubts[0]}" in text


def test_markup_in_names_and_labels_stays_text(workbench: Workbench) -> None:
    evil = Product("<b>Al", "<script>x</script>", "C&C", "Aqua, <i>Glycerin</i>")
    html = listed(workbench, patient("mi"), evil)
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    who = patient("mi")
    report = check_report(workbench.check_for("Aqua <script>", who), who, evil, workbench.allergens, DAY)
    assert "<script>" not in report


def test_four_hundred_products_give_numbered_pages_with_headings(
    workbench: Workbench, qapp: object, tmp_path: Path
) -> None:
    products = [Product(f"Brand {n}", f"Cream {n}", "Cream", "Aqua, Glycerin") for n in range(400)]
    path = tmp_path / "list.pdf"
    write_pdf(listed(workbench, patient("mi"), *products), path, "List")
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(path).pages]
    assert len(pages) > 5
    for number, page in enumerate(pages[1:-1], 2):
        assert f"page {number} of {len(pages)}" in page
        assert "Ingredient list" in page
        assert "Ann · checked on 12 March 2026" in page
    assert sum(len(re.findall(r"Cream \d+", page)) for page in pages) == 400


def test_a_pdf_that_cannot_be_written_leaves_the_old_one(qapp: object, tmp_path: Path) -> None:
    path = tmp_path / "list.pdf"
    path.mkdir()
    with pytest.raises(Problem, match=r"list\.pdf"):
        write_pdf("<p>new</p>", path, "List")
    assert path.is_dir()
    assert list(tmp_path.iterdir()) == [path]


DECIDED = (
    Decision("mi", "", Strictness.RELEASED, "Dr A.", "2026-11-21", "tolerated <in use>"),
    Decision("", "Geraniol", Strictness.STRICT, "Dr B.", "2026-11-20", "severe", "2026-11-21"),
)


def test_what_was_decided_for_the_patient_stands_on_every_paper_once(workbench: Workbench) -> None:
    who = replace(patient("mi"), decisions=DECIDED)
    report = check_report(workbench.check_for("Aqua", who), who, None, workbench.allergens, DAY)
    line = "Decided for this patient: Methylisothiazolinone (MI) – released by Dr A. on 2026-11-21: tolerated <in use>"
    for html in (report, listed(workbench, who, CALM), results_report(who, workbench.allergens, DAY)):
        assert words(html).count(line) == 1
        assert "Dr B." not in html
        assert "<in use>" not in html
    assert "Decided for this patient" not in words(listed(workbench, patient("mi"), CALM))


def test_a_released_ingredient_is_never_hidden_behind_nothing_found(workbench: Workbench) -> None:
    who = replace(patient("mi"), decisions=DECIDED)
    report = words(check_report(workbench.check_for(FOAM.ingredients, who), who, None, workbench.allergens, DAY))
    assert "no listed allergen found but what the clinic has released" in report
    assert "that your clinic has decided you tolerate" in report
    assert "most people tolerate it" not in report
    main = words(listed(workbench, who, CALM, FOAM)).split("? Not fully read")[0]
    assert "Foam Wash 2 of 2 ingredients read; released by the clinic: Methylisothiazolinone" in main
    assert main.count("released by the clinic") == 1
    (row,) = screening_rows(screened(workbench, who, [FOAM]))[1]
    assert "but what the clinic has released" in str(row[3])


def test_what_must_be_avoided_strictly_is_on_the_list_of_what_to_avoid(workbench: Workbench) -> None:
    oit = Product("Elm", "Gel", "", "Aqua, Octylisothiazolinone")
    strict = Decision("mi", "", Strictness.STRICT, "Dr A.", "2026-11-21", "reacted to traces")
    assert "▲ To discuss with the clinic first (1)" in words(listed(workbench, patient("mi"), oit))
    assert "✕ To avoid (1)" in words(listed(workbench, patient("mi").decided(strict), oit))
