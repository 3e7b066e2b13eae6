"""A line on standard error that says how far a long run has come."""

from __future__ import annotations

import os
import sys
import time

_PATIENCE = 1.0
"""Seconds in which nothing is shown."""

_PAUSE = 0.1
"""Seconds between two lines."""


class Progress:
    """Shows one line, over and over, and wipes it in the end. Shows nothing off a terminal."""

    def __init__(self) -> None:
        self._silent = not sys.stderr.isatty() or os.environ.get("TERM") == "dumb"
        self._next = time.monotonic() + _PATIENCE
        self._shown = False

    def __call__(self, what: str, done: int, all_of_it: int) -> None:
        """Told what is being done, how much of it is done, and how much there is."""
        now = time.monotonic()
        if self._silent or now < self._next:
            return
        from endpointlint.report.escape import visible_path

        self._next = now + _PAUSE
        self._shown = True
        columns = os.get_terminal_size(sys.stderr.fileno()).columns
        line = f"{done}/{all_of_it} {visible_path(what)}"
        sys.stderr.write(f"\r\x1b[K{line[: columns - 1]}")
        sys.stderr.flush()

    def close(self) -> None:
        """Wipe the line."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._shown = False
