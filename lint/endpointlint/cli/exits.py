"""How runs end. Every command has the same codes; scripts rely on them."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes."""

    OK = 0
    """Nothing at or above the threshold; or the question was answered."""
    FINDINGS = 1
    """Findings, or the answer is no."""
    USAGE = 2
    """The command line, the configuration or a collection of rules is at fault, or the output cannot be written."""
    NOTHING = 3
    """A path that was named holds nothing to check."""
    INCOMPLETE = 4
    """Something was not read or not answered; it may hide anything, so this beats all of the above."""
    INTERRUPTED = 130
    """As a shell has it for a program that SIGINT ended."""
    PIPE_CLOSED = 141
    """As a shell has it for a program that SIGPIPE ended."""
