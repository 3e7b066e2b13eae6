"""Connectors and settings that the examples of rules are made of."""

from __future__ import annotations

import json
from typing import Any

_LIST = "plugins.ml_commons.trusted_connector_endpoints_regex"
KEY_HEADER = {"Authorization": "Bearer ${credential.key}"}


def connector(
    url: str = "https://api.vendor.com/v1/chat", *, action: dict[str, Any] | None = None, **fields: Any
) -> str:
    """A connector with one action, as the text of a file.

    Args:
        url: of the action.
        action: further fields of the action.
        fields: of the connector; None leaves one out.
    """
    first = {"action_type": "predict", "method": "POST", "url": url, **(action or {})}
    whole = {"name": "Chat", "version": 1, "protocol": "http", "credential": {"key": "<KEY>"}, "actions": [first]}
    return json.dumps({name: value for name, value in {**whole, **fields}.items() if value is not None})


def mcp(url: str = "https://mcp.vendor.com/", *, protocol: str = "mcp_streamable_http", **fields: Any) -> str:
    """A connector of an MCP protocol, as the text of a file."""
    return json.dumps({"name": "Tools", "version": 1, "protocol": protocol, "url": url, **fields})


def aws(url: str = "https://bedrock-runtime.us-east-1.amazonaws.com/model/m/invoke", **fields: Any) -> str:
    """A connector whose calls AWS keys sign, as the text of a file."""
    credential = {"access_key": "<KEY>", "secret_key": "<SECRET>", "session_token": "<TOKEN>"}
    signing = {"region": "us-east-1", "service_name": "bedrock"}
    known: dict[str, Any] = {"protocol": "aws_sigv4", "credential": credential, "parameters": signing, **fields}
    return connector(url, **known)


def trusted(*entries: str) -> tuple[str, str]:
    """A settings file with a list of trusted endpoints."""
    return settings(**{_LIST: list(entries)})


def settings(**values: Any) -> tuple[str, str]:
    """A settings file; keys as OpenSearch has them."""
    return "settings.json", json.dumps({"persistent": values})
