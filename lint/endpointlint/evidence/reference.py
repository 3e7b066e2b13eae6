"""The `regex` package as a second opinion: a backtracking matcher that shares no code with the automaton."""

from __future__ import annotations

from typing import Any, Final

from endpointlint.javaregex.ast import Pattern
from endpointlint.javaregex.show import to_regex_module
from endpointlint.query.claim import Operation

_SECONDS: Final = 1.0
_MOST_TIMEOUTS: Final = 2
"""A regex that runs away so often is not tried on further texts."""


class Reference:
    """One regex in the `regex` package. Not thread-safe."""

    def __init__(self, pattern: Pattern, operation: Operation) -> None:
        """Transcribe and compile; costs some 10 milliseconds for a regex with large sets, less than 1 for most."""
        self._operation = operation
        self._pattern = pattern
        self._near: Any = _compiled(pattern, bmp=True)
        self._timeouts = 0

    @property
    def reason(self) -> str | None:
        """Why it has no opinion at all; None if it has."""
        if self._near is None:
            return "cannot say what this entry says"
        return "takes too long on this entry" if self._timeouts >= _MOST_TIMEOUTS else None

    def accepts(self, text: str) -> bool | None:
        """Whether the entry accepts a text; None if the package cannot say, or does not come to an end in a second.

        Text: pairs of surrogates combined.
        """
        if self._near is None or self._timeouts >= _MOST_TIMEOUTS:
            return None
        matcher = self._near if text.isascii() or max(text) <= "\uffff" else _compiled(self._pattern, bmp=False)
        if matcher is None:
            return None
        if self._operation is Operation.FIND and matcher is not self._near and self._pattern.halfway:
            return None  # find() looks between the halves of a pair, too
        ask = matcher.fullmatch if self._operation is Operation.MATCHES else matcher.search
        try:
            return ask(text, timeout=_SECONDS) is not None
        except TimeoutError:
            self._timeouts += 1
            return None
        except MemoryError:
            return None


def _compiled(pattern: Pattern, *, bmp: bool) -> Any:
    """The compiled regex; None where the package cannot say the same, or gives up on it."""
    import regex

    text = to_regex_module(pattern, bmp=bmp)
    if text is None:
        return None
    try:
        return regex.compile(text, cache_pattern=False)
    except (regex.error, RecursionError, OverflowError, MemoryError):
        return None


def name() -> str:
    """The package with its version."""
    import regex

    return f"regex {regex.__version__}"
