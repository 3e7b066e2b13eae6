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
from endpointlint.reader.placeholders import UNKNOWN_VARIABLE
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
    """Settings in the `environment` of compose services and of ECS containers, and the `env` of Kubernetes'.

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
                name = member.key.value.lower()
                if name not in ("environment", "env") or isinstance(member.value, Scalar):
                    continue
                compose = name == "environment"
                at = f"{pointer}/{escape(member.key.value)}"
                found = read_variables(
                    _variables(member.value, at), source, Place(source, member.value.span, at), compose=compose
                )
                if found.documents or found.problems:
                    documents.append(found)
                    read.add(id(member.value))
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
                problems.append(Problem(UNKNOWN_VARIABLE, Place(source, unknown, variable.pointer)))
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


def _variables(node: Node, pointer: str) -> Iterator[Variable]:
    if isinstance(node, Object):
        for member in node.members:
            yield from _variable(member, f"{pointer}/{escape(member.key.value)}")
    elif isinstance(node, Array):
        for index, item in enumerate(node.items):
            at = f"{pointer}/{index}"
            if isinstance(item, Object):
                name, value = item.get("name") or item.get("Name"), item.get("value") or item.get("Value")
                if isinstance(name, Scalar) and isinstance(value, Scalar) and value.kind is not ScalarKind.NULL:
                    yield Variable(name.literal, value.literal, f"{at}/{'value' if item.get('value') else 'Value'}")
            elif isinstance(item, Scalar) and (pair := split_pair(item.literal)):
                yield Variable(*pair, at)


def _variable(member: Member, pointer: str) -> Iterator[Variable]:
    if isinstance(member.value, Scalar) and member.value.kind is not ScalarKind.NULL:
        yield Variable(member.key, member.value.literal, pointer)


def split_pair(literal: SourceLiteral) -> tuple[SourceLiteral, SourceLiteral] | None:
    """Name and value of `NAME=value`; None without an equals sign."""
    at = literal.value.find("=")
    if at < 0:
        return None
    return literal.part(0, at), literal.part(at + 1, len(literal.value))
