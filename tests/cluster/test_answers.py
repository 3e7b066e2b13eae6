"""Answers of the node, read by our readers."""

from __future__ import annotations

import json
from typing import Any

from cluster.client import LIST, PREFIX, Client, connector
from endpointlint.policy.connector import Connector
from endpointlint.policy.document import DocumentKind, Input
from endpointlint.policy.effective import effective
from endpointlint.policy.form import ConnectorForm
from endpointlint.policy.model import Layer, ListSetting
from endpointlint.policy.release import Release
from endpointlint.policy.settings import settings
from endpointlint.reader import read_bytes

RELEASE = Release(3, 6)
ENTRIES = [r"^https://api\.vendor\.com/v[12]{1,3}/.*$", r"^https://a\"b\\c/ü$"]


def read(text: str) -> Input:
    found = read_bytes("answer.json", text.encode())
    assert found.problems == ()
    return found


def test_settings(client: Client) -> None:
    client.set({LIST: ENTRIES, PREFIX + "only_run_on_ml_node": False})
    for query in ("", "?flat_settings=true"):
        found = read(client.ask("GET", f"/_cluster/settings{query}").text)
        assert found.kind is DocumentKind.CLUSTER_SETTINGS
        known = effective(found.documents, RELEASE)
        endpoints = known.endpoints(ListSetting.TRUSTED_ENDPOINTS)
        assert [entry.literal.value for entry in endpoints.entries] == ENTRIES
        assert endpoints.layer is Layer.PERSISTENT
        assert known.flag(PREFIX + "only_run_on_ml_node") is False
    client.set({PREFIX + "only_run_on_ml_node": None})


def test_every_setting_is_known_with_its_default(client: Client) -> None:
    set_here = {"plugins.ml_commons.native_memory_threshold", "plugins.ml_commons.jvm_heap_memory_threshold"}
    found = read(client.ask("GET", "/_cluster/settings?include_defaults=true").text)
    (document,) = found.documents
    assert document.shows_defaults
    known = effective(found.documents, RELEASE)
    shown = {key for key in known.keys if key.startswith(PREFIX)}
    ours = {key: facts for key, facts in settings().items() if facts.exists(RELEASE)}
    assert shown == set(ours)
    for key, facts in ours.items():
        if key not in set_here:
            assert plain(known.setting(key).value) == plain(facts.default(RELEASE)), key


def plain(value: object) -> object:
    """A value as OpenSearch keeps it: texts, and lists of them."""
    if isinstance(value, tuple):
        return value
    text = str(value).lower() if isinstance(value, bool) else str(value)
    return "5368709120b" if text == "5gb" else text


def shown(found: Connector) -> dict[str, Any]:
    """What answers say of a connector."""
    return {
        "name": found.name and found.name.text,
        "protocol": found.protocol and found.protocol.text,
        "parameters": {one.name: one.value.text for one in found.parameters},
        "urls": [action.url and action.url.text for action in found.actions or ()],
        "headers": [[(one.name, one.value.text) for one in action.headers] for action in found.actions or ()],
        "bodies": [action.request_body and action.request_body.text for action in found.actions or ()],
    }


def test_connectors(client: Client) -> None:
    client.set({LIST: [".*"]})
    bodies = [
        connector("https://api.vendor.com/v1/chat", name="first"),
        connector("https://${parameters.host}/ü?a=${parameters.n}", name="second", parameters={"host": "a.b", "n": 7}),
        connector(
            "https://x", name="third", parameters={"nested": {"list": [1, "two"]}}, client_config={"max_connection": 5}
        ),
    ]
    ids: dict[str, dict[str, Any]] = {}
    for body in bodies:
        created = client.create(body)
        assert created.ok, created.text
        ids[created.json["connector_id"]] = body
    for number, body in ids.items():
        found = read(client.ask("GET", f"/_plugins/_ml/connectors/{number}").text)
        assert found.kind is DocumentKind.CONNECTOR
        (answered,) = found.bodies
        (sent,) = read(json.dumps(body)).bodies
        assert (answered.form, answered.credential) == (ConnectorForm.ANSWER, None)
        assert shown(answered) == shown(sent)
        assert [a.action_type and a.action_type.text for a in answered.actions or ()] == ["PREDICT"]
        assert not answered.unknown_fields(RELEASE)
    query = {"query": {"ids": {"values": list(ids)}}}
    client.ask("POST", "/.plugins-ml-connector/_refresh")
    hits = read(client.ask("POST", "/_plugins/_ml/connectors/_search", query).text)
    assert {hit.id for hit in hits.bodies} == set(ids)
    for hit in hits.bodies:
        assert hit.form is ConnectorForm.HIT
        (sent,) = read(json.dumps(ids[str(hit.id)])).bodies
        assert shown(hit) == shown(sent)
