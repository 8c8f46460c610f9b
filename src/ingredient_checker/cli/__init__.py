"""The terminal door. What it prints as JSON is a contract (docs/terminal.md): names stay, fields may be added."""

from .commands import run

__all__ = ["run"]
