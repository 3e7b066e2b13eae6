from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from endpointlint.policy.document import Document
from endpointlint.policy.effective import Effective, effective, typed
from endpointlint.policy.model import Layer, ListSetting
from endpointlint.policy.release import NEWEST, Release
from endpointlint.policy.settings import setting
from endpointlint.reader import read_bytes

LAWFUL = hypothesis(derandomize=True, database=None, deadline=None, max_examples=150)

LIST = ListSetting.TRUSTED_ENDPOINTS.value
FLAG = "plugins.ml_commons.connector.private_ip_enabled"
LAYERS = {"transient": Layer.TRANSIENT, "persistent": Layer.PERSISTENT}


def documents(body: dict[str, Any], name: str = "settings.json") -> tuple[Document, ...]:
    found = read_bytes(name, json.dumps(body).encode())
    assert not any(problem.blocking for problem in found.problems)
    return found.documents


def yml(text: str, name: str = "opensearch.yml") -> tuple[Document, ...]:
    return read_bytes(name, text.encode()).documents


def texts(found: Effective, key: ListSetting = ListSetting.TRUSTED_ENDPOINTS) -> list[str]:
    return [entry.literal.value for entry in found.endpoints(key).entries]


VALUES = st.one_of(st.none(), st.lists(st.sampled_from(["^a$", "^b$"]), max_size=2), st.just(""))


@LAWFUL
@given(
    transient=st.none() | VALUES,
    persistent=VALUES,
    file=st.lists(st.sampled_from(["^f$", "^g$"]), min_size=1, max_size=2),
)
def test_layers(transient: Any, persistent: Any, file: list[str]) -> None:
    """A null takes a value out of its layer; an empty text brings the built-in list back over all weaker layers."""
    given_documents = [
        *yml(f"{LIST}: {json.dumps(file)}\n"),
        *documents({"transient": {LIST: transient}, "persistent": {LIST: persistent}}),
    ]
    built_in = [entry.literal.value for entry in effective([], NEWEST).endpoints().entries]
    expected, layer = next(
        (built_in if value == "" else value, name)
        for value, name in ((transient, Layer.TRANSIENT), (persistent, Layer.PERSISTENT), (file, Layer.FILE))
        if value is not None
    )
    for order in (given_documents, given_documents[::-1]):
        found = effective(order, NEWEST)
        assert texts(found) == expected
        assert found.endpoints().layer is layer
        assert found.endpoints().built_in == (expected is built_in)
        assert found.setting(LIST).value == tuple(expected)
        below = [Layer.PERSISTENT] if layer is Layer.TRANSIENT and persistent is not None else []
        below += [Layer.FILE] if layer is not Layer.FILE else []
        assert [said.layer for said in found.endpoints().hidden] == below


def test_nothing_is_said() -> None:
    found = effective([], Release.parse("2.9"))
    assert len(found.endpoints().entries) == 3
    assert found.endpoints().built_in
    assert not found.endpoints().given
    assert found.endpoints().entries[0].place.path == "(built into OpenSearch 2.9)"
    assert found.setting(FLAG).value is None
    assert effective([], NEWEST).setting(FLAG).value is False
    assert effective([], NEWEST).flag(FLAG) is False
    assert effective([], NEWEST).flag("plugins.security.disabled") is None


def test_values_come_with_layer_and_place() -> None:
    below = yml(f"{FLAG}: true\nplugins.security.disabled: 'true'\n")
    above = documents({"persistent": {FLAG: "false"}})
    found = effective([*below, *above], NEWEST).setting(FLAG)
    assert (found.value, found.flag, found.layer) == ("false", False, Layer.PERSISTENT)
    assert found.said is not None
    assert found.said.place.path == "settings.json"
    assert [(said.value, said.layer, said.place.path) for said in found.hidden] == [
        (True, Layer.FILE, "opensearch.yml")
    ]
    assert effective(below, NEWEST).flag("plugins.security.disabled") is True
    assert found.may_be("false")
    assert not found.may_be(True)


def test_an_answer_shows_what_is_in_the_file_among_the_defaults() -> None:
    answer = documents({"persistent": {}, "transient": {}, "defaults": {LIST: ["^x$"], FLAG: "true"}})
    found = effective(answer, NEWEST)
    assert found.complete
    assert texts(found) == ["^x$"]
    assert found.endpoints().layer is Layer.DEFAULTS
    assert found.endpoints().given
    assert found.flag(FLAG) is True


def test_files_of_one_layer_are_rivals() -> None:
    one, two = (
        documents({"persistent": {LIST: ["^a$"]}}, "a.json"),
        documents({"persistent": {LIST: ["^b$"]}}, "b.json"),
    )
    found = effective([*one, *two], NEWEST).endpoints()
    assert [entry.literal.value for entry in found.entries] == ["^b$"]
    assert [said.value for said in found.rivals] == [("^a$",)]
    assert effective([*one, *one], NEWEST).endpoints().rivals == ()
    reset = documents({"persistent": {LIST: None}}, "c.json")
    found = effective([*one, *reset], NEWEST).endpoints()
    assert found.built_in
    assert [said.value for said in found.rivals] == [("^a$",)]


SESSION = f"""PUT _cluster/settings
{{"persistent": {{"{LIST}": ["^a$"]}}}}

POST /_plugins/_ml/connectors/_create
{{"name": "one", "version": 1, "protocol": "http", "actions": []}}

PUT _cluster/settings
{{"persistent": {{"{LIST}": ["^b$"]}}}}

POST /_plugins/_ml/connectors/_create
{{"name": "two", "version": 1, "protocol": "http", "actions": []}}
"""


def test_a_session_is_read_in_order() -> None:
    session = read_bytes("x.console", SESSION.encode())
    assert texts(effective(session.documents, NEWEST)) == ["^b$"]
    one, two = session.bodies
    assert texts(effective(session.documents, NEWEST, one.place)) == ["^a$"]
    assert texts(effective(session.documents, NEWEST, two.place)) == ["^b$"]
    other = documents({"persistent": {LIST: ["^c$"]}})
    assert texts(effective([*session.documents, *other], NEWEST, one.place)) == ["^a$"]
    assert effective([*session.documents, *other], NEWEST, one.place).endpoints().rivals == ()


def test_close_files_count_before_distant_ones() -> None:
    body = SESSION[SESSION.rindex("POST") :]
    prod, staging = (
        documents({"persistent": {LIST: [f"^{name}$"]}}, f"env/{name}/settings.json") for name in ("prod", "staging")
    )
    (connector,) = read_bytes("env/prod/connectors/c.console", body.encode()).bodies
    found = effective([*prod, *staging], NEWEST, connector.place).endpoints()
    assert [entry.literal.value for entry in found.entries] == ["^prod$"]
    assert found.rivals == ()


@pytest.mark.parametrize(
    ("key", "value", "fits"),
    [
        (FLAG, True, True), (FLAG, "true", True), (FLAG, "yes", False), (FLAG, 1, False), (FLAG, None, None),
        ("plugins.ml_commons.max_model_on_node", 10, True), ("plugins.ml_commons.max_model_on_node", "10", True),
        ("plugins.ml_commons.max_model_on_node", "ten", False), ("plugins.ml_commons.max_model_on_node", ("1",), False),
        ("plugins.ml_commons.model_auto_redeploy_success_ratio", "0.5", True), (LIST, "^a$", True),
        ("plugins.ml_commons.trusted_url_regex", ("a",), False),
    ],
)  # fmt: skip
def test_types(key: str, value: Any, fits: bool | None) -> None:
    facts = setting(key)
    assert facts is not None
    assert typed(value, facts) is fits
