"""The texts of addresses, for regexes that are tried on them: `connector.restricted_ip_patterns`, `internalProxies`."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from endpointlint.automata.codepoints import CodePointSet
from endpointlint.automata.expression import EPSILON, Alt, Cat, Chars, Expr, Loop

_DIGIT = CodePointSet.span("0", "9")


@cache
def address_texts() -> Expr:
    """What `InetAddress.getHostAddress()` returns for any address.

    Dotted decimal without leading zeros for IPv4, and for IPv4-mapped IPv6; eight groups in lower-case hexadecimal
    without leading zeros and without `::` for IPv6, with a scope identifier behind `%` where there is one (JDK 11 to
    25).
    """
    dot, colon = _text("."), _text(":")
    byte = Alt(
        (
            Cat((_text("25"), Chars(CodePointSet.span("0", "5")))),
            Cat((_text("2"), Chars(CodePointSet.span("0", "4")), Chars(_DIGIT))),
            Cat((_text("1"), Chars(_DIGIT), Chars(_DIGIT))),
            Cat((Chars(CodePointSet.span("1", "9")), Chars(_DIGIT))),
            Chars(_DIGIT),
        )
    )
    low_hex = _DIGIT | CodePointSet.span("a", "f")
    group = Alt((_text("0"), Cat((Chars(low_hex - CodePointSet.of("0")), Loop(Chars(low_hex), 0, 3)))))
    scope = Loop(
        Cat((_text("%"), Loop(Chars(_DIGIT | CodePointSet.span("a", "z") | CodePointSet.chars("-_.@")), 1, None))), 0, 1
    )
    ipv4 = Cat((byte, Loop(Cat((dot, byte)), 3, 3)))
    ipv6 = Cat((group, Loop(Cat((colon, group)), 7, 7), scope))
    return Alt((ipv4, ipv6))


@cache
def ipv4_texts(blocks: tuple[tuple[int, int], ...]) -> Expr:
    """What `InetAddress.getHostAddress()` returns for the IPv4 addresses of some blocks: dotted, no leading zeros.

    Args:
        blocks: first and last number of each, as `special.ipv4_blocks` has them.
    """
    return Alt(tuple(_between(_bytes(low), _bytes(high)) for low, high in blocks))


def _bytes(number: int) -> tuple[int, ...]:
    return tuple(number.to_bytes(4, "big"))


def _between(low: Sequence[int], high: Sequence[int]) -> Expr:
    """The texts from one address, or the end of one, to another."""
    if not low:
        return EPSILON
    rest = len(low) - 1
    lowest, highest = (0,) * rest, (255,) * rest
    first, last = low[0], high[0]
    branches: list[Expr] = []
    if first < last and tuple(low[1:]) != lowest:
        branches.append(_group(first, first, low[1:], highest))
        first += 1
    tail: list[Expr] = []
    if first < last and tuple(high[1:]) != highest:
        tail.append(_group(last, last, lowest, high[1:]))
        last -= 1
    if first < last:
        branches.append(_group(first, last, lowest, highest))
    elif first == last:
        alone = low[0] == high[0]
        branches.append(_group(first, last, low[1:] if alone else lowest, high[1:] if alone else highest))
    return Alt((*branches, *tail))


def _group(first: int, last: int, low: Sequence[int], high: Sequence[int]) -> Expr:
    """A byte between two numbers, and what follows between two others."""
    dot = (_text("."),) if low else ()
    return Cat((_number(first, last), *dot, _between(low, high)))


def _number(first: int, last: int) -> Expr:
    """The decimal texts of the numbers from one to another."""
    branches: list[Expr] = []
    for tens in range(first // 10, last // 10 + 1):
        digits = CodePointSet.span(str(max(first - 10 * tens, 0)), str(min(last - 10 * tens, 9)))
        branches.append(Cat((_text(str(tens) if tens else ""), Chars(digits))))
    return Alt(tuple(branches))


def _text(text: str) -> Expr:
    return Cat(tuple(Chars(CodePointSet.of(char)) for char in text))
