"""Results sheets of the kinds that clinics keep (all invented), read into patients, results, doubts and questions."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingredient_checker.patch_test.patient import Patient
from ingredient_checker.patch_test.reading import ResultStatus
from ingredient_checker.problem import Problem
from ingredient_checker.spreadsheets.patch_tests import Answers, ResultsReport, read_results, results_in, results_json
from ingredient_checker.spreadsheets.sheet import Cell, Sheet
from ingredient_checker.spreadsheets.sheet_words import SheetWords, load_sheet_words
from ingredient_checker.workbench import Workbench

Rows = Sequence[Sequence[object]]
Read = Callable[..., ResultsReport]


@cache
def words() -> SheetWords:
    return load_sheet_words()


@pytest.fixture
def read(workbench: Workbench, tmp_path: Path) -> Read:
    """Write a workbook (rows, or rows by sheet) or a text table, and read it."""

    def made(
        content: Rows | dict[str, Rows] | str, merge: Sequence[str] = (), encoding: str = "utf-8", **said: str
    ) -> ResultsReport:
        if isinstance(content, str):
            path = tmp_path / "results.csv"
            path.write_bytes(content.encode(encoding))
        else:
            path = tmp_path / "results.xlsx"
            sheets = content if isinstance(content, dict) else {"Sheet1": content}
            book = openpyxl.Workbook()
            book.remove(book.active)
            for name, rows in sheets.items():
                sheet = book.create_sheet(name)
                for row in rows:
                    sheet.append(list(row))
                for area in merge:
                    sheet.merge_cells(area)
            book.save(path)
        return read_results(path, allergens=workbench.allergens, naming=workbench.naming, answers=Answers(**said))

    return made


def one(report: ResultsReport) -> Patient:
    (read_patient,) = report.patients
    return read_patient.patient


def grades(patient: Patient, status: ResultStatus = ResultStatus.POSITIVE) -> dict[str, str]:
    return {r.allergen or r.as_written: str(r.grade) for r in patient.results if r.status is status}


def asked(report: ResultsReport) -> set[str]:
    return {question.about for question in report.must_ask}


# one patient, one table


def test_a_wide_sheet_with_title_patient_and_days(read: Read) -> None:
    report = read(
        [
            ["Clinic of Somewhere"],
            ["Patient:", "Roe, Jane", None, "Applied", "2025-03-03"],
            ["No", "Allergen", "Conc.", "Veh.", "D2", "D4", "D7", "Relevance", "Comment"],
            [1, "Nickel sulfate", "5%", "pet", "+", "++", "+", "O", "earrings"],
            [2, "Neomycin sulfate", "20%", "pet", "−", "–", "+", "D", None],
            [3, "Formaldehyde", "2%", "aq", "+", "−", "−", None, None],
            [4, "Propolis", "10%", "pet", "NT", "NT", "NT", None, None],
            [5, "Cobalt chloride", "1%", "pet", "-", "-", None, None, None],
            [None, "Petrolatum", None, None, "-", "-", "-", None, None],
        ]
    )
    patient = one(report)
    assert (patient.name, patient.tested_on) == ("Roe, Jane", "2025-03-03")
    assert grades(patient) == {"nickel": "++", "neomycin": "+"}
    assert list(grades(patient, ResultStatus.REVIEW)) == ["formaldehyde"]
    assert list(grades(patient, ResultStatus.NOT_TESTED)) == ["propolis"]
    assert list(grades(patient, ResultStatus.NEGATIVE)) == ["cobalt"]
    assert list(grades(patient, ResultStatus.CONTROL)) == ["Petrolatum"]
    nickel = patient.results[0]
    assert (nickel.cell, nickel.preparation) == ("Sheet1!B4", "5% pet")
    assert (nickel.relevance, nickel.relevance_as_written) == ("past", "O")
    assert [(r.day, r.as_written) for r in nickel.readings] == [(2, "+"), (4, "++"), (7, "+")]
    assert not report.must_ask


def test_a_long_table_of_two_patients_never_merges_them(read: Read) -> None:
    report = read(
        "Patient ID,Allergen,Reading day,Reading\nK-1,Nickel sulfate,2,-\nK-1,Nickel sulfate,D4,+\n"
        "K-2,Nickel sulfate,48 h,-\nK-2,Nickel sulfate,96 h,0\nK-2,Propolis,2,-\nK-2,Propolis,4,NR\n"
    )
    first, second = (p.patient for p in report.patients)
    assert (first.number, second.number) == ("K-1", "K-2")
    assert grades(first) == {"nickel": "+"}
    assert grades(second) == {}
    assert grades(second, ResultStatus.UNKNOWN) == {"propolis": "NR"}
    assert asked(report) == {"NR"}


def test_yes_and_no_in_words_and_a_comment_that_is_a_relevance(read: Read) -> None:
    report = read("Allergen,Allergic?,Notes\nNickel,Yes,\nCobalt,no,\nPropolis,Possibly,\nThimerosal,Y,not relevant\n")
    patient = one(report)
    assert set(grades(patient)) == {"nickel", "thimerosal"}
    assert list(grades(patient, ResultStatus.REVIEW)) == ["propolis"]
    assert patient.results[3].relevance == "not relevant"
    assert results_json(report)["patients"][0]["results"][0]["grade"] is None


def test_an_unnumbered_fragrance_mix_is_asked_unless_mix_two_stands_there_too(read: Read) -> None:
    assert "name: Fragrance mix" in asked(read("Allergen,Result\nFragrance mix,+\nNickel,-\n"))
    both = read("Allergen,Result\nFragrance mix,+\nFragrance mix II,-\n")
    assert not any(about.startswith("name") for about in asked(both))


def test_a_german_sheet_with_bilingual_headings_and_interpretation(read: Read) -> None:
    report = read(
        "Nr. / No.;Testsubstanz / Test substance;Konz. / Conc.;Vehikel;48 h;72 h;Bewertung / Interpretation;Relevanz\n"
        "1;Nickel(II)-sulfat;5 %;Vas.;+;++;allergisch;alt\n"
        "2;(Chlor-)Methylisothiazolinon;0,02 %;Aq.;-;+;allergisch;aktuell\n"
        "3;Perubalsam;25 %;Vas.;+;-;irritativ;\n"
        "4;Kobalt(II)-chlorid;1 %;Vas.;f;f;fraglich;\n"
        "5;Natriumlaurylsulfat;0,25 %;Aq.;+;+;;\n",
        encoding="cp1252",
    )
    patient = one(report)
    assert grades(patient) == {"nickel": "++", "mci_mi": "+"}
    assert list(grades(patient, ResultStatus.IRRITANT)) == ["balsam_of_peru"]
    assert list(grades(patient, ResultStatus.REVIEW)) == ["cobalt"]
    assert list(grades(patient, ResultStatus.CONTROL)) == ["Natriumlaurylsulfat"]
    assert patient.results[1].preparation == "0,02 % Aq."
    assert patient.results[0].relevance == "past"


def test_a_spanish_sheet_in_an_old_code_page(read: Read) -> None:
    report = read(
        "Paciente;Ana Ejemplo\nAlérgeno;Concentración;Vehículo;48 h;96 h;Interpretación\n"
        "Sulfato de níquel;5 %;vas;+;++;positivo\nBálsamo del Perú;25 %;vas;-;?+;dudoso\n"
        "Colofonia;20 %;vas;-;-;negativo\n",
        encoding="cp850",
    )
    patient = one(report)
    assert patient.name == "Ana Ejemplo"
    assert grades(patient) == {"nickel": "++"}
    assert list(grades(patient, ResultStatus.REVIEW)) == ["balsam_of_peru"]
    assert list(grades(patient, ResultStatus.NEGATIVE)) == ["colophonium"]


def test_a_french_sheet_from_an_old_mac(read: Read) -> None:
    report = read(
        "Patient : Exemple Marie\nAllergène;Lecture J2;Lecture J4;Pertinence\nSulfate de nickel;++;+++;actuelle\n"
        "Baume du Pérou;négatif;négatif;\nFormaldéhyde;négatif;douteux;\n",
        encoding="mac_roman",
    )
    patient = one(report)
    assert grades(patient) == {"nickel": "+++"}
    assert patient.results[0].relevance == "current"
    assert list(grades(patient, ResultStatus.NEGATIVE)) == ["balsam_of_peru"]
    assert list(grades(patient, ResultStatus.REVIEW)) == ["formaldehyde"]


def test_merged_headings_in_two_rows_and_own_products(read: Read) -> None:
    report = read(
        [
            ["Series", "Allergen", "Reading", None, "Final"],
            [None, None, "D2", "D4", None],
            ["Baseline", "Nickel sulfate", "-", "-", "-"],
            [None, "p-Phenylenediamine", "-", "++", "+"],
            ["Own products", "Body lotion blue", "-", "+", "+"],
        ],
        merge=["A1:A2", "B1:B2", "C1:D1", "E1:E2", "A3:A4"],
    )
    patient = one(report)
    assert grades(patient) == {"ppd": "+"}
    assert grades(patient, ResultStatus.OWN_PRODUCT) == {"Body lotion blue": "+"}
    assert [(r.day, r.as_written) for r in patient.results[1].readings] == [(2, "-"), (4, "++")]


def test_an_export_with_preparations_in_the_names(read: Read) -> None:
    patient = one(
        read(
            "Site,Allergen Name,Location,Day 2,Day 7\n1,Nickel sulfate 2.5% pet.*,Back L,1+,2+\n"
            "2,Balsam of Peru (Myroxylon pereirae resin) 25% pet.*,Back L,?,Negative\n"
            "3,Cobalt 1% pet,Back L,Irritant,Negative\n"
        )
    )
    assert grades(patient) == {"nickel": "++"}
    assert list(grades(patient, ResultStatus.NEGATIVE)) == ["balsam_of_peru"]
    assert list(grades(patient, ResultStatus.IRRITANT)) == ["cobalt"]
    assert patient.results[0].preparation == "2.5% pet."


# only positives


def test_a_list_of_positives_with_grades(read: Read) -> None:
    report = read([["Positive reactions"], ["Allergen", "Grade"], ["Nickel sulfate", "++"], ["MCI/MI", "+++"]])
    assert grades(one(report)) == {"nickel": "++", "mci_mi": "+++"}


def test_names_without_any_reading_count_as_positive_and_are_asked(read: Read) -> None:
    report = read([["Allergens of the patient"], ["Nickel sulfate 5% pet"], ["Propolis"], ["Unknownium"]])
    assert set(grades(one(report))) == {"nickel", "propolis", "Unknownium"}
    assert "no readings" in asked(report)
    assert [r.as_written for r in one(report).unmapped_positives] == ["Unknownium"]


def test_a_list_in_one_cell_a_patient(read: Read) -> None:
    report = read(
        'Patient,Positive allergens\nP-17,"Nickel (++), Cobalt (+)"\nP-18,"Fragrance mix II 2+; colophony ?+"\n'
    )
    first, second = (p.patient for p in report.patients)
    assert grades(first) == {"nickel": "++", "cobalt": "+"}
    assert grades(second) == {"fragrance_mix_2": "++"}
    assert list(grades(second, ResultStatus.REVIEW)) == ["colophonium"]


# numbers for names, numbers for readings


def test_positions_of_a_named_series_are_resolved_and_confirmed(read: Read) -> None:
    report = read("NAC-80 tray\nPt: C. Demo\n#,48h,96h\n12,-,+\n30,-,++\n45,-,-\n")
    patient = one(report)
    assert patient.name == "C. Demo"
    assert grades(patient) == {"quaternium_15": "+", "linalool": "++"}
    assert patient.results[0].as_written == "12"
    assert asked(report) == {"series"}
    assert "NAC80" in report.must_ask[0].assumed


def test_positions_without_a_series_get_no_allergen(read: Read) -> None:
    content = "#,48h,96h\n12,-,+\n30,-,-\n"
    patient = one(read(content))
    assert [r.as_written for r in patient.unmapped_positives] == ["12"]
    assert grades(one(read(content, series="ACDS20")))
    assert grades(one(read(content, series="NAC80"))) == {"quaternium_15": "+"}


def test_an_unknown_series_is_a_problem_that_lists_the_known_ones(read: Read) -> None:
    with pytest.raises(Problem, match="NAC80"):
        read("#,48h,96h\n12,-,+\n", series="MYTRAY")


def test_true_test_positions_with_merged_panels_and_the_control(read: Read) -> None:
    rows: list[list[object]] = [["T.R.U.E. TEST 36 - D. Sample"], ["Panel", "Position", "48 h", "72-96 h"]]
    rows += [["1.3" if p == 1 else None, p, "+" if p == 1 else "-", "++" if p == 1 else "-"] for p in range(1, 9)]
    rows += [[None, 9, None, None], [None, 10, "-", "?+"]]
    report = read(rows, merge=["A3:A12"])
    patient = one(report)
    assert patient.name == "D. Sample"
    assert grades(patient) == {"nickel": "++"}
    assert list(grades(patient, ResultStatus.REVIEW)) == ["balsam_of_peru"]
    assert list(grades(patient, ResultStatus.CONTROL)) == ["9"]
    assert "series" in asked(report)


def test_article_numbers_alone_are_never_assigned_silently(read: Read) -> None:
    report = read("Art.no,Hapten,D3,D7\nC-020,Colophonium,+,+\nB-001,,++,++\nX-999,,-,+\nMx-18,,-,+\n")
    patient = one(report)
    assert grades(patient) == {"colophonium": "+", "B-001": "++", "X-999": "+", "compositae": "+"}
    assert [r.as_written for r in patient.unmapped_positives] == ["B-001", "X-999"]
    assert {item.as_written for item in report.patients[0].not_understood} == {"B-001", "X-999"}
    assert "article numbers" in asked(report)


def test_bare_numbers_in_an_unknown_scale_make_nothing_positive(read: Read) -> None:
    content = "Patient,Allergen,D2,D4\nXY,Nickel sulfate,1,2\nXY,Cobalt chloride,0,0\nXY,Propolis,0,1\n"
    report = read(content)
    assert grades(one(report)) == {}
    assert set(grades(one(report), ResultStatus.REVIEW)) == {"nickel", "propolis"}
    assert list(grades(one(report), ResultStatus.NEGATIVE)) == ["cobalt"]
    assert "number scale" in asked(report)


@pytest.mark.parametrize(
    ("scale", "positive"),
    [("ordinal 0-3", {"nickel": "++", "propolis": "+"}), ("ordinal 0-4 with doubtful", {"nickel": "+"})],
)
def test_the_answered_scale_makes_grades_of_numbers(read: Read, scale: str, positive: dict[str, str]) -> None:
    content = "Patient,Allergen,D2,D4\nXY,Nickel sulfate,1,2\nXY,Cobalt chloride,0,0\nXY,Propolis,0,1\n"
    report = read(content, scale=scale)
    assert grades(one(report)) == positive
    assert not asked(report)


def test_codes_in_one_column_by_the_answered_scale(read: Read) -> None:
    content = "Allergen,Code\nNickel sulfate,2\nCobalt,6\nPropolis,4\nFormaldehyde,5\n"
    assert grades(one(read(content))) == {}
    patient = one(read(content, scale="NACDG data-form coding"))
    assert grades(patient) == {"nickel": "++"}
    assert list(grades(patient, ResultStatus.REVIEW)) == ["propolis"]
    assert list(grades(patient, ResultStatus.IRRITANT)) == ["formaldehyde"]
    assert list(grades(patient, ResultStatus.NEGATIVE)) == ["cobalt"]


def test_an_unknown_scale_is_a_problem_that_lists_the_known_ones(read: Read) -> None:
    with pytest.raises(Problem, match="ordinal"):
        read("Allergen,Code\nNickel,2\n", scale="Richter")


# several patients


def test_patients_as_columns(read: Read) -> None:
    report = read(
        [["Allergen", "AB 1971", "CD 1990"], ["Nickel", "++", "-"], ["Cobalt", "-", "+"], ["Propolis", "NT", "?+"]]
    )
    first, second = (p.patient for p in report.patients)
    assert (first.name, grades(first)) == ("AB 1971", {"nickel": "++"})
    assert (second.name, grades(second)) == ("CD 1990", {"cobalt": "+"})
    assert asked(report) == {"columns"}


def test_patients_as_rows_and_allergens_across(read: Read) -> None:
    report = read(
        [["Patient", "Nickel", "Cobalt", "Propolis"], ["AB 1971", "++", "-", "-"], ["CD 1990", "-", "-", "+"]]
    )
    assert [grades(p.patient) for p in report.patients] == [{"nickel": "++"}, {"propolis": "+"}]


def test_two_reading_days_under_each_patient(read: Read) -> None:
    report = read(
        [
            [None, "AB 1971", None, "CD 1980", None],
            ["Allergen", "D2", "D4", "D2", "D4"],
            ["Nickel", "+", "++", "-", "-"],
        ]
    )
    assert [(p.patient.name, grades(p.patient)) for p in report.patients] == [
        ("AB 1971", {"nickel": "++"}),
        ("CD 1980", {}),
    ]


def test_patients_stacked_over_several_sheets(read: Read) -> None:
    head = ["Allergen", "D2", "D4"]
    report = read(
        {
            "Monday": [
                ["Patient: AB 1960"], head, ["Nickel sulfate", "+", "++"], ["Cobalt chloride", "-", "-"], [],
                ["Patient: CD 1972"], head, ["Nickel sulfate", "-", "-"], ["Cobalt chloride", "-", "+"],
            ],
            "Tuesday": [["EF 1980"], head, ["Propolis", "?+", "+"], ["Patient: GH 1999"], ["Formaldehyde", "+", "++"]],
        }
    )  # fmt: skip
    found = {p.patient.name: grades(p.patient) for p in report.patients}
    assert found == {
        "AB 1960": {"nickel": "++"},
        "CD 1972": {"cobalt": "+"},
        "EF 1980": {"propolis": "+"},
        "GH 1999": {"formaldehyde": "++"},
    }


def test_the_same_allergens_again_without_a_name_are_another_patient_and_asked(read: Read) -> None:
    rows = [["Allergen", "D2", "D4"], ["Nickel", "+", "++"], ["Cobalt", "-", "-"], ["Propolis", "-", "-"]]
    other = [["Allergen", "D2", "D4"], ["Nickel", "-", "-"], ["Cobalt", "-", "+"], ["Propolis", "-", "-"]]
    report = read({"Room 1": rows, "Room 2": other})
    assert [(p.patient.name, grades(p.patient)) for p in report.patients] == [
        ("Room 1", {"nickel": "++"}),
        ("Room 2", {"cobalt": "+"}),
    ]
    assert "patients" in asked(report)


def test_two_series_of_one_patient_on_two_sheets_stay_one_patient(read: Read) -> None:
    baseline = [["Patient: AB"], ["Allergen", "D2", "D4"], ["Nickel", "+", "++"], ["Cobalt", "-", "-"]]
    hair = [["Allergen", "D2", "D4"], ["p-Phenylenediamine", "+", "++"], ["Ammonium persulfate", "-", "-"]]
    report = read({"Baseline": baseline, "Hair": hair})
    assert grades(one(report)) == {"nickel": "++", "ppd": "++"}


def test_two_column_blocks_side_by_side_are_one_patient(read: Read) -> None:
    report = read(
        [
            ["Name: Doe, Jo", None, None, None, None, "Date: 2025-05-02"],
            ["Nr", "Allergen", "D2", "D4", None, "Nr", "Allergen", "D2", "D4"],
            [1, "Nickel sulfate", "+", "++", None, 3, "Propolis", "-", "-"],
            [2, "Cobalt chloride", "-", "-", None, 4, "Formaldehyde", "-", "+"],
        ]
    )
    patient = one(report)
    assert patient.name == "Doe, Jo"
    assert grades(patient) == {"nickel": "++", "formaldehyde": "+"}
    assert patient.results[-1].cell == "Sheet1!G4"


def test_two_patients_side_by_side_are_never_merged(read: Read) -> None:
    report = read(
        [
            ["Patient A", None, None, None, "Patient B"],
            ["Allergen", "48h", "96h", None, "Allergen", "48h", "96h"],
            ["Nickel", "+", "++", None, "Nickel", "-", "-"],
            ["Cobalt", "-", "-", None, "Cobalt", "-", "+"],
        ]
    )
    assert {p.patient.name: grades(p.patient) for p in report.patients} == {"A": {"nickel": "++"}, "B": {"cobalt": "+"}}


def test_one_patient_chosen_leaves_the_others_out(read: Read) -> None:
    content = [["Allergen", "AB 1971", "CD 1990"], ["Nickel", "++", "-"], ["Cobalt", "-", "+"]]
    report = read(content, patient="cd 1990")
    assert one(report).name == "CD 1990"
    assert "AB 1971" not in str(results_json(report))
    with pytest.raises(Problem, match="AB 1971; CD 1990"):
        read(content, patient="ZZ")


def test_the_only_unnamed_patient_takes_the_name_asked_for(read: Read) -> None:
    report = read("Allergen,D2,D4\nNickel,+,++\nCobalt,-,-\n", patient="Jane Roe")
    assert one(report).name == "Jane Roe"


# free text


def test_sentences_are_read_as_far_as_possible_and_the_rest_is_listed(read: Read) -> None:
    report = read(
        [
            ["Dear colleague, thank you for referring this patient."],
            ["Positive reactions were seen to nickel sulfate (++), balsam of Peru (+) and fragrance mix I (+++)."],
            ["Doubtful: colophonium, lanolin alcohol"],
            ["No reaction to PPD, formaldehyde"],
            ["HEMA not tested"],
            ["Avoid jewellery."],
        ]
    )
    patient = one(report)
    assert grades(patient) == {"nickel": "++", "balsam_of_peru": "+", "fragrance_mix_1": "+++"}
    assert set(grades(patient, ResultStatus.REVIEW)) == {"colophonium", "lanolin"}
    assert set(grades(patient, ResultStatus.NEGATIVE)) == {"ppd", "formaldehyde"}
    assert list(grades(patient, ResultStatus.NOT_TESTED)) == ["hema"]
    assert {item.cell for item in report.patients[0].not_understood} == {"Sheet1!A1", "Sheet1!A6"}


def test_lines_with_days(read: Read) -> None:
    patient = one(
        read([["Nickel: D2 +, D4 ++"], ["Propolis D2: - D4: +"], ["Kathon CG – 2+"], ["Formaldehyd schwach positiv"]])
    )
    assert grades(patient) == {"nickel": "++", "propolis": "+", "mci_mi": "++", "formaldehyde": "+"}
    assert [r.day for r in patient.results[0].readings] == [2, 4]


def test_a_german_letter_as_a_text_file(read: Read) -> None:
    report = read(
        "Epikutantest vom 3.4.2025, Patient: K. Muster\n"
        "Positiv auf Nickel(II)-sulfat (++), Duftstoff-Mix I (+) und Perubalsam (+++).\n"
        "Fraglich: Kolophonium. Irritativ: Kobalt.\nRest negativ.\n",
        encoding="cp1252",
    )
    patient = one(report)
    assert patient.name == "K. Muster"
    assert grades(patient) == {"nickel": "++", "fragrance_mix_1": "+", "balsam_of_peru": "+++"}
    assert list(grades(patient, ResultStatus.REVIEW)) == ["colophonium"]
    assert list(grades(patient, ResultStatus.IRRITANT)) == ["cobalt"]
    assert [item.as_written for item in report.patients[0].not_understood] == ["Rest negativ."]


def test_a_sentence_for_each_patient(read: Read) -> None:
    report = read(
        'Patient,Result\nPT-01,"positive: nickel ++ (D4), fragrance mix I +; irritant: cobalt"\nPT-02,"propolis +++"\n'
    )
    first, second = (p.patient for p in report.patients)
    assert (first.name, grades(first)) == ("PT-01", {"nickel": "++", "fragrance_mix_1": "+"})
    assert list(grades(first, ResultStatus.IRRITANT)) == ["cobalt"]
    assert (second.name, grades(second)) == ("PT-02", {"propolis": "+++"})


def test_a_remark_in_brackets_does_not_hide_a_reading(read: Read) -> None:
    content = [["Patient", "F. Text"], ["Findings", "Nickel 2+ at D4 (relevant, earrings); colophony ?+"]]
    patient = one(read(content))
    assert patient.name == "F. Text"
    assert grades(patient) == {"nickel": "++"}


# odd cells


def test_a_blank_day_is_not_read_and_a_blank_row_is_asked(read: Read) -> None:
    content = [["Allergen", "D2", "D4"], ["Nickel", "+", "++"], ["Cobalt", None, None], ["Propolis", "-", None]]
    report = read(content)
    assert list(grades(one(report), ResultStatus.NOT_TESTED)) == ["cobalt"]
    assert list(grades(one(report), ResultStatus.UNKNOWN)) == ["propolis"]
    assert "blank cells" in asked(report)
    answered = read(content, blank="negative")
    assert list(grades(one(answered), ResultStatus.NEGATIVE)) == ["cobalt"]
    assert "blank cells" not in asked(answered)


def test_a_reading_nobody_knows_is_reviewed_and_listed(read: Read) -> None:
    report = read([["Allergen", "D2", "D4"], ["Nickel", "zz", "qq"], ["Cobalt", "zz", "++"]])
    assert list(grades(one(report), ResultStatus.REVIEW)) == ["nickel"]
    assert grades(one(report)) == {"cobalt": "++"}
    assert {item.cell for item in report.patients[0].not_understood} == {"Sheet1!B2", "Sheet1!C2", "Sheet1!B3"}


def test_a_grade_that_became_a_date_is_shown_back_and_not_stored(read: Read) -> None:
    report = read([["Allergen", "D2", "D4"], ["Nickel", "-", datetime.date(2025, 1, 2)], ["Cobalt", "-", "+"]])
    nickel = one(report).results[0]
    assert nickel.status is ResultStatus.REVIEW
    assert [r.as_written for r in nickel.readings] == ["-"]
    assert "date" in report.patients[0].not_understood[0].why


def test_an_unknown_name_is_listed_with_its_nearest_and_never_guessed(read: Read) -> None:
    report = read([["Allergen", "D2", "D4"], ["Nickle sulphat", "-", "+"], ["Cobalt", "-", "-"]])
    assert [r.as_written for r in one(report).unmapped_positives] == ["Nickle sulphat"]
    (item,) = report.patients[0].not_understood
    assert "Nickel sulfate" in item.suggestions


def test_the_words_of_a_known_name_in_another_order_are_answered_and_asked(read: Read) -> None:
    report = read("Alérgeno;48 h;96 h\nNíquel sulfato;+;++\nColofonia;-;-\n")
    assert grades(one(report)) == {"nickel": "++"}
    assert "name: Níquel sulfato" in asked(report)


def test_a_column_of_dashes_beside_words_for_negative_is_not_read(read: Read) -> None:
    content = [["Allergen", "D2", "D4", "D7"], ["Nickel", "neg", "neg", "-"], ["Cobalt", "+", None, "-"]]
    patient = one(read(content))
    assert grades(patient) == {"cobalt": "+"}
    assert [r.grade.value for r in patient.results[0].readings] == ["-", "-", "NR"]


def test_dates_as_headings_are_reading_days_in_their_order(read: Read) -> None:
    content = [["ID", "Allergen", "2025-05-03", "2025-05-05"], ["7", "Nickel", "+", "++"], ["7", "Cobalt", "-", "-"]]
    report = read(content)
    assert [r.day for r in one(report).results[0].readings] == [2, 4]
    assert asked(report) == {"reading days"}


def test_the_heading_repeated_in_the_middle_is_no_result(read: Read) -> None:
    head = ["Allergen", "D2", "D4"]
    report = read([head, ["Nickel", "+", "++"], head, ["Cobalt", "-", "+"]])
    assert grades(one(report)) == {"nickel": "++", "cobalt": "+"}
    assert not report.patients[0].not_understood


def test_a_table_without_headings_is_read_by_its_content_and_the_days_are_asked(read: Read) -> None:
    report = read([["Nickel sulfate", "+", "++"], ["Cobalt chloride", "-", "-"], ["Propolis", "-", "+"]])
    assert grades(one(report)) == {"nickel": "++", "propolis": "+"}
    assert "reading days" in asked(report)


def test_the_same_allergen_tested_twice_is_kept_twice(read: Read) -> None:
    patient = one(read([["Allergen", "D4"], ["p-Phenylenediamine", "+"], ["PPD 1% pet", "++"]]))
    assert [str(r.grade) for r in patient.results] == ["+", "++"]


def test_a_sheet_without_results_is_a_problem(read: Read) -> None:
    with pytest.raises(Problem, match=r"results\.csv"):
        read("Week,Room\n12,4\n13,5\n")


def test_the_report_as_json_has_the_fields_of_the_contract(read: Read) -> None:
    report = results_json(read([["Allergen", "D2", "D4", "Relevance"], ["Kathon CG 0.02% aq", "-", "++", "C"]]))
    assert set(report) >= {"patients", "must_ask"}
    (result,) = report["patients"][0]["results"]
    wanted = {
        "cell": "Sheet1!A2",
        "as_written": "Kathon CG 0.02% aq",
        "allergen": "mci_mi",
        "preparation": "0.02% aq",
        "grades": {"D2": "-", "D4": "++"},
        "grade": "++",
        "status": "positive",
        "relevance": "current",
    }
    assert {key: result[key] for key in wanted} == wanted


# any table at all

WRITTEN = (
    *(
        "",
        "",
        "Allergen",
        "D2",
        "D4",
        "Name",
        "Result",
        "Final",
        "No",
        "Relevance",
        "Nickel",
        "Cobalt",
        "Fragrance mix",
    ),
    *("+", "++", "-", "?+", "IR", "NT", "1", "x", "Patient: A", "AB 1971", "Positive:", "Own products"),
    "Nickel ++, Cobalt -",
)
cell_texts = st.one_of(st.sampled_from(WRITTEN), st.text(max_size=12))


@given(st.lists(st.lists(cell_texts, max_size=6), max_size=9))
@settings(max_examples=300, deadline=None)
def test_any_table_raises_nothing_but_problems_and_loses_no_tested_row(
    workbench: Workbench, table: list[list[str]]
) -> None:
    rows = tuple(
        tuple(Cell(f"S!{chr(65 + c)}{r + 1}", text.strip()) for c, text in enumerate(row))
        for r, row in enumerate(table)
    )
    try:
        report = results_in([Sheet("S", rows)], "f.xlsx", naming=workbench.naming, words=words(), answers=Answers())
    except Problem:
        return
    seen = {result.cell for p in report.patients for result in p.patient.results}
    seen |= {item.cell for p in report.patients for item in p.not_understood}
    seen |= {item.cell for item in report.not_understood}
    seen_rows = {cell.removeprefix("S!")[1:] for cell in seen}
    for row in rows:
        texts = [cell.text for cell in row if cell.text]
        if {"Nickel", "Cobalt"} & set(texts) and {"+", "++"} & set(texts):
            assert row[0].address.removeprefix("S!")[1:] in seen_rows
