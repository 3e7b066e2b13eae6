r"""What the JDK finds out about a node before it builds a loop around it.

Source: the `study` methods of the nodes of `java.util.regex.Pattern`, and `Pattern.group0`, JDK 11 to 25.
"""

from __future__ import annotations

from endpointlint.javaregex import ast
from endpointlint.javaregex.ast import Node, parts_of


def commits_each_iteration(node: ast.Repeat) -> bool:
    r"""Whether Java matches each iteration once, in its first way, and never comes back to it.

    True of a quantifier directly on a character or on a group whose body cannot vary (the `Curly` and `GroupCurly`
    nodes of the JDK). It shows only where such a body has two ways all the same, and only `\R` has. `(?:\R)?` becomes a
    `Branch` and may come back.
    """
    body = node.body
    if isinstance(body, ast.LineBreak):
        return True
    if isinstance(body, ast.Group) and (node.min, node.max) != (0, 1):
        return _contains_break(body.body) and not varies(body.body)
    return False


def _contains_break(node: Node) -> bool:
    return isinstance(node, ast.LineBreak) or any(map(_contains_break, parts_of(node)))


def varies(node: Node) -> bool:
    """Whether the JDK's study of the node finds it not deterministic."""
    match node:
        case ast.Alternation() | ast.Grapheme():
            return True
        case ast.Repeat(body=body, min=least, max=most):
            return least != most or varies(body)
        case ast.Look():
            return False
        case _:
            return any(map(varies, parts_of(node)))
