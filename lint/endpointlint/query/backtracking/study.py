"""What the JDK finds out about the tree of a regex before it matches anything.

Source: `study` of the nodes, `group0`, and `compile` of `java.util.regex.Pattern`, JDK 11 to 25.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from endpointlint.javaregex import ast
from endpointlint.javaregex.ast import Mode, Node, parts_of
from endpointlint.javaregex.study import varies
from endpointlint.query.backtracking.nodes import UNBOUNDED


def bound(node: ast.Repeat) -> int | None:
    """How often a quantifier repeats at most; None for no bound."""
    return None if node.max is None or node.max >= UNBOUNDED else node.max


def nodes_of(root: Node) -> Iterator[Node]:
    """Every node of a tree."""
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(parts_of(node))


def outermost(node: Node) -> list[ast.Repeat]:
    """The loops that remember where they failed: greedy, without bound, recursive, in no other quantified group.

    Quantified look-arounds and atomic groups do not count as such. Source: `topClosureNodes` in `group0`.
    """
    match node:
        case ast.Repeat(body=ast.Group() as group):
            return [node] if bound(node) is None and node.mode is Mode.GREEDY and varies(group.body) else []
        case ast.Look(ahead=False):
            return []
        case _:
            return [loop for part in parts_of(node) for loop in outermost(part)]


def is_bare(root: Node) -> bool:
    """Whether the first node is one of its own, and not the head of a group or an alternation."""
    while isinstance(root, ast.Sequence) and root.items:
        root = root.items[0]
    return isinstance(root, ast.Anchor)


def shortest(node: Node) -> tuple[int, bool]:
    """The least number of characters that the JDK knows a node to read, and whether it looks at what is behind it.

    Behind a recursive loop it does not. Source: the `study` methods of the nodes.
    """
    match node:
        case ast.Chars() | ast.LineBreak() | ast.Grapheme():
            return 1, True
        case ast.Sequence(items=items):
            total = 0
            for item in items:
                least, goes_on = shortest(item)
                total += least
                if not goes_on:
                    return total, False
            return total, True
        case ast.Alternation(branches=branches):
            return min(shortest(branch)[0] for branch in branches), True
        case ast.Group(body=body) | ast.Atomic(body=body):
            return shortest(body)
        case ast.Repeat(body=body, min=least):
            if isinstance(body, ast.Group) and (node.min, node.max) == (0, 1):
                return 0, True
            if isinstance(body, ast.Group) and node.mode is not Mode.POSSESSIVE and varies(body.body):
                return 0, False
            return min(shortest(body)[0] * least, UNBOUNDED), True
        case _:
            return 0, True


def frames(node: Node) -> int:
    """The frames that stand on the stack when a node has been passed on its shortest way, loops taken once."""
    match node:
        case ast.Sequence(items=items):
            return sum(map(frames, items)) - sum(
                isinstance(a, ast.Chars) and isinstance(b, ast.Chars) for a, b in pairwise(items)
            )
        case ast.Alternation(branches=branches):
            return 2 + min(map(frames, branches))
        case ast.Group(body=body):
            return 2 + frames(body)
        case ast.Repeat(body=ast.Group() as body, min=least):
            return 2 + (frames(body) if least and varies(body.body) else 0)
        case _:
            return 1
