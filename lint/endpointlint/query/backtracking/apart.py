r"""Loops that stand so far apart that no text can be divided between them in more than one way.

By Weber and Seidl (1991) the runs of a search over flat loops, of which none stands in another, grow faster than by a
constant only if some text leads one loop to itself and to a later one, and that one to itself. Such a text consists of
characters that both loops take; so it cannot lead from one to the other where on each way between them some character
must be read that not both of them take, as the dot in `[a-z]+\.example\.com/.*`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from endpointlint.automata.codepoints import CodePointSet
from endpointlint.javaregex import ast
from endpointlint.javaregex.ast import Node, parts_of
from endpointlint.query.backtracking.study import bound, nodes_of

_BEYOND: Final = 1 << 128
_ANY: Final = (_BEYOND << 1) - 1
_Open = dict[int, tuple[int, frozenset[int]]]
"""Loops, by their number, that may lie behind a place: the characters that they take, and of these the ones that can
have been read since, for each that must have been."""


def are_apart(root: Node) -> bool:
    """Whether no two loops without a bound in a tree can share a text.

    For trees in which no such loop stands in another one, nor in a group that is repeated. Says no where there is more
    to it, as in look-arounds. Cost: linear in the tree times the loops that are open at once.
    """
    try:
        _Walk().after(root, {})
    except (_Shared, RecursionError):
        return False
    return True


class _Shared(Exception):  # noqa: N818 - it is no error of anybody's
    """Two loops may share a text."""


class _Walk:
    def __init__(self) -> None:
        self._loops = 0

    def after(self, node: Node, before: _Open) -> _Open:
        """The loops that are open behind a node, by those that are so in front of it.

        Raises:
            _Shared: when one of them may share a text with one of the node.
        """
        match node:
            case ast.Chars(set=chars):
                return _read(before, _mask(chars)) if before else before
            case ast.Sequence(items=items):
                for item in items:
                    before = self.after(item, before)
                return before
            case ast.Group(body=body):
                return self.after(body, before)
            case ast.Alternation(branches=branches):
                return _joined([self.after(branch, before) for branch in branches])
            case ast.Repeat(body=body, min=least) if bound(node) is not None:
                behind = self.after(body, before)
                return behind if least else _joined([before, behind])
            case ast.Repeat(body=body, min=least):
                return self._loop(_union(body), least, before)
            case ast.Anchor() | ast.WordBoundary():
                return before
            case _ if any(isinstance(part, ast.Repeat) for part in nodes_of(node)):
                raise _Shared
            case _:
                # of what it reads, if anything, no use is made
                return before

    def _loop(self, mine: int, least: int, before: _Open) -> _Open:
        for chars, signs in before.values():
            if chars & mine and all(sign & mine for sign in signs):
                raise _Shared
        self._loops += 1
        return (_read(before, mine) if least else before) | {self._loops: (mine, frozenset[int]())}


def _read(before: _Open, chars: int) -> _Open:
    """The loops that are still open when one of some characters has been read."""
    return {
        number: (mine, signs if mine & chars == mine else signs | {mine & chars})
        for number, (mine, signs) in before.items()
        if mine & chars
    }


def _joined(ways: list[_Open]) -> _Open:
    out: _Open = {}
    for way in ways:
        for number, (mine, signs) in way.items():
            out[number] = (mine, signs & out[number][1] if number in out else signs)
    return out


def _union(body: Node) -> int:
    out = 0
    for mask in _masks(body):
        out |= mask
    return out


def _masks(body: Node) -> Iterator[int]:
    for part in nodes_of(body):
        if isinstance(part, ast.Chars):
            yield _mask(part.set)
        elif not parts_of(part) and not isinstance(part, ast.Anchor | ast.WordBoundary):
            yield _ANY


def _mask(chars: CodePointSet) -> int:
    """A set as bits; all characters beyond ASCII are taken for one, so that two masks meet where the sets do."""
    return chars.ascii_bits | _BEYOND if chars.beyond_ascii else chars.ascii_bits
