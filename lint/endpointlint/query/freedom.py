"""What an entry leaves open in hosts that belong to an owner it names: labels, depth, single characters."""

from __future__ import annotations

from typing import Final

from endpointlint.automata.graph import Node as GraphNode
from endpointlint.javaregex import ast
from endpointlint.javaregex.ast import CharsForm, Node, Pattern, parts_of
from endpointlint.query.product import UrlGraph
from endpointlint.source import Span
from endpointlint.source.records import dataclass
from endpointlint.url.grammar import Phase

_DOT: Final = 1 << ord(".")
_AT: Final = 1 << ord("@")
_IN_FRONT: Final = (Phase.AUTHORITY, Phase.USERINFO)
_FREE_LENGTH: Final = 6
"""A label of this many characters that the entry does not spell out is free, be the count bounded or not."""
_DEEP: Final = 8
"""A host of this many labels is as deep as one likes."""


@dataclass(frozen=True, slots=True)
class FreeLabel:
    """An open part of the host."""

    origin: Span
    """The set that reads it."""
    deep: bool
    """There may be any number of labels; otherwise the leftmost one is free."""


def free_label(graph: UrlGraph) -> FreeLabel | None:
    """An open leftmost label, or labels without number; None if neither is there. Linear in the host part."""
    deep = _deep(graph)
    if deep is not None:
        return FreeLabel(deep, deep=True)
    free = _free_leftmost(graph)
    return None if free is None else FreeLabel(free, deep=False)


def _deep(graph: UrlGraph) -> Span | None:
    layer = {n for n in range(len(graph)) if graph.phase(n) is Phase.AUTHORITY}
    origin: Span | None = None
    for _ in range(_DEEP):
        reached: set[GraphNode] = set()
        stack = list(layer)
        seen = set(layer)
        while stack:
            node = stack.pop()
            for mask, target in graph.successors[node]:
                if graph.phase(target) is not Phase.NAME:
                    continue
                if mask & _DOT:
                    reached.add(target)
                    origin = graph.origin(node) or origin
                if mask & ~_DOT and target not in seen:
                    seen.add(target)
                    stack.append(target)
        layer = reached
        if not layer:
            return None
    return origin


def _free_leftmost(graph: UrlGraph) -> Span | None:
    layer: dict[GraphNode, Span] = {
        n: Span(0, 0) for n in range(len(graph)) if graph.phase(n) is Phase.AUTHORITY and not graph.literal(n)
    }
    for _ in range(_FREE_LENGTH):
        following: dict[GraphNode, Span] = {}
        for node in layer:
            origin = graph.origin(node)
            if graph.literal(node) or origin is None:
                continue
            for mask, target in graph.successors[node]:
                if graph.phase(target) is Phase.NAME and mask & ~_DOT:
                    following.setdefault(target, origin)
        layer = following
    stack = list(layer.items())
    seen = set(layer)
    while stack:
        node, origin = stack.pop()
        for mask, target in graph.successors[node]:
            if graph.phase(target) is not Phase.NAME:
                continue
            if mask & _DOT:
                return origin
            if target not in seen and not graph.literal(node):
                seen.add(target)
                stack.append((target, origin))
    return None


def spelled_out(graph: UrlGraph) -> bool:
    """Whether every character of every host is spelled out, dots aside. Linear in the graph."""
    literals = graph.literals
    return all(literals[node] or mask == _DOT for edges in graph.into_host.values() for mask, node in edges)


def free_user_name(graph: UrlGraph) -> Span | None:
    """A set that reads a character of a user name, or its `@`, without spelling it out. Linear in the graph."""
    phases, literals = graph.phases, graph.literals
    for node, phase in enumerate(phases):
        if phase in _IN_FRONT and not literals[node]:
            for mask, target in graph.successors[node]:
                if phases[target] is Phase.USERINFO or (phases[target] is Phase.AUTHORITY and mask & _AT):
                    return graph.origin(node)
    return None


def bare_dots(pattern: Pattern, graph: UrlGraph) -> tuple[Span, ...]:
    """Single unescaped dots between literal characters that can read a character of the host, in the entry's order."""
    dots = _dots_between_letters(pattern.root)
    if not dots:
        return ()
    reading = {graph.origin(node) for node in {node for edges in graph.into_host.values() for _, node in edges}}
    return tuple(span for span in dots if span in reading)


def _dots_between_letters(root: Node) -> list[Span]:
    out: list[Span] = []
    stack = [root]
    while stack:
        node = stack.pop()
        parts = parts_of(node)
        stack.extend([part for part in parts if not isinstance(part, ast.Chars)])
        dots = [n for n, part in enumerate(parts) if isinstance(part, ast.Chars) and part.form is CharsForm.DOT]
        if isinstance(node, ast.Sequence):
            out.extend(
                parts[n].span for n in dots if 0 < n < len(parts) - 1 and _joins_names(parts[n - 1], parts[n + 1])
            )
    return sorted(out)


def _joins_names(before: Node, after: Node) -> bool:
    return _is_name_character(before) and (_is_name_character(after) or isinstance(after, ast.Group))


def _is_name_character(node: Node) -> bool:
    return isinstance(node, ast.Chars) and node.literal is not None and (chr(node.literal).isalnum())


def only_origins(graph: UrlGraph) -> bool:
    """Whether every accepted URL ends with its host or port, or with a single `/` behind it. Linear in the graph."""
    if graph.has(Phase.QUERY) or graph.has(Phase.FRAGMENT):
        return False
    longer = any(graph.successors[node] for node, phase in enumerate(graph.phases) if phase is Phase.PATH)
    return bool(graph) and not longer
