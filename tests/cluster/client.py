"""Requests to the node that a test runs beside."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from functools import cached_property
from typing import Any

PREFIX = "plugins.ml_commons."
LIST = PREFIX + "trusted_connector_endpoints_regex"
PRIVATE = PREFIX + "connector.private_ip_enabled"
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass(frozen=True, slots=True)
class Answer:
    """What the node answered."""

    status: int
    text: str

    @property
    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.text)

    @property
    def ok(self) -> bool:
        """Whether it did what it was asked."""
        return self.status == 200


class Client:
    """Asks one node."""

    def __init__(self, address: str) -> None:
        self.address = address

    def ask(self, method: str, path: str, body: Any = None) -> Answer:
        """Send one request."""
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.address + path, data, {"Content-Type": "application/json"}, method=method)
        try:
            with _DIRECT.open(request, timeout=60) as answer:
                return Answer(answer.status, answer.read().decode())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.read().decode())

    @cached_property
    def java(self) -> int:
        """The major of the JDK that the node runs on."""
        nodes = self.ask("GET", "/_nodes/jvm").json["nodes"].values()
        return int(next(iter(nodes))["jvm"]["version"].split(".")[0])

    def set(self, settings: dict[str, Any]) -> None:
        """Set persistent settings; None resets one."""
        answer = self.ask("PUT", "/_cluster/settings", {"persistent": settings})
        assert answer.ok, answer.text

    def create(self, connector: dict[str, Any]) -> Answer:
        """Create a connector."""
        return self.ask("POST", "/_plugins/_ml/connectors/_create", connector)

    def deployed(self, connector: dict[str, Any]) -> str:
        """The id of a model that uses a new connector, and is deployed."""
        created = self.create(connector)
        assert created.ok, created.text
        body = {"name": "probe", "function_name": "remote", "connector_id": created.json["connector_id"]}
        registered = self.ask("POST", "/_plugins/_ml/models/_register?deploy=true", body)
        assert registered.ok, registered.text
        model = str(registered.json["model_id"])
        for _ in range(120):
            state = self.ask("GET", f"/_plugins/_ml/models/{model}").json.get("model_state")
            if state == "DEPLOYED":
                return model
            time.sleep(0.25)
        raise AssertionError(f"the model is {state}")

    def predict(self, model: str, parameters: dict[str, str]) -> Answer:
        """Call a model."""
        return self.ask("POST", f"/_plugins/_ml/models/{model}/_predict", {"parameters": parameters})


def connector(url: str, **more: Any) -> dict[str, Any]:
    """A connector with one action."""
    action = {
        "action_type": "predict",
        "method": "POST",
        "url": url,
        "headers": {"Authorization": "Bearer ${credential.key}"},
        "request_body": '{"input": "${parameters.input}"}',
    }
    return {
        "name": "probe",
        "version": 1,
        "protocol": "http",
        "credential": {"key": "of-the-probe"},
        "actions": [action],
        **more,
    }
