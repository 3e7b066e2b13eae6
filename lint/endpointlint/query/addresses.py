"""Which addresses an entry dials: a search for a host of its URLs that reads as an address within some ranges.

A *reader* follows the text of an address character by character and keeps what is left of the ranges: the numbers that
the rest of the text may still add up to. What was read before matters only through that, so that few states are
visited, however large the ranges are.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from functools import lru_cache
from typing import Final, Literal, NamedTuple, Protocol, TypeVar

from endpointlint.automata.budget import Meter
from endpointlint.automata.graph import Node
from endpointlint.automata.ways import way_back
from endpointlint.query.owners import ascii_characters
from endpointlint.query.product import UrlGraph
from endpointlint.url import special
from endpointlint.url.grammar import Phase
from endpointlint.url.special import LONGEST_IPV4, AddressKind

_Ranges = tuple[tuple[int, int], ...]
"""Numbers that the rest of a text may stand for; disjoint, ascending, ends included."""

_DIGITS: Final = (1 << ord("9") + 1) - (1 << ord("0"))
_HEX: Final = "0123456789abcdef"
_MAPPED: Final = 0xFFFF << 32
"""The IPv6 block that stands for IPv4, which `java.net` takes for IPv4 itself (RFC 4291, 2.5.5.2)."""
_SAMPLES: Final = (
    "127.0.0.1",
    "169.254.169.254",
    "10.0.0.1",
    "192.168.0.1",
    "2130706433",
    "2852039166",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[fe80::1]",
    "[fd00::1]",
    "[fd00:ec2::254]",
    "[::ffff:127.0.0.1]",
    "[::ffff:169.254.169.254]",
    "[::ffff:10.0.0.1]",
    "[2606:4700::1111]",
)
"""Texts that people know, to be shown where an entry allows them."""


def address_host(graph: UrlGraph, kinds: Iterable[AddressKind], meter: Meter) -> str | None:
    """A host of an accepted URL that is an address of one of the kinds, or None if there is none.

    Well-known texts of such addresses come first. Cost: the nodes of the host part, times the states of a reader.

    Raises:
        BudgetExceeded: when the meter runs out.
    """
    numeric = _numeric(graph) if graph.has(Phase.NAME) else set[Node]()
    if not (numeric or graph.has(Phase.IPV4) or graph.has(Phase.IPV6)):
        return None
    wanted = _wanted(frozenset(kinds))
    text = next((text for text in wanted.samples if reaches_host(graph, text)), None)
    if text is None and graph.has(Phase.IPV4):
        text = _search(graph, _Quad(wanted.v4), Phase.IPV4, meter)
    if text is None and numeric:
        text = _search(graph, _Number(wanted.v4), Phase.NAME, meter, numeric)
    if text is None and graph.has(Phase.IPV6):
        text = _search(graph, _Groups(wanted.v6), Phase.IPV6, meter)
    return text


class _Wanted(NamedTuple):
    """The addresses of some kinds."""

    v4: _Ranges
    v6: _Ranges
    """As IPv6 texts spell them, IPv4-mapped ones included."""
    samples: tuple[str, ...]


@lru_cache(maxsize=64)
def _wanted(kinds: frozenset[AddressKind]) -> _Wanted:
    v4 = _joined(special.ipv4_blocks(kind) for kind in kinds)
    known = ((text, special.address(text)) for text in _SAMPLES)
    samples = (text for text, address in known if address is not None and kinds & special.kinds(address))
    return _Wanted(v4, _v6(kinds, v4), tuple(samples))


def reaches_host(graph: UrlGraph, host: str) -> bool:
    """Whether some accepted URL dials exactly this host text. Linear in the text, times the nodes alive at once."""
    nodes = set(graph.host_starts)
    for char in host:
        bit = 1 << ord(char)
        nodes = {
            target for node in nodes for mask, target in graph.successors[node] if mask & bit and graph.in_host(target)
        }
    return not nodes.isdisjoint(graph.host_ends)


def _joined(parts: Iterable[Iterable[tuple[int, int]]]) -> _Ranges:
    return tuple(sorted(piece for part in parts for piece in part))


def _v6(kinds: frozenset[AddressKind], v4: _Ranges) -> _Ranges:
    own = _joined(special.ipv6_blocks(kind) for kind in kinds)
    end = _MAPPED + (1 << 32) - 1
    pieces = [piece for low, high in own for piece in ((low, min(high, _MAPPED - 1)), (max(low, end + 1), high))]
    mapped = [(_MAPPED + low, _MAPPED + high) for low, high in v4]
    return _joined([[(low, high) for low, high in pieces if low <= high], mapped])


def _numeric(graph: UrlGraph) -> set[Node]:
    """The nodes from which a host that is one label of digits can be completed; none if no host can be one."""
    good = {node for node in graph.host_ends if graph.phase(node) is Phase.NAME}
    stack = list(good)
    while stack:
        for mask, source in graph.into_host[stack.pop()]:
            if mask & _DIGITS and source not in good:
                good.add(source)
                stack.append(source)
    return good if good.intersection(graph.host_starts) else set()


S = TypeVar("S", bound=Hashable)


class _Reader(Protocol[S]):
    def begin(self) -> S:
        """The state before the first character."""
        ...

    def read(self, state: S, char: str) -> Iterable[S]:
        """The states behind one more character; several where the text can be read in several ways."""
        ...

    def complete(self, state: S) -> bool:
        """Whether what was read is an address within the ranges."""
        ...


def _search(
    graph: UrlGraph, reader: _Reader[S], phase: Phase, meter: Meter, within: set[Node] | None = None
) -> str | None:
    """A host text that the reader completes; depth first, so that a text is found soon where there are many."""
    stack = [(node, reader.begin()) for node in graph.host_starts]
    came: dict[tuple[Node, S], tuple[tuple[Node, S], str] | None] = dict.fromkeys(stack)
    while stack:
        key = stack.pop()
        node, state = key
        if node in graph.host_ends and reader.complete(state):
            return "".join(way_back(came, key))
        for mask, target in graph.successors[node]:
            if graph.phase(target) is not phase or (within is not None and target not in within):
                continue
            for char in ascii_characters(mask):
                meter.spend()
                for following in reader.read(state, char.lower()):
                    reached = (target, following)
                    if reached not in came:
                        came[reached] = (key, char)
                        stack.append(reached)
    return None


def _narrowed(ranges: _Ranges, value: int, unit: int) -> _Ranges:
    """What is left of ranges when their leading digit is known, in a system in which a digit counts `unit` ones."""
    base = value * unit
    out: list[tuple[int, int]] = []
    for low, high in ranges:
        first, last = max(low - base, 0), min(high - base, unit - 1)
        if first <= last:
            out.append((first, last))
    if out and out[0] == (0, unit - 1):
        return ((0, unit - 1),)
    return tuple(out)


def _may_begin(ranges: _Ranges, value: int, unit: int) -> bool:
    """Whether an octet that begins like `value` leaves anything; an octet counts `unit` addresses."""
    for more in range(3):
        low, high = value * 10**more, (value + 1) * 10**more - 1
        if any(a <= (high + 1) * unit - 1 and low * unit <= b for a, b in ranges):
            return True
    return False


class _Octet(NamedTuple):
    """Within an address of four octets."""

    ranges: _Ranges
    below: int
    """Octets that follow this one."""
    value: int = -1
    """What was read of the octet; -1 for nothing."""
    length: int = 0
    """Characters read."""


class _Quad:
    """Four decimal octets with dots between them, of no more than 15 characters, leading zeros among them."""

    def __init__(self, ranges: _Ranges) -> None:
        self._ranges = ranges

    def begin(self) -> _Octet:
        return _Octet(self._ranges, 3)

    def read(self, state: _Octet, char: str) -> Iterable[_Octet]:
        ranges, below, octet, length = state
        if length == LONGEST_IPV4:
            return
        unit = 1 << 8 * below
        if char == ".":
            if octet >= 0 and below and (left := _narrowed(ranges, octet, unit)):
                yield _Octet(left, below - 1, -1, length + 1)
        elif char.isdigit():
            value = max(octet, 0) * 10 + int(char)
            if value <= 0xFF and (value == 0 or _may_begin(ranges, value, unit)):
                yield _Octet(ranges, below, value, length + 1)

    def complete(self, state: _Octet) -> bool:
        return state.below == 0 and state.value >= 0 and bool(_narrowed(state.ranges, state.value, 1))


class _Number:
    """One decimal number below 2 to the 32, of no more than 15 characters, leading zeros among them.

    A state is what is left of the ranges and how many digits follow; None and a number of zeros before the first other
    digit.
    """

    def __init__(self, ranges: _Ranges) -> None:
        self._ranges = ranges

    def begin(self) -> tuple[_Ranges | None, int]:
        return None, 0

    def read(self, state: tuple[_Ranges | None, int], char: str) -> Iterable[tuple[_Ranges | None, int]]:
        left, count = state
        if not char.isdigit():
            return
        if left is not None:
            if count and (rest := _narrowed(left, int(char), 10 ** (count - 1))):
                yield rest, count - 1
        elif char == "0":
            if count < LONGEST_IPV4:
                yield None, count + 1
        else:
            # how many digits it will have is guessed
            for more in range(min(10, LONGEST_IPV4 - count)):
                if rest := _narrowed(self._ranges, int(char), 10**more):
                    yield rest, more

    def complete(self, state: tuple[_Ranges | None, int]) -> bool:
        left, count = state
        if left is None:
            return count > 0 and any(low == 0 for low, _ in self._ranges)
        return count == 0


class _At(NamedTuple):
    """Within an IPv6 literal."""

    part: Literal["[", "group", ":", "::", "quad", "zone", "]"]
    ranges: _Ranges = ()
    left: int = 0
    """Groups that have not begun."""
    elided: bool = False
    more: int = 0
    """Digits of the group that follow."""
    quad: _Octet | None = None


class _Groups:
    """Eight groups in hexadecimal between brackets, with `::`, an IPv4 address at the end, and a zone.

    Source: RFC 4291, 2.2, and RFC 2732, as `java.net.URI` reads them.
    """

    def __init__(self, ranges: _Ranges) -> None:
        self._ranges = ranges

    def begin(self) -> _At:
        return _At("[")

    def read(self, state: _At, char: str) -> Iterable[_At]:
        part, ranges, left, elided, more, quad = state
        match part:
            case "[":
                yield _At(":", self._ranges, 8)
            case "group" if more:
                if char in _HEX and (rest := _narrowed(ranges, int(char, 16), 1 << 16 * left + 4 * (more - 1))):
                    yield state._replace(ranges=rest, more=more - 1)
            case "group" if char == ":":
                yield _At(":", ranges, left, elided)
            case "group":
                yield from _end(char, left)
            case ":" if char == ":":
                # at the very beginning it is the first of two colons
                if left == 8 and not elided:
                    yield _At(":", ranges, left, elided=True)
                else:
                    yield from () if elided and left < 8 else _elided(ranges, left)
            case ":":
                if not (elided and left == 8):
                    yield from _group(state, char)
            case "::":
                yield from _group(state, char)
                yield from _end(char, left)
            case "quad" if quad is not None:
                reader = _Quad(())
                if char in "]%":
                    yield from _end(char, 0) if reader.complete(quad) else ()
                else:
                    yield from (_At("quad", quad=following) for following in reader.read(quad, char))
            case "zone":
                yield _At("]") if char == "]" else state
            case _:
                return

    def complete(self, state: _At) -> bool:
        return state.part == "]"


def _group(state: _At, char: str) -> Iterator[_At]:
    """The first digit of a group, or of an IPv4 address in place of the last two; how many digits follow is guessed."""
    if not state.left or char not in _HEX:
        return
    left = state.left - 1
    for more in range(4):
        # the digits in front that are not written are zeros
        rest = _narrowed(state.ranges, 0, 1 << 16 * left + 4 * (more + 1))
        if rest := _narrowed(rest, int(char, 16), 1 << 16 * left + 4 * more):
            yield _At("group", rest, left, state.elided, more)
    if left == 1:
        yield from (_At("quad", quad=first) for first in _Quad(()).read(_Octet(state.ranges, 3), char))


def _end(char: str, left: int) -> Iterator[_At]:
    """Behind a group, if it is the last one."""
    if not left and char in "]%":
        yield _At("]") if char == "]" else _At("zone")


def _elided(ranges: _Ranges, left: int) -> Iterator[_At]:
    """Behind `::`, which stands for one group of zeros or more; for how many is guessed."""
    while left:
        left -= 1
        ranges = _narrowed(ranges, 0, 1 << 16 * left)
        if not ranges:
            return
        yield _At("::", ranges, left, elided=True)
