"""Compile the Qt Designer forms in ui/ into src/ingredient_checker/gui/forms/, which git does not know.

Run by building or installing the package (it is a hatchling build hook), by run.py when a form has changed,
and by hand: `python build_forms.py`. The forms are the source; nobody edits what is compiled from them.
"""

from __future__ import annotations

import contextlib
import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent


class NoFormCompiler(Exception):
    """Qt's form compiler is not there or cannot start."""


def compile_forms(root: Path = HERE) -> list[Path]:
    """Compile every form newer than its module, drop modules without a form; answer the modules written."""
    forms = sorted((root / "ui").glob("*.ui"))
    target = root / "src/ingredient_checker/gui/forms"
    target.mkdir(parents=True, exist_ok=True)
    package = target / "__init__.py"
    if not package.exists():
        package.write_text('"""Compiled from ui/*.ui by build_forms.py; not to be edited."""\n', "utf-8")
    modules = {target / f"ui_{form.stem}.py": form for form in forms}
    for leftover in set(target.glob("ui_*.py")) - set(modules):
        leftover.unlink()
    stale = {module: form for module, form in modules.items() if is_older(module, form)}
    for module, form in stale.items():
        compile_form(form, module)
    return list(stale)


def is_older(module: Path, form: Path) -> bool:
    return not module.exists() or module.stat().st_mtime < form.stat().st_mtime


def compile_form(form: Path, module: Path) -> None:
    command = [str(form_compiler()), "-g", "python", "--no-autoconnection", str(form)]
    answer = subprocess.run(command, capture_output=True, text=True, encoding="utf-8")
    if answer.returncode:
        raise NoFormCompiler(f"{form.name} could not be compiled: {answer.stderr.strip()}")
    # Written aside and renamed, so that no start beside this one ever imports half a module.
    unfinished = module.with_suffix(".unfinished")
    unfinished.write_text(answer.stdout, "utf-8")
    unfinished.replace(module)


def form_compiler() -> Path:
    spec = importlib.util.find_spec("PySide6")
    if spec is None or not spec.submodule_search_locations:
        raise NoFormCompiler("PySide6-Essentials is not installed in this Python")
    pyside = Path(next(iter(spec.submodule_search_locations)))
    return pyside / ("uic.exe" if sys.platform == "win32" else "Qt/libexec/uic")


with contextlib.suppress(ImportError):
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface

    class FormsHook(BuildHookInterface):  # type: ignore[type-arg]
        def initialize(self, version: str, build_data: dict[str, Any]) -> None:
            try:
                compile_forms(Path(self.root))
            except NoFormCompiler as trouble:
                if version != "editable":
                    raise
                # The terminal commands need no forms, and run.py compiles them before it opens the window.
                self.app.display_warning(f"the window's forms are not compiled: {trouble}")
            # data/ lies outside the package: a checkout reads it where it is, a wheel has to carry it.
            if version != "editable":
                build_data["force_include"][str(Path(self.root) / "data")] = "ingredient_checker/data"


if __name__ == "__main__":
    try:
        for written in compile_forms():
            print(written.relative_to(HERE))
    except NoFormCompiler as trouble:
        sys.exit(str(trouble))
