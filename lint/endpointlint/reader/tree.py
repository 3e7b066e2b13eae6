"""Parsed documents, whether JSON or YAML: values with their places.

The tree is built and walked without recursion, so that the depth of a document costs no stack.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from endpointlint.source import SourceLiteral, Span
from endpointlint.source.records import dataclass


class ScalarKind(Enum):
    """The type that a scalar has in its document."""

    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    NULL = "null"
    UNREAD = "unread"
    """Stands where a value should, but is none: a placeholder, a text without its closing quote. A problem names it."""


@dataclass(frozen=True, slots=True)
class Scalar:
    """A leaf. Numbers, booleans and null keep their spelling as `literal.value`."""

    kind: ScalarKind
    literal: SourceLiteral

    @property
    def span(self) -> Span:
        """The scalar in the file, quotes included."""
        return self.literal.span

    @property
    def text(self) -> str | None:
        """The decoded text, if it is one."""
        return self.literal.value if self.kind is ScalarKind.TEXT else None


@dataclass(frozen=True, slots=True)
class Array:
    """A list of values, brackets included in the span."""

    items: tuple[Node, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class Member:
    """A key with its value."""

    key: SourceLiteral
    value: Node


@dataclass(frozen=True, slots=True)
class Object:
    """Members in the order of the document; a key may occur twice."""

    members: tuple[Member, ...]
    span: Span

    def get(self, key: str) -> Node | None:
        """The value of a key, the last where there are several."""
        for member in reversed(self.members):
            if member.key.value == key:
                return member.value
        return None

    def text(self, key: str) -> str | None:
        """The value of a key, if it is a text."""
        value = self.get(key)
        return value.text if isinstance(value, Scalar) else None


Node = Scalar | Array | Object


def escape(token: str) -> str:
    """One reference token of a JSON Pointer (RFC 6901, section 3)."""
    return token.replace("~", "~0").replace("/", "~1") if "~" in token or "/" in token else token


def children(node: Node, pointer: str) -> Iterator[tuple[Node, str]]:
    """The values directly below a node, each with its JSON Pointer."""
    if isinstance(node, Object):
        for member in node.members:
            yield member.value, f"{pointer}/{escape(member.key.value)}"
    elif isinstance(node, Array):
        for index, item in enumerate(node.items):
            yield item, f"{pointer}/{index}"
