"""Setting up: run.py and the compiling of forms. A whole set-up is proved by .ci/run on a new machine."""

from __future__ import annotations

import ast
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

CHECKOUT = Path(__file__).parents[1]
FORM = """<?xml version="1.0" encoding="UTF-8"?>
<ui version="4.0"><class>SmallPage</class><widget class="QWidget" name="SmallPage"/></ui>
"""


def module_from(file: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


run = module_from(CHECKOUT / "run.py")
build_forms = module_from(CHECKOUT / "build_forms.py")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A small checkout with one form and an environment that looks like a real one."""
    folder = tmp_path / "checker"
    (folder / "ui").mkdir(parents=True)
    (folder / "ui/small_page.ui").write_text(FORM, "utf-8")
    (folder / "pyproject.toml").write_text("[project]\n", "utf-8")
    python = run.Home(folder, "program").python
    python.parent.mkdir(parents=True)
    python.symlink_to(sys.executable)
    return folder


def stamp(home: object) -> None:
    (home.venv / f"ready-for-{home.purpose}").write_text(home.made_from(), "utf-8")  # type: ignore[attr-defined]


def test_a_python_that_is_too_old_can_read_the_message_for_it() -> None:
    ast.parse((CHECKOUT / "run.py").read_text("utf-8"), feature_version=(3, 7))


def test_run_needs_nothing_but_the_standard_library() -> None:
    tree = ast.parse((CHECKOUT / "run.py").read_text("utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, (ast.Import, ast.ImportFrom))]
    names = {alias.name for node in imports if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in imports if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in names} <= sys.stdlib_module_names


def test_a_finished_environment_is_not_made_again(checkout: Path) -> None:
    home = run.Home(checkout, "program")
    assert not home.is_ready()
    stamp(home)
    assert home.is_ready()
    assert not run.Home(checkout, "test").is_ready(), "the tests need more than the program"


def test_an_environment_for_the_tests_serves_the_program(checkout: Path) -> None:
    stamp(run.Home(checkout, "test"))
    assert run.Home(checkout, "program").is_ready()


def test_a_changed_dependency_is_installed_into_the_same_environment(checkout: Path) -> None:
    home = run.Home(checkout, "program")
    stamp(home)
    (checkout / "pyproject.toml").write_text("[project]\ndependencies = []\n", "utf-8")
    assert not home.is_ready()
    kept = home.venv / "kept"
    kept.touch()
    home.make_environment()
    assert kept.exists()


def test_an_environment_whose_folder_was_moved_is_made_anew(checkout: Path) -> None:
    stamp(run.Home(checkout, "program"))
    moved = checkout.rename(checkout.with_name("elsewhere"))
    home = run.Home(moved, "program")
    assert not home.is_ready()
    old = home.venv / "old"
    old.touch()
    home.make_environment()
    assert not old.exists()
    assert home.python.exists()


def test_an_environment_whose_python_is_gone_is_not_ready(checkout: Path) -> None:
    home = run.Home(checkout, "program")
    stamp(home)
    home.python.unlink()
    home.python.symlink_to("/no/such/python3")
    assert not home.is_ready()


def test_a_changed_form_is_seen(checkout: Path) -> None:
    home = run.Home(checkout, "program")
    assert home.stale_forms()
    build_forms.compile_forms(checkout)
    assert not home.stale_forms()
    form = checkout / "ui/small_page.ui"
    os.utime(form, (form.stat().st_atime, form.stat().st_mtime + 60))
    assert home.stale_forms()


@pytest.mark.skipif(sys.platform != "linux", reason="other systems always have a screen")
@pytest.mark.parametrize(
    ("arguments", "screen", "loads_qt"),
    [
        ([], "", False),
        ([], ":0", True),
        (["check", "label.txt", "--allergen", "mi"], ":0", False),
        (["screen", "list.xlsx", "--allergen", "mi", "--format", "pdf"], "", True),
        (["screen", "list.xlsx", "--allergen", "mi", "--output", "safe list.PDF"], "", True),
    ],
)
def test_only_the_window_and_pdf_files_need_the_libraries_of_qt(
    arguments: list[str], screen: str, loads_qt: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", screen)
    assert run.needs_window(arguments) is loads_qt


@pytest.mark.skipif(sys.platform == "win32", reason="the message is printed on POSIX systems only")
def test_a_second_start_waits_for_the_first(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    code = f"import run, pathlib\nwith run.locked(pathlib.Path({str(lock)!r})): print('mine')"
    with run.locked(lock):
        command = [sys.executable, "-c", code]
        pipe = subprocess.PIPE
        second = subprocess.Popen(command, cwd=CHECKOUT, stdout=pipe, stderr=pipe, text=True)
        assert second.stderr is not None
        assert "waiting" in second.stderr.readline()
        assert second.poll() is None
    assert second.communicate(timeout=30)[0] == "mine\n"


def test_a_read_only_checkout_is_worked_from_a_copy(
    checkout: Path, own_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "CHECKOUT", checkout)
    copy = run.copy_of_the_checkout()
    assert copy.is_relative_to(own_folders)
    assert (copy / "ui/small_page.ui").exists()
    assert not (copy / ".venv").exists()
    (copy / ".venv").mkdir()
    (checkout / "ui/small_page.ui").rename(checkout / "ui/renamed_page.ui")
    assert run.copy_of_the_checkout() == copy
    assert [form.name for form in (copy / "ui").iterdir()] == ["renamed_page.ui"]
    assert (copy / ".venv").exists(), "what was set up in the copy stays"


def test_only_changed_forms_are_compiled_and_leftovers_go(checkout: Path) -> None:
    compiled = checkout / "src/ingredient_checker/gui/forms"
    assert build_forms.compile_forms(checkout) == [compiled / "ui_small_page.py"]
    assert build_forms.compile_forms(checkout) == []
    shutil.copy(compiled / "ui_small_page.py", compiled / "ui_former_page.py")
    build_forms.compile_forms(checkout)
    assert [module.name for module in compiled.glob("ui_*")] == ["ui_small_page.py"]


def test_a_broken_form_is_named(checkout: Path) -> None:
    (checkout / "ui/broken_page.ui").write_text("<ui><widget>", "utf-8")
    with pytest.raises(build_forms.NoFormCompiler, match=r"broken_page\.ui"):
        build_forms.compile_forms(checkout)
    assert not (checkout / "src/ingredient_checker/gui/forms/ui_broken_page.py").exists()
