"""Documents checked against schemas of our own: which fields there are, since when, and of which type.

One schema a kind of document in `schema/`, JSON Schema 2020-12 with the keywords `x-since` and `x-until`. Values are
never quoted in what is said about them, since they may be secrets.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, cast

from endpointlint.policy.document import Problem
from endpointlint.policy.facts import release_of
from endpointlint.policy.release import Release
from endpointlint.reader.tree import Array, Node, Object, Scalar, ScalarKind, escape
from endpointlint.source import Place, SourceText, Span
from endpointlint.source.records import dataclass, replace
from endpointlint.source.resources import read_resource

if TYPE_CHECKING:
    from jsonschema import Draft202012Validator

Schema = dict[str, Any]


_TYPES = {
    "string": "a text",
    "number": "a number",
    "boolean": "true or false",
    "object": "an object",
    "array": "a list",
    "null": "null",
}


@dataclass(frozen=True, slots=True)
class FieldFacts:
    """When a field came, and when it went."""

    since: Release
    until: Release | None


@lru_cache(maxsize=32)
def schema(name: str) -> Schema:
    """A schema by the name of its file, without its ending; what it refers to is put in."""
    loaded: Schema = _resolved(_load(name), name)
    return loaded


@lru_cache(maxsize=32)
def _load(name: str) -> Schema:
    import json

    loaded: Schema = json.loads(read_resource("endpointlint.reader", f"schema/{name}.json"))
    return loaded


def _resolved(found: Schema, name: str) -> Schema:
    rest = {key: _part(value, name) for key, value in found.items() if key not in ("$ref", "$defs")}
    if "$ref" not in found:
        return rest
    file, _, pointer = found["$ref"].partition("#")
    other = file.removesuffix(".json") or name
    target = _load(other)
    for token in pointer.strip("/").split("/"):
        target = target[token]
    return {**_resolved(target, other), **rest}


def _part(value: object, name: str) -> object:
    if isinstance(value, dict):
        return _resolved(cast("Schema", value), name)
    return [_part(item, name) for item in cast("list[object]", value)] if isinstance(value, list) else value


def fields_of(found: Schema) -> dict[str, FieldFacts]:
    """The fields of an object's schema."""
    properties: dict[str, Schema] = found.get("properties", {})
    return {
        name: FieldFacts(release_of(field["x-since"]), release_of(field["x-until"]) if "x-until" in field else None)
        for name, field in properties.items()
        if "x-since" in field
    }


@lru_cache(maxsize=32)
def _validator(name: str) -> Draft202012Validator:
    from jsonschema import Draft202012Validator

    return Draft202012Validator(schema(name))


def check(name: str, root: Object, source: SourceText, pointer: str, what: str) -> tuple[Problem, ...]:
    """What OpenSearch refuses in a document, each with its place. Linear in the document.

    Args:
        name: of the schema.
        root: the document.
        source: the file that it stands in.
        pointer: leads to the root.
        what: the document in words, such as `a connector`.
    """
    problems: list[Problem] = []
    for error in _errors(name, root):
        node, at = _walk(root, error.path, pointer)
        shown = _shown(error.path) or what
        place = Place(source, node.span, at)
        if error.missing:
            first = Span(node.span.start, min(node.span.start + 1, node.span.end))
            message = f"OpenSearch refuses {shown} without `{error.missing}`"
            problems.append(Problem(message, replace(place, span=first), blocking=False))
        else:
            message = f"OpenSearch refuses {shown}, which is {_is(node)}{_wanted(error.schema)}"
            problems.append(Problem(message, place, blocking=False))
    return tuple(dict.fromkeys(problems))


@dataclass(frozen=True, slots=True)
class _Error:
    path: tuple[str | int, ...]
    schema: Schema
    missing: str = ""
    """A member that must be there and is not."""


def _errors(name: str, root: Object) -> Iterator[_Error]:
    validator: Any = _validator(name)
    for error in validator.iter_errors(_plain(root)):
        path = tuple(error.absolute_path)
        if error.validator == "required":
            yield from (_Error(path, {}, key) for key in error.validator_value if key not in error.instance)
        else:
            yield _Error(path, cast("Schema", error.schema))


def _plain(node: Node) -> Any:
    """A tree as plain values, of which no text is kept: types are all that schemas ask for, and numbers in texts."""
    if isinstance(node, Object):
        return {m.key.value: _plain(m.value) for m in node.members if not _unread(m.value)}
    if isinstance(node, Array):
        return [_plain(item) for item in node.items if not _unread(item)]
    text = node.literal.value
    match node.kind:
        case ScalarKind.NULL | ScalarKind.UNREAD:
            return None
        case ScalarKind.BOOLEAN:
            return text.lower() == "true"
        case ScalarKind.NUMBER:
            return 0
        case ScalarKind.TEXT:
            return text if text in ("true", "false") else "0" if text.strip("+-").replace(".", "", 1).isdigit() else "x"


def _unread(node: Node) -> bool:
    return isinstance(node, Scalar) and node.kind is ScalarKind.UNREAD


def _walk(node: Node, path: Sequence[str | int], pointer: str) -> tuple[Node, str]:
    for step in path:
        if isinstance(node, Object):
            below = node.get(str(step))
            if below is None:
                break
            node, pointer = below, f"{pointer}/{escape(str(step))}"
        elif isinstance(node, Array):
            # the plain value leaves out what was not read
            items = [(index, item) for index, item in enumerate(node.items) if not _unread(item)]
            index, node = items[int(step)]
            pointer = f"{pointer}/{index}"
    return node, pointer


def _shown(path: Sequence[str | int]) -> str:
    keys = [str(step) for step in path if isinstance(step, str)]
    if not keys:
        return ""
    element = "an element of " if isinstance(path[-1], int) else ""
    return f"{element}`{'.'.join(keys)}`"


def _is(node: Node) -> str:
    if isinstance(node, Object):
        return "an object"
    if isinstance(node, Array):
        return "a list"
    return {
        ScalarKind.NULL: "null",
        ScalarKind.BOOLEAN: "true or false",
        ScalarKind.NUMBER: "a number",
    }.get(node.kind, "a text")


def _wanted(found: Schema) -> str:
    kinds: str | list[str] | None = found.get("type", found.get("x-type"))
    if kinds is None:
        return ""
    names = [kinds] if isinstance(kinds, str) else kinds
    if "string" in names:
        names = ["string"]
    return f" and not {' or '.join(_TYPES[name] for name in names if name != 'null')}"
