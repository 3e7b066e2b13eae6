"""The URLs that the connector client accepts, as an automaton that knows where the dialled host stands.

The grammar is RFC 2396 as `java.net.URI` reads it, cut down to what the client then uses: scheme http or https, a host
that is not null, a port of at most 65535 (JDK 11 to 25; `ConnectorUtils.buildSdkRequest` of ML Commons from 2.14 on).

    url       = scheme "://" [ userinfo "@" ] host [ ":" port ] path [ "?" query ] [ "#" fragment ]
    host      = ipv6 / ipv4 / hostname
    hostname  = label [ "." ] / 1*( label "." ) top [ "." ]

The host's place is marked by the states: while the automaton is in a state of phase NAME, IPV4 or IPV6, the character
read last belongs to the host. Userinfo, plain names, IPv4 and IPv6 start as separate branches, so that each run of the
automaton has read one and only one host; every accepted URL has exactly one run.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Final

from endpointlint.automata.alphabet import Alphabet
from endpointlint.automata.codepoints import MAX_CODE_POINT, CodePointSet
from endpointlint.source.records import dataclass


class Phase(IntEnum):
    """The part of the URL that the character read last belongs to."""

    SCHEME = 0
    AUTHORITY = 1
    """The `//`, or the `@` behind a userinfo: a host may begin."""
    USERINFO = 2
    NAME = 3
    IPV4 = 4
    IPV6 = 5
    PORT = 6
    PATH = 7
    QUERY = 8
    FRAGMENT = 9


HOST_PHASES: Final = frozenset((Phase.NAME, Phase.IPV4, Phase.IPV6))

OTHER: Final = CodePointSet(((0xA1, MAX_CODE_POINT),)) - CodePointSet(
    ((0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029), (0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000))
)
"""What lies beyond ASCII and may stand in userinfo, path, query and fragment: all but controls and the general
categories Zs, Zl, Zp. Lone surrogates are in it."""


@dataclass(frozen=True, slots=True)
class Move:
    """A transition on some ASCII characters, and perhaps on all of `OTHER`."""

    ascii: int
    other: bool
    target: int


@dataclass(frozen=True, slots=True)
class Grammar:
    """The automaton. State 0 is the initial one; all states lie on a path to acceptance."""

    moves: tuple[tuple[Move, ...], ...]
    final: tuple[bool, ...]
    phases: tuple[Phase, ...]
    http: int
    """The state after `http`: a run that goes on with `:` has that scheme, one that goes on with `s` has https."""
    port_start: int
    """The state behind the `:` of a port, with no digit read."""
    after_slashes: int
    """The state behind `//`: a user name, or at once a host, may begin."""
    host_starts: frozenset[int]
    """The states in front of a host: behind `//`, and behind the `@` of a user name."""
    hosts: frozenset[int]
    """States in which the character read last belongs to the host."""
    host_ends: frozenset[int]
    """Those of them at which the host may end."""


_State = tuple[object, ...]
_LOOSE: Final[_State] = ("v6-loose",)
_CLOSED: Final[_State] = ("]",)
_Step = tuple[int, bool, _State]


def _bits(chars: str) -> int:
    bits = 0
    for char in chars:
        bits |= 1 << ord(char)
    return bits


_DIGIT = _bits("0123456789")
_LOWER = _bits("abcdefghijklmnopqrstuvwxyz")
_UPPER = _LOWER >> 32
_ALPHA = _LOWER | _UPPER
_ALNUM = _ALPHA | _DIGIT
_HEX = _DIGIT | _bits("abcdefABCDEF")
_UNRESERVED = _ALNUM | _bits("-_.!~*'()")
_USERINFO = _UNRESERVED | _bits(";:&=+$,")
_PATH = _UNRESERVED | _bits(":@&=+$,;/")
_URIC = _UNRESERVED | _bits(";/?:@&=+$,[]")
_ZONE = _ALNUM | _bits("_.")


def _char(char: str) -> int:
    """A letter in both cases, any other character as it is."""
    return _bits(char.lower() + char.upper())


@cache
def grammar(*, loose: bool = False) -> Grammar:
    """Build the automaton; once a process, in a few milliseconds.

    `loose`: with IPv6 literals of no particular form. They make up two thirds of the states, and seldom matter.
    """
    numbers: dict[_State, int] = {}
    order: list[_State] = []

    def number(state: _State) -> int:
        if state not in numbers:
            numbers[state] = len(order)
            order.append(state)
        return numbers[state]

    number(("scheme", 0))
    moves: list[tuple[Move, ...]] = []
    for state in order:  # grows while it is walked
        merged: dict[int, tuple[int, bool]] = {}
        for chars, other, after in _moves(state):
            target = number(_LOOSE if loose and _phase(after) is Phase.IPV6 and after != _CLOSED else after)
            had_chars, had_other = merged.get(target, (0, False))
            merged[target] = (had_chars | chars, had_other or other)
        moves.append(tuple(Move(chars, other, target) for target, (chars, other) in merged.items()))
    phases = tuple(_phase(s) for s in order)
    final = tuple(_final(s) for s in order)
    hosts = frozenset(n for n, phase in enumerate(phases) if phase in HOST_PHASES)
    return Grammar(
        moves=tuple(moves),
        final=final,
        phases=phases,
        http=numbers["scheme", 4],
        port_start=numbers["port", ""],
        after_slashes=numbers["authority",],
        host_starts=frozenset(numbers[state] for state in (("authority",), ("host",))),
        hosts=hosts,
        host_ends=frozenset(n for n in hosts if final[n]),
    )


def _phase(state: _State) -> Phase:
    match state[0]:
        case "scheme":
            return Phase.SCHEME
        case "slash" | "authority" | "host":
            return Phase.AUTHORITY
        case "userinfo":
            return Phase.USERINFO
        case "name":
            return Phase.NAME
        case "ipv4":
            return Phase.IPV4
        case "port" | "port-free" | "port-tight":
            return Phase.PORT
        case "path":
            return Phase.PATH
        case "query":
            return Phase.QUERY
        case "fragment":
            return Phase.FRAGMENT
        case _:
            return Phase.IPV6


def _final(state: _State) -> bool:
    match state:
        case ("name", kind, hyphen):
            return not hyphen and kind in ("only", "only.", "top", "top.")
        case ("ipv4", 3, byte):
            return byte != ""
        case ("]",):
            return True
        case ("path" | "query" | "fragment", missing):
            return missing == 0
        case _:
            return _phase(state) is Phase.PORT


def _moves(state: _State) -> Iterator[_Step]:
    match state:
        case ("scheme", int(read)):
            yield from _scheme(read)
        case ("slash", int(read)):
            yield (_bits("/"), False, ("slash", 1) if read == 0 else ("authority",))
        case ("authority",):
            yield from _userinfo(0)
            yield from _host_start()
        case ("host",):
            yield from _host_start()
        case ("userinfo", int(missing)):
            yield from _userinfo(missing)
        case ("name", str(kind), bool(hyphen)):
            yield from _name(kind, hyphen)
        case ("ipv4", int(index), str(byte)):
            yield from _ipv4(state, index, byte)
        case ("path" | "query" | "fragment" as part, int(missing)):
            yield from _tail(str(part), missing)
        case _ if _phase(state) is Phase.PORT:
            yield from _port(state)
        case _:
            yield from _ipv6(state)
    if _final(state) and _phase(state) in HOST_PHASES:
        yield (_bits(":"), False, ("port", ""))
    if _final(state) and (_phase(state) in HOST_PHASES or _phase(state) is Phase.PORT):
        yield (_bits("/"), False, ("path", 0))
        yield (_bits("?"), False, ("query", 0))
        yield (_bits("#"), False, ("fragment", 0))


def _scheme(read: int) -> Iterator[_Step]:
    if read < 4:
        yield (_char("http"[read]), False, ("scheme", read + 1))
        return
    if read == 4:
        yield (_char("s"), False, ("scheme", 5))
    yield (_bits(":"), False, ("slash", 0))


def _escaped(allowed: int, part: str, missing: int) -> Iterator[_Step]:
    """Characters of a part, or what is still missing of a percent escape."""
    if missing:
        yield (_HEX, False, (part, missing - 1))
    else:
        yield (allowed, True, (part, 0))
        yield (_bits("%"), False, (part, 2))


def _userinfo(missing: int) -> Iterator[_Step]:
    yield from _escaped(_USERINFO, "userinfo", missing)
    if not missing:
        yield (_bits("@"), False, ("host",))


def _tail(part: str, missing: int) -> Iterator[_Step]:
    yield from _escaped(_PATH if part == "path" else _URIC, part, missing)
    if not missing and part == "path":
        yield (_bits("?"), False, ("query", 0))
    if not missing and part != "fragment":
        yield (_bits("#"), False, ("fragment", 0))


def _host_start() -> Iterator[_Step]:
    yield (_ALNUM, False, ("name", "only", False))
    yield from _byte("", lambda byte: ("ipv4", 0, byte))
    yield (_bits("["), False, ("v6", False, 0, "["))


def _name(kind: str, hyphen: bool) -> Iterator[_Step]:
    """`kind` says of the label under way, or just closed by a dot, what it may be: the only one, the top one, neither.

    The last of several labels must begin with a letter; a single one need not.
    """
    if kind.endswith("."):
        yield (_ALPHA, False, ("name", "top", False))
        yield (_DIGIT, False, ("name", "inner", False))
        return
    yield (_ALNUM, False, ("name", kind, False))
    yield (_bits("-"), False, ("name", kind, True))
    if not hyphen:
        yield (_bits("."), False, ("name", kind + ".", False))


def _byte(byte: str, state: _Maker) -> Iterator[_Step]:
    """Digits of a number from 0 to 255 with any number of leading zeros; `byte` stands for what was read.

    "" nothing, "0" only zeros, "1" and "2" those digits, "d" a number after which one more digit is allowed, "25" that,
    "." a number that is full.
    """
    match byte:
        case "" | "0":
            yield (_bits("0"), False, state("0"))
            yield (_bits("1"), False, state("1"))
            yield (_bits("2"), False, state("2"))
            yield (_bits("3456789"), False, state("3"))
        case "1":
            yield (_DIGIT, False, state("d"))
        case "2":
            yield (_bits("01234"), False, state("d"))
            yield (_bits("5"), False, state("25"))
            yield (_bits("6789"), False, state("."))
        case "3" | "d":
            yield (_DIGIT, False, state("."))
        case "25":
            yield (_bits("012345"), False, state("."))
        case _:
            return


def _ipv4(state: _State, index: int, byte: str) -> Iterator[_Step]:
    yield from _byte(byte, lambda after: ("ipv4", index, after))
    if byte and index < 3:
        yield (_bits("."), False, ("ipv4", index + 1, ""))


def _ipv6(state: _State) -> Iterator[_Step]:
    """("v6", compressed, groups, digits): groups begun so far; digits of the last one, or what stands in its place."""
    match state:
        case ("v6-loose",):
            yield (_HEX | _ZONE | _bits(":%"), False, _LOOSE)
            yield (_bits("]"), False, _CLOSED)
        case ("v6", bool(compressed), int(groups), "["):
            yield (_HEX, False, ("v6", False, 1, 1))
            yield (_bits(":"), False, ("v6:", 0))
        case ("v6:", int(groups)):
            yield (_bits(":"), False, ("v6", True, groups, "::"))
        case ("v6", bool(compressed), int(groups), place):
            limit = 7 if compressed else 8
            if isinstance(place, int):
                if place < 4:
                    yield (_HEX, False, ("v6", compressed, groups, place + 1))
                if groups < limit or not compressed:
                    yield (_bits(":"), False, ("v6", compressed, groups, ":"))
                if compressed or groups == 8:
                    yield from _ipv6_end()
            else:
                if groups < limit:
                    yield (_HEX, False, ("v6", compressed, groups + 1, 1))
                if place == ":" and not compressed and groups <= 7:
                    yield (_bits(":"), False, ("v6", True, groups, "::"))
                if place == "::":
                    yield from _ipv6_end()
                if groups <= 5 if compressed else groups == 6:
                    yield from _byte("", lambda byte: ("v6-ipv4", 0, byte))
        case ("v6-ipv4", int(index), str(byte)):
            yield from _byte(byte, lambda after: ("v6-ipv4", index, after))
            if byte and index < 3:
                yield (_bits("."), False, ("v6-ipv4", index + 1, ""))
            if byte and index == 3:
                yield from _ipv6_end()
        case ("%",):
            yield (_ZONE, False, ("zone",))
        case ("zone",):
            yield (_ZONE, False, ("zone",))
            yield (_bits("]"), False, ("]",))
        case _:
            return


def _ipv6_end() -> Iterator[_Step]:
    yield (_bits("]"), False, ("]",))
    yield (_bits("%"), False, ("%",))


def _port(state: _State) -> Iterator[_Step]:
    """Digits of a number up to 65535 with any number of leading zeros; empty is allowed.

    ("port-free", n): n more digits of any value; ("port-tight", read): a beginning of 65535.
    """
    match state:
        case ("port", _):
            yield (_bits("0"), False, ("port", "0"))
            yield (_bits("12345"), False, ("port-free", 4))
            yield (_bits("6"), False, ("port-tight", "6"))
            yield (_bits("789"), False, ("port-free", 3))
        case ("port-free", int(more)):
            if more:
                yield (_DIGIT, False, ("port-free", more - 1))
        case ("port-tight", str(read)):
            if len(read) == 5:
                return
            limit = "65535"[len(read)]
            yield (_bits(limit), False, ("port-tight", read + limit))
            below = _bits("".join(map(str, range(int(limit)))))
            yield (below, False, ("port-free", 4 - len(read)))
            above = _bits("".join(map(str, range(int(limit) + 1, 10))))
            if len(read) < 4:
                yield (above, False, ("port-free", 3 - len(read)))
        case _:
            return


def url_characters(alphabet: Alphabet) -> int:
    """The mask of the characters that URLs consist of."""
    return _URIC | _bits("%#@") | alphabet.beyond(OTHER.beyond_ascii)


class BoundGrammar:
    """The grammar over the masks of one alphabet, which must tell `OTHER` apart."""

    __slots__ = ("_rows", "edges", "grammar")

    def __init__(self, alphabet: Alphabet, *, loose: bool) -> None:
        self.grammar = grammar(loose=loose)
        other = alphabet.beyond(OTHER.beyond_ascii)
        self.edges: list[list[tuple[int, int]]] = [
            [(move.ascii | (other if move.other else 0), move.target) for move in moves] for moves in self.grammar.moves
        ]
        """For each state its transitions: mask and target."""
        self._rows: dict[int, Rows] = {}

    def rows(self, mask: int) -> Rows:
        """For each state its transitions on the characters of a mask; None where `join` has not worked them out yet.

        Remembered, since most entries share their masks.
        """
        known = self._rows.get(mask)
        if known is None:
            empty: Rows = [None] * len(self.edges)
            if len(self._rows) < _MOST_REMEMBERED:
                self._rows[mask] = empty
            return empty
        return known

    def join(self, mask: int, state: int) -> list[tuple[int, int]]:
        """The transitions of a state on the characters of a mask."""
        joined = self.rows(mask)[state] = [
            (both, target) for other, target in self.edges[state] if (both := mask & other)
        ]
        return joined


Rows = list[list[tuple[int, int]] | None]

_MOST_REMEMBERED: Final = 512


@lru_cache(maxsize=64)
def bound_grammar(alphabet: Alphabet, *, loose: bool = False) -> BoundGrammar:
    """The grammar over an alphabet; remembered, since most entries share a few alphabets."""
    return BoundGrammar(alphabet, loose=loose)


if TYPE_CHECKING:
    from collections.abc import Callable

    _Maker = Callable[[str], _State]
