"""URLs of a set, chosen by a tape of bytes.

A tape stands for the choices on a way through a graph: which transition next, and which of its characters. A byte of 0,
and the end of the tape, stand for the plainest choice, that which leads to the end soonest and reads best. Whoever
shrinks the tape therefore makes the URL plainer.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from typing import Final

from endpointlint.automata.alphabet import ASCII, Alphabet
from endpointlint.automata.graph import Graph, Node
from endpointlint.query.product import UrlGraph

Tape = bytes

_READABLE: Final = "abcdefghijklmnopqrstuvwxyz./-0123456789"
_REST: Final = "?#:@=&,+_~!$'()*;%ABCDEFGHIJKLMNOPQRSTUVWXYZ[]"
_ORDER: Final = {char: n for n, char in enumerate(_READABLE + _REST)}
_PRINTABLE: Final = tuple(map(chr, range(32, 127)))
_NEAR: Final = "./:@?#%-_~[]\\ &=;0129azAZ\n\x00\u00e9\u212a\u2028\u3002\uff0e"
"""What an edit puts into a URL: delimiters, and characters that others take for them."""
_STOP: Final = 6
"""One in so many ways ends where it may."""


class Choices:
    """A tape that is being read."""

    def __init__(self, tape: Tape) -> None:
        self._tape = tape
        self._at = 0

    def below(self, count: int) -> int:
        """A number below a count, 0 where the tape has ended; no choice costs no byte."""
        if count < 2 or self._at >= len(self._tape):
            return 0
        self._at += 1
        return self._tape[self._at - 1] % count


class Letters:
    """The characters of masks, the plainest first."""

    def __init__(self, alphabet: Alphabet) -> None:
        self._alphabet = alphabet
        self._known: dict[int, str] = {}

    def of(self, mask: int) -> str:
        """The characters of a mask: all of ASCII that can be printed, and of each block beyond one; never none."""
        known = self._known.get(mask)
        if known is None:
            known = self._known[mask] = "".join(self._chars(mask))
        return known

    def _chars(self, mask: int) -> Iterable[str]:
        plain = sorted((c for c in _PRINTABLE if mask >> ord(c) & 1), key=lambda c: _ORDER.get(c, 128))
        beyond = [1 << n for n in range(ASCII, mask.bit_length()) if mask >> n & 1]
        plain += [chr(self._alphabet.block(bit).ranges[0][0]) for bit in beyond]
        # texts without pairs of surrogates: engines read them in one way
        plain = [c for c in plain if c <= "\ud7ff" or "\ue000" <= c <= "\uffff"]
        return plain or [chr(self._alphabet.block(mask & -mask).ranges[0][0])]


class Walks:
    """Ways through the URLs of one entry, or through the texts of one automaton."""

    def __init__(
        self,
        letters: Letters,
        starts: tuple[Node, ...],
        successors: list[list[tuple[int, Node]]],
        accepting: list[bool],
        in_host: list[bool] | None = None,
    ) -> None:
        """Order the transitions of each node by how soon they lead to acceptance. Linear in the graph.

        `in_host`: for each node whether the character read last belongs to the host.
        """
        self._letters = letters
        distance = _distances(successors, accepting)
        far = len(successors)
        self._starts = sorted((s for s in starts if s in distance), key=lambda s: distance[s])
        self._accepting = accepting
        self._in_host = in_host or [False] * len(successors)
        self._moves = [
            sorted(((mask, t) for mask, t in edges if t in distance), key=lambda edge: distance.get(edge[1], far))
            for edges in successors
        ]

    def __bool__(self) -> bool:
        return bool(self._starts)

    def word(self, tape: Tape) -> str:
        """The accepted text that a tape stands for. There must be one."""
        return self.url(tape)[0]

    def url(self, tape: Tape) -> tuple[str, str]:
        """The accepted text that a tape stands for, and the part of it that is the host."""
        choices = Choices(tape)
        below, letters, in_host = choices.below, self._letters.of, self._in_host
        node = self._starts[below(len(self._starts))]
        out: list[str] = []
        host: list[str] = []
        while True:
            moves = self._moves[node]
            if self._accepting[node] and (not moves or below(_STOP) == 0):
                return "".join(out), "".join(host)
            mask, node = moves[below(len(moves))]
            chars = letters(mask)
            char = chars[below(len(chars))]
            out.append(char)
            if in_host[node]:
                host.append(char)


def url_walks(graph: UrlGraph) -> Walks:
    """Ways through the URLs that an entry accepts."""
    in_host = [graph.in_host(node) for node in range(len(graph))]
    return Walks(Letters(graph.alphabet), graph.starts, graph.successors, graph.accepting, in_host)


def text_walks(graph: Graph) -> Walks:
    """Ways through the words of a graph, be they URLs or not."""
    return Walks(Letters(graph.alphabet), graph.starts, graph.successors, graph.accepting)


def _distances(successors: list[list[tuple[int, Node]]], accepting: list[bool]) -> dict[Node, int]:
    """For each node from which acceptance can be reached, in how many steps at least."""
    sources: list[list[Node]] = [[] for _ in successors]
    for node, edges in enumerate(successors):
        for _, target in edges:
            sources[target].append(node)
    distance = {node: 0 for node, good in enumerate(accepting) if good}
    queue = deque(distance)
    while queue:
        node = queue.popleft()
        for source in sources[node]:
            if source not in distance:
                distance[source] = distance[node] + 1
                queue.append(source)
    return distance


def edited(text: str, tape: Tape) -> str:
    """A near miss: the text with a character put in, dropped, replaced or doubled, or in the other case."""
    choices = Choices(tape[::-1])  # from the end, which a way through the graph seldom reaches
    kind = choices.below(5)
    at = choices.below(len(text) + 1)
    char = _NEAR[choices.below(len(_NEAR))]
    match kind:
        case 0:
            return text[:at] + char + text[at:]
        case 1:
            return text[:at] + text[at + 1 :]
        case 2:
            return text[:at] + char + text[at + 1 :]
        case 3:
            return text[: at + 1] + text[at:]
        case _:
            return text[:at] + text[at : at + 1].swapcase()[:1] + text[at + 1 :]
