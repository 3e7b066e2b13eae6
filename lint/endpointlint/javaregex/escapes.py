r"""Escapes that stand for one character: `\x41`, `\u0041`, `\0101`, `\cA`, `\N{…}`, `\t` and the like.

Each function starts with the cursor behind the escape's letter and leaves it behind the escape. Source: JDK 11 to 25.
"""

from __future__ import annotations

from typing import Final

from endpointlint.javaregex.problems import ProblemKind
from endpointlint.javaregex.scanner import BACKSLASH, Scanner

_MAX_CODE_POINT: Final = 0x10FFFF
_HEX: Final = {ord(c): int(c, 16) for c in "0123456789abcdefABCDEF"}
_OCTAL: Final = {ord(c): int(c) for c in "01234567"}
_ZERO: Final = ord("0")
_OPEN: Final = ord("{")
_CLOSE: Final = ord("}")
_U: Final = ord("u")
_SIMPLE: Final = {ord(k): v for k, v in {"t": 9, "n": 10, "r": 13, "f": 12, "a": 7, "e": 27}.items()}


def escaped_character(scanner: Scanner, letter: int) -> int:
    """The code point that an escape stands for.

    Args:
        scanner: with its cursor behind the letter.
        letter: the code point after the backslash.

    Raises:
        PatternProblem: no escape for a single character has this letter, or it is not complete.
    """
    if letter in _SIMPLE:
        return _SIMPLE[letter]
    match letter:
        case 0x30:
            return _octal(scanner)
        case 0x4E:
            return _named(scanner)
        case 0x63:
            return _control(scanner)
        case 0x75:
            return _utf16(scanner)
        case 0x78:
            return _hexadecimal(scanner)
        case _ if letter < 0x80 and chr(letter).isalnum():
            raise bad_escape(scanner)
        case _:
            return letter


def bad_escape(scanner: Scanner) -> Exception:
    """The problem of a letter that makes no escape, or none in this place."""
    return scanner.problem(ProblemKind.BAD_ESCAPE, "Illegal/unsupported escape sequence")


def _octal(scanner: Scanner) -> int:
    r"""`\0n`, `\0nn`, `\0mnn` with m up to 3, as many digits as fit."""
    value = _OCTAL.get(scanner.read())
    if value is None:
        raise scanner.problem(ProblemKind.BAD_OCTAL, "Illegal octal escape sequence")
    second = _OCTAL.get(scanner.read())
    if second is None:
        scanner.cursor -= 1
        return value
    third = _OCTAL.get(scanner.read())
    if third is None or value > 3:
        scanner.cursor -= 1
        return value * 8 + second
    return value * 64 + second * 8 + third


def _control(scanner: Scanner) -> int:
    if scanner.at_end():
        raise scanner.problem(ProblemKind.BAD_CONTROL, "Illegal control escape sequence")
    return scanner.read() ^ 64


def _hexadecimal(scanner: Scanner) -> int:
    first = scanner.read()
    if first in _HEX:
        second = scanner.read()
        if second in _HEX:
            return _HEX[first] * 16 + _HEX[second]
    elif first == _OPEN and scanner.peek() in _HEX:
        value = 0
        while (digit := scanner.read()) in _HEX:
            value = value * 16 + _HEX[digit]
            if value > _MAX_CODE_POINT:
                raise scanner.problem(ProblemKind.BAD_HEX, "Hexadecimal codepoint is too big")
        if digit != _CLOSE:
            raise scanner.problem(ProblemKind.BAD_HEX, "Unclosed hexadecimal escape sequence")
        return value
    raise scanner.problem(ProblemKind.BAD_HEX, "Illegal hexadecimal escape sequence")


def _utf16(scanner: Scanner) -> int:
    r"""`\uhhhh`, or two of them that make a surrogate pair."""
    high = _four_digits(scanner)
    if 0xD800 <= high <= 0xDBFF:
        mark = scanner.cursor
        if scanner.read() == BACKSLASH and scanner.read() == _U:
            low = _four_digits(scanner)
            if 0xDC00 <= low <= 0xDFFF:
                return 0x10000 + ((high - 0xD800) << 10) + low - 0xDC00
        scanner.cursor = mark
    return high


def _four_digits(scanner: Scanner) -> int:
    value = 0
    for _ in range(4):
        digit = _HEX.get(scanner.read())
        if digit is None:
            raise scanner.problem(ProblemKind.BAD_U, "Illegal Unicode escape sequence")
        value = value * 16 + digit
    return value


def _named(scanner: Scanner) -> int:
    if scanner.read() != _OPEN:
        raise scanner.problem(ProblemKind.BAD_NAME, "Illegal character name escape sequence")
    start = scanner.cursor
    while scanner.read() != _CLOSE:
        if scanner.at_end():
            raise scanner.problem(ProblemKind.BAD_NAME, "Unclosed character name escape sequence")
    name = "".join(map(chr, scanner.codes[start : scanner.cursor - 1]))
    from endpointlint.javaregex.names import named_character

    code = named_character(name, scanner.java)
    if code is None:
        raise scanner.problem(ProblemKind.BAD_NAME, f"Unknown character name [{name}]")
    return code
