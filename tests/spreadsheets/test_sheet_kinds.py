"""Sheets of all the kinds that clinics keep (invented): nobody's positive is lost, nobody's results are merged.

One line a case: what stands in the sheet, and what it says by patient. "++" and so on are positive; "?" is to be
decided, "IR" irritant, "-" negative, "NT" not tested, "NR" never read, "own" an own product, "control" a control.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest

from ingredient_checker.patch_test.patient import PatchTestResult
from ingredient_checker.patch_test.reading import ResultStatus
from ingredient_checker.spreadsheets.patch_tests import Answers, ResultsReport, read_results
from ingredient_checker.workbench import Workbench

Sheets = str | Sequence[Sequence[object]] | dict[str, Sequence[Sequence[object]]]
Said = dict[str, dict[str, str]]

SHORT = {
    ResultStatus.REVIEW: "?",
    ResultStatus.IRRITANT: "IR",
    ResultStatus.NEGATIVE: "-",
    ResultStatus.NOT_TESTED: "NT",
    ResultStatus.UNKNOWN: "NR",
    ResultStatus.OWN_PRODUCT: "own",
    ResultStatus.CONTROL: "control",
}


def read(workbench: Workbench, folder: Path, content: Sheets, encoding: str = "utf-8", **said: str) -> ResultsReport:
    if isinstance(content, str):
        path = folder / "results.csv"
        path.write_bytes(content.encode(encoding))
    else:
        path = folder / "results.xlsx"
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in (content if isinstance(content, dict) else {"Sheet1": content}).items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(list(row))
        book.save(path)
    return read_results(path, allergens=workbench.allergens, naming=workbench.naming, answers=Answers(**said))


def short(result: PatchTestResult) -> str:
    return SHORT.get(result.status) or str(result.grade)


def said_by(report: ResultsReport) -> Said:
    return {
        read.patient.name or read.patient.number: {
            result.allergen or result.as_written: short(result) for result in read.patient.results
        }
        for read in report.patients
    }


KINDS: dict[str, tuple[Sheets, Said]] = {
    "only the positives, in lines": (
        "Positive reactions\nNickel sulfate 5% pet ++\nMethylisothiazolinone +++ (current)\nPatient shampoo as is +\n",
        {"": {"nickel": "++", "mi": "+++", "Patient shampoo as is": "own"}},
    ),
    "only the positives, as a table in words": (
        [
            ["Patient", "P. Roe"],
            [],
            ["Positive allergens", "Strength", "Relevance"],
            ["Nickel", "strong", "past"],
            ["Cobalt", "weak", "unknown"],
            ["Balsam of Peru", "extreme", "current"],
            ["Kathon CG", "1+", None],
        ],
        {"P. Roe": {"nickel": "++", "cobalt": "+", "balsam_of_peru": "+++", "mci_mi": "+"}},
    ),
    "the positives of several patients, cut by their own separator": (
        "ID;Positives\n17;nickel (++), cobalt (+)\n18;none\n19;Duftstoff-Mix I ++; Perubalsam +\n",
        {"17": {"nickel": "++", "cobalt": "+"}, "19": {"fragrance_mix_1": "++", "balsam_of_peru": "+"}},
    ),
    "a letter": (
        "Dear colleague,\nShe reacted to nickel sulfate (++), cobalt chloride (+) and methylisothiazolinone (+++).\n"
        "Doubtful reaction to colophonium. Fragrance mix I was negative.\nPropylene glycol was irritant.\n"
        "Neomycin was not tested.\nKind regards\n",
        {
            "": {
                "nickel": "++",
                "cobalt": "+",
                "mi": "+++",
                "colophonium": "?",
                "fragrance_mix_1": "-",
                "propylene_glycol": "IR",
                "neomycin": "NT",
            }
        },
    ),
    "a sentence a patient, with days": (
        [
            ["Name", "Result"],
            ["AB 1971", "Nickel ++ D2, +++ D4; Fragrance mix I ++; all others negative"],
            ["CD 1980", "no positive reactions"],
            ["EF 1965", "black rubber mix +; doubtful: benzocaine"],
        ],
        {
            "AB 1971": {"nickel": "+++", "fragrance_mix_1": "++"},
            "EF 1965": {"black_rubber_mix": "+", "benzocaine": "?"},
        },
    ),
    "patients stacked over two sheets": (
        {
            "January": [
                ["Patient: Ann A."],
                ["Allergen", "D2", "D4"],
                ["Nickel", "+", "++"],
                [],
                ["Patient: Ben B."],
                ["Allergen", "D2", "D4"],
                ["Nickel", "-", "-"],
                ["Propolis", "-", "+"],
            ],
            "February": [["Patient: Cia C."], ["Allergen", "D2", "D4"], ["Cobalt", "++", "+++"], ["Nickel", "-", "-"]],
        },
        {
            "Ann A.": {"nickel": "++"},
            "Ben B.": {"nickel": "-", "propolis": "+"},
            "Cia C.": {"cobalt": "+++", "nickel": "-"},
        },
    ),
    "three tables beside each other without a gap": (
        [
            ["Allergen", "Reading", "Allergen", "Reading", "Allergen", "Reading"],
            ["Nickel", "++", "Propolis", "-", "Bronopol", "+"],
            ["Cobalt", "-", "Paraben mix", "+", "HEMA", "?"],
        ],
        {
            "": {
                "nickel": "++",
                "cobalt": "-",
                "propolis": "-",
                "paraben_mix": "+",
                "bronopol": "+",
                "hema": "?",
            }
        },
    ),
    "French, irritation in words": (
        "Nom;Dupont Marie\nAllergène;J2;J3;J7\nSulfate de nickel;-;+;+\nBaume du Pérou;-;douteux;-\n"
        "Lanoline;irritation;-;-\n",
        {"Dupont Marie": {"nickel": "+", "balsam_of_peru": "?", "lanolin": "IR"}},
    ),
    "Italian, weak in words": (
        "Paziente;R. M.\nAptene;48 ore;72 ore\nNichel solfato;+;++\nBalsamo del Perù;-;debole positivo\n",
        {"R. M.": {"nickel": "++", "balsam_of_peru": "+"}},
    ),
    "Dutch": (
        "Naam;J. de Vries\nAllergeen;D2;D4\nNikkelsulfaat;+;++\nParfummix I;-;zwak positief\nPerubalsem;-;-\n",
        {"J. de Vries": {"nickel": "++", "fragrance_mix_1": "+", "balsam_of_peru": "-"}},
    ),
    "Polish": (
        "Pacjent;J. K.\nAlergen;48h;72h\nSiarczan niklu;+;++\nChlorek kobaltu;-;-\n",
        {"J. K.": {"nickel": "++", "cobalt": "-"}},
    ),
    "an export with underscores in its headings": (
        '"patient_id","test_date","allergen","reading_48h","reading_96h"\n"88","2025-05-05","Nickel","NEG","2+"\n'
        '"88","2025-05-05","Bronopol","NEG","NEG"\n"89","2025-05-06","Kathon CG","3+","3+"\n',
        {"88": {"nickel": "++", "bronopol": "-"}, "89": {"mci_mi": "+++"}},
    ),
    "panel and position in one number": (
        "T.R.U.E. TEST,,\nPatient,XY-9,\nPosition,48h,72h\n1.1,+,++\n1.9,-,-\n2.13,-,+\n2.20,+++,+++\n3.28,-,-\n",
        {"XY-9": {"nickel": "++", "1.9": "control", "ptbp_resin": "+", "ppd": "+++", "gold": "-"}},
    ),
    "a row for each panel, positions that begin again": (
        [
            ["T.R.U.E. Test - Pt: XY-7"],
            ["Panel", "Pos", "D2", "D4"],
            ["Panel 1.3"],
            [None, 1, "+", "++"],
            ["Panel 2.3"],
            [None, 1, "-", "-"],
            [None, 8, "-", "+"],
            ["Panel 3.3"],
            [None, 12, "-", "?+"],
        ],
        {"XY-7": {"nickel": "++", "ptbp_resin": "-", "ppd": "+", "bronopol": "?"}},
    ),
    "dates as headings, counted from the day of the test": (
        "Patient;K-8\nAngelegt am;03.03.2025\nAllergen;05.03.2025;10.03.2025\nNickelsulfat;+;++\nNeomycin;-;+\n",
        {"K-8": {"nickel": "++", "neomycin": "+"}},
    ),
    "words of all sorts": (
        [
            ["Allergen", "Result", "Remarks"],
            ["Nickel sulphate 5%", "strong positive", "ear rings"],
            ["Cobalt", "neg.", None],
            ["Bronopol", "not read", "patch fell off"],
            ["Lanolin", "follicular", None],
            ["MCI/MI", "++ bullous", None],
            ["Chromate", "positive?", None],
            ["HEMA", "++(+)", None],
            ["Formaldehyde", "+ (late)", None],
        ],
        {
            "": {
                "nickel": "++",
                "cobalt": "-",
                "bronopol": "NR",
                "lanolin": "IR",
                "mci_mi": "++",
                "chromium": "?",
                "hema": "++",
                "formaldehyde": "+",
            }
        },
    ),
    "rows below that are no result": (
        [
            ["Allergen", "D2", "D4"],
            ["Nickel", "+", "++"],
            ["Cobalt", "-", "-"],
            ["Total positive", "1", None],
            ["Read by Dr X", None, None],
            ["Date of reading: 2025-05-05", None, None],
        ],
        {"": {"nickel": "++", "cobalt": "-"}},
    ),
    "headings in a language nobody knows": (
        "Patient;A-7\nXyzzy;D2;D4\nNickel;-;++\nZaubertrank;-;+\nCobalt;-;-\n",
        {"A-7": {"nickel": "++", "Zaubertrank": "+", "cobalt": "-"}},
    ),
    "readings without headings for the names, in a table of text": (
        "Nickel sulfate;-;++\nsome text about it, and, more\nCobalt chloride;-;-\n",
        {"": {"nickel": "++", "cobalt": "-"}},
    ),
    "a control that is called so in the last column": (
        "Patientin: Muster, Eva\nLfd.;Testsubstanz;D2;D3;Bewertung\n1;Nickelsulfat 5%;++;++;allergisch\n"
        "2;Natriumlaurylsulfat 0,25%;+;+;Irritanskontrolle\n3;Kolophonium 20%;f;-;negativ\n",
        {"Muster, Eva": {"nickel": "++", "Natriumlaurylsulfat 0,25%": "control", "colophonium": "-"}},
    ),
    "own products in a section of their own": (
        [
            ["Patient", "T-1"],
            ["Allergen", "D2", "D4"],
            ["Nickel", "-", "++"],
            ["Own products"],
            ["Shampoo blue 1% aq", "-", "+"],
            ["Face cream as is", "-", "-"],
        ],
        {"T-1": {"nickel": "++", "Shampoo blue 1% aq": "own", "Face cream as is": "own"}},
    ),
    "patients below each other with what else is known of them": (
        "Patient ID,Age,Sex,Nickel,Cobalt\nP1,34,F,++,-\nP2,50,M,-,+\nP3,51,M,-,-\n",
        {
            "P1": {"nickel": "++", "cobalt": "-"},
            "P2": {"nickel": "-", "cobalt": "+"},
            "P3": {"nickel": "-", "cobalt": "-"},
        },
    ),
    "two readings in one cell": (
        [["Patient", "A-3"], ["Allergen", "D2/D4"], ["Nickel", "+/++"], ["Cobalt", "-/-"], ["Propolis", "-/+"]],
        {"A-3": {"nickel": "++", "cobalt": "-", "propolis": "+"}},
    ),
    "two readings in a sentence for each patient": (
        [
            ["Patient", "Result (D2/D4)"],
            ["A-1", "Nickel ++/+++, Fragrance mix I +/++; rest neg."],
            ["A-2", "Colophonium +/-, Propolis -/-"],
        ],
        {"A-1": {"nickel": "+++", "fragrance_mix_1": "++"}, "A-2": {"colophonium": "?", "propolis": "-"}},
    ),
    "a reading that is ticked": (
        [
            ["Patient", "A-4"],
            ["Allergen", "neg", "?+", "+", "++", "+++", "IR"],
            ["Nickel", None, None, None, "x", None, None],
            ["Cobalt", "x"],
            ["Bronopol", None, None, None, None, "X"],
            ["Propolis", None, "x"],
            ["Lanolin", None, None, None, None, None, "✓"],
            ["HEMA", None, None, "x", None, None, "x"],
            ["Formaldehyde"],
        ],
        {
            "A-4": {
                "nickel": "++",
                "cobalt": "-",
                "bronopol": "+++",
                "propolis": "?",
                "lanolin": "IR",
                "hema": "?",
                "formaldehyde": "NT",
            }
        },
    ),
    "numbered lines with the patient and the day above": (
        [
            ["Positive patch test reactions - Patient: R. Roe, 12.02.2025"],
            ["1. Nickel sulfate 5% pet. ++ (relevance: past)"],
            ["2. Methylisothiazolinone 0.2% aq. +++"],
            ["- Cobalt chloride: weak positive"],
        ],
        {"R. Roe": {"nickel": "++", "mi": "+++", "cobalt": "+"}},
    ),
    "Spanish with the interpretation in words": (
        "Nº;Alérgeno;D2;D4;Interpretación;Relevancia\n1;Sulfato de níquel;++;+++;alérgica;actual\n"
        "2;Bicromato potásico;+;-;irritativa;\n3;Parafenilendiamina;?+;?+;dudosa;\n",
        {"": {"nickel": "+++", "chromium": "IR", "ppd": "?"}},
    ),
    "reactions in words": (
        [
            ["Substance", "Reading D3", "Reading D7"],
            ["Nickel", "Strong positive reaction", "strong"],
            ["Cobalt", "No reaction", "No reaction"],
            ["Lanolin", "Irritant reaction", "Negative"],
            ["Propolis", "Doubtful", "Weak positive"],
        ],
        {"": {"nickel": "++", "cobalt": "-", "lanolin": "IR", "propolis": "+"}},
    ),
    "a positive that stands in the comment only": (
        [["Allergen", "D2", "D4", "Comment"], ["Nickel", "-", "-", "++ at D7 by phone"], ["Cobalt", "-", "-", None]],
        {"": {"nickel": "?", "cobalt": "-"}},
    ),
    "the row number is no reading": (
        "Patient,A-1,,\nNo.,Allergen,D2,D4\n1,Nickel,+,++\n2,Cobalt,-,-\n3,Propolis,?,+\n",
        {"A-1": {"nickel": "++", "cobalt": "-", "propolis": "+"}},
    ),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_sheet_is_read_as_a_clinician_would(workbench: Workbench, tmp_path: Path, kind: str) -> None:
    content, expected = KINDS[kind]
    assert said_by(read(workbench, tmp_path, content)) == expected


@pytest.mark.parametrize("code_page", ["utf-8", "utf-8-sig", "cp1252", "cp850", "mac_roman", "utf-16"])
def test_a_spanish_sheet_of_any_code_page(workbench: Workbench, tmp_path: Path, code_page: str) -> None:
    content = (
        "Paciente;García López, María\nFecha;14/03/2025\nAlérgeno;48 h;96 h;Relevancia\n"
        "Sulfato de níquel;+;++;pasada\nBálsamo del Perú;?;+;presente\nFormaldehído;no realizado;no realizado;\n"
    )
    report = read(workbench, tmp_path, content, code_page)
    assert said_by(report) == {"García López, María": {"nickel": "++", "balsam_of_peru": "+", "formaldehyde": "NT"}}
    assert report.patients[0].patient.tested_on == "2025-03-14"


def test_a_legend_is_no_result(workbench: Workbench, tmp_path: Path) -> None:
    sheets = {
        "May": [["Name: Roe, Jane"], ["Allergen", "D4"], ["Nickel", "++"], ["Cobalt", "-"]],
        "Legend": [["+ weak", "++ strong", "+++ extreme"], ["IR irritant", "NT not tested"]],
    }
    report = read(workbench, tmp_path, sheets)
    assert said_by(report) == {"Roe, Jane": {"nickel": "++", "cobalt": "-"}}
    assert not report.not_understood
    assert not report.patients[0].not_understood


def test_rows_between_two_stray_quotes_are_noted(workbench: Workbench, tmp_path: Path) -> None:
    report = read(workbench, tmp_path, 'Allergen,D4\nPropolis,-\n"Nickel,+\nCobalt,-\nMI",++\nBronopol,+\n')
    assert any("row 3: a quoted cell holds 3 lines" in note for note in report.notes)
    assert said_by(report)[""]["bronopol"] == "+"


def test_two_tests_of_one_patient_keep_their_days(workbench: Workbench, tmp_path: Path) -> None:
    rows = (
        "Patient,Test date,Allergen,D2,D4\nZ-1,2019-03-01,Nickel,+,++\nZ-1,2019-03-01,Cobalt,-,-\n"
        "Z-1,2024-03-01,Nickel,-,-\nZ-1,2024-03-01,Propolis,-,+\n"
    )
    (read_patient,) = read(workbench, tmp_path, rows).patients
    patient = read_patient.patient
    assert patient.tested_on == "2019-03-01"
    assert [(r.allergen, r.tested_on, short(r)) for r in patient.results] == [
        ("nickel", "", "++"),
        ("cobalt", "", "-"),
        ("nickel", "2024-03-01", "-"),
        ("propolis", "2024-03-01", "+"),
    ]


def test_the_days_of_a_long_table_do_not_lose_a_positive_without_a_day(workbench: Workbench, tmp_path: Path) -> None:
    report = read(workbench, tmp_path, "Patient,Allergen,Day,Reading\nA,Nickel,first,-\nA,Nickel,last,++\n")
    assert said_by(report) == {"A": {"nickel": "++"}}
    assert report.patients[0].not_understood


def test_a_plus_that_belongs_to_nothing_is_listed(workbench: Workbench, tmp_path: Path) -> None:
    report = read(workbench, tmp_path, "Patient,Allergen,D2,D4,Nachuntersuchung\nA,Nickel,-,-,++\nA,Cobalt,-,-,-\n")
    listed = [item for read_patient in report.patients for item in read_patient.not_understood]
    assert [(item.cell, item.as_written) for item in (*listed, *report.not_understood)] == [("E2", "++")]


def test_the_same_names_again_in_one_table_are_asked_about(workbench: Workbench, tmp_path: Path) -> None:
    rows = "Blatt,Allergen,D4\nx,Nickel,++\nx,Cobalt,-\ny,Nickel,-\ny,Cobalt,-\n"
    assert "patients" in {question.about for question in read(workbench, tmp_path, rows).must_ask}
    answered = read(workbench, tmp_path, rows, tables="one")
    assert "patients" not in {question.about for question in answered.must_ask}


@pytest.mark.parametrize(
    ("above", "year"),
    [
        ("Patient,Example Anna,DOB,1984-03-12", 1984),
        ("Patientin: Muster Eva,geb. 12.03.1984,,", 1984),
        ("Nom,Dupont Marie,Née le,3 mai 1971", 1971),
        ("AB 1971,,,", 1971),
        ("Patient,Example Anna,Applied,2024-03-12", None),
    ],
)
def test_the_year_of_birth_is_read_and_the_day_is_not(
    workbench: Workbench, tmp_path: Path, above: str, year: int | None
) -> None:
    report = read(workbench, tmp_path, f"{above}\nAllergen,D2,D4,\nNickel,-,++,\nCobalt,-,-,\n")
    (read_patient,) = report.patients
    assert read_patient.patient.characteristics.birth_year == year
    assert "1984-03" not in repr(read_patient.patient)
