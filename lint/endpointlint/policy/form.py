"""What a connector may be read from."""

from __future__ import annotations

from enum import StrEnum


class ConnectorForm(StrEnum):
    """What a connector was read from."""

    CREATE = "create"
    """A body of `POST /_plugins/_ml/connectors/_create`, or an object of that shape."""
    UPDATE = "update"
    """A body of `PUT /_plugins/_ml/connectors/{id}`: what it does not name is kept."""
    ANSWER = "answer"
    """What `GET /_plugins/_ml/connectors/{id}` answers: never with a credential."""
    HIT = "hit"
    """A hit of `_search`: as an answer, with its id beside it."""
    INLINE = "inline"
    """The `connector` of a model that is registered or changed."""
    NODE = "node"
    """The inputs of a `create_connector` node of a flow template."""
    RESOURCE = "resource"
    """A Terraform resource `opensearch_ml_connector`."""
