from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from hypothesis import given, settings

from endpointlint.policy.connector import Connector, Part, Where
from endpointlint.policy.document import Input
from endpointlint.policy.form import ConnectorForm
from endpointlint.policy.release import Release
from endpointlint.policy.secret import SecretKind
from endpointlint.policy.value import Value, ValueKind
from endpointlint.reader import read_bytes
from endpointlint.reader.schemas import fields_of, schema
from reader.connectors import BODIES, FORMS, Body, Form
from reader.test_laws import spells

ACTION: Body = {"action_type": "predict", "method": "POST", "url": "https://${parameters.endpoint}/v1"}
SIMPLE: Body = {
    "name": "c",
    "version": 1,
    "protocol": "http",
    "credential": {"key": "<KEY>"},
    "parameters": {"endpoint": "api.vendor.com"},
    "actions": [ACTION],
}


def read(body: Body, name: str = "c.json") -> Input:
    return read_bytes(name, json.dumps(body, indent=1).encode())


def connector(body: Body) -> Connector:
    (found,) = read(body).bodies
    return found


def refusals(body: Body) -> list[str]:
    found = read(body)
    assert not any(problem.blocking for problem in found.problems)
    return [problem.message for problem in found.problems]


def values(found: Connector) -> Iterator[Value]:
    yield from (v for v in (found.name, found.description, found.version, found.protocol) if v is not None)
    yield from (parameter.value for parameter in found.parameters)
    yield from found.backend_roles or ()
    for action in found.actions or ():
        yield from (v for v in (action.action_type, action.method, action.url, action.request_body) if v is not None)
        yield from (header.value for header in action.headers)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
@settings(max_examples=12, derandomize=True, database=None, deadline=None)
@given(body=BODIES)
def test_round_trip(form: Form, body: Body) -> None:
    text = form.write(body)
    found = read_bytes(form.name, text.encode())
    assert found.connectors == 1
    (got,) = found.bodies
    assert got.form is form.form
    assert got.name is not None
    assert got.name.text == body["name"]
    assert got.version is not None
    assert got.version.text == str(body["version"])
    assert {name: literal.value for name, literal in got.stored_parameters.items()} == body["parameters"]
    assert sorted(one.name for one in got.credential or ()) == sorted(body["credential"])
    assert [role.text for role in got.backend_roles or ()] == body.get("backend_roles", [])
    assert got.actions is not None
    for action, written in zip(got.actions, body["actions"], strict=True):
        assert action.url is not None
        assert action.url.text == written["url"]
        assert {header.name: header.value.text for header in action.headers} == written.get("headers", {})
        assert (action.request_body.text if action.request_body else None) == written.get("request_body")
    assert not any(problem.blocking for problem in found.problems)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
@settings(max_examples=12, derandomize=True, database=None, deadline=None)
@given(body=BODIES)
def test_every_code_point_knows_where_it_stands(form: Form, body: Body) -> None:
    text = form.write(body)
    (got,) = read_bytes(form.name, text.encode()).bodies
    for value in values(got):
        literal = value.literal
        assert len(literal.offsets) == len(literal.value) + 1
        assert value.place.span.covers(literal.span)
        for index, char in enumerate(literal.value):
            start, end = literal.offsets[index], literal.offsets[index + 1]
            if char.isprintable() and char != " ":
                assert spells(text[start:end], char), (text[start:end], char)
    for field in got.fields:
        key = text[field.place.span.start : field.place.span.end]
        assert field.name in (key, key.strip("\"'"), json.loads(key) if key.startswith('"') else key)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
@settings(max_examples=12, derandomize=True, database=None, deadline=None)
@given(body=BODIES)
def test_no_credential_is_kept(form: Form, body: Body) -> None:
    found = read_bytes(form.name, form.write(body).encode())
    (got,) = found.bodies
    shown = repr(got) + str(got) + repr(found.problems)
    assert found.source is not None
    for name, secret in body["credential"].items():
        if len(secret) > 5 and secret != "<KEY>":
            assert secret not in shown
            (kept,) = [one for one in got.credential or () if one.name == name]
            assert found.source.text[kept.secret.place.span.start : kept.secret.place.span.end].strip("\"'") == secret
            assert kept.secret.place.span in found.source.hidden


@pytest.mark.parametrize(
    ("changes", "messages"),
    [
        ({}, []),
        ({"name": None}, ["OpenSearch refuses `name`, which is null and not a text"]),
        ({"name": {"x": 1}}, ["OpenSearch refuses `name`, which is an object and not a text"]),
        ({"parameters": "p"}, ["OpenSearch refuses `parameters`, which is a text and not an object"]),
        ({"actions": {}}, ["OpenSearch refuses `actions`, which is an object and not a list"]),
        ({"actions": [1]}, ["OpenSearch refuses an element of `actions`, which is a number and not an object"]),
        ({"actions": [{"url": "u", "method": "POST"}]}, [
            "OpenSearch refuses an element of `actions` without `action_type`"
        ]),
        ({"credential": {"k": ["v"]}}, ["OpenSearch refuses `credential.k`, which is a list and not a text"]),
        ({"client_config": {"max_connection": "many"}}, [
            "OpenSearch refuses `client_config.max_connection`, which is a text and not a number"
        ]),
        ({"client_config": {"max_connection": "30", "skip_ssl_verification": "true"}}, []),
        ({"add_all_backend_roles": "yes"}, [
            "OpenSearch refuses `add_all_backend_roles`, which is a text and not true or false"
        ]),
        ({"version": 1.5, "description": True}, []),
    ],
)  # fmt: skip
def test_what_opensearch_refuses(changes: Body, messages: list[str]) -> None:
    assert refusals({**SIMPLE, **changes}) == messages


def test_what_must_be_there() -> None:
    body = {key: value for key, value in SIMPLE.items() if key not in ("version", "name")}
    found = read(body)
    assert [problem.message for problem in found.problems] == [
        "OpenSearch refuses a connector without `name`",
        "OpenSearch refuses a connector without `version`",
    ]
    assert all(problem.place is not None and problem.place.span.start == 0 for problem in found.problems)
    update = read_bytes("x.console", f"PUT /_plugins/_ml/connectors/c1\n{json.dumps(body)}".encode())
    assert update.problems == ()


def test_the_place_of_a_wrong_type() -> None:
    text = json.dumps({**SIMPLE, "credential": {"a/b": "v", "c": [1]}})
    (problem,) = read_bytes("c.json", text.encode()).problems
    assert problem.place is not None
    assert problem.place.pointer == "/credential/c"
    assert text[problem.place.span.start : problem.place.span.end] == "[1]"


def test_broken_connectors_are_gaps_and_nothing_else_is_said_of_them() -> None:
    text = (
        json.dumps({**SIMPLE, "name": "c"}, indent=1)
        .replace('"version": 1,', '"version": ...,')
        .replace('"name"', '"nam"')
    )
    found = read_bytes("c.json", text.encode())
    assert found.connectors == 1
    assert [problem.blocking for problem in found.problems] == [True]
    assert "version" in found.bodies[0].unread
    assert found.problems[0].place is not None
    assert found.problems[0].place.start.line == 3


@pytest.mark.parametrize(
    ("changes", "part", "name", "meant"),
    [
        ({"access_model": "public"}, Part.CONNECTOR, "access_model", "access_mode"),
        ({"credentials": {}}, Part.CONNECTOR, "credentials", "credential"),
        ({"parametres": {}}, Part.CONNECTOR, "parametres", "parameters"),
        ({"max_retry_times": 3}, Part.CONNECTOR, "max_retry_times", "client_config.max_retry_times"),
        ({"labels": {}}, Part.CONNECTOR, "labels", None),
        ({"client_config": {"read_timout": 1}}, Part.CLIENT_CONFIG, "read_timout", "read_timeout"),
        ({"actions": [{**ACTION, "request_boby": ""}]}, Part.ACTION, "request_boby", "request_body"),
    ],
)  # fmt: skip
def test_unknown_fields(changes: Body, part: Part, name: str, meant: str | None) -> None:
    found = read({**SIMPLE, **changes})
    assert found.problems == ()
    (unknown,) = [field for field in found.bodies[0].fields if field.since is None]
    assert (unknown.part, unknown.name, unknown.meant) == (part, name, meant)
    assert found.source is not None
    assert found.source.text[unknown.place.span.start : unknown.place.span.end] == f'"{name}"'


def test_fields_come_with_releases() -> None:
    found = connector({**SIMPLE, "client_config": {"skip_ssl_verification": True}, "tenant_id": "t"})
    unknown = {
        text: [field.name for field in found.unknown_fields(Release.parse(text))]
        for text in ("2.9", "2.13", "2.19", "3.5", "3.8")
    }
    assert unknown == {
        "2.9": ["client_config", "tenant_id", "skip_ssl_verification"],
        "2.13": ["tenant_id", "skip_ssl_verification"],
        "2.19": ["skip_ssl_verification"],
        "3.5": [],
        "3.8": [],
    }


@pytest.mark.parametrize("name", ["connector", "connector-update", "connector-document"])
def test_every_field_of_the_schemas_has_a_first_release(name: str) -> None:
    root = schema(name)
    action, config = root["properties"]["actions"]["items"], root["properties"]["client_config"]
    for part in (root, action, config):
        facts = fields_of(part)
        assert facts
        assert set(facts) == set(part["properties"])
        assert all(one.until is None or one.since <= one.until for one in facts.values())


def test_schemas_are_schemas() -> None:
    from importlib.resources import files

    from jsonschema import Draft202012Validator

    names = [one.name.removesuffix(".json") for one in files("endpointlint.reader").joinpath("schema").iterdir()]
    assert "connector" in names
    for name in names:
        if not name.startswith("__"):
            Draft202012Validator.check_schema(schema(name))


def test_parameters_that_are_no_texts_are_kept_as_json() -> None:
    found = connector({**SIMPLE, "parameters": {"n": 5, "f": True, "z": None, "l": [1, "a<b", {"k": None}], "t": "x"}})
    assert {name: literal.value for name, literal in found.stored_parameters.items()} == {
        "n": "5",
        "f": "true",
        "z": "null",
        "l": r'[1,"a\u003cb",{"k":null}]',
        "t": "x",
    }


def test_credentials() -> None:
    credential = {"access_key": "AKIA2E0A8F3B244C9986", "secret_key": "<SECRET>", "region": "us-east-1", "none": ""}
    found = connector({**SIMPLE, "protocol": "aws_sigv4", "credential": credential})
    kinds = {one.name: one.secret.kind for one in found.credential or ()}
    assert kinds == {
        "access_key": SecretKind.AWS_LONG_TERM,
        "secret_key": SecretKind.PLACEHOLDER,
        "region": SecretKind.WORD,
        "none": SecretKind.EMPTY,
    }
    region = found.credential_named("region")
    assert region is not None
    assert region.plain == "us-east-1"
    assert all(one.plain is None for one in found.credential or () if one.name != "region")
    assert found.sends_credential


def test_secrets_outside_of_the_credential() -> None:
    key = "9fK2mQ7xZ1pL8vB3nT6wR4yC"
    body = {
        **SIMPLE,
        "parameters": {"endpoint": "api.vendor.com", "api_key": key, "model": key},
        "actions": [
            {
                **ACTION,
                "url": f"https://api.vendor.com/v1?key={key}",
                "headers": {"Authorization": f"Bearer {key}", "x-api-key": "${credential.key}"},
                "request_body": f'{{"token": "{key}"}}',
            }
        ],
    }
    found = read(body)
    (got,) = found.bodies
    assert [(one.where, one.name) for one in got.exposed] == [
        (Where.PARAMETER, "api_key"),
        (Where.URL, "url"),
        (Where.REQUEST_BODY, "request_body"),
        (Where.HEADER, "Authorization"),
    ]
    assert found.source is not None
    assert {found.source.text[one.place.span.start : one.place.span.end] for one in got.exposed} == {key}
    assert found.source.secrets == {key}
    assert key not in repr(got)


def test_answers() -> None:
    owner = {"name": "author", "backend_roles": [], "roles": ["all_access"]}
    action = {**ACTION, "action_type": "PREDICT"}
    got = connector({**SIMPLE, "owner": owner, "access": "private", "created_time": 1, "actions": [action]})
    assert got.form is ConnectorForm.ANSWER
    assert got.stored
    assert got.owner is not None
    assert got.owner.text == "author"
    assert got.access_mode is not None
    assert got.access_mode.text == "private"


def test_ids_of_hits() -> None:
    from reader.connectors import hit

    (got,) = read_bytes("s.json", json.dumps(hit(SIMPLE)).encode()).bodies
    assert (got.form, got.id) == (ConnectorForm.HIT, "c1")


def test_an_inline_connector_knows_access_and_not_access_mode() -> None:
    body = {"name": "m", "connector": {**SIMPLE, "access_mode": "public", "add_all_backend_roles": True}}
    (got,) = read(body).bodies
    assert got.form is ConnectorForm.INLINE
    assert [(field.name, field.meant) for field in got.fields if field.since is None] == [
        ("access_mode", "access"),
        ("add_all_backend_roles", "backend_roles"),
    ]


def test_mcp_connectors() -> None:
    got = connector({"name": "m", "version": 1, "protocol": "mcp_sse", "url": "https://m/", "headers": {"a": "b"}})
    assert got.is_mcp
    assert got.url is not None
    assert got.url.kind is ValueKind.TEXT
    assert [header.name for header in got.headers] == ["a"]
    assert got.actions is None
