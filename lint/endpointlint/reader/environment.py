"""Settings in environment variables, as the OpenSearch container takes them.

Its entry point passes every variable whose name has a dot and lower-case words around it on as `-Ename=value`
(`opensearch-docker-entrypoint.sh`, opensearch-build), unless the value is empty.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from endpointlint.policy.document import Problem
from endpointlint.policy.model import Layer, ListSetting
from endpointlint.reader.settings import Extract, Leaf, read_leaves
from endpointlint.reader.tree import Array, Member, Node, Object, Scalar, ScalarKind, children, escape
from endpointlint.source import Offsets, Place, SourceLiteral, SourceText, Span

_SETTING = re.compile(r"[a-z0-9_]+\.[a-z0-9_]+")
_NAMES = ("processors", "DISABLE_SECURITY_PLUGIN", "DISABLE_INSTALL_DEMO_CONFIG")
_EXPANSION = re.compile(r"\$(?:\$|\{(?P<braced>[^{}]*)\}|(?P<bare>[A-Za-z_][A-Za-z0-9_]*))")
_LISTS = {setting.value for setting in ListSetting}


@dataclass(frozen=True, slots=True)
class Variable:
    """One environment variable of a container."""

    name: SourceLiteral
    value: SourceLiteral
    pointer: str


def is_setting(name: str) -> bool:
    """Whether a variable of that name reaches OpenSearch."""
    return bool(_SETTING.match(name)) or name in _NAMES


def read_environments(root: Node, source: SourceText) -> tuple[Extract, frozenset[int]]:
    """Settings in the `environment` of compose services and the `env` of Kubernetes containers.

    Also the identities of the nodes that were read, so that nobody reads them twice.
    """
    documents: list[Extract] = []
    read: set[int] = set()
    seen: set[int] = set()
    todo: list[tuple[Node, str]] = [(root, "")]
    while todo:
        node, pointer = todo.pop()
        if isinstance(node, Scalar) or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Object):
            for member in node.members:
                if member.key.value not in ("environment", "env") or isinstance(member.value, Scalar):
                    continue
                compose = member.key.value == "environment"
                at = f"{pointer}/{escape(member.key.value)}"
                taken: list[Node] = [member.value]
                found = read_variables(
                    _variables(member.value, at, taken), source, Place(source, member.value.span, at), compose=compose
                )
                if found.documents:
                    documents.append(found)
                    read.update(id(one) for one in taken)
        todo.extend(reversed(list(children(node, pointer))))
    extract = Extract(
        tuple(document for found in documents for document in found.documents),
        tuple(problem for found in documents for problem in found.problems),
    )
    return extract, frozenset(read)


def read_variables(variables: Iterator[Variable], source: SourceText, place: Place, *, compose: bool) -> Extract:
    """One document of the variables that reach OpenSearch; none if there are no such variables.

    `compose` has `$$` mean one dollar sign and `$NAME` stand for something unknown (Compose specification,
    interpolation).
    """
    leaves: list[Leaf] = []
    problems: list[Problem] = []
    for variable in variables:
        if not is_setting(variable.name.value) or not variable.value.value:
            continue
        value: SourceLiteral | None = variable.value
        if compose:
            value, unknown = interpolate(variable.value)
            if unknown is not None and variable.name.value in _LISTS:
                message = "the value depends on an environment variable and is not known here"
                problems.append(Problem(message, Place(source, unknown, variable.pointer)))
        if value is not None:
            node = Scalar(ScalarKind.TEXT, value)
            leaves.append(Leaf(variable.name.value, variable.pointer, variable.name, node, None))
    if not leaves and not problems:
        return Extract((), ())
    found = read_leaves(leaves, source, Layer.FILE, place)
    return Extract(found.documents, (*problems, *found.problems))


def interpolate(literal: SourceLiteral) -> tuple[SourceLiteral | None, Span | None]:
    """A value as Compose sees it, and where it depends on what is not in the file.

    A value that is a variable with a default is taken as that default; any other that depends is None.
    """
    text = literal.value
    if "$" not in text:
        return literal, None
    chunks: list[str] = []
    offsets = Offsets()
    at = 0
    for found in _EXPANSION.finditer(text):
        if found[0] != "$$":
            return _default(literal, found), literal.in_file(Span(*found.span()))
        chunks.append(text[at : found.start()] + "$")
        offsets.extend(literal.offsets[at : found.start() + 1])
        at = found.end()
    chunks.append(text[at:])
    offsets.extend(literal.offsets[at:])
    return SourceLiteral("".join(chunks), offsets, literal.span), None


def _default(literal: SourceLiteral, expansion: re.Match[str]) -> SourceLiteral | None:
    braced = expansion["braced"]
    if braced is None or expansion.span() != (0, len(literal.value)):
        return None
    found = re.match(r"[A-Za-z_][A-Za-z0-9_]*:?-", braced)
    return literal.part(2 + found.end(), len(literal.value) - 1) if found else None


def _variables(node: Node, pointer: str, taken: list[Node]) -> Iterator[Variable]:
    if isinstance(node, Object):
        yield from _from_map(node, pointer, taken)
    elif isinstance(node, Array):
        for index, item in enumerate(node.items):
            at = f"{pointer}/{index}"
            if isinstance(item, Object):
                name, value = item.get("name"), item.get("value")
                if isinstance(name, Scalar) and isinstance(value, Scalar) and value.kind is not ScalarKind.NULL:
                    yield Variable(name.literal, value.literal, f"{at}/value")
            elif isinstance(item, Scalar) and (pair := split_pair(item.literal)):
                yield Variable(*pair, at)


def _from_map(root: Object, pointer: str, taken: list[Node]) -> Iterator[Variable]:
    """The variables of a map; those that `<<` merges in where the map itself does not have them."""
    known: set[str] = set()
    merged: set[int] = set()
    todo: list[tuple[Object, str]] = [(root, pointer)]
    while todo:
        node, at = todo.pop()
        below: list[tuple[Object, str]] = []
        for member in node.members:
            place = f"{at}/{escape(member.key.value)}"
            if member.key.value == "<<":
                values = member.value.items if isinstance(member.value, Array) else (member.value,)
                below.extend(
                    (value, place) for value in values if isinstance(value, Object) and id(value) not in merged
                )
                merged.update(id(value) for value in values)
            elif member.key.value not in known:
                yield from _variable(member, place)
        known.update(member.key.value for member in node.members)
        taken.extend(node for node, _ in below)
        todo.extend(reversed(below))


def _variable(member: Member, pointer: str) -> Iterator[Variable]:
    if isinstance(member.value, Scalar) and member.value.kind is not ScalarKind.NULL:
        yield Variable(member.key, member.value.literal, pointer)


def split_pair(literal: SourceLiteral) -> tuple[SourceLiteral, SourceLiteral] | None:
    """Name and value of `NAME=value`; None without an equals sign."""
    at = literal.value.find("=")
    if at < 0:
        return None
    return literal.part(0, at), literal.part(at + 1, len(literal.value))
