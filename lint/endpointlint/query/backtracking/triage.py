"""A first look at the tree of a regex: most entries have nothing that could cost anything."""

from __future__ import annotations

from typing import Final

from endpointlint.javaregex import ast
from endpointlint.javaregex.ast import AnchorKind, Mode, Node, Pattern, parts_of
from endpointlint.javaregex.study import varies
from endpointlint.query.backtracking.apart import are_apart
from endpointlint.query.backtracking.nodes import HARMLESS
from endpointlint.query.backtracking.study import bound, is_bare
from endpointlint.query.claim import Operation
from endpointlint.source.records import dataclass

EXACT: Final = 3
"""Counts up to which a loop is followed iteration by iteration."""
_MOST_CHOICES: Final = 12
"""So many optional parts at most multiply to a few thousand ways."""


@dataclass(frozen=True, slots=True)
class Triage:
    """What needs no closer look."""

    linear: bool
    bounded: bool
    crowded: bool
    """So many choices that they could multiply to more ways than anyone waits for, without any loop."""


@dataclass(slots=True)
class _Seen:
    """What a tree holds."""

    loops: int = 0
    """Flat loops without a bound, in no other loop."""
    bounds: int = 1
    """The product of all bounds."""
    choices: int = 0
    """Optional parts and alternatives, each as often as loops of few iterations repeat it."""
    odd: bool = False
    """Something whose cost is not plain to see."""
    deep: bool = False
    """Something that could recurse."""


def triage(pattern: Pattern, operation: Operation) -> Triage:
    """What can be told from the tree alone. Linear in the tree.

    One flat loop without a bound, at most, is linear; so are several that stand apart.
    """
    seen = _Seen(odd=pattern.canonical_equivalence)
    stack: list[tuple[Node, bool, int]] = [(pattern.root, False, 1)]
    while stack:
        node, looped, times = stack.pop()
        match node:
            case ast.Chars(failing=failing):
                seen.odd |= bool(failing.ranges)
                continue
            case ast.Repeat():
                _repeat(node, looped, times, seen)
                if node.max is not None and node.max <= EXACT:
                    times *= max(node.max, 1)
                looped = looped or node.max is None or node.max > 1
            case ast.Alternation():
                seen.choices += times
            case ast.BackReference() | ast.Grapheme() | ast.GraphemeBoundary() | ast.WordBoundary():
                seen.odd = True
            case ast.Look(ahead=ahead):
                seen.odd |= looped or not ahead
            case _:
                pass
        stack.extend((part, looped, times) for part in parts_of(node))
    searches = operation is Operation.FIND and not _begins(pattern.root)
    crowded = seen.choices > _MOST_CHOICES
    few = seen.bounds <= HARMLESS and not crowded and not seen.odd
    linear = few and (seen.loops + searches <= 1 or (not searches and are_apart(pattern.root)))
    return Triage(linear=linear, bounded=not seen.deep, crowded=crowded)


def _repeat(node: ast.Repeat, looped: bool, times: int, seen: _Seen) -> None:
    body, most = node.body, bound(node)
    group = isinstance(body, ast.Group)
    several = not isinstance(body, ast.Chars) and varies(body)
    if most is None:
        seen.loops += 1
        seen.odd |= looped or several
        seen.deep |= node.mode is not Mode.POSSESSIVE and not isinstance(body, ast.Chars)
    else:
        seen.bounds *= max(most, 1)
        seen.odd |= most > 1 and several
        seen.choices += times * max(most, 1) if node.min < most <= EXACT else node.min < most
        seen.deep |= most > 1 and node.mode is not Mode.POSSESSIVE and group and several
        seen.deep |= most > HARMLESS


def _begins(root: Node) -> bool:
    first = root
    while isinstance(first, ast.Sequence) and first.items:
        first = first.items[0]
    return is_bare(root) and isinstance(first, ast.Anchor) and first.kind is AnchorKind.BEGIN
