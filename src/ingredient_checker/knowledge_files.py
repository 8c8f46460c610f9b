"""Where the knowledge lies, and its rows with the file and line they came from.

In a checkout `data/` lies at the top; in an installed program it lies inside the package. A clinic's own rows lie in
the user's folder in files of the same form (allergens/additions.py); their file name begins with `OURS`.
"""

from __future__ import annotations

import csv
import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from .problem import Problem

Row = tuple[str, int, list[str]]
"""File ("allergens/relations.csv"), line and cells of one row."""

RowsByFile = Mapping[str, Sequence[Row]]
"""File, relative to its data folder, -> rows of it."""

OURS = "our clinic: "
"""What stands before the file of a row that is the clinic's own."""

NO_ROWS: RowsByFile = MappingProxyType({})


def data_folder() -> Path:
    """The shipped data folder. Problem if it is missing."""
    package = Path(__file__).parent
    for folder in (package / "data", package.parents[1] / "data"):
        if (folder / "VERSION").is_file():
            return folder
    raise Problem(f"The program's data folder is missing beside {package}; install the program again.")


def data_version(folder: Path) -> str:
    """The version of the knowledge, for example "2026.11"."""
    try:
        return (folder / "VERSION").read_text("utf-8").strip()
    except OSError as error:
        raise Problem(f"{folder} is no data folder: it has no file VERSION.") from error


@contextmanager
def nothing_thrown_away() -> Iterator[None]:
    """While the knowledge is loaded, no looking for garbage: all of it stays, and looking takes half of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def all_rows(folder: Path, file: str, columns: Sequence[str], ours: RowsByFile) -> list[Row]:
    """The shipped rows of a file ("allergens/relations.csv") and after them the clinic's own."""
    return [*read_rows(folder / file, columns), *ours.get(file, ())]


def read_rows(path: Path, columns: Sequence[str], whose: str = "") -> list[Row]:
    """The rows under the heading, short ones filled up; empty lines are passed over. `whose`: "" or `OURS`.

    Problem if the file cannot be read or does not begin with these columns.
    """
    file = f"{whose}{path.parent.name}/{path.name}"
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.reader(stream)
            heading = next(reader, [])
            rows = [(file, reader.line_num, cells) for cells in reader if cells]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Problem(f"The data file {path} cannot be read ({error}); install the program again.") from error
    if tuple(heading[: len(columns)]) != tuple(columns):
        raise Problem(f"{path} must begin with the columns {', '.join(columns)}, not with {', '.join(heading)}.")
    width = len(columns)
    for _, _, cells in rows:
        if len(cells) < width:
            cells.extend([""] * (width - len(cells)))
    return rows
