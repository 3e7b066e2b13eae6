"""What CASE_INSENSITIVE makes of single characters and ranges.

Two characters are alike for the JDK if they agree after `Character.toUpperCase` and then `toLowerCase`, one code point
to one code point; without UNICODE_CASE only ASCII letters are. Four places of the JDK ask in four slightly different
ways, and so do the functions here. Source: `single`, `newSlice`, `CIRange`, `CIRangeU` and `BitClass.add` of
`java.util.regex.Pattern`, JDK 11 to 25.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from endpointlint.automata.codepoints import CodePointSet, Range, single
from endpointlint.javaregex.unicode.tables import case_mapping

_ASCII_KIN: Final = {"I": (0x130, 0x131), "K": (0x212A,), "S": (0x17F,)}
"""The only characters beyond ASCII that are alike to ASCII letters, in every JDK."""
_LATIN_1_WITH_KIN: Final = frozenset((0xFF, 0xB5, *map(ord, "IiSsKk"), 0xC5, 0xE5))


def fold(code: int, java: int) -> int:
    """Lower case of upper case."""
    upper = case_mapping("upper", java).get(code, code)
    return case_mapping("lower", java).get(upper, upper)


@cache
def ascii_kin(code: int) -> CodePointSet:
    """A character and, if it is an ASCII letter, its other case."""
    return CodePointSet.of(code, code ^ 32) if code < 128 and chr(code).isalpha() else single(code)


@cache
def lone_kin(code: int, java: int) -> CodePointSet:
    """What a literal that stands alone matches under UNICODE_CASE: all that are alike, if it has an upper case."""
    if code < 128:
        return _kin_of_ascii(code)
    upper = case_mapping("upper", java).get(code, code)
    lower = case_mapping("lower", java).get(upper, upper)
    return _alike(lower, java) if upper != lower else single(code)


@cache
def run_kin(code: int, java: int) -> CodePointSet:
    """What a literal in a run of two or more matches under UNICODE_CASE: all that are alike."""
    return _kin_of_ascii(code) if code < 128 else _alike(fold(code, java), java)


@cache
def range_kin(low: int, high: int, java: int, *, unicode: bool) -> CodePointSet:
    """What a range in a class matches: characters that are in it, or whose upper case or folding is."""
    own = CodePointSet.span(low, high)
    if not unicode:
        return own | CodePointSet((c ^ 32, c ^ 32) for c in own & _ASCII_LETTERS)
    if high < 128:
        letters = [c for c in _ASCII_LETTERS if low <= c & ~32 <= high or low <= c | 32 <= high]
        others = [c for kin in _ASCII_KIN.values() for c in kin if _reaches_ascii(c, low, high)]
        return own | CodePointSet((c, c) for c in (*letters, *others))
    upper, lower = case_mapping("upper", java), case_mapping("lower", java)
    more: list[Range] = []
    for code in _cased(java):
        up = upper.get(code, code)
        if low <= up <= high or low <= lower.get(up, up) <= high:
            more.append((code, code))
    return own | CodePointSet(more)


def member_kin(code: int, java: int, *, unicode: bool) -> tuple[int, ...]:
    """The code points that a single character of a class up to U+00FF adds to the class's shared bits.

    Only for those of which `shares_bits` is true. Without UNICODE_CASE, and for ASCII, both ASCII cases; else its plain
    upper and lower case.
    """
    if code < 128:
        return (code, code ^ 32) if chr(code).isalpha() else (code,)
    if not unicode:
        return (code,)
    return (code, case_mapping("lower", java).get(code, code), case_mapping("upper", java).get(code, code))


def is_narrow(code: int, java: int, *, unicode: bool) -> bool:
    """Whether the JDK compares a single character by UTF-16 unit; `unicode`: under `(?iu)`."""
    if code > 0xFFFF or 0xD800 <= code <= 0xDFFF:
        return False
    if not unicode:
        return True
    if code < 128:
        return not chr(code).isalpha()
    upper = case_mapping("upper", java).get(code, code)
    return upper == case_mapping("lower", java).get(upper, upper)


def shares_bits(code: int, *, unicode: bool) -> bool:
    """Whether a single character of a class goes into the class's shared bits; `unicode`: under `(?iu)`."""
    return code < 256 and not (unicode and code in _LATIN_1_WITH_KIN)


_ASCII_LETTERS: Final = CodePointSet(((65, 90), (97, 122)))


def _kin_of_ascii(code: int) -> CodePointSet:
    return ascii_kin(code) | CodePointSet((c, c) for c in _ASCII_KIN.get(chr(code).upper(), ()))


def _reaches_ascii(code: int, low: int, high: int) -> bool:
    # U+0130 and U+212A have a lower case in ASCII only, U+0131 and U+017F an upper case, and so also its lower case
    upper, lower = {0x130: (0x130, 0x69), 0x131: (0x49, 0x69), 0x17F: (0x53, 0x73), 0x212A: (0x212A, 0x6B)}[code]
    return low <= upper <= high or low <= lower <= high


@cache
def _cased(java: int) -> tuple[int, ...]:
    return tuple(sorted(case_mapping("upper", java).keys() | case_mapping("lower", java).keys()))


@cache
def _folders(java: int) -> dict[int, list[int]]:
    out: dict[int, list[int]] = {}
    for code in _cased(java):
        out.setdefault(fold(code, java), []).append(code)
    return out


def _alike(folded: int, java: int) -> CodePointSet:
    return CodePointSet((c, c) for c in (folded, *_folders(java).get(folded, ())))
