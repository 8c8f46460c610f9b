"""The two kinds of error.

A `Problem` is known trouble from outside (a bad spreadsheet, a full disk, a database that is too new): its text
says what, where and what to do, in the user's words, and nothing has been lost when it is raised. Every other
exception is a bug and gets a report.
"""

import platform
import traceback
from types import TracebackType

from . import __version__


class Problem(Exception):
    """Input or surroundings that cannot be used; `str(problem)` is one sentence for the user."""


def bug_report(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Version and places in the code. The error's own text is left out: it may quote a patient."""
    places = "".join(f"  {f.filename}:{f.lineno} in {f.name}\n" for f in traceback.extract_tb(trace))
    return f"Ingredient Checker {__version__}, Python {platform.python_version()}\n{kind.__name__}\n{places}"
