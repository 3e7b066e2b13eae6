"""Connectors in parsed documents: what they are recognised by, and where they stand.

A connector is the body of a create request, the `connector` of a model that is registered with one, the inputs of a
`create_connector` node of a flow template, or an object of that shape in a file of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from endpointlint.policy.form import ConnectorForm
from endpointlint.reader.tree import Array, Node, Object, Scalar, ScalarKind, children

_PROTOCOLS = ("aws_sigv4", "http", "mcp_sse", "mcp_streamable_http", "google_cloud", "oci_sigv1")
_PLACEHOLDERS = ("%", "${", "{{", "<")


@dataclass(frozen=True, slots=True)
class ConnectorBody:
    """A connector as its document gives it, and the JSON Pointer to it."""

    body: Object
    pointer: str
    form: ConnectorForm = ConnectorForm.CREATE
    id: str | None = None


def find_connectors(root: Node, *, body: ConnectorForm | None = None) -> tuple[ConnectorBody, ...]:
    """Every connector in a tree, in the order of the document.

    With `body` the root itself is one, whatever it looks like: somebody sends it to the connector API.
    """
    if body is not None:
        return (ConnectorBody(root, "", body),) if isinstance(root, Object) else ()
    found: list[ConnectorBody] = []
    seen: set[int] = set()
    todo: list[tuple[Node, str, Object | None]] = [(root, "", None)]
    while todo:
        node, pointer, parent = todo.pop()
        if isinstance(node, Scalar) or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Object) and is_connector(node):
            found.append(ConnectorBody(node, pointer, *_form(node, pointer, parent)))
        else:
            around = node if isinstance(node, Object) else parent
            todo.extend((below, at, around) for below, at in reversed(list(children(node, pointer))))
    return tuple(found)


def _form(node: Object, pointer: str, parent: Object | None) -> tuple[ConnectorForm, str | None]:
    """What a connector in a document was read from, by its neighbours and its own fields; and its id."""
    key = pointer.rpartition("/")[2]
    if key == "_source" and parent is not None and parent.get("_index") is not None:
        return ConnectorForm.HIT, parent.text("_id")
    if node.get("created_time") is not None or node.get("last_updated_time") is not None:
        return ConnectorForm.ANSWER, None
    if key == "connector":
        return ConnectorForm.INLINE, None
    if key == "user_inputs":
        return ConnectorForm.NODE, None
    named = any(node.get(field) is not None for field in ("name", "version", "protocol"))
    return (ConnectorForm.CREATE if named else ConnectorForm.UPDATE), None


def is_connector(node: Object) -> bool:
    """Whether an object has the fields of a connector: actions, or a protocol that there is with what belongs to it."""
    actions = node.get("actions")
    if isinstance(actions, Array) and any(_is_action(action) for action in actions.items):
        return True
    protocol = node.get("protocol")
    if not isinstance(protocol, Scalar):
        return False
    text = protocol.text or ""
    credential = isinstance(node.get("credential"), Object) and node.get("name") is not None
    if not (protocol.kind is ScalarKind.UNREAD or text in _PROTOCOLS or text.startswith(_PLACEHOLDERS)):
        # a name that stands in for a protocol
        return credential and node.get("url") is not None
    if isinstance(actions, Array) and (not actions.items or any(_names_action(action) for action in actions.items)):
        return True
    return credential or (text.startswith("mcp_") and node.get("url") is not None)


def _names_action(node: Node) -> bool:
    return isinstance(node, Object) and (node.get("action_type") is not None or node.get("url") is not None)


def _is_action(node: Node) -> bool:
    return isinstance(node, Object) and sum(node.get(field) is not None for field in _ACTION) >= 2


_ACTION = ("url", "action_type", "request_body", "pre_process_function", "post_process_function")
