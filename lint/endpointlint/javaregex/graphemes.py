r"""Grapheme clusters: `\X` and `\b{g}` as the JDK asked for has them.

The rules are those of Unicode Standard Annex 29 as each JDK implements them: JDK 11 looks at pairs of characters only,
17 and 21 keep emoji joined by U+200D and flags together, 25 Indic conjuncts as well. Source: `Grapheme` of those JDKs.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from typing import Final

from endpointlint.automata.codepoints import EMPTY, FULL, CodePointSet
from endpointlint.automata.expression import EPSILON, Ahead, Alt, Behind, Cat, Chars, End, Expr, First, Loop, Start
from endpointlint.javaregex import ast
from endpointlint.javaregex.ast import Mode, Node, parts_of
from endpointlint.javaregex.places import CRLF
from endpointlint.javaregex.unicode.tables import named_set

_FIRST_LONG_RULES: Final = 17
"""The JDK of those with tables since which more than two characters are looked at."""
_HANGUL: Final = ("L", "V", "T", "LV", "LVT")
_ANYTHING: Final = Loop(Chars(FULL), 0, None)


@cache
def cluster(java: int) -> Expr:
    r"""What `\X` matches: one cluster, as long as it can be. The same expression each time; loads tables."""
    extend, mark, joiner = (type_of(name, java) for name in ("EXTEND", "SPACINGMARK", "ZWJ"))
    prepend, flag, emoji = (type_of(name, java) for name in ("PREPEND", "RI", "EXTENDED_PICTOGRAPHIC"))
    control = type_of("CR", java) | type_of("LF", java) | type_of("CONTROL", java)
    consonant = _conjunct("CONSONANT", java)
    after = extend | mark | joiner
    special = control | after | prepend | flag | consonant
    for name in _HANGUL:
        special |= type_of(name, java)

    long_rules = java >= _FIRST_LONG_RULES
    flags = Loop(Chars(flag), 1, 2 if long_rules else None)
    core = Alt((_hangul(java), flags, _conjuncts(java), Chars(~special)))
    more = Loop(Chars(after), 0, None)
    branches: list[Expr] = [CRLF, Chars(control)]
    if long_rules:
        joined = Cat((Chars(joiner), Chars(emoji)))
        branches.append(Cat((Chars(emoji), Loop(Alt((joined, Chars(after))), 0, None))))
    branches += [
        Cat((Loop(Chars(prepend), 1, None), Alt((core, EPSILON)), more)),
        Cat((core, more)),
        Loop(Chars(after), 1, None),
    ]
    return First(Alt(tuple(branches)))


def boundary(pattern: ast.Pattern) -> Expr | None:
    r"""The test that `\b{g}` makes; None where it depends on more than the place.

    Since JDK 17 it asks for the first boundary behind the end of whatever part of the match has ended last, which is
    the beginning of the input unless the regex has parts that the JDK matches on their own.
    """
    if pattern.java < _FIRST_LONG_RULES:
        return _pairwise(pattern.java)
    if has_own_matches(pattern.root):
        return None
    return Alt((Start(), End(), Behind(Cat((Start(), cluster(pattern.java), _ANYTHING)))))


SURE_BOUNDARY: Final = Alt((Start(), End()))
r"""Where `\b{g}` holds in any case."""


def has_own_matches(node: Node) -> bool:
    """Whether a JDK since 17 matches some part of a node on its own, as far as that part goes.

    It does for look-arounds, atomic groups, and what repeats by count: all quantifiers but `*`, `+` and `{n,}` on one
    character, and those on a group that may match in more than one way.
    """
    match node:
        case ast.Look() | ast.Atomic():
            return True
        case ast.Repeat(body=ast.Chars(), max=None, mode=Mode.GREEDY):
            return False
        case ast.Repeat():
            return True
        case _:
            return any(map(has_own_matches, parts_of(node)))


@cache
def type_of(name: str, java: int) -> CodePointSet:
    """The code points of one type, by the JDK's constant for it; none where the JDK does not tell it apart."""
    return named_set("graphemes", "grapheme", name, java) or EMPTY


@cache
def _conjunct(name: str, java: int) -> CodePointSet:
    return named_set("graphemes", "conjunct", name, java) or EMPTY


def _hangul(java: int) -> Expr:
    leading, vowel, trailing, open_, closed = (Chars(type_of(name, java)) for name in _HANGUL)
    trail = Loop(trailing, 0, None)
    rest = Alt((Cat((open_, Loop(vowel, 0, None), trail)), Cat((Loop(vowel, 1, None), trail)), Cat((closed, trail))))
    return Alt((Cat((Loop(leading, 1, None), Alt((rest, EPSILON)))), rest, Loop(trailing, 1, None)))


def _conjuncts(java: int) -> Expr:
    """A consonant, and others that are linked to it."""
    consonant = Chars(_conjunct("CONSONANT", java))
    linker, extend = _conjunct("LINKER", java), _conjunct("EXTEND", java)
    link = Cat((Loop(Chars(extend - linker), 0, None), Chars(linker), Loop(Chars(extend | linker), 0, None), consonant))
    return Cat((consonant, Loop(link, 0, None)))


def _pairwise(java: int) -> Expr:
    """A boundary between two characters that no rule keeps together."""
    extend = type_of("EXTEND", java) | type_of("SPACINGMARK", java)
    prepend, flag = type_of("PREPEND", java), type_of("RI", java)
    control = type_of("CR", java) | type_of("LF", java) | type_of("CONTROL", java)
    leading, vowel, trailing, open_, closed = (type_of(name, java) for name in _HANGUL)
    kept = (
        (CodePointSet.of("\r"), CodePointSet.of("\n")),
        (leading, leading | vowel | open_ | closed),
        (open_ | vowel, vowel | trailing),
        (closed | trailing, trailing),
        (~control, extend),
        (prepend, ~control),
        (flag, flag),
    )
    together = Alt(tuple(Cat((Behind(Chars(left)), Ahead(Chars(right)))) for left, right in kept))
    apart = Cat((Behind(Chars(FULL)), Ahead(Chars(FULL)), Ahead(together, negated=True)))
    return Alt((Start(), End(), apart))


def next_boundary(code_at: Callable[[int], int], start: int, end: int, java: int) -> int:
    """The end of the cluster that begins at an index, as the JDK looks for it.

    Args:
        code_at: the code point at an index of UTF-16 units; may raise.
        start: where the cluster begins.
        end: where the text ends.
        java: the JDK.
    """
    code = code_at(start)
    at = start + (2 if code > 0xFFFF else 1)
    kind = _kind(code, java)
    flags = int(kind == "RI")
    emoji = kind == "EXTENDED_PICTOGRAPHIC"
    while at < end:
        if code in _conjunct("CONSONANT", java):
            linked = _linked(code_at, at, end, java)
            if linked is not None:
                at = linked
                continue
        following = code_at(at)
        kind_after = _kind(following, java)
        if emoji and kind == "ZWJ" and kind_after == "EXTENDED_PICTOGRAPHIC":
            pass
        elif kind == kind_after == "RI":
            if java >= _FIRST_LONG_RULES and flags % 2 == 0:
                break
        elif not _keeps(kind, kind_after):
            break
        flags += kind_after == "RI"
        code, kind = following, kind_after
        at += 2 if code > 0xFFFF else 1
    return at


def _linked(code_at: Callable[[int], int], at: int, end: int, java: int) -> int | None:
    """Behind the consonant that a linker joins to the one before; None if there is none."""
    linker_seen = False
    while at < end:
        code = code_at(at)
        at += 2 if code > 0xFFFF else 1
        if code in _conjunct("LINKER", java):
            linker_seen = True
        elif code in _conjunct("CONSONANT", java):
            return at if linker_seen else None
        elif code not in _conjunct("EXTEND", java):
            return None
    return None


@lru_cache(maxsize=4096)
def _kind(code: int, java: int) -> str:
    return next((name for name in _KINDS if code in type_of(name, java)), "OTHER")


def _keeps(left: str, right: str) -> bool:
    """Whether there is no boundary between two types of characters, whatever stands around them."""
    if left in _CONTROLS or right in _CONTROLS:
        return (left, right) == ("CR", "LF")
    return right in _AFTER or left == "PREPEND" or right in _HANGUL_AFTER.get(left, ())


_CONTROLS: Final = frozenset(("CR", "LF", "CONTROL"))
_AFTER: Final = frozenset(("EXTEND", "ZWJ", "SPACINGMARK"))
_HANGUL_AFTER: Final = {
    "L": ("L", "V", "LV", "LVT"),
    "LV": ("V", "T"),
    "V": ("V", "T"),
    "LVT": ("T",),
    "T": ("T",),
}
_KINDS: Final = (*_CONTROLS, *_AFTER, "RI", "PREPEND", *_HANGUL, "EXTENDED_PICTOGRAPHIC")
