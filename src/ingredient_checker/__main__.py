"""The program: the window without arguments, the terminal with them."""

from __future__ import annotations

import os
import sys


def main() -> int:
    """Run the program; answers the exit status."""
    from .cli import run

    if len(sys.argv) > 1:
        return run(sys.argv[1:])
    if sys.platform.startswith("linux") and not (
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY") or os.environ.get("QT_QPA_PLATFORM")
    ):
        return run(["sample"])
    from .gui.app import run as open_window

    return open_window()


if __name__ == "__main__":
    sys.exit(main())
