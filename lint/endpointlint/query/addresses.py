"""Which addresses an entry dials: a search for a host of its URLs that reads as an address within some ranges.

A *reader* follows the text of an address character by character and keeps what is left of the ranges: the numbers that
the rest of the text may still add up to. What was read before matters only through that, so that few states are
visited, however large the ranges are.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from typing import Final, Literal, NamedTuple, Protocol, TypeVar

from endpointlint.automata.budget import Meter
from endpointlint.query.owners import ascii_characters
from endpointlint.query.product import Node, UrlGraph
from endpointlint.url import special
from endpointlint.url.grammar import Phase
from endpointlint.url.special import LONGEST_IPV4, AddressKind

_Ranges = tuple[tuple[int, int], ...]
"""Numbers that the rest of a text may stand for; disjoint, ascending, ends included."""

_DIGITS: Final = (1 << ord("9") + 1) - (1 << ord("0"))
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
    if not any(graph.has(phase) for phase in (Phase.IPV4, Phase.NAME, Phase.IPV6)):
        return None
    wanted = frozenset(kinds)
    v4 = _joined(special.ipv4_blocks(kind) for kind in wanted)
    for text in _SAMPLES:
        known = special.address(text)
        if known is not None and wanted & special.kinds(known) and reaches_host(graph, text):
            return text
    if graph.has(Phase.IPV4):
        found = _search(graph, _Quad(v4), Phase.IPV4, meter)
        if found is not None:
            return found
    if graph.has(Phase.NAME) and (numeric := _numeric(graph)):
        found = _search(graph, _Number(v4), Phase.NAME, meter, numeric)
        if found is not None:
            return found
    if graph.has(Phase.IPV6):
        return _search(graph, _Groups(_v6(wanted, v4)), Phase.IPV6, meter)
    return None


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
        for mask, source in graph.predecessors[stack.pop()]:
            if mask & _DIGITS and source not in good and (graph.in_host(source) or source in graph.host_starts):
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
            return _spelled(came, key)
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


def _spelled(came: dict[tuple[Node, S], tuple[tuple[Node, S], str] | None], end: tuple[Node, S]) -> str:
    chars: list[str] = []
    step = came[end]
    while step is not None:
        key, char = step
        chars.append(char)
        step = came[key]
    return "".join(reversed(chars))


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


def _may_begin(ranges: _Ranges, value: int, unit: int, base: int, most: int) -> bool:
    """Whether a digit that begins like `value`, in base 10 or 16 and with `most` more characters, leaves anything."""
    for more in range(most + 1):
        low, high = value * base**more, (value + 1) * base**more - 1
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
            if value <= 0xFF and (value == 0 or _may_begin(ranges, value, unit, 10, 2)):
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
    """Groups that are not complete."""
    elided: bool = False
    value: int = 0
    size: int = 0
    """Digits read of the group."""
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
        match state.part:
            case "[":
                yield _At("group", self._ranges, 8)
            case "group":
                yield from self._group(state, char)
            case ":":
                if char == ":":
                    yield from () if state.elided else _elided(state)
                elif state.left < 8:
                    yield from self._group(state, char)
            case "::":
                yield from _end(char) if not state.left else self._group(state, char)
            case "quad" if state.quad is not None:
                quad = _Quad(())
                if char in "]%":
                    yield from _end(char) if quad.complete(state.quad) else ()
                else:
                    yield from (_At("quad", quad=following) for following in quad.read(state.quad, char))
            case "zone":
                yield _At("]") if char == "]" else state
            case _:
                return

    def _group(self, state: _At, char: str) -> Iterator[_At]:
        _, ranges, left, elided, value, size, _ = state
        unit = 1 << 16 * max(left - 1, 0)
        if char == ":":
            if size == 0 and left == 8:
                yield _At(":", ranges, left)
            elif size and (rest := _narrowed(ranges, value, unit)):
                yield _At(":", rest, left - 1, elided)
        elif char in "]%":
            if size and left == 1 and _narrowed(ranges, value, unit):
                yield from _end(char)
        elif size < 4 and left and char in "0123456789abcdef":
            new = value * 16 + int(char, 16)
            if _may_begin(ranges, new, unit, 16, 3 - size):
                yield _At("group", ranges, left, elided, _canonical(ranges, new, unit), size + 1)
            if size == 0 and left == 2:
                yield from (_At("quad", quad=first) for first in _Quad(ranges).read(_Octet(ranges, 3), char))

    def complete(self, state: _At) -> bool:
        return state.part == "]"


def _end(char: str) -> Iterator[_At]:
    """Behind the last group."""
    if char == "]":
        yield _At("]")
    elif char == "%":
        yield _At("zone")


def _elided(state: _At) -> Iterator[_At]:
    """Behind `::`, which stands for one group of zeros or more; for how many is guessed."""
    rest, left = state.ranges, state.left
    while left:
        left -= 1
        rest = _narrowed(rest, 0, 1 << 16 * left)
        if not rest:
            return
        yield _At("::", rest, left, elided=True)


def _canonical(ranges: _Ranges, value: int, unit: int) -> int:
    """0 in place of the value where it no longer matters, since everything is within the ranges."""
    return 0 if ranges == ((0, (unit << 16) - 1),) else value
