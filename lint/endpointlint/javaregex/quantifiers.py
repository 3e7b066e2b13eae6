r"""Quantifiers: `?`, `*`, `+`, `{n}`, `{n,}`, `{n,m}`, each greedy, lazy (`?`) or possessive (`+`).

Source: `closure` and `curly` of `java.util.regex.Pattern`, JDK 11 to 25.
"""

from __future__ import annotations

from typing import Final

from endpointlint.javaregex.ast import Mode
from endpointlint.javaregex.problems import ProblemKind
from endpointlint.javaregex.scanner import Scanner
from endpointlint.source.records import dataclass

_QUESTION, _STAR, _PLUS, _OPEN, _CLOSE, _COMMA, _ZERO = map(ord, "?*+{},0")
_DIGITS: Final = frozenset(map(ord, "0123456789"))
_MAX_INT: Final = 0x7FFFFFFF
_FIRST_CHECKED: Final = 12
"""The JDK since which numbers beyond 32 bits are an error, where they once wrapped around."""


@dataclass(frozen=True, slots=True)
class Quantifier:
    """How often, how eagerly, and the indexes between which it stands."""

    min: int
    max: int | None
    mode: Mode
    start: int
    end: int


def quantifier(scanner: Scanner) -> Quantifier | None:
    """Read the quantifier at the cursor, if there is one.

    Raises:
        PatternProblem: a `{` that begins no repetition, or one whose bounds make no sense.
    """
    code = scanner.peek()
    start = scanner.cursor
    least, most = 0, None
    if code == _QUESTION:
        most = 1
    elif code == _PLUS:
        least = 1
    elif code == _OPEN:
        least, most = _bounds(scanner)
    elif code != _STAR:
        return None
    if code == _OPEN:
        end = scanner.cursor
        code = scanner.peek()
    else:
        end = scanner.cursor + 1
        code = scanner.next()
    mode = Mode.LAZY if code == _QUESTION else Mode.POSSESSIVE if code == _PLUS else Mode.GREEDY
    if mode is not Mode.GREEDY:
        end = scanner.cursor + 1
        scanner.next()
    return Quantifier(least, most, mode, start, end)


def _bounds(scanner: Scanner) -> tuple[int, int | None]:
    code = scanner.codes[scanner.cursor + 1]
    if code in _DIGITS or scanner.java >= _FIRST_CHECKED:
        scanner.cursor += 2
    if code not in _DIGITS:
        raise scanner.problem(ProblemKind.BAD_REPETITION, "Illegal repetition")
    least, code = _number(scanner, code)
    most: int | None = least
    if code == _COMMA:
        code = scanner.read()
        most = None
        if code != _CLOSE:
            most, code = _number(scanner, code)
    if code != _CLOSE:
        raise scanner.problem(ProblemKind.UNCLOSED_REPETITION, "Unclosed counted closure")
    if least < 0 or (most is not None and most < least):
        raise _bad_range(scanner)
    return least, most


def _number(scanner: Scanner, code: int) -> tuple[int, int]:
    """The number that begins with this digit, or 0 if it is none, and the first character behind it."""
    number = 0
    while code in _DIGITS:
        number = number * 10 + code - _ZERO
        if number > _MAX_INT:
            if scanner.java >= _FIRST_CHECKED:
                raise _bad_range(scanner)
            number = (number + 0x80000000) % 0x100000000 - 0x80000000
        code = scanner.read()
    return number, code


def _bad_range(scanner: Scanner) -> Exception:
    return scanner.problem(ProblemKind.REPETITION_RANGE, "Illegal repetition range")
