"""Fields about access: what the rule reports is what the server refuses, for every combination there is."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import pytest

from endpointlint.policy.enforcement import enforcement
from endpointlint.policy.release import NEWEST
from endpointlint.reader import read_bytes
from endpointlint.rule.finding import Finding, Severity
from endpointlint.rule.kinds import ConnectorRule
from endpointlint.rule.run import RunSubject
from endpointlint.rule.subject import Judging
from endpointlint_rules import RULES

CONTROL = "plugins.ml_commons.connector_access_control_enabled"
REAL = ("public", "private", "restricted")
MODES = (None, *REAL, "Private", "open", "")
ROLES: tuple[list[str] | None, ...] = (None, [], ["search"], ["search", "other"])
COMBINATIONS = list(product(MODES, ROLES, (None, False, True)))


def refused(mode: str | None, roles: list[str] | None, add_all: bool | None, *, user: bool) -> bool:
    """`ConnectorAccessControlHelper.java` and `TransportCreateConnectorAction.java`, for a user with these roles.

    Another value of the mode counts as absent.
    """
    mode = mode if mode in REAL else None
    if not user:
        return mode is not None or add_all is not None or bool(roles)
    if mode is None:
        mode = "restricted" if roles or add_all else "private"
    if mode in ("public", "private"):
        return bool(roles) or add_all is True
    if add_all and roles:
        return True
    return not add_all and not roles


def reported(body: dict[str, Any], node: str, *, control: bool) -> list[str]:
    rule = next(rule for rule in RULES if rule.name == "access-fields-rejected")
    assert isinstance(rule, ConnectorRule)
    inputs = [
        read_bytes("opensearch.yml", node.encode()),
        read_bytes("settings.json", json.dumps({"persistent": {CONTROL: control}}).encode()),
        read_bytes("connector.json", json.dumps(body).encode()),
    ]
    (found,) = RunSubject(inputs, Judging(enforcement(NEWEST))).connectors
    said = list(rule.check(found))
    assert all(isinstance(one, Finding) and one.severity is Severity.MEDIUM for one in said)
    return [one.label for one in said if isinstance(one, Finding)]


@pytest.mark.parametrize(
    ("node", "control", "user"),
    [
        ("plugins.security.disabled: true\n", False, False),
        ("plugins.security.disabled: true\n", True, False),
        ("plugins.security.ssl_only: true\n", True, False),
        ("plugins.security.disabled: false\n", False, False),
        ("plugins.security.disabled: false\n", True, True),
    ],
)
def test_what_is_reported_is_what_is_refused(node: str, control: bool, user: bool) -> None:
    for mode, roles, add_all in COMBINATIONS:
        fields = {"access_mode": mode, "backend_roles": roles, "add_all_backend_roles": add_all}
        body = {
            "name": "c",
            "version": 1,
            "protocol": "http",
            "credential": {"key": "<KEY>"},
            "actions": [{"action_type": "predict", "method": "POST", "url": "https://api.openai.com/v1"}],
            **{name: value for name, value in fields.items() if value is not None},
        }
        labels = reported(body, node, control=control)
        assert ("OpenSearch refuses it" in labels) is refused(mode, roles, add_all, user=user), (mode, roles, add_all)
        misspelt = mode is not None and mode not in REAL
        assert any(label.startswith("write ") for label in labels) is misspelt, (mode, labels)
