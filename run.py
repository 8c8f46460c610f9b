#!/usr/bin/env python3
"""One command for a machine that has nothing but Python 3.11 or newer, with pip.

    python3 run.py                    set up once, then open the program
    python3 run.py check LABEL ...    any other words go to the program's terminal commands
    python3 run.py test               set up once, then check style and types and run all tests
    python3 run.py test ARGUMENTS     run pytest only, with these arguments

Everything is put into the folder .venv beside this file; only as root, and only with apt-get, are missing
system libraries of the window installed for the whole machine. No password is ever asked for. What this file
prints goes to standard error, so that the program's own output stays clean.
"""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import importlib.util
import os
import platform
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator, Sequence
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent
NOT_COPIED = {".git", ".venv", ".venv.lock", "__pycache__", ".mypy_cache", ".pytest_cache", ".ruff_cache"}

# What the window needs of a Linux system, and the Debian packages that bring it.
WINDOW_LIBRARIES = """
    libglib-2.0.so.0 libGL.so.1 libEGL.so.1 libdbus-1.so.3 libfontconfig.so.1 libxkbcommon-x11.so.0
    libX11-xcb.so.1 libxcb-cursor.so.0 libxcb-icccm.so.4 libxcb-image.so.0 libxcb-keysyms.so.1
    libxcb-render-util.so.0 libxcb-shape.so.0 libxcb-xkb.so.1 libwayland-cursor.so.0
"""
WINDOW_PACKAGES = """
    libglib2.0-0 libgl1 libegl1 libdbus-1-3 libfontconfig1 libxkbcommon0 libxkbcommon-x11-0 libx11-xcb1
    libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-render-util0 libxcb-shape0 libxcb-xkb1
    libwayland-cursor0 fonts-dejavu-core
"""


def main(arguments: list[str]) -> int:
    if sys.version_info < (3, 11):  # noqa: UP036
        sys.exit(f"Python 3.11 or newer is needed; this is Python {platform.python_version()}.")
    testing = arguments[:1] == ["test"]
    try:
        home = Home.for_this_user("test" if testing else "program", testing or needs_window(arguments))
        if home.lacks_something():
            home.set_up()
    except (OSError, subprocess.CalledProcessError) as trouble:
        sys.exit(f"Setting up has failed: {trouble}")
    environment = {**os.environ, **home.library_settings()}
    if testing:
        return run_tests(home, environment, arguments[1:])
    # -P: a file in the caller's folder that happens to be named like a module must not be imported.
    return hand_over([str(home.python), "-P", "-m", "ingredient_checker", *arguments], environment)


def needs_window(arguments: list[str]) -> bool:
    """Whether Qt will be loaded: for the window, where there is a screen, and for PDF files."""
    if arguments:
        return any(word.lower().endswith("pdf") for word in arguments)
    screen = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return platform.system() != "Linux" or any(os.environ.get(name) for name in screen)


def run_tests(home: Home, environment: dict[str, str], arguments: list[str]) -> int:
    """Style, types and tests; each runs even if the one before it has failed."""
    environment["QT_QPA_PLATFORM"] = "offscreen"
    checks = [["pytest", *arguments]] if arguments else [["ruff", "check"], ["mypy"], ["pytest"]]
    failed = []
    for check in checks:
        say(" ".join(check))
        if subprocess.run([home.python, "-m", *check], env=environment, cwd=home.folder).returncode:
            failed.append(check[0])
    if failed:
        say("failed: " + ", ".join(failed))
    return 1 if failed else 0


def hand_over(command: list[str], environment: dict[str, str]) -> int:
    """Become the program (on Windows: run it and wait), so that signals and the exit status are its own."""
    if os.name == "posix":
        os.execve(command[0], command, environment)
    return subprocess.run(command, env=environment).returncode


class Home:
    """A checkout that this user can write to, and the virtual environment in it.

    `purpose` is "program" or "test"; a finished environment holds a file `ready-for-PURPOSE` that says what
    it was made from. One that is ready for the tests serves the program as well. `window`: whether the system
    libraries and forms of the window are needed, too.
    """

    def __init__(self, folder: Path, purpose: str, window: bool = False) -> None:
        self.folder = folder
        self.purpose = purpose
        self.window = window
        self.venv = folder / ".venv"
        self.python = self.venv / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        self.private_libraries = self.venv / "system-libraries"

    @classmethod
    def for_this_user(cls, purpose: str, window: bool) -> Home:
        """This checkout; where it is read-only and lacks something, a copy in the user's cache folder."""
        home = cls(CHECKOUT, purpose, window)
        if os.access(home.venv if home.venv.exists() else CHECKOUT, os.W_OK) or not home.lacks_something():
            return home
        return cls(copy_of_the_checkout(), purpose, window)

    def lacks_something(self) -> bool:
        """Whether there is anything to set up; every start asks this, so it takes some milliseconds only."""
        return not self.is_ready() or (self.window and (bool(self.missing_libraries()) or self.stale_forms()))

    def set_up(self) -> None:
        with locked(self.folder / ".venv.lock"):
            if not self.is_ready():
                say("setting up; this happens once and takes a minute or two")
                self.make_environment()
            if self.window and self.missing_libraries():
                self.get_libraries()
            if not self.is_ready():
                self.install_packages()
            if self.window and self.stale_forms():
                run([self.python, self.folder / "build_forms.py"], self.library_settings())

    def made_for(self) -> str:
        """An environment works only in its folder and with its Python."""
        return f"{self.folder}\n{self.python.resolve()}\n"

    def made_from(self) -> str:
        return self.made_for() + hashlib.sha256((self.folder / "pyproject.toml").read_bytes()).hexdigest()

    def stamps(self) -> list[str]:
        files = [self.venv / f"ready-for-{purpose}" for purpose in {self.purpose, "test"}]
        return [file.read_text("utf-8") for file in files if file.exists()]

    def is_ready(self) -> bool:
        return self.python.exists() and self.made_from() in self.stamps()

    def make_environment(self) -> None:
        if self.python.exists() and all(stamp.startswith(self.made_for()) for stamp in self.stamps()):
            return
        shutil.rmtree(self.venv, ignore_errors=True)
        # Debian has no ensurepip until python3-venv is installed; then the system's pip does the installing.
        options = [] if importlib.util.find_spec("ensurepip") else ["--without-pip"]
        # If the environment's own Python runs this file, the one beneath it has to make the new environment.
        python: str = getattr(sys, "_base_executable", sys.executable)
        run([python, "-m", "venv", *options, self.venv])

    def install_packages(self) -> None:
        if any((self.python.parent / name).exists() for name in ("pip", "pip.exe")):
            pip: list[str | Path] = [self.python, "-m", "pip"]
        elif importlib.util.find_spec("pip"):
            pip = [sys.executable, "-m", "pip", "--python", self.python]
        else:
            sys.exit("Setting up needs pip. On Debian or Ubuntu: sudo apt-get install python3-venv")
        quiet = [] if sys.stderr.isatty() else ["--quiet"]
        package = f"{self.folder}[test]" if self.purpose == "test" else str(self.folder)
        settings = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}
        try:
            run([*pip, "install", *quiet, "--editable", package], settings | self.library_settings())
        except subprocess.CalledProcessError:
            sys.exit(
                "Setting up has failed; the reason stands above. It needs the internet once (or a package "
                "index that pip knows). When that is mended, run the same command again."
            )
        (self.venv / f"ready-for-{self.purpose}").write_text(self.made_from(), "utf-8")

    def stale_forms(self) -> bool:
        """Whether a form in ui/ is newer than what was compiled from it."""
        compiled = self.folder / "src/ingredient_checker/gui/forms"
        pairs = ((form, compiled / f"ui_{form.stem}.py") for form in (self.folder / "ui").glob("*.ui"))
        return any(not code.exists() or code.stat().st_mtime < form.stat().st_mtime for form, code in pairs)

    def missing_libraries(self) -> list[str]:
        if platform.system() != "Linux" or self.private_libraries.exists():
            return []
        return [name for name in WINDOW_LIBRARIES.split() if not can_load(name)]

    def get_libraries(self) -> None:
        missing = " ".join(self.missing_libraries())
        if not (shutil.which("apt-get") and shutil.which("dpkg")):
            sys.exit(f"The window needs these system libraries; please install them: {missing}")
        say(f"fetching system libraries that the window needs: {missing}")
        try:
            if os.geteuid() == 0:
                install_for_the_machine()
            else:
                unpack_privately(self.private_libraries)
        except (subprocess.CalledProcessError, OSError):
            by_hand = "sudo apt-get install -y --no-install-recommends " + " ".join(WINDOW_PACKAGES.split())
            sys.exit(f"The system libraries of the window could not be fetched. Please run:\n  {by_hand}")

    def library_settings(self) -> dict[str, str]:
        """The environment variables under which privately unpacked libraries are found."""
        root = self.private_libraries
        if not root.exists():
            return {}
        folders = [str(root / lib / str(sysconfig.get_config_var("MULTIARCH"))) for lib in ("usr/lib", "lib")]
        return {
            "LD_LIBRARY_PATH": os.pathsep.join(filter(None, [*folders, os.environ.get("LD_LIBRARY_PATH")])),
            "FONTCONFIG_FILE": os.environ.get("FONTCONFIG_FILE", str(root / "fonts.conf")),
            "XKB_CONFIG_ROOT": os.environ.get("XKB_CONFIG_ROOT", str(root / "usr/share/X11/xkb")),
        }


def can_load(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def install_for_the_machine() -> None:
    install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *WINDOW_PACKAGES.split()]
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    try:
        run(install, quiet)
    except subprocess.CalledProcessError:  # the package lists are missing or old
        run(["apt-get", "update", "-qq"])
        run(install, quiet)


def unpack_privately(target: Path) -> None:
    """Without root: let apt fetch what is missing into a folder of our own and unpack it there."""
    work = target.with_name("system-libraries-unfinished")
    shutil.rmtree(work, ignore_errors=True)
    for folder in ("lists/partial", "cache/archives/partial", "root"):
        (work / folder).mkdir(parents=True)
    apt = ["apt-get", "-qq", "-o", f"Dir::State::Lists={work}/lists", "-o", f"Dir::Cache={work}/cache"]
    apt += ["-o", "Debug::NoLocking=1", "-o", "APT::Sandbox::User="]
    run([*apt, "update"])
    run([*apt, "install", "-y", "--download-only", "--no-install-recommends", *WINDOW_PACKAGES.split()])
    for package in (work / "cache/archives").glob("*.deb"):
        run(["dpkg", "-x", package, work / "root"])
    (work / "root/fonts.conf").write_text(
        '<?xml version="1.0"?><fontconfig><include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
        f"<dir>/usr/share/fonts</dir><dir>{target}/usr/share/fonts</dir>"
        '<cachedir prefix="xdg">fontconfig</cachedir></fontconfig>',
        "utf-8",
    )
    (work / "root").rename(target)
    shutil.rmtree(work)


def copy_of_the_checkout() -> Path:
    """A copy of this read-only checkout in the user's cache folder, renewed when the checkout has changed."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ingredient-checker"
    copy = cache / f"checkout-{hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:12]}"
    copy.mkdir(parents=True, exist_ok=True)
    files = [file for file in CHECKOUT.rglob("*") if not NOT_COPIED & set(file.relative_to(CHECKOUT).parts)]
    state = "".join(sorted(f"{file} {file.stat().st_mtime_ns}\n" for file in files))
    copied = copy / ".copied"
    with locked(copy / ".copy.lock"):
        if not copied.exists() or copied.read_text("utf-8") != state:
            say(f"{CHECKOUT} is read-only; working from a copy in {copy}")
            for folder in ("src", "ui", "data", "tests"):
                shutil.rmtree(copy / folder, ignore_errors=True)
            shutil.copytree(CHECKOUT, copy, ignore=shutil.ignore_patterns(*NOT_COPIED), dirs_exist_ok=True)
            copied.write_text(state, "utf-8")
    return copy


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """One setting up at a time; the lock goes with the process that holds it."""
    with path.open("a") as file:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_LOCK, 1)
        else:
            import fcntl

            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                say("another start is setting up; waiting for it")
                fcntl.flock(file, fcntl.LOCK_EX)
        yield


def run(command: Sequence[str | Path], settings: dict[str, str] | None = None) -> None:
    """Run a step of the set-up; what it prints goes to standard error."""
    subprocess.run(
        [str(word) for word in command], env={**os.environ, **(settings or {})}, stdout=sys.stderr, check=True
    )


def say(text: str) -> None:
    print(f"run.py: {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
