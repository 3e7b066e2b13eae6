r"""Predefined classes: `.`, `\d`, `\w`, `\s`, `\h`, `\v`, their complements, and what `\b` takes for a word.

Source: `java.util.regex.Pattern`, "Predefined character classes", `Pattern.Bound`, and the JDK's tables where `(?U)`
asks for them.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from endpointlint.automata.codepoints import EMPTY, FULL, CodePointSet
from endpointlint.javaregex.ast import Flag
from endpointlint.javaregex.unicode.tables import named_set

_UNIX: Final = CodePointSet.of("\n")
_TERMINATORS: Final = CodePointSet.chars("\n\r\u0085\u2028\u2029")
_BMP: Final = CodePointSet.span(0, 0xFFFF)
_DOTS: Final = {False: ~_TERMINATORS, True: ~_UNIX}
_DEFAULT: Final = {
    "d": CodePointSet(((48, 57),)),
    "w": CodePointSet(((48, 57), (65, 90), (95, 95), (97, 122))),
    "s": CodePointSet(((9, 13), (32, 32))),
    "h": CodePointSet((*((c, c) for c in (9, 32, 0xA0, 0x1680, 0x180E, 0x202F, 0x205F, 0x3000)), (0x2000, 0x200A))),
    "v": CodePointSet(((10, 13), (0x85, 0x85), (0x2028, 0x2029))),
}
_FIRST_ASCII_BOUNDARY: Final = 19
r"""The JDK since which `\b` means ASCII words unless `(?U)` is given (JDK-8264160)."""


def line_terminators(*, unix: bool) -> CodePointSet:
    """The characters that end a line; `unix`: under UNIX_LINES."""
    return _UNIX if unix else _TERMINATORS


def dot(flags: int) -> CodePointSet:
    """What `.` matches under the flags in force."""
    return FULL if flags & Flag.DOTALL else _DOTS[bool(flags & Flag.UNIX_LINES)]


@cache
def predefined(letter: str, java: int, *, unicode: bool) -> CodePointSet:
    r"""What `\d`, `\D`, … match, by the letter; `unicode`: under `(?U)`, which may load tables."""
    if letter.isupper():
        return ~predefined(letter.lower(), java, unicode=unicode)
    if unicode and letter in "dsw":
        return named_set("properties", "predefined-unicode", letter, java) or EMPTY
    return _DEFAULT[letter]


@cache
def word_characters(java: int, flags: int) -> CodePointSet:
    r"""What `\b` takes for a character of a word: ASCII since JDK 19, letters and digits of Unicode before."""
    if flags & Flag.UNICODE_CHARACTER_CLASS:
        return predefined("w", java, unicode=True)
    if java >= _FIRST_ASCII_BOUNDARY:
        return _DEFAULT["w"]
    return CodePointSet.of("_") | _letters_and_digits(java)


@cache
def marks(java: int) -> CodePointSet:
    """Non-spacing marks (Mn) of the BMP."""
    return _marks(java) & _BMP


@cache
def far_marks(java: int) -> CodePointSet:
    """Non-spacing marks beyond the BMP."""
    return _marks(java) - _BMP


@cache
def bases(java: int) -> CodePointSet:
    """What a mark can sit on to be a character of a word; the JDK looks for it by UTF-16 unit, so in the BMP only."""
    return _letters_and_digits(java) & _BMP


def _marks(java: int) -> CodePointSet:
    return named_set("properties", "property", "Mn", java) or EMPTY


def _letters_and_digits(java: int) -> CodePointSet:
    return named_set("properties", "property", "javaLetterOrDigit", java) or EMPTY
