"""A first look at the tree of a regex: most entries have nothing that could cost anything."""

from __future__ import annotations

from typing import Final

from endpointlint.javaregex import ast
from endpointlint.javaregex.ast import AnchorKind, Mode, Node, Pattern, parts_of
from endpointlint.javaregex.study import varies
from endpointlint.query.backtracking.nodes import HARMLESS
from endpointlint.query.backtracking.study import bound, is_bare
from endpointlint.query.claim import Operation
from endpointlint.source.records import dataclass

_MOST_CHOICES: Final = 12
"""So many optional parts at most multiply to a few thousand ways."""


@dataclass(frozen=True, slots=True)
class Triage:
    """What needs no closer look."""

    linear: bool
    bounded: bool


@dataclass(slots=True)
class _Seen:
    """What a tree holds."""

    loops: int = 0
    """Flat loops without a bound, in no other loop."""
    bounds: int = 1
    """The product of all bounds."""
    choices: int = 0
    odd: bool = False
    """Something whose cost is not plain to see."""
    deep: bool = False
    """Something that could recurse."""


def triage(pattern: Pattern, operation: Operation) -> Triage:
    """What can be told from the tree alone: one flat loop without a bound, at most, is linear. Linear in the tree."""
    seen = _Seen(odd=pattern.canonical_equivalence)
    stack: list[tuple[Node, bool]] = [(pattern.root, False)]
    while stack:
        node, looped = stack.pop()
        match node:
            case ast.Repeat():
                _repeat(node, looped, seen)
                looped = looped or node.max is None or node.max > 1
            case ast.BackReference() | ast.Grapheme() | ast.GraphemeBoundary() | ast.WordBoundary():
                seen.odd = True
            case ast.Look(ahead=ahead):
                seen.odd |= looped or not ahead
            case ast.Chars(failing=failing) if failing:
                seen.odd = True
            case _:
                pass
        stack.extend((part, looped) for part in parts_of(node))
    searches = operation is Operation.FIND and not _begins(pattern.root)
    few = seen.loops + searches <= 1 and seen.bounds <= HARMLESS and seen.choices <= _MOST_CHOICES
    return Triage(linear=few and not seen.odd, bounded=not seen.deep)


def _repeat(node: ast.Repeat, looped: bool, seen: _Seen) -> None:
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
        seen.choices += node.min < most
        seen.deep |= most > 1 and node.mode is not Mode.POSSESSIVE and group and several
        seen.deep |= most > HARMLESS


def _begins(root: Node) -> bool:
    first = root
    while isinstance(first, ast.Sequence) and first.items:
        first = first.items[0]
    return is_bare(root) and isinstance(first, ast.Anchor) and first.kind is AnchorKind.BEGIN
