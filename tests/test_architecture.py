"""The house as tests: who may import whom, and through which one door the outside world comes in.

The package reads from top to bottom (see docs/architecture.md); nothing imports upwards. The tables below are
the law, so a change of the house is a change here that a reviewer sees.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

PACKAGE = "ingredient_checker"
CHECKOUT = Path(__file__).parents[1]
SOURCE = CHECKOUT / "src" / PACKAGE
TESTS = CHECKOUT / "tests"

# A name with dots lets in one module of a room, or one name of a module, and not the room.
VALUE_TYPES = {
    "label.label",
    "own_knowledge.OwnRow",
    "spellings.KeptJudgement",
    "substances.substance",
    "substances.catalogue",
    "allergens.allergen",
    "matching.resolved",
    "matching.judgements",
    "patch_test",
    "assessment.verdict",
    "library.product",
    "library.screening",
    "library.names_in_doubt",
    "library.records",
    "library.events",
    "sheet_import",
    "spreadsheets.answers",
    "spreadsheets.delimited.CODE_PAGES",
    "spreadsheets.preview",
    "spreadsheets.columns.Confidence",
    "spreadsheets.results_report",
    "spreadsheets.product_list.ProductListReport",
}
PARTS = {"record", "own_knowledge", "spellings", "sheet_import"}  # of the workbench
STAGES = {"label", "substances", "allergens", "matching", "patch_test", "assessment"}
MAY_IMPORT = {
    "problem": set(),
    "whole_file": set(),
    "knowledge_files": set(),
    "label": set(),
    "substances": {"knowledge_files"},
    "allergens": {"substances", "knowledge_files"},
    "matching": {"label", "substances"},
    "patch_test": {"allergens"},
    "assessment": STAGES,
    "spreadsheets": {
        *("substances", "allergens", "matching", "patch_test", "library.product", "knowledge_files"),
    },
    "library": STAGES,
    "pictures": {"patch_test"},
    "paper": {"patch_test", "allergens", "assessment", "pictures"} | {"library.product", "library.screening"},
    "record": STAGES | {"library"},
    "own_knowledge": STAGES | {"knowledge_files"},
    "spellings": STAGES | {"library.names_in_doubt", "library.first_look", "record"},
    "sheet_import": STAGES | {"spreadsheets", "record"},
    "workbench": STAGES | {"spreadsheets", "library", "paper", "knowledge_files", *PARTS},
    "gui": VALUE_TYPES | {"pictures", "workbench"},
    # Faults in the data are told when nothing can be loaded; only the window's room can write a PDF.
    "cli": VALUE_TYPES | {"workbench", "label.label_file", "knowledge_files", "allergens.data_check", "gui.printing"},
    "__main__": {"cli", "gui"},
}
EVERYBODY_MAY_IMPORT = {"problem", "whole_file", "__version__"}

DOORS = {
    "PySide6": {"gui"},
    "rapidfuzz": {"matching"},
    "openpyxl": {"spreadsheets"},
    "python_calamine": {"spreadsheets"},
    "xlrd": {"spreadsheets"},
    "defusedxml": {"spreadsheets"},
    "sqlalchemy": {"library"},
    "alembic": {"library"},
    "sqlcipher3": {"library"},
    "sqlite3": {"library"},
    "platformdirs": {"library"},
    "cryptography": {"library"},
    "keyring": {"library"},
    "jinja2": {"paper"},
    "typer": {"cli"},
    "rich": {"cli"},
    "csv": {"knowledge_files", "substances", "allergens", "spreadsheets"},
    "tomllib": {"knowledge_files", "substances", "allergens", "spreadsheets"},
}
NETWORK = {
    *("socket", "socketserver", "ssl", "http", "urllib", "ftplib", "smtplib", "poplib", "imaplib", "xmlrpc"),
    *("asyncio", "webbrowser", "requests", "httpx", "urllib3", "aiohttp", "PySide6.QtNetwork"),
}
LOADED_BY_OTHERS = {"sqlcipher3", "defusedxml"}  # SQLAlchemy and openpyxl load them where they are installed
DISTRIBUTIONS = {"python-calamine": "python_calamine", "pyside6-essentials": "PySide6"}

MODULES = [
    path
    for path in sorted(SOURCE.rglob("*.py"))
    if path != SOURCE / "__init__.py" and "forms" not in path.relative_to(SOURCE).parts  # forms are compiled
]
each_module = pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))


def room(path: Path) -> str:
    return path.relative_to(SOURCE).with_suffix("").parts[0]


def imported_names(path: Path) -> set[str]:
    """Every name that a module imports, anywhere in it, absolute: `ingredient_checker.label.label.Label`."""
    here = (PACKAGE, *path.relative_to(SOURCE).parent.parts)
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"), path.name)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = here[: len(here) - node.level + 1] if node.level else ()
            module = ".".join((*base, node.module or "")).strip(".")
            names |= {f"{module}.{alias.name}" for alias in node.names}
    return names


def lies_in(name: str, allowed: set[str]) -> bool:
    return any(name == one or name.startswith(one + ".") for one in allowed)


@each_module
def test_imports_point_one_way(path: Path) -> None:
    mine = room(path)
    ours = {name for name in imported_names(path) if name.startswith(f"{PACKAGE}.")}
    allowed = {f"{PACKAGE}.{name}" for name in {mine} | MAY_IMPORT[mine] | EVERYBODY_MAY_IMPORT}
    assert {name for name in ours if not lies_in(name, allowed)} == set()


@each_module
def test_the_outside_world_comes_in_through_one_door(path: Path) -> None:
    outside = {name.split(".")[0] for name in imported_names(path)} - {PACKAGE, "__future__"}
    strangers = {name for name in outside if name not in DOORS and name not in sys.stdlib_module_names}
    assert strangers == set(), "neither ours, nor the standard library, nor in the table of doors"
    assert {name for name in outside if name in DOORS and room(path) not in DOORS[name]} == set()


@each_module
def test_the_program_knows_no_network(path: Path) -> None:
    assert {name for name in imported_names(path) if lies_in(name, NETWORK)} == set()


def test_every_room_is_in_the_table() -> None:
    assert {room(path) for path in MODULES} == set(MAY_IMPORT)


def test_every_library_we_depend_on_is_imported_and_the_other_way_round() -> None:
    project = tomllib.loads((CHECKOUT / "pyproject.toml").read_text("utf-8"))["project"]
    optional = [line for extra, lines in project["optional-dependencies"].items() if extra != "test" for line in lines]
    names = [re.split(r"[<>=!~\[; ]", line)[0].lower() for line in (*project["dependencies"], *optional)]
    declared = {DISTRIBUTIONS.get(name, name) for name in names}
    imported = {name.split(".")[0] for path in MODULES for name in imported_names(path)}
    assert declared == (imported | LOADED_BY_OTHERS) - set(sys.stdlib_module_names) - {PACKAGE}


def test_tests_mirror_the_package() -> None:
    rooms = {path.name for path in SOURCE.iterdir() if (path / "__init__.py").exists()}
    tested = {path.parent.name for path in TESTS.glob("*/test_*.py")}
    assert tested == rooms


def test_no_room_or_module_is_a_heap() -> None:
    heaps = re.compile(r"util|helper|manager|misc|common|stuff")
    assert [path.stem for path in MODULES if heaps.search(path.stem)] == []


def test_the_terminal_does_without_qt() -> None:
    code = f"import sys, {PACKAGE}.__main__, {PACKAGE}.cli; print([m for m in sys.modules if 'PySide' in m])"
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert answer.stdout == "[]\n"
