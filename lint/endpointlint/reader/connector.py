"""Connectors in parsed documents: what they are recognised by, and where they stand.

A connector is the body of a create request, the `connector` of a model that is registered with one, the inputs of a
`create_connector` node of a flow template, or an object of that shape in a file of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from endpointlint.reader.tree import Array, Node, Object, Scalar, ScalarKind, children

_PROTOCOLS = ("aws_sigv4", "http", "mcp_sse", "mcp_streamable_http", "google_cloud", "oci_sigv1")
_PLACEHOLDERS = ("%", "${", "{{", "<")


@dataclass(frozen=True, slots=True)
class ConnectorBody:
    """A connector as its document gives it, and the JSON Pointer to it."""

    body: Object
    pointer: str


def find_connectors(root: Node, *, is_body: bool = False) -> tuple[ConnectorBody, ...]:
    """Every connector in a tree, in the order of the document.

    With `is_body` the root itself is one, whatever it looks like: somebody sends it to the connector API.
    """
    if is_body:
        return (ConnectorBody(root, ""),) if isinstance(root, Object) else ()
    found: list[ConnectorBody] = []
    seen: set[int] = set()
    todo: list[tuple[Node, str]] = [(root, "")]
    while todo:
        node, pointer = todo.pop()
        if isinstance(node, Scalar) or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Object) and is_connector(node):
            found.append(ConnectorBody(node, pointer))
        else:
            todo.extend(reversed(list(children(node, pointer))))
    return tuple(found)


def is_connector(node: Object) -> bool:
    """Whether an object has the fields of a connector: a protocol that there is, and actions, credential or MCP url."""
    protocol = node.text("protocol")
    if protocol is None:
        protocol_value = node.get("protocol")
        if not (isinstance(protocol_value, Scalar) and protocol_value.kind is ScalarKind.UNREAD):
            return False
    elif protocol not in _PROTOCOLS and not protocol.startswith(_PLACEHOLDERS):
        return False
    actions = node.get("actions")
    if isinstance(actions, Array):
        return not actions.items or any(
            isinstance(action, Object) and (action.get("action_type") is not None or action.get("url") is not None)
            for action in actions.items
        )
    if protocol is not None and protocol.startswith("mcp_"):
        return node.get("url") is not None
    return isinstance(node.get("credential"), Object) and node.get("name") is not None
