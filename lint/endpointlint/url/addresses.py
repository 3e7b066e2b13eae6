"""The texts of addresses on which `connector.restricted_ip_patterns` is tried."""

from __future__ import annotations

from functools import cache

from endpointlint.automata.codepoints import CodePointSet
from endpointlint.automata.expression import Alt, Cat, Chars, Expr, Loop

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


def _text(text: str) -> Expr:
    return Cat(tuple(Chars(CodePointSet.of(char)) for char in text))
