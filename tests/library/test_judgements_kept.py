"""Judgements about spellings outlive the session, can be taken back and shared, and change every check at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ingredient_checker.assessment.verdict import Verdict
from ingredient_checker.library import first_look, schema
from ingredient_checker.library.first_look import valid_judgements
from ingredient_checker.library.names_in_doubt import LabelText, names_in_doubt
from ingredient_checker.library.store import Store
from ingredient_checker.matching.judgements import Decision, Judgement
from ingredient_checker.matching.resolved import Status
from ingredient_checker.patch_test.patient import Positive
from ingredient_checker.patch_test.reading import Grade
from ingredient_checker.problem import Problem
from ingredient_checker.workbench import Workbench

OpenStore = Callable[[], Store]

MI = (Positive("mi", "Methylisothiazolinone", Grade.STRONG),)
LABEL = "Ingredients: Aqua, Glycerin, Zorbocide Ultra"


def same(written: str, substance: str) -> Judgement:
    return Judgement(written, Decision.SAME, substance, "Anna", seen_in="Dune Hand Cream", data_version="2026.11")


@pytest.fixture
def clinic(workbench: Workbench, folder: Path) -> Iterator[Workbench]:
    """The program with an empty library of its own."""
    own = Workbench(workbench.folder, workbench.catalogue, workbench.allergens, folder, workbench.resolver)
    yield own
    own.close()


def restarted(clinic: Workbench) -> Workbench:
    """The program after a restart, before its library is opened."""
    return Workbench(clinic.folder, clinic.catalogue, clinic.allergens, clinic.record.given_folder, clinic.resolver)


def named(clinic: Workbench, name: str) -> str:
    (substance,) = clinic.catalogue.named(name)
    return substance.id


# in the library


def test_a_judgement_survives_a_restart_with_everything_that_belongs_to_it(open_store: OpenStore) -> None:
    store = open_store()
    (number,) = store.judge([same("Zorbo", "Glycerin")])
    store.close()
    (kept,) = open_store().judgements()
    assert (kept.id, kept.written, kept.substance, kept.who) == (number, "Zorbo", "Glycerin", "Anna")
    assert (kept.seen_in, kept.data_version) == ("Dune Hand Cream", "2026.11")
    assert kept.decided_at == "2026-03-14T12:00:00+00:00"


def test_a_second_thought_takes_the_first_one_back_and_both_stay_to_be_seen(store: Store) -> None:
    store.judge([same("Zorbo", "Glycerin")])
    store.judge([same("zorbo*", "Squalane")])
    assert [(j.substance, bool(j.revoked_at)) for j in store.judgements()] == [("Glycerin", True), ("Squalane", False)]


def test_undo_brings_back_what_the_judgement_had_overruled_and_taking_back_does_not(store: Store) -> None:
    store.judge([same("Zorbo", "Glycerin")])
    (second,) = store.judge([same("Zorbo", "Squalane")])
    store.revoke_judgement(second, reinstate=True)
    assert [j.substance for j in store.judgements() if not j.revoked_at] == ["Glycerin"]
    (third,) = store.judge([same("Zorbo", "Squalane")])
    store.revoke_judgement(third)
    assert [j.substance for j in store.judgements() if not j.revoked_at] == []


def test_what_another_desk_took_back_already_is_said(open_store: OpenStore) -> None:
    here, there = open_store(), open_store()
    (number,) = here.judge([same("Zorbo", "Glycerin")])
    there.revoke_judgement(number)
    with pytest.raises(Problem, match="taken back already"):
        here.revoke_judgement(number)


# a first look, as the terminal takes it


def test_a_first_look_sees_what_holds_and_nothing_that_was_taken_back(store: Store, folder: Path) -> None:
    store.judge([same("Zorbo", "Glycerin"), Judgement("Fum", Decision.UNSURE)])
    (number,) = store.judge([same("Fee", "Glycerin")])
    store.revoke_judgement(number)
    assert valid_judgements(folder) == tuple(j for j in store.judgements() if not j.revoked_at)


def test_a_first_look_makes_no_library(tmp_path: Path) -> None:
    assert valid_judgements(tmp_path / "none") == ()
    assert not (tmp_path / "none").exists()


def test_a_first_look_at_an_older_library_leaves_it_as_it_is(tmp_path: Path) -> None:
    databases = Path(__file__).parent / "databases"
    for ending in ("db", "key"):
        (tmp_path / f"library.{ending}").write_bytes((databases / f"schema_1.{ending}").read_bytes())
    before = (tmp_path / "library.db").read_bytes()
    assert valid_judgements(tmp_path) == ()
    assert (tmp_path / "library.db").read_bytes() == before


def test_a_first_look_at_a_library_of_the_schema_before_sees_its_judgements(tmp_path: Path) -> None:
    databases = Path(__file__).parent / "databases"
    for ending in ("db", "key"):
        (tmp_path / f"library.{ending}").write_bytes((databases / f"schema_2.{ending}").read_bytes())
    assert [(j.written, j.substance) for j in valid_judgements(tmp_path)] == [
        ("Zorbocide Ultra", "Methylisothiazolinone"),
        ("Capryly Glycol", "Capryl Glycol"),
        ("Zorbo", ""),
    ]


def test_a_first_look_knows_the_schema_of_this_program() -> None:
    assert schema.SCHEMA_VERSION == first_look.NEWEST


def test_a_library_that_cannot_be_read_is_said_in_the_check_and_nothing_is_called_clear(
    clinic: Workbench, folder: Path
) -> None:
    clinic.spellings.judge("Zorbocide Ultra", Decision.SAME, named(clinic, "Glycerin"))
    clinic.close()
    (folder / "library.key").write_text("0f" * 32)
    assessment = restarted(clinic).check("Ingredients: Aqua, Glycerin, Squalane", MI)
    assert assessment.verdict is Verdict.UNREAD
    assert any("decided about spellings is not used" in doubt for doubt in assessment.doubts)


# in a check


def test_a_name_decided_to_be_the_allergen_is_avoid_from_now_on_and_after_a_restart(clinic: Workbench) -> None:
    assert clinic.check(LABEL, MI).verdict is Verdict.UNREAD
    clinic.spellings.judge("Zorbocide Ultra", Decision.SAME, named(clinic, "Methylisothiazolinone"), "Dune", "Anna")
    for program in (clinic, restarted(clinic)):
        assessment = program.check(LABEL, MI)
        assert assessment.verdict is Verdict.AVOID
        assert "decided by Anna on " in assessment.entries[2].findings[0].why


def test_taken_back_it_is_unread_again(clinic: Workbench) -> None:
    number = clinic.spellings.judge("Zorbocide Ultra", Decision.SAME, named(clinic, "Glycerin"))
    assert clinic.check(LABEL, MI).verdict is Verdict.NOTHING_FOUND
    clinic.spellings.take_back(number)
    assert clinic.check(LABEL, MI).verdict is Verdict.UNREAD


def test_what_a_copy_that_is_put_back_knew_holds_again(clinic: Workbench, tmp_path: Path) -> None:
    number = clinic.spellings.judge("Zorbocide Ultra", Decision.SAME, named(clinic, "Methylisothiazolinone"))
    clinic.record.back_up(tmp_path / "copy.db")
    clinic.spellings.take_back(number)
    assert clinic.check(LABEL, MI).verdict is Verdict.UNREAD
    clinic.restore(tmp_path / "copy.db")
    assert clinic.check(LABEL, MI).verdict is Verdict.AVOID


def test_a_check_without_a_library_makes_none(clinic: Workbench, folder: Path) -> None:
    clinic.check(LABEL, MI)
    assert not folder.exists()


def test_an_exact_name_cannot_be_decided_about(clinic: Workbench) -> None:
    with pytest.raises(Problem, match="exact name of Methylisothiazolinone"):
        clinic.spellings.judge("methylisothiazolinone", Decision.SAME, named(clinic, "Glycerin"))
    mi = named(clinic, "Methylisothiazolinone")
    with pytest.raises(Problem, match="in one of its parts"):
        clinic.spellings.judge("Zorbo (Methylisothiazolinone)", Decision.DIFFERENT, mi)
    with pytest.raises(Problem, match="no letters"):
        clinic.spellings.judge("???", Decision.UNSURE)


def test_a_judgement_whose_substance_is_gone_is_shown_as_such(clinic: Workbench) -> None:
    gone = [same("Zorbo", "Withdrawn Substance"), same("Glycerin", "Squalane"), same("Fee", "Squalane")]
    clinic.record.store.judge(gone)
    assert [kept.idle for kept in clinic.spellings.judgements()] == [
        "",
        "not needed any more: the data know this name",
        "Withdrawn Substance is no longer in the data",
    ]


def test_candidates_are_the_readings_then_near_names_without_what_was_ruled_out(clinic: Workbench) -> None:
    found = [c.name for c in clinic.spellings.candidates_for("Capryly Glycol")]
    assert set(found[:2]) == {"Capryl Glycol", "Caprylyl Glycol"}
    clinic.spellings.judge("Capryly Glycol", Decision.DIFFERENT, named(clinic, "Capryl Glycol"))
    assert clinic.spellings.candidates_for("Capryly Glycol")[0].name == "Caprylyl Glycol"
    assert "Capryl Glycol" not in [c.name for c in clinic.spellings.candidates_for("Capryly Glycol")]


def test_the_vocabulary_is_searched_by_any_name_the_best_first(clinic: Workbench) -> None:
    assert clinic.search_substances("glycerin")[0].name == "Glycerin"
    assert clinic.search_substances("glycerol")[0].note == "known as “Glycerol” · CAS 56-81-5"
    assert "Methylisothiazolinone" in [c.name for c in clinic.search_substances("isothiazolinone")]
    assert [c.name for c in clinic.search_substances("methylisothlazolinon")] != []
    assert clinic.search_substances("x") == ()


# another clinic's


def test_exported_decisions_are_taken_over_and_our_own_stay(clinic: Workbench, folder: Path, tmp_path: Path) -> None:
    clinic.spellings.judge("Zorbocide Ultra", Decision.SAME, named(clinic, "Glycerin"), "Dune", "Anna")
    clinic.spellings.judge("Fum Extract", Decision.UNSURE)
    assert clinic.spellings.export(tmp_path / "decided.jsonl") == 2
    other = Workbench(clinic.folder, clinic.catalogue, clinic.allergens, tmp_path / "other", clinic.resolver)
    other.spellings.judge("zorbocide ultra", Decision.SAME, named(clinic, "Squalane"))
    assert other.spellings.take_over(tmp_path / "decided.jsonl") == (1, 1)
    assert other.spellings.take_over(tmp_path / "decided.jsonl") == (0, 2)
    assert other.spellings.reader.resolve("Zorbocide Ultra").candidates[0].name == "Squalane"
    other.close()


def test_nothing_to_export_and_nothing_to_import_are_said(clinic: Workbench, tmp_path: Path) -> None:
    with pytest.raises(Problem, match="Nothing has been decided"):
        clinic.spellings.export(tmp_path / "decided.jsonl")
    with pytest.raises(Problem, match="cannot be read"):
        clinic.spellings.take_over(tmp_path / "none.jsonl")


# what is asked


def test_unread_names_are_asked_first_and_the_most_frequent_of_them(clinic: Workbench) -> None:
    labels = [
        LabelText("Dune Cream", "Aqua, Methylisothlazolinone, Fum Extract, Zorbocide Ultra"),
        LabelText("Dune Wash", "Aqua, Glycerin, zorbocide ultra*, Methylisothlazolinone"),
        LabelText("Fee Gel", "Aqua, Methylisothlazolinone, Squalane"),
    ]
    asked = clinic.spellings.names_in_doubt(labels)
    assert [(name.written, name.labels, name.is_unread) for name in asked] == [
        ("Zorbocide Ultra", 2, True),
        ("Fum Extract", 1, True),
        ("Methylisothlazolinone", 3, False),
    ]
    place = asked[0].places[1]
    assert place.label.text[place.start : place.end] == "zorbocide ultra"
    assert place.excerpt.startswith("Dune Wash: Aqua, Glycerin, zorbocide")


def test_what_was_decided_or_left_open_is_not_asked_again_and_what_was_ruled_out_is(clinic: Workbench) -> None:
    labels = [LabelText("", "Aqua, Methylisothlazolinone, Fum Extract, Zorbocide Ultra")]
    clinic.spellings.judge("Zorbocide Ultra", Decision.SAME, named(clinic, "Glycerin"))
    clinic.spellings.judge("Fum Extract", Decision.UNSURE)
    clinic.spellings.judge("Methylisothlazolinone", Decision.DIFFERENT, named(clinic, "Methylisothiazolinone"))
    (left,) = clinic.spellings.names_in_doubt(labels)
    assert (left.written, left.resolved.status) == ("Methylisothlazolinone", Status.UNKNOWN)


def test_a_text_that_is_no_label_and_a_cancelled_search_ask_nothing(clinic: Workbench) -> None:
    label = LabelText("", "Aqua, Zorbocide")
    assert clinic.spellings.names_in_doubt([LabelText("", "x" * 200_001)]) == ()
    assert names_in_doubt([label], clinic.read_label, cancelled=lambda: True) == ()


def test_an_excerpt_is_never_longer_than_what_is_kept(clinic: Workbench) -> None:
    label = LabelText("A product of a rather long name " * 9, "Aqua, " * 90 + "Zorbocide, " + "Aqua, " * 90)
    (name,) = clinic.spellings.names_in_doubt([label])
    assert len(name.places[0].excerpt) <= 200
