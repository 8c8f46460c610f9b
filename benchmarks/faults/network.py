"""Whether anything speaks to the network while labels are checked, results read, lists screened and papers made.

Python's own audit events tell of every socket that Python opens, resolves or connects; where strace is installed, it
tells of those that Qt or another library opens as well.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from .figures import Figure, Run

_MARK = "network: "


def measure(_run: Run) -> Iterator[Figure]:
    """A working day in a process of its own, watched from inside and, where possible, from outside."""
    with tempfile.TemporaryDirectory() as place:
        trace = Path(place) / "trace"
        watcher = ["strace", "-f", "-qq", "-e", "trace=socket,connect,sendto", "-o", str(trace)]
        watched = _day(Path(place), watcher) if shutil.which("strace") else None
        strace = watched is not None and watched.returncode == 0
        done = watched if strace else _day(Path(place), [])
        assert done is not None
        if done.returncode:
            yield Figure("network attempts", 0, f"the day ended early: {done.stderr.strip().splitlines()[-1]}", False)
            return
        attempts = [line for line in done.stdout.splitlines() if line.startswith(_MARK)]
        calls = trace.read_text("utf-8").splitlines() if strace else []
        attempts += [line for line in calls if "AF_INET" in line]
        steps = done.stdout.count("done: ")
        seen = "watched by Python's audit events and strace" if strace else "watched by Python's audit events only"
        yield Figure("network attempts", steps, f"{len(attempts)} attempts in {steps} steps; {seen}", not attempts)
        for line in attempts:
            print(f"    {line}")


def _day(folder: Path, watcher: list[str]) -> subprocess.CompletedProcess[str]:
    home = folder / "home"
    home.mkdir(exist_ok=True)
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "INGREDIENT_CHECKER_DATA": str(folder / "data"),
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(home),
    }
    environment.pop("DBUS_SESSION_BUS_ADDRESS", None)
    command = [*watcher, sys.executable, "-m", "benchmarks.faults.network", str(folder)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def _tell(event: str, arguments: tuple[object, ...]) -> None:
    if event.startswith(("socket.", "urllib.", "http.", "smtplib.", "ftplib.")) and event != "socket.__new__":
        print(f"{_MARK}{event} {arguments!r:.100}", flush=True)
    if event == "socket.__new__" and len(arguments) > 1 and arguments[1] != 1:  # 1: within the machine (AF_UNIX)
        print(f"{_MARK}{event} family {arguments[1]}", flush=True)


def _work(folder: Path) -> None:
    from PySide6.QtCore import QSettings
    from PySide6.QtWidgets import QApplication

    from ingredient_checker.gui.main_window import MainWindow
    from ingredient_checker.gui.printing import write_pdf
    from ingredient_checker.workbench import Workbench

    from .hostile_workbooks import ONE_SHEET, zipped
    from .invented_record import invented_products

    def step(name: str) -> None:
        print(f"done: {name}", flush=True)

    workbench = Workbench.open()
    step("knowledge loaded")
    kept = workbench.add_sample_patient()
    step("results and products taken over")
    (folder / "sheet.xlsx").write_bytes(zipped(ONE_SHEET))
    workbench.read_results(folder / "sheet.xlsx")
    step("a workbook read")
    patient = workbench.record.patient(kept)
    assessment = workbench.check_for("Aqua, Methylisothlazolinone, Parfum", patient)
    step("a label checked")
    screened = list(workbench.screen(invented_products(1, 20), patient))
    step("a list screened")
    workbench.export_screening(screened, folder / "list.xlsx", (), as_workbook=True)
    application = QApplication([])
    write_pdf(workbench.check_report(assessment, patient), folder / "check.pdf", "Check")
    step("papers made")
    window = MainWindow(workbench, QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat))
    window.show()
    application.processEvents()
    for page in ("check", "patient", "library"):
        window.go_to(page)
        application.processEvents()
    step("the window shown")
    workbench.record.back_up_daily()
    workbench.close()
    window.close()
    step("backed up and closed")


if __name__ == "__main__":
    sys.addaudithook(_tell)
    _work(Path(sys.argv[1]))
