"""Which fields about access the node refuses."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import pytest

from cluster.client import LIST, PREFIX, Client, connector
from endpointlint.policy.enforcement import enforcement
from endpointlint.policy.release import Release
from endpointlint.reader import read_bytes
from endpointlint.rule.finding import Finding
from endpointlint.rule.kinds import ConnectorRule
from endpointlint.rule.run import RunSubject
from endpointlint.rule.subject import Judging
from endpointlint_rules import RULES

CONTROL = PREFIX + "connector_access_control_enabled"
RULE = "access-fields-rejected"
MODES = (None, "public", "private", "restricted", "Private", "")
ROLES: tuple[list[str] | None, ...] = (None, [], ["search"])
COMBINATIONS = list(product(MODES, ROLES, (None, False, True)))


def fields(mode: str | None, roles: list[str] | None, add_all: bool | None) -> dict[str, Any]:
    given = {"access_mode": mode, "backend_roles": roles, "add_all_backend_roles": add_all}
    return {name: value for name, value in given.items() if value is not None}


def refused_by_rule(body: dict[str, Any], control: bool) -> bool:
    """Whether our rule says that the request is refused on a cluster without the security plugin."""
    rule = next((rule for rule in RULES if rule.name == RULE), None)
    if not isinstance(rule, ConnectorRule):
        pytest.skip(f"there is no rule {RULE}")
    inputs = [
        read_bytes("opensearch.yml", b"plugins.security.disabled: true\n"),
        read_bytes("settings.json", json.dumps({"persistent": {CONTROL: control}}).encode()),
        read_bytes("connector.json", json.dumps(body).encode()),
    ]
    (found,) = RunSubject(inputs, Judging(enforcement(Release(3, 6)))).connectors
    said = [one for one in rule.check(found) if isinstance(one, Finding)]
    return any("refuses" in one.label for one in said)


@pytest.mark.parametrize("control", [False, True])
def test_without_a_user_no_field_about_access_may_be_given(client: Client, control: bool) -> None:
    client.set({LIST: [r"^https://api\.vendor\.com/.*$"], CONTROL: control})
    for mode, roles, add_all in COMBINATIONS:
        answer = client.create(connector("https://api.vendor.com/v1", **fields(mode, roles, add_all)))
        # `ConnectorAccessControlHelper.java`: a mode that there is not counts as absent, an empty list as none
        refused = mode in ("public", "private", "restricted") or bool(roles) or add_all is not None
        assert answer.status == (400 if refused else 200), (mode, roles, add_all, answer.text)


@pytest.mark.parametrize("control", [False, True])
def test_our_rule_reports_what_is_refused(client: Client, control: bool) -> None:
    client.set({LIST: [r"^https://api\.vendor\.com/.*$"], CONTROL: control})
    for mode, roles, add_all in COMBINATIONS:
        body = connector("https://api.vendor.com/v1", **fields(mode, roles, add_all))
        ours = refused_by_rule(body, control)
        answer = client.create(body)
        assert answer.status == (400 if ours else 200), (mode, roles, add_all, answer.text)
