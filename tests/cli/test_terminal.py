"""The terminal's contract: fields, order, exit status, and one line for whatever cannot be used."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader

from ingredient_checker.cli import run
from ingredient_checker.library.patient_file import patient_text
from ingredient_checker.patch_test.patient import Decision, PatchTestResult, Patient, Strictness, UnreadCell
from ingredient_checker.patch_test.reading import Grade, ResultStatus

LABEL = "Ingredients: Aqua, Glycerin, LlNALOOL, Parfum, Zanthoxyl Dreamwort, DMDM Hydantoin. Free from parabens."


@pytest.fixture
def label(tmp_path: Path) -> Path:
    path = tmp_path / "label.txt"
    path.write_text(LABEL, "utf-8")
    return path


@pytest.fixture
def results(tmp_path: Path) -> Path:
    path = tmp_path / "results.csv"
    path.write_text(
        "Patient,Allergen,D2,D4,Relevance\nSample,Methylisothiazolinone,+,++,C\nSample,Nickel sulfate,-,+,O\n"
        "Other,Formaldehyde,-,++,C\n",
        "utf-8",
    )
    return path


@pytest.fixture
def products(tmp_path: Path) -> Path:
    path = tmp_path / "products.csv"
    path.write_text(
        "Brand,Product,Category,Ingredients\n"
        'Alder,Calm Cream,Cream,"Aqua, Glycerin, Petrolatum"\n'
        'Birch,Foam Wash,Wash,"Aqua, Methylisothiazolinone, Sodium Chloride"\n'
        'Cedar,Night Balm,Cream,"Petrolatum, Zanthoxyl Dreamwort, Squalane"\n',
        "utf-8",
    )
    return path


def answer(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    assert run([str(a) for a in arguments]) == 0
    return json.loads(capsys.readouterr().out)


def refusal(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert run([str(a) for a in arguments]) == 2
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err
    assert captured.err.count("\n") == 1
    return captured.err


def test_check_answers_by_the_contract(capsys: pytest.CaptureFixture[str], label: Path) -> None:
    said = answer(capsys, "check", label, "--allergen", "linalool", "--allergen", "formaldehyde", "--format", "json")
    assert said["id"] == str(label)
    assert said["verdict"] == "avoid"
    assert said["counts"] == {"entries": 6, "identified": 4, "likely": 1, "ambiguous": 0, "unknown": 1}
    assert [p["allergen"] for p in said["patient"]["positives"]] == ["linalool", "formaldehyde"]
    by_text = {e["text"]: e for e in said["entries"]}
    assert all(LABEL[e["start"] : e["end"]] == e["text"] for e in said["entries"])
    entry = by_text["LlNALOOL"]
    assert (entry["section"], entry["status"], entry["substance"]) == ("ingredients", "likely", "linalool")
    assert entry["candidates"][0]["how"] == "spelling"
    assert entry["findings"][0]["relation"] == "oxidises-to"
    assert entry["findings"][0]["level"] == "avoid"
    assert "l read for i" in entry["findings"][0]["why"]
    assert by_text["DMDM Hydantoin"]["findings"][0]["relation"] == "releases"
    assert by_text["Zanthoxyl Dreamwort"]["status"] == "unknown"
    assert by_text["Free from parabens"]["section"] == "claim"


def test_the_patient_of_a_results_file_is_checked_for(
    capsys: pytest.CaptureFixture[str], label: Path, results: Path
) -> None:
    said = answer(capsys, "check", label, "--results", results, "--patient", "Sample", "--format", "json")
    assert said["patient"]["name"] == "Sample"
    assert said["patient"]["positives"][0] == {
        "allergen": "mi",
        "name": "Methylisothiazolinone (MI)",
        "grade": "++",
        "relevance": "current",
    }
    assert said["not_checkable"] == ["nickel"]
    assert said["verdict"] == "unread"


def test_several_patients_are_never_merged(capsys: pytest.CaptureFixture[str], label: Path, results: Path) -> None:
    assert "Sample; Other" in refusal(capsys, "check", label, "--results", results)
    assert "Nobody" in refusal(capsys, "check", label, "--results", results, "--patient", "Nobody")


@pytest.mark.parametrize(
    ("name", "allergen"),
    [
        ("MI", "mi"),
        ("Kathon CG", "mci_mi"),
        ("Balsam of Peru", "balsam_of_peru"),
        ("Fragrance mix I", "fragrance_mix_1"),
        ("50-00-0", "formaldehyde"),
        ("wool alcohols", "lanolin"),
    ],
)
def test_an_allergen_is_known_by_any_of_its_names(
    capsys: pytest.CaptureFixture[str], label: Path, name: str, allergen: str
) -> None:
    said = answer(capsys, "check", label, "--allergen", name, "--format", "json")
    assert [p["allergen"] for p in said["patient"]["positives"]] == [allergen]


def test_a_batch_answers_in_order_one_line_each(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    texts = ["Aqua, Methylisothiazolinone", "Aqua\u2028Glycerin", "", "Aqua, Zorbotene"]
    file = tmp_path / "labels.jsonl"
    rows = [json.dumps({"id": n, "ingredients_text": t}, ensure_ascii=False) for n, t in enumerate(texts)]
    file.write_text("\n".join(rows), "utf-8")
    assert run(["check", "--batch", str(file), "--allergen", "mi"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.split("\n") if line]
    assert [(line["id"], line["verdict"]) for line in lines] == [
        (0, "avoid"),
        (1, "nothing_found"),
        (2, "unread"),
        (3, "unread"),
    ]


def test_parse_reads_without_any_patient(capsys: pytest.CaptureFixture[str], label: Path) -> None:
    said = answer(capsys, "parse", label, "--format", "json")
    assert "verdict" not in said
    assert said["entries"][0]["substance"] == "aqua"


def test_results_are_listed_with_their_cells(capsys: pytest.CaptureFixture[str], results: Path) -> None:
    said = answer(capsys, "results", results, "--format", "json")
    assert [p["name"] for p in said["patients"]] == ["Sample", "Other"]
    first = said["patients"][0]["results"][0]
    assert (first["allergen"], first["grades"], first["grade"], first["status"], first["relevance"]) == (
        "mi",
        {"D2": "+", "D4": "++"},
        "++",
        "positive",
        "current",
    )
    assert first["cell"]


def test_a_blank_reading_is_what_the_option_says(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "r.csv"
    path.write_text("Allergen,D2,D4\nFormaldehyde,-,++\nPropolis,,\n", "utf-8")
    for option, status in (("negative", "negative"), ("not-tested", "not_tested")):
        said = answer(capsys, "results", path, "--blank", option, "--format", "json")
        assert said["patients"][0]["results"][1]["status"] == status


def test_a_list_is_screened_in_order(capsys: pytest.CaptureFixture[str], products: Path) -> None:
    said = answer(capsys, "screen", products, "--allergen", "mi", "--format", "json")
    assert [(p["product"], p["verdict"], p["entries"], p["unread"]) for p in said["products"]] == [
        ("Calm Cream", "nothing_found", 3, 0),
        ("Foam Wash", "avoid", 3, 0),
        ("Night Balm", "unread", 3, 1),
    ]
    assert said["totals"] == {"products": 3, "nothing_found": 1, "avoid": 1, "unread": 1}
    assert said["products"][1]["findings"][0]["allergen"] == "mi"


def test_a_list_is_written_in_every_form(
    capsys: pytest.CaptureFixture[str], products: Path, tmp_path: Path, qapp: object
) -> None:
    for form in ("text", "json", "csv", "html", "xlsx", "pdf"):
        path = tmp_path / f"list.{form}"
        assert run(["screen", str(products), "--allergen", "mi", "--format", form, "--output", str(path)]) == 0
        assert path.stat().st_size > 100
    capsys.readouterr()
    cells = {c.value for row in openpyxl.load_workbook(tmp_path / "list.xlsx").active.rows for c in row}  # type: ignore[union-attr]
    assert {"Calm Cream", "Foam Wash", "Night Balm"} <= cells
    text = " ".join("".join(p.extract_text() for p in PdfReader(tmp_path / "list.pdf").pages).split())
    assert "Calm Cream" in text.split("Not fully read")[0]
    assert "Foam Wash" not in text.split("Not fully read")[0]


def test_an_allergens_page_names_relations_with_their_sources(capsys: pytest.CaptureFixture[str]) -> None:
    said = answer(capsys, "allergen", "formaldehyde", "--format", "json")
    released = [n for n in said["label_names"] if n["name"] == "Quaternium-15"]
    assert released[0]["relation"] == "releases"
    assert released[0]["source"]
    place = next(p for p in said["series"] if p["series"].startswith("ACDS core series 2020"))
    assert place["position"] == "21"
    assert said["sources"]["GA22"]


def test_the_shipped_data_have_no_faults(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["data", "check"]) == 0
    assert "No faults" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty"),
        (b"\x89PNG\r\n\x1a\n\0\0", "picture"),
        (b"%PDF-1.7 ...", "PDF"),
        (b"PK\x03\x04....", "workbook"),
        (b"a" * 300_000, "300,000 characters"),
        (b"\0\1\2\3\4", "binary"),
    ],
)
def test_what_is_no_label_is_refused_in_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, content: bytes, said: str
) -> None:
    path = tmp_path / "label.txt"
    path.write_bytes(content)
    assert said in refusal(capsys, "check", path, "--allergen", "mi")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "nowhere.txt", "--allergen", "mi"], "nowhere.txt"),
        (["check", ".", "--allergen", "mi"], "."),
        (["check"], "Which label"),
        (["check", "x.txt", "--batch", "y.jsonl"], "not both"),
        (["check", "x.txt", "--patient", "Ann"], "--results"),
        (["check", "x.txt", "--allergen", " "], "is empty"),
        (["allergen", "zorbotene"], "No allergen is known as"),
        (["allergen", "formaldehyd resin of nothing"], "Nearest names"),
        (["frob"], "frob"),
        (["check", "--frob"], "frob"),
        (["check", "x.txt", "--format", "xml"], "xml"),
        (["screen", "nowhere.xlsx", "--allergen", "mi"], "nowhere.xlsx"),
        (["results", "nowhere.xlsx"], "nowhere.xlsx"),
        (["data", "check", "nowhere"], "no folder nowhere"),
    ],
)
def test_a_wrong_question_is_refused_in_one_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], said: str
) -> None:
    assert said in refusal(capsys, *arguments)


def test_a_list_for_nobody_is_refused(capsys: pytest.CaptureFixture[str], products: Path) -> None:
    assert "For whom" in refusal(capsys, "screen", products)
    assert "--output" in refusal(capsys, "screen", products, "--allergen", "mi", "--format", "pdf")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{", "line 2"),
        ("[]", "line 2"),
        ('{"id": 1}', "line 2"),
        ('{"ingredients_text": 5}', "line 2"),
        ('{"id": NaN, "ingredients_text": "Aqua"}', "line 2"),
        ('{"id": 1e999, "ingredients_text": "Aqua"}', "line 2"),
        ("[" * 100_000, "line 2"),
        ('{"ingredients_text": "' + "Aqua, " * 40_000 + '"}', "line 2"),
    ],
)
def test_a_broken_batch_line_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path, line: str, said: str) -> None:
    file = tmp_path / "labels.jsonl"
    file.write_text('{"id": 1, "ingredients_text": "Aqua"}\n' + line + "\n", "utf-8")
    assert said in refusal(capsys, "check", "--batch", file, "--allergen", "mi")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_label_file_of_any_usual_encoding_is_read(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, encoding: str
) -> None:
    path = tmp_path / "label.txt"
    path.write_bytes("Eau, Glycérine, Cire d’abeille".encode(encoding))
    said = answer(capsys, "parse", path, "--format", "json")
    assert [e["status"] for e in said["entries"]] == ["identified"] * 3


def program(*arguments: str, **options: Any) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "ingredient_checker", *arguments]
    return subprocess.run(command, capture_output=True, timeout=60, **options)


def test_the_program_reads_standard_input_in_any_locale() -> None:
    bare = {**os.environ, "LC_ALL": "C", "PYTHONIOENCODING": "", "PYTHONUTF8": "0"}
    done = program("check", "-", "--allergen", "mi", "--format", "json", input="Рarfum, Glycérine".encode(), env=bare)
    assert done.returncode == 0
    assert json.loads(done.stdout)["entries"][1]["text"] == "Glycérine"


def test_closed_standard_input_is_refused_in_one_line() -> None:
    done = program("check", "-", "--allergen", "mi", stdin=subprocess.DEVNULL)
    assert done.returncode == 2
    assert done.stderr.count(b"\n") == 1


def test_a_reader_that_goes_away_is_no_error() -> None:
    command = f"{sys.executable} -m ingredient_checker allergen fragrance_mix_1 | head -c 10"
    done = subprocess.run(["bash", "-c", f"set -o pipefail; {command}"], capture_output=True, timeout=60)
    assert b"Traceback" not in done.stderr


def test_without_a_screen_the_sample_patient_is_answered() -> None:
    bare = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    done = program(env=bare)
    assert done.returncode == 0
    assert "no screen" in done.stdout.decode()
    assert "AVOID" in done.stdout.decode()


def test_the_terminal_needs_no_qt(label: Path) -> None:
    script = (
        "import sys; from ingredient_checker.cli import run; "
        f"run(['check', {str(label)!r}, '--allergen', 'mi']); "
        "sys.exit(any(name.startswith('PySide6') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=60).returncode == 0


@pytest.fixture
def open_results(tmp_path: Path) -> Path:
    """A sheet with a positive of no known allergen, a doubtful one, an empty row and a reading nobody knows."""
    path = tmp_path / "open.csv"
    path.write_text(
        "Patient,Allergen,D2,D4\nAnn,Methylisothiazolinone,+,++\nAnn,Nickel sulfate,-,+\nAnn,Frobnol X-99,-,++\n"
        "Ann,Cobalt chloride,?+,?+\nAnn,Propolis,,\nAnn,Formaldehyde,zz,qq\n",
        "utf-8",
    )
    return path


def test_what_the_results_leave_open_is_in_every_answer(
    capsys: pytest.CaptureFixture[str], label: Path, products: Path, open_results: Path
) -> None:
    for command, file in (("check", label), ("screen", products)):
        patient = answer(capsys, command, file, "--results", open_results, "--format", "json")["patient"]
        assert patient["name"] == "Ann"
        assert [p["allergen"] for p in patient["positives"]] == ["mi", "nickel"]
        assert patient["unmapped"] == ["Frobnol X-99"]
        assert {"as_written": "Cobalt chloride", "allergen": "cobalt", "status": "review", "note": "doubtful"} in (
            patient["undecided"]
        )
        assert {row["cell"] for row in patient["not_understood"]} == {"B4", "C7", "D7"}
        assert patient["must_ask"][0]["assumed"] == "not tested"


@pytest.mark.parametrize("form", ["text", "csv", "html", "xlsx", "pdf"])
def test_what_the_results_leave_open_is_said_in_words(
    capsys: pytest.CaptureFixture[str], products: Path, open_results: Path, tmp_path: Path, form: str, qapp: object
) -> None:
    path = tmp_path / f"list.{form}"
    command = ["screen", products, "--results", open_results, "--format", form, "--output", path]
    assert run([str(a) for a in command]) == 0
    said = " ".join(text_of(path).split())
    for part in (
        "Methylisothiazolinone (MI)",
        "Cobalt",
        "Frobnol X-99",
        "zz",
        "Blank cells, assumed: not tested",
        "Nickel",
    ):
        assert part in said
    capsys.readouterr()


def text_of(path: Path) -> str:
    """The words of a written list of any form."""
    if path.suffix == ".pdf":
        return "".join(page.extract_text() for page in PdfReader(path).pages)
    if path.suffix == ".xlsx":
        sheet = openpyxl.load_workbook(path).active
        assert sheet is not None
        return " ".join(str(cell.value) for row in sheet.rows for cell in row)
    return path.read_text("utf-8-sig")


def test_a_check_in_words_says_what_was_not_looked_for(
    capsys: pytest.CaptureFixture[str], label: Path, open_results: Path
) -> None:
    assert run(["check", str(label), "--results", str(open_results)]) == 0
    said = capsys.readouterr().out
    assert "Patient: Ann\nLooked for: Methylisothiazolinone (MI) ++\n" in said
    assert "? Cobalt was not looked for: a person has to decide (doubtful)." in said
    assert "? C7: “Formaldehyde: zz” was not understood" in said
    assert "? Blank cells, assumed: not tested." in said
    assert said.count("Frobnol X-99") == 1


def test_the_options_that_answer_questions_work_in_check(
    capsys: pytest.CaptureFixture[str], label: Path, open_results: Path
) -> None:
    said = answer(capsys, "check", label, "--results", open_results, "--blank", "negative", "--format", "json")
    assert said["patient"]["must_ask"] == []
    assert "--blank" in refusal(capsys, "check", label, "--allergen", "mi", "--blank", "negative")


def test_patients_of_one_name_are_told_apart_by_number(
    capsys: pytest.CaptureFixture[str], label: Path, tmp_path: Path
) -> None:
    path = tmp_path / "r.csv"
    rows = "Ann,19,Propolis,-,++\nAnn,20,Formaldehyde,-,++\n"
    path.write_text("Patient,ID,Allergen,D2,D4\n" + rows, "utf-8")
    assert "Ann (19); Ann (20)" in refusal(capsys, "check", label, "--results", path)
    assert "Ann (19); Ann (20)" in refusal(capsys, "check", label, "--results", path, "--patient", "Ann")
    said = answer(capsys, "check", label, "--results", path, "--patient", "20", "--format", "json")
    assert (said["patient"]["name"], said["patient"]["id"]) == ("Ann", "20")
    path.write_text("Patient,Allergen,D4\n" + "".join(f"Patient {n},Propolis,++\n" for n in range(500)), "utf-8")
    assert "; Patient 19; 480 more)" in refusal(capsys, "check", label, "--results", path)


def test_rows_of_a_list_that_are_no_product_are_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "list.jsonl"
    path.write_text('{"product": "A", "ingredients_text": "Aqua"}\nnonsense\n', "utf-8")
    assert run(["screen", str(path), "--allergen", "mi", "--format", "json"]) == 0
    captured = capsys.readouterr()
    assert "line 2" in json.loads(captured.out)["warnings"][0]
    assert "line 2" in captured.err


def test_a_screened_list_in_words_says_what_was_not_read(capsys: pytest.CaptureFixture[str], products: Path) -> None:
    assert run(["screen", str(products), "--allergen", "mi"]) == 0
    assert "2 of 3 ingredients read; not read: Zanthoxyl Dreamwort" in capsys.readouterr().out


@pytest.mark.parametrize("form", ["text", "json", "csv", "html", "xlsx", "pdf"])
def test_a_place_where_nothing_can_be_written_is_refused_in_one_line(
    capsys: pytest.CaptureFixture[str], products: Path, tmp_path: Path, form: str
) -> None:
    asked = ("screen", products, "--allergen", "mi", "--format", form, "--output")
    assert "no folder" in refusal(capsys, *asked, tmp_path / "nowhere" / "list")
    assert "not a file" in refusal(capsys, *asked, tmp_path)
    assert "not a file" in refusal(capsys, *asked, os.devnull)
    assert Path(os.devnull).is_char_device()
    assert "cannot be written" in refusal(capsys, *asked, tmp_path / ("n" * 300))
    before = products.read_bytes()
    assert "is what is read" in refusal(capsys, *asked, products)
    assert products.read_bytes() == before


def test_half_characters_are_no_crash(capsys: pytest.CaptureFixture[str], tmp_path: Path, qapp: object) -> None:
    path = tmp_path / "list.jsonl"
    path.write_text('{"product": "A\\ud800", "ingredients_text": "Aqua, Zor\\udfffbo"}\n', "utf-8")
    for form in ("text", "json", "csv", "html", "xlsx", "pdf"):
        output = tmp_path / f"list.{form}"
        assert run(["screen", str(path), "--allergen", "mi", "--format", form, "--output", str(output)]) == 0
    assert json.loads((tmp_path / "list.json").read_text("utf-8"))["products"][0]["product"] == "A\ud800"
    capsys.readouterr()
    done = program("check", "--batch", str(path), "--allergen", "mi")
    assert done.returncode == 0
    assert json.loads(done.stdout)["entries"][1]["text"] == "Zor\udfffbo"


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs a device that never ends")
@pytest.mark.parametrize(
    "arguments",
    [
        ("check", "/dev/zero", "--allergen", "mi"),
        ("check", "--batch", "/dev/zero", "--allergen", "mi"),
        ("results", "/dev/zero"),
        ("screen", "/dev/zero", "--allergen", "mi"),
    ],
)
def test_a_file_that_never_ends_is_refused_in_one_line(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]
) -> None:
    assert "zero" in refusal(capsys, *arguments)


def test_no_label_can_command_the_terminal(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "label.txt"
    path.write_text("Aqua, Zor\x1b[31mbo, Tene\u202eMIT\x9b", "utf-8")
    for command in (["check", str(path), "--allergen", "mi"], ["parse", str(path)]):
        assert run(command) == 0
        said = capsys.readouterr().out
        assert "\N{REPLACEMENT CHARACTER}" in said
        assert not set(said) & set("\x1b\u202e\x9b")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("command", ["check", "allergen", "screen"])
def test_a_full_disk_is_one_line(label: Path, products: Path, command: str) -> None:
    rest = {
        "check": [str(label), "--allergen", "mi"],
        "allergen": ["mi"],
        "screen": [str(products), "--allergen", "mi"],
    }
    with Path("/dev/full").open("wb") as full:
        command_line = [sys.executable, "-m", "ingredient_checker", command, *rest[command]]
        done = subprocess.run(command_line, stdout=full, stderr=subprocess.PIPE, timeout=60)
    assert done.returncode == 2
    assert b"cannot be written" in done.stderr
    assert done.stderr.count(b"\n") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="closes a file as a shell does")
@pytest.mark.parametrize("closed", [">&-", "2>&-", ">&- 2>&-", "<&- "])
def test_closed_streams_are_no_crash(label: Path, closed: str) -> None:
    line = f"{sys.executable} -m ingredient_checker check {label} --allergen mi {closed}"
    done = subprocess.run(["bash", "-c", line], capture_output=True, timeout=60)
    assert done.returncode == (2 if closed.startswith(">") else 0)
    assert b"Traceback" not in done.stderr
    assert done.stderr.count(b"\n") <= 1


@pytest.mark.skipif(sys.platform == "win32", reason="only elsewhere can the size of files be limited")
@pytest.mark.parametrize("form", ["html", "xlsx", "pdf"])
def test_a_list_that_does_not_fit_on_the_disk_leaves_the_older_one(products: Path, tmp_path: Path, form: str) -> None:
    output = tmp_path / f"list.{form}"
    output.write_text("the older one", "utf-8")
    script = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (500, 500)); "
        "from ingredient_checker.cli import run; sys.exit(run(sys.argv[1:]))"
    )
    asked = ["screen", str(products), "--allergen", "mi", "--format", form, "--output", str(output)]
    done = subprocess.run([sys.executable, "-c", script, *asked], capture_output=True, timeout=60)
    assert done.returncode == 2
    assert b"cannot be written" in done.stderr
    assert done.stderr.count(b"\n") == 1
    assert output.read_text("utf-8") == "the older one"
    assert not list(tmp_path.glob(".*"))


KIT = (
    "Day Cream:\nAqua, Glycerin, Cetyl Alcohol, Talc, Methylisothiazolinone.\n\n"
    "Night Mask:\nAqua, Kaolin, Glycerin, Zinc Oxide, Citric Acid."
)


def test_each_product_of_a_kit_is_answered_by_itself(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    kit = tmp_path / "kit.txt"
    kit.write_text(KIT, "utf-8")
    found = answer(capsys, "check", kit, "--allergen", "MI", "--format", "json")
    assert found["verdict"] == "avoid"
    assert [(p["name"], p["verdict"], p["counts"]["entries"]) for p in found["products"]] == [
        ("Day Cream", "avoid", 5),
        ("Night Mask", "nothing_found", 5),
    ]
    assert [KIT[p["start"] : p["end"]].split(":")[0] for p in found["products"]] == ["Day Cream", "Night Mask"]
    assert run(["check", str(kit), "--allergen", "MI"]) == 0
    said = capsys.readouterr().out
    assert "Day Cream: ✕ AVOID" in said
    assert "Night Mask: ○ nothing found" in said


def test_one_product_has_an_empty_list_of_products(capsys: pytest.CaptureFixture[str], label: Path) -> None:
    assert answer(capsys, "check", label, "--allergen", "MI", "--format", "json")["products"] == []


def test_an_exported_patient_is_checked_for_as_the_clinic_has_decided(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    positive = PatchTestResult("MI", "mi", ResultStatus.POSITIVE, Grade.STRONG)
    usual = Patient("Ann", "", (positive,))
    released = usual.decided(Decision("mi", "", Strictness.RELEASED, "Dr A.", "2026-11-21", "tolerated in use"))
    label, file = tmp_path / "label.txt", tmp_path / "patient.json"
    label.write_text("Aqua, Methylisothiazolinone", "utf-8")
    file.write_text(patient_text(released), "utf-8")
    said = answer(capsys, "check", label, "--results", file, "--format", "json")
    (made,) = said["patient"]["decisions"]
    assert made == {
        "allergen": "mi",
        "substance": None,
        "strictness": "released",
        "who": "Dr A.",
        "decided_on": "2026-11-21",
        "reason": "tolerated in use",
    }
    (found,) = said["entries"][1]["findings"]
    assert (said["verdict"], found["level"], found["decision"]) == ("nothing_found", "info", made)
    assert run(["check", str(label), "--results", str(file)]) == 0
    assert "nothing found but what the clinic has released" in capsys.readouterr().out
    assert "--patient says how" in refusal(capsys, "check", label, "--results", file, "--patient", "Ann")

    file.write_text(patient_text(usual), "utf-8")
    said = answer(capsys, "check", label, "--results", file, "--format", "json")
    assert said["verdict"] == "avoid"
    assert "decisions" not in said["patient"]
    assert "decision" not in said["entries"][1]["findings"][0]


def test_what_was_not_understood_of_an_exported_patients_sheet_is_said(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    positive = PatchTestResult("MI", "mi", ResultStatus.POSITIVE, Grade.STRONG)
    label, file = tmp_path / "label.txt", tmp_path / "patient.json"
    label.write_text("Aqua, Glycerin", "utf-8")
    unread = (UnreadCell("Sheet1!C9", "pos?neg", "no reading"),)
    file.write_text(patient_text(Patient("Ann", "", (positive,), unread=unread)), "utf-8")
    run(["check", str(label), "--results", str(file)])
    assert "Sheet1!C9: “pos?neg” was not understood (no reading)." in capsys.readouterr().out


def test_every_question_of_a_results_file_can_be_answered(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    file = tmp_path / "results.csv"
    file.write_text("Patient,Art.no,Name,A,B\nX1,B-001,,NR,1\nX1,,Zaubertrank,-,2\nX1,,Nickel,-,0\n", "utf-8")

    def asked(*said: str) -> dict[str, list[str]]:
        arguments = [word for one in said for word in ("--answer", one)]
        read = answer(capsys, "results", file, *arguments, "--format", "json")
        return {question["about"]: [c["value"] for c in question["choices"]] for question in read["must_ask"]}

    first = asked("column D=reading:2", "column E=reading:4")
    assert {"NR", "number scale", "article numbers"} <= set(first)
    said = [f"{about}={choices[0]}" for about, choices in first.items()]
    assert asked("column D=reading:2", "column E=reading:4", *said) == {}


@pytest.mark.parametrize("said", ["nothing", "moon=full", "NR=perhaps", "column 7=allergen", "name: MI=moonstone"])
def test_an_answer_that_is_none_is_refused_in_one_line(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, said: str
) -> None:
    file = tmp_path / "results.csv"
    file.write_text("Patient,Allergen,D4\nX1,MI,++\n", "utf-8")
    assert refusal(capsys, "results", file, "--answer", said)
