"""The one error class a person is meant to read.

A `Problem` is known trouble from outside (a bad spreadsheet, a full disk, a database that is too new): its text
says what, where and what to do, in the user's words, and nothing has been lost when it is raised. Every other
exception is a bug and gets a report.
"""


class Problem(Exception):
    """Input or surroundings that cannot be used; `str(problem)` is one sentence for the user."""
