r"""Bracket classes and `\p{…}`, as the class parser of the JDK reads them.

A class is read one level of brackets at a time. A level keeps its single characters up to U+00FF in *bits* of their
own, and what else it holds in a union on the left; `&&` intersects the left with what follows, and does not empty the
bits, so that characters added later bring the earlier ones back. Source: `clazz`, `range` and `family` of
`java.util.regex.Pattern`, JDK 11 to 25.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from endpointlint.automata.codepoints import EMPTY, CodePointSet, Range, single
from endpointlint.javaregex import casefold
from endpointlint.javaregex.ast import Flag
from endpointlint.javaregex.classes import predefined
from endpointlint.javaregex.escapes import escaped_character
from endpointlint.javaregex.problems import ProblemKind
from endpointlint.javaregex.properties import CATEGORY_KEYS, is_narrow, lookup, lookup_value
from endpointlint.javaregex.scanner import BACKSLASH, Scanner
from endpointlint.source.records import dataclass, field

_OPEN, _CLOSE, _CARET, _AND, _HYPHEN = map(ord, "[]^&-")
_BRACE_OPEN, _BRACE_CLOSE = map(ord, "{}")
_P: Final = frozenset(map(ord, "pP"))
_V: Final = ord("v")
CLASS_LETTERS: Final = frozenset(map(ord, "dDhHsSvVwW"))
_NARROW_LETTERS: Final = frozenset(map(ord, "hv"))
_ASCII_LETTERS: Final = frozenset(map(ord, "dsw"))
_FIRST_LOOKING: Final = 12
"""The JDK since which it looks at every set of a regex for characters beyond the BMP."""
_NO_CHARACTER: Final = {**dict.fromkeys(CLASS_LETTERS, -1), _V: 0x0B}
r"""What the end of a range is where a class stands; `\v` once was the vertical tab, and here it still is."""
_MOST_LEVELS: Final = 2500
"""Deeper classes overflow the default stack of a JVM (from about 2,700 levels on)."""
_FIRST_STRICT: Final = 21
"""The JDK since which an intersection with nothing is an error, where it once failed while matching."""
_FIRST_UNION: Final = 12
"""The JDK since which a bare piece after `&&` joins the nested classes before it, where it once replaced them."""


@dataclass(slots=True)
class _Level:
    """One level of brackets, or the bare piece that ends an intersection."""

    bare: bool
    fresh: bool = True
    """Nothing has been read: `^` would negate."""
    negated: bool = False
    bits: set[int] = field(default_factory=set[int])
    has_bits: bool = False
    """Whether the bits still have to join the left side."""
    left: list[CodePointSet] | None = None
    last: CodePointSet | None = None
    """The member read last; None if that went into the bits."""
    last_failing: CodePointSet = EMPTY
    intersecting: bool = False
    right: list[CodePointSet] | None = None
    right_failing: CodePointSet = EMPTY
    failing: CodePointSet = EMPTY
    """Where the left side fails while matching. Members are asked in order: none after one that fails or is true."""
    bits_joined: bool = False
    fails_on_bits: bool = False
    """Whether the left side fails on all the bits, those added later included."""
    narrow: bool = True
    """Whether the JDK knows of all members on the left that they are of the BMP."""
    right_narrow: bool = True

    def set(self) -> CodePointSet:
        parts = self.left or []
        ranges = [r for part in parts for r in part.ranges]
        if self.has_bits:
            ranges.extend((c, c) for c in self.bits)
        found = _interned(tuple(sorted(ranges)))
        failing = self.fails()
        if failing:
            return ~(found | failing) if self.negated else found - failing
        return _complement(found) if self.negated else found

    def fails(self) -> CodePointSet:
        return self.failing | _of_codes(self.bits) if self.fails_on_bits else self.failing


@dataclass(frozen=True, slots=True)
class BracketClass:
    """What was read between brackets."""

    set: CodePointSet
    end: int
    """The index behind the `]`."""
    failing: CodePointSet
    """The characters on which the JDK fails while matching; they are not in the set."""


def bracket_class(scanner: Scanner) -> BracketClass:
    """Read a bracket class; the cursor stands on the `[`, and afterwards behind the `]` and any blanks.

    Raises:
        PatternProblem: it is not a class.
    """
    level = _Level(bare=False)
    outer: list[_Level] = []
    code = scanner.next()
    while True:
        opened: _Level | None = None
        if level.intersecting:
            if code in (_CLOSE, _AND):
                _intersect(level, scanner)
                level.intersecting = False
                level.right = None
                level.right_failing = EMPTY
                level.right_narrow = True
                continue
            opened = _Level(bare=code != _OPEN, fresh=code == _OPEN)
            if opened.bare:
                scanner.cursor -= 1
        elif code == _OPEN:
            opened = _Level(bare=False)
        elif code == _CARET and level.fresh and scanner.codes[scanner.cursor - 1] == _OPEN:
            level.negated = True
            level.fresh = False
            code = scanner.next()
            continue
        elif code == _AND:
            if scanner.next() == _AND:
                level.intersecting = True
                level.fresh = False
                code = scanner.next()
                continue
            scanner.cursor -= 1
        elif code == 0 and scanner.at_end():
            raise scanner.problem(ProblemKind.UNCLOSED_CLASS, "Unclosed character class")
        elif code == _CLOSE and (level.left is not None or level.has_bits):
            end = scanner.cursor + 1
            if not level.bare:
                scanner.next()
            if not outer:
                note_wide(scanner, narrow=level.narrow and not level.negated)
                return BracketClass(level.set(), end, level.fails())
            closed, level = level, outer.pop()
            _join(level, closed, scanner.java)
            code = scanner.peek()
            continue
        level.fresh = False
        if opened is not None:
            if len(outer) >= _MOST_LEVELS:
                raise scanner.problem(ProblemKind.TOO_DEEP, "Stack overflow during pattern compilation")
            outer.append(level)
            level = opened
            code = scanner.next()
            continue
        level.last, level.last_failing = _member(scanner, level), EMPTY
        if level.last is not None:
            level.left = [*(level.left or ()), level.last]
        code = scanner.peek()


def _join(level: _Level, inner: _Level, java: int) -> None:
    """Take in a nested class, or a piece of the right side of an intersection."""
    found = inner.set()
    failing = inner.fails()
    narrow = inner.narrow and not inner.negated
    if not level.intersecting:
        if failing:
            level.failing |= failing - _union(level.left or ())
        level.left = [*(level.left or ()), found]
        level.last = found
        level.last_failing = failing
        level.narrow &= narrow
    elif level.right is None or (inner.bare and java < _FIRST_UNION):
        level.right = [found]
        level.right_failing = failing
        level.right_narrow = narrow
    else:
        if failing:
            level.right_failing |= failing - _union(level.right)
        level.right.append(found)
        level.right_narrow &= narrow


def _intersect(level: _Level, scanner: Scanner) -> None:
    if level.has_bits:
        bits = _of_codes(level.bits)
        if level.left is None:
            level.left = []
            level.last = bits
            level.last_failing = EMPTY
        level.left.append(bits)
        level.has_bits = False
        level.bits_joined = True
    if level.right is not None:
        level.last = _union(level.right) - level.right_failing
        level.last_failing = level.right_failing
        level.narrow &= level.right_narrow
    if level.left is None:
        if level.right is None:
            raise scanner.problem(ProblemKind.BAD_CLASS_SYNTAX, "Bad class syntax")
        level.left = level.right
        level.failing = level.right_failing
    elif level.last is not None:
        left = _union(level.left) - level.failing
        level.failing |= left & level.last_failing
        level.left = [left & level.last]
    elif scanner.java >= _FIRST_STRICT:
        raise scanner.problem(ProblemKind.BAD_INTERSECTION, "Bad intersection syntax")
    else:
        level.failing |= _union(level.left)
        level.left = [EMPTY]
        level.fails_on_bits |= level.bits_joined
        level.narrow = False


def _member(scanner: Scanner, level: _Level) -> CodePointSet | None:
    """Read a character, a range, a predefined class or a property; None if it went into the bits."""
    code = scanner.peek()
    codes = scanner.codes
    if code == BACKSLASH:
        letter = codes[scanner.cursor + 1]
        if letter in _P:
            scanner.cursor += 1
            found, narrow = property_class(scanner)
            level.narrow &= narrow
            return found
        before_hyphen = codes[scanner.cursor + 2] == _HYPHEN
        scanner.cursor += 2
        if letter in CLASS_LETTERS and not (letter == _V and before_hyphen):
            level.narrow &= is_narrow_class(scanner, letter)
            return predefined_class(scanner, letter)
        code = 0x0B if letter == _V else escaped_character(scanner, letter)
    else:
        scanner.next()
    if scanner.peek() == _HYPHEN:
        # a raw look: blanks are not skipped
        after = codes[scanner.cursor + 1]
        if after not in (_OPEN, _CLOSE):
            return _range(scanner, level, code)
    return _single(scanner, level, code)


def _range(scanner: Scanner, level: _Level, low: int) -> CodePointSet:
    scanner.next()
    high = scanner.peek()
    if high == BACKSLASH:
        letter = scanner.skip()
        high = _NO_CHARACTER.get(letter, 0) or escaped_character(scanner, letter)
    else:
        scanner.next()
    if high < low:
        raise scanner.problem(ProblemKind.BAD_RANGE, "Illegal character range")
    if scanner.flags & Flag.CASE_INSENSITIVE:
        unicode = bool(scanner.flags & Flag.UNICODE_CASE)
        level.narrow = False
        return casefold.range_kin(low, high, scanner.java, unicode=unicode)
    level.narrow &= high < 0xD800 or 0xDFFF < low <= high <= 0xFFFF
    return _interned(((low, high),))


def _single(scanner: Scanner, level: _Level, code: int) -> CodePointSet | None:
    if not scanner.flags & Flag.CASE_INSENSITIVE:
        if code >= 256:
            level.narrow &= casefold.is_narrow(code, scanner.java, unicode=False)
            return single(code)
        level.bits.add(code)
    else:
        unicode = bool(scanner.flags & Flag.UNICODE_CASE)
        if not casefold.shares_bits(code, unicode=unicode):
            level.narrow &= casefold.is_narrow(code, scanner.java, unicode=unicode)
            return casefold.lone_kin(code, scanner.java) if unicode else casefold.ascii_kin(code)
        level.bits.update(casefold.member_kin(code, scanner.java, unicode=unicode))
    level.has_bits = True
    return None


def predefined_class(scanner: Scanner, letter: int) -> CodePointSet:
    r"""The set of `\d` and the like under the flags in force."""
    return predefined(chr(letter), scanner.java, unicode=bool(scanner.flags & Flag.UNICODE_CHARACTER_CLASS))


def is_narrow_class(scanner: Scanner, letter: int) -> bool:
    r"""Whether the JDK knows of `\d` and the like that it holds nothing beyond the BMP."""
    return letter in _NARROW_LETTERS or (letter in _ASCII_LETTERS and not scanner.flags & Flag.UNICODE_CHARACTER_CLASS)


def note_wide(scanner: Scanner, *, narrow: bool) -> None:
    """Tell the scanner of a set of characters that stands in the regex; only later JDKs look at those."""
    scanner.far |= not narrow and scanner.java >= _FIRST_LOOKING


def property_class(scanner: Scanner) -> tuple[CodePointSet, bool]:
    r"""Read a property; the cursor stands on the `p` or `P`, and afterwards behind the property.

    Returns:
        The set, and whether the JDK knows that it holds nothing beyond the BMP.

    Raises:
        PatternProblem: no such property.
    """
    negated = scanner.codes[scanner.cursor] == ord("P")
    if scanner.next() == _BRACE_OPEN:
        scanner.next()
        name = _braced_name(scanner)
    else:
        name = chr(scanner.peek())
        scanner.read()
    key, equals, value = name.partition("=")
    if equals:
        key = key.lower()
        found = lookup_value(key, value, scanner.java, scanner.flags)
        narrow = key in CATEGORY_KEYS and is_narrow(value, scanner.java, 0)
        message = f"Unknown Unicode property {{name=<{key}>, value=<{value}>}}"
    else:
        found = lookup(name, scanner.java, scanner.flags)
        narrow = is_narrow(name, scanner.java, scanner.flags)
        shown = name if scanner.java >= _FIRST_PLAIN_NAME else f"In/Is{name.removeprefix('Is')}"
        message = f"Unknown character property name {{{shown}}}"
    if found is None:
        raise scanner.problem(ProblemKind.UNKNOWN_PROPERTY, message)
    if negated:
        scanner.far = True
        return _complement(found), False
    return found, narrow


_FIRST_PLAIN_NAME: Final = 12
"""The JDK since which the message about an unknown property gives its name as written."""


def _braced_name(scanner: Scanner) -> str:
    # the JDK plants a brace at the end of the text to find it whatever the text says
    start = scanner.cursor
    end = scanner.length
    scanner.codes[end] = _BRACE_CLOSE
    while scanner.read() != _BRACE_CLOSE:
        pass
    scanner.codes[end] = 0
    if scanner.cursor > end:
        raise scanner.problem(ProblemKind.UNCLOSED_PROPERTY, "Unclosed character family")
    if start + 1 >= scanner.cursor:
        raise scanner.problem(ProblemKind.EMPTY_PROPERTY, "Empty character family")
    return "".join(map(chr, scanner.codes[start : scanner.cursor - 1]))


def _union(parts: Iterable[CodePointSet]) -> CodePointSet:
    return CodePointSet(r for part in parts for r in part.ranges)


def _of_codes(codes: Iterable[int]) -> CodePointSet:
    return CodePointSet((c, c) for c in codes)


@lru_cache(maxsize=4096)
def _interned(ranges: tuple[Range, ...]) -> CodePointSet:
    return CodePointSet(ranges)


@lru_cache(maxsize=4096)
def _complement(chars: CodePointSet) -> CodePointSet:
    return ~chars
