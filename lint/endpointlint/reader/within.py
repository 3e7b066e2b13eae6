"""Texts inside of documents that are read like texts of their own: a script in a workflow, a body in a task.

What the scripts of a YAML document say, `requests` reads. Of a JSON document only texts that are JSON documents
themselves count, as clients of REST keep the bodies of their requests: its other texts are data.
"""

from __future__ import annotations

from collections.abc import Iterator

from endpointlint.reader.environment import interpolate
from endpointlint.reader.excerpt import Excerpt
from endpointlint.reader.harvest import Harvest
from endpointlint.reader.json_text import parse_value, skip_space
from endpointlint.reader.requests import read_requests
from endpointlint.reader.tree import Node, Object, Scalar
from endpointlint.source import SourceLiteral

_MARKS = ("ml_commons", "_cluster/settings", "_plugins/_ml", "_security/api")


def read_scripts(root: Node, harvest: Harvest, skip: frozenset[int]) -> None:
    """Read the texts of a YAML document but those that `skip` names, or has the collection of, by identity."""
    compose = isinstance(root, Object) and root.get("services") is not None
    for literal, key in _texts(root, skip):
        known: SourceLiteral | None = literal
        if compose and key in ("command", "entrypoint"):
            known, _ = interpolate(literal)
        read_requests(Excerpt.of(known or literal, harvest.source), harvest)


def read_bodies(root: Node, harvest: Harvest) -> None:
    """Read the texts of a JSON document that are JSON documents."""
    for literal, _ in _texts(root, frozenset()):
        start = skip_space(literal.value)
        if literal.value.startswith("{", start):
            parsed = parse_value(Excerpt.of(literal, harvest.source), start, strict=True)
            if not parsed.lost:
                harvest.value(parsed)


def _texts(root: Node, skip: frozenset[int]) -> Iterator[tuple[SourceLiteral, str]]:
    """Every text of a tree in which something of ours may stand, and the nearest key above it, in order."""
    seen: set[int] = set(skip)
    todo: list[tuple[Node, str]] = [(root, "")]
    while todo:
        node, key = todo.pop()
        if isinstance(node, Scalar):
            text = node.text
            if text is None or id(node.literal) in skip or len(text) <= _SHORT:
                continue
            if any(mark in text for mark in _MARKS):
                yield node.literal, key
        elif id(node) not in seen:
            seen.add(id(node))
            if isinstance(node, Object):
                todo.extend((member.value, member.key.value) for member in reversed(node.members))
            else:
                todo.extend((item, key) for item in reversed(node.items))


_SHORT = len("plugins.ml_commons.")
"""No text of that length says anything."""
