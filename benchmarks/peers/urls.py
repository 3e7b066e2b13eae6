"""The URLs that the connector client accepts, and those of some owners, written down a second time for the contenders.

As `endpointlint.url.grammar` has it: RFC 2396 as `java.net.URI` reads it, http or https, a host, a port up to 65535. A
test holds both to the same language.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from endpointlint.automata.codepoints import FULL, CodePointSet
from endpointlint.automata.expression import EPSILON, Alt, Cat, Chars, Expr, Loop
from endpointlint.url import suffix
from endpointlint.url.grammar import OTHER


def _set(*parts: str | tuple[str, str] | CodePointSet) -> CodePointSet:
    """Characters of texts, ranges, and sets."""
    out = CodePointSet()
    for part in parts:
        match part:
            case str():
                out |= CodePointSet.chars(part)
            case (low, high):
                out |= CodePointSet.span(low, high)
            case CodePointSet():
                out |= part
    return out


def _one(*parts: str | tuple[str, str] | CodePointSet) -> Expr:
    return Chars(_set(*parts))


def _text(text: str) -> Expr:
    """A text in any ASCII case."""
    return Cat(tuple(_one(char.lower(), char.upper()) for char in text))


def _maybe(*items: Expr) -> Expr:
    return Loop(Cat(items), 0, 1)


def _any(item: Expr) -> Expr:
    return Loop(item, 0, None)


def _times(item: Expr, least: int, most: int) -> Expr:
    return Loop(item, least, most)


_ALPHA: Final = _set(("a", "z"), ("A", "Z"))
_ALNUM: Final = _set(_ALPHA, ("0", "9"))
_UNRESERVED: Final = _set(_ALNUM, "-_.!~*'()")
_DIGIT: Final = _one(("0", "9"))
_HEX: Final = _one(("0", "9"), ("a", "f"), ("A", "F"))


def _escaped(reserved: str) -> Expr:
    """Any number of characters, or percent escapes in their place."""
    escape = Cat((_one("%"), _HEX, _HEX))
    return _any(Alt((_one(_UNRESERVED, reserved, OTHER), escape)))


def _byte() -> Expr:
    numbers = (
        Cat((_one("2"), _one("5"), _one(("0", "5")))),
        Cat((_one("2"), _one(("0", "4")), _DIGIT)),
        Cat((_one("1"), _DIGIT, _DIGIT)),
        Cat((_one(("1", "9")), _maybe(_DIGIT))),
        _one("0"),
    )
    return Cat((_any(_one("0")), Alt(numbers)))


_IPV4: Final = Cat((_byte(), _times(Cat((_one("."), _byte())), 3, 3)))


def _ipv6() -> Expr:
    group, colon = _times(_HEX, 1, 4), _one(":")
    before, after = Cat((group, colon)), Cat((colon, group))
    forms: list[Expr] = [
        Cat((_times(before, 7, 7), group)),
        Cat((_times(before, 6, 6), _IPV4)),
    ]
    for groups in range(8):
        left = Cat((group, _times(after, groups - 1, groups - 1))) if groups else EPSILON
        right: list[Expr] = [EPSILON]
        if groups < 7:
            right.append(Cat((group, _times(after, 0, 6 - groups))))
        if groups < 6:
            right.append(Cat((_times(before, 0, 5 - groups), _IPV4)))
        forms.append(Cat((left, colon, colon, Alt(tuple(right)))))
    zone = Cat((_one("%"), Loop(_one(_ALNUM, "_."), 1, None)))
    return Cat((_one("["), Alt(tuple(forms)), _maybe(zone), _one("]")))


def _name() -> Expr:
    inside, end = _any(_one(_ALNUM, "-")), _one(_ALNUM)
    label = Cat((_one(_ALNUM), _maybe(inside, end)))
    top = Cat((_one(_ALPHA), _maybe(inside, end)))
    several = Cat((Loop(Cat((label, _one("."))), 1, None), top))
    return Cat((Alt((label, several)), _maybe(_one("."))))


def _port() -> Expr:
    digits = [
        *(("6553", "5", 0), ("655", "2", 1), ("65", "4", 2), ("6", "4", 3)),
    ]
    numbers: list[Expr] = [
        Cat((_text(begin), _one(("0", greatest)), _times(_DIGIT, free, free))) for begin, greatest, free in digits
    ]
    numbers += [Cat((_one(("1", "5")), _times(_DIGIT, 4, 4))), Cat((_one(("1", "9")), _times(_DIGIT, 0, 3)))]
    return _maybe(_one(":"), _any(_one("0")), _maybe(Alt(tuple(numbers))))


_SCHEME: Final = Cat((_text("http"), _maybe(_text("s")), _text("://")))
_URIC: Final = ";/?:@&=+$,[]"

URLS: Final[Expr] = Cat(
    (
        _SCHEME,
        _maybe(_escaped(";:&=+$,"), _one("@")),
        Alt((_name(), _IPV4, _ipv6())),
        _port(),
        _maybe(_one("/"), _escaped(":@&=+$,;/")),
        _maybe(_one("?"), _escaped(_URIC)),
        _maybe(_one("#"), _escaped(_URIC)),
    )
)
"""Every URL that the client accepts."""


def urls_of(owners: Iterable[str]) -> Expr:
    """Of the accepted URLs those that dial a host of the owners, and texts that are none. Their complement is small."""
    hosts: list[Expr] = []
    for owner in owners:
        if ":" in owner:
            hosts.append(_text(f"[{owner}]"))
            continue
        name = Cat((_text(owner), _maybe(_one("."))))
        if suffix.owner(owner) == owner:
            hosts.append(name)
        if suffix.owner("x." + owner) == owner:
            hosts.append(Cat((Loop(Cat((_any(_one(_ALNUM, "-")), _one("."))), 1, None), name)))
    free = Chars(FULL - _set("/?#@"))
    tail = _maybe(_one("/?#"), _any(Chars(FULL)))
    return Cat((_SCHEME, _maybe(_any(free), _one("@")), Alt(tuple(hosts)), _maybe(_one(":"), _any(_DIGIT)), tail))
