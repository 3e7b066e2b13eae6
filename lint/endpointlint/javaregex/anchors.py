"""Anchors at the ends of a regex, in any of their spellings."""

from __future__ import annotations

from typing import Final

from endpointlint.javaregex import ast
from endpointlint.javaregex.ast import AnchorKind, Node, Pattern

_BEGINS: Final = frozenset((AnchorKind.BEGIN, AnchorKind.LAST_MATCH, AnchorKind.LINE_BEGIN, AnchorKind.UNIX_LINE_BEGIN))


def missing_anchors(pattern: Pattern) -> tuple[str, ...]:
    """Those of `^` and `$` that do not stand at the ends of every alternative."""
    out: list[str] = []
    if not _anchored(pattern.root, first=True):
        out.append("^")
    if not _anchored(pattern.root, first=False):
        out.append("$")
    return tuple(out)


def _anchored(node: Node, *, first: bool) -> bool:
    match node:
        case ast.Anchor(kind=kind):
            return (kind in _BEGINS) is first
        case ast.Sequence(items=items):
            return bool(items) and _anchored(items[0 if first else -1], first=first)
        case ast.Alternation(branches=branches):
            return all(_anchored(branch, first=first) for branch in branches)
        case ast.Group(body=body) | ast.Atomic(body=body):
            return _anchored(body, first=first)
        case _:
            return False
