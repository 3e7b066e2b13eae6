"""A first look at the tree of a regex: most entries have nothing that could cost anything."""

from __future__ import annotations

from typing import Final

from endpointlint.automata.codepoints import CodePointSet
from endpointlint.javaregex import ast
from endpointlint.javaregex.ast import AnchorKind, Mode, Node, Pattern, parts_of
from endpointlint.javaregex.study import varies
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

    One flat loop without a bound, at most, is linear; so are several between each two of which a character must be
    read that one of them does not match, since no text can then be divided between those two in more than one way.
    """
    seen = _Seen(odd=pattern.canonical_equivalence)
    stack: list[tuple[Node, bool, int]] = [(pattern.root, False, 1)]
    while stack:
        node, looped, times = stack.pop()
        match node:
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
            case ast.Chars(failing=failing) if failing:
                seen.odd = True
            case _:
                pass
        stack.extend((part, looped, times) for part in parts_of(node))
    searches = operation is Operation.FIND and not _begins(pattern.root)
    alone = seen.loops + searches <= 1 or (not searches and _are_apart(pattern.root, seen.loops))
    few = alone and seen.bounds <= HARMLESS and seen.choices <= _MOST_CHOICES
    crowded = seen.choices > _MOST_CHOICES
    return Triage(linear=few and not seen.odd, bounded=not seen.deep, crowded=crowded)


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


def _are_apart(root: Node, loops: int) -> bool:
    """Whether all of so many flat loops stand in the outermost sequence, with such characters between them."""
    items = root.items if isinstance(root, ast.Sequence) else ()
    found: list[tuple[CodePointSet, list[CodePointSet]]] = []
    for item in items:
        match item:
            case ast.Repeat(body=ast.Chars(set=chars)) if bound(item) is None:
                if not all(any(not (mine & sign and chars & sign) for sign in signs) for mine, signs in found):
                    return False
                found.append((chars, []))
            case ast.Chars(set=chars):
                for _, signs in found:
                    signs.append(chars)
            case _:
                pass
    return len(found) == loops


def _begins(root: Node) -> bool:
    first = root
    while isinstance(first, ast.Sequence) and first.items:
        first = first.items[0]
    return is_bare(root) and isinstance(first, ast.Anchor) and first.kind is AnchorKind.BEGIN
