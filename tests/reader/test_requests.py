"""Requests of the console, with and without fences."""

from __future__ import annotations

import pytest

from endpointlint.policy.document import DocumentKind, Input
from endpointlint.policy.model import Layer
from endpointlint.reader import read_bytes
from endpointlint.reader.harvest import Target, target_of

KEY = "plugins.ml_commons.trusted_connector_endpoints_regex"
BODY = '{"persistent": {"KEY": ["^a\\\\.x$"]}}'.replace("KEY", KEY)


def read(text: str, name: str = "x.console") -> Input:
    return read_bytes(name, text.encode())


def patterns(found: Input) -> list[str]:
    return [e.literal.value for d in found.documents for one in d.lists for e in one.entries]


@pytest.mark.parametrize(
    ("path", "target"),
    [
        ("/_cluster/settings", Target.SETTINGS),
        ("_cluster/settings/?pretty&flat_settings", Target.SETTINGS),
        ("https://localhost:9200/_cluster/settings", Target.SETTINGS),
        ("{{host}}/_cluster/settings", Target.SETTINGS),
        ("_cluster/settingsx", Target.OTHER),
        ("_cluster/health", Target.OTHER),
        ("/index/_settings", Target.OTHER),
        ("/_plugins/_ml/connectors/_create", Target.CONNECTOR),
        ("_plugins/_ml/connectors/a1eMb4kBJ1eYAeTMAljY", Target.CONNECTOR),
        ("_plugins/_ml/connectors/_search", Target.OTHER),
        ("_plugins/_ml/models/_register?deploy=true", Target.MODEL),
        ("_plugins/_ml/models/abc", Target.MODEL),
        ("_plugins/_ml/models/abc/_predict", Target.OTHER),
        ("_plugins/_flow_framework/workflow", Target.TEMPLATE),
    ],
)
def test_targets(path: str, target: Target) -> None:
    assert target_of(path) is target


@pytest.mark.parametrize(
    "request_line",
    [
        "PUT _cluster/settings",
        "PUT /_cluster/settings",
        "put  /_cluster/settings?pretty",
        "PUT /_cluster/settings/   # why",
        "PUT {{host}}/_cluster/settings HTTP/1.1\nContent-Type: application/json\nX-A: b\n",
        "PUT https://h:9200/_cluster/settings\n\n# a comment\n// another\n",
        "   PUT /_cluster/settings",
        "<copy>PUT /_cluster/settings",
    ],
)
@pytest.mark.parametrize("name", ["x.console", "x.http", "x.txt", "x", "x.json", "<stdin>", "x.md"])
def test_requests(request_line: str, name: str) -> None:
    found = read(f"# Set it\n\n{request_line}\n{BODY}\n\nGET _cluster/settings\n", name)
    assert patterns(found) == ["^a\\.x$"]
    assert found.problems == ()
    assert found.kind is (DocumentKind.MARKDOWN if name == "x.md" else DocumentKind.CONSOLE)
    assert found.documents[0].lists[0].layer is Layer.PERSISTENT


def test_the_body_may_begin_on_the_line_of_the_request() -> None:
    assert patterns(read(f"PUT _cluster/settings {BODY}\n")) == ["^a\\.x$"]


def test_several_requests_in_one_file_each_make_a_document() -> None:
    found = read(f"PUT _cluster/settings\n{BODY}\nPUT _cluster/settings\n{BODY.replace('a', 'b', 1)}\nGET /\n")
    assert len(found.documents) == 2
    assert [document.place.start.line for document in found.documents] == [2, 4]


def test_a_broken_body_does_not_swallow_the_next_request() -> None:
    broken = '{"persistent": {"KEY": ["^b$"]\n'.replace("KEY", KEY)
    found = read(f"PUT _cluster/settings\n{broken}\nPUT _cluster/settings\n{BODY}\n")
    assert patterns(found) == ["^b$", "^a\\.x$"]
    (problem,) = found.problems
    assert problem.blocking
    assert problem.place is not None
    assert problem.place.start.line == 2


def test_bodies_of_other_requests_are_not_settings() -> None:
    template = '{"template": {"settings": {"KEY": ["^no$"]}}}'.replace("KEY", KEY)
    found = read(f"PUT _index_template/x\n{template}\n\nPOST logs/_doc\n{BODY}\n\nGET _cluster/settings\n")
    assert (found.kind, found.documents, found.problems) == (DocumentKind.OTHER, (), ())


@pytest.mark.parametrize(
    ("method", "body", "message"),
    [
        ("POST", BODY, "OpenSearch takes settings by PUT only"),
        (
            "PUT",
            '{"KEY": ["^a\\\\.x$"]}'.replace("KEY", KEY),
            "OpenSearch refuses settings that are neither persistent nor transient",
        ),
        (
            "PUT",
            BODY.replace("persistent", "defaults"),
            "OpenSearch refuses settings that are neither persistent nor transient",
        ),
    ],
)
def test_what_opensearch_refuses_is_said_and_judged(method: str, body: str, message: str) -> None:
    found = read(f"{method} /_cluster/settings\n{body}\n")
    assert patterns(found) == ["^a\\.x$"]
    assert [(problem.message, problem.blocking) for problem in found.problems] == [(message, False)]


def test_raw_strings_and_comments_of_the_console() -> None:
    found = read(
        'PUT _cluster/settings\n{ # all\n "transient": {"KEY": ["""^a\\.x/"$""" // one\n]}}\n'.replace("KEY", KEY)
    )
    assert patterns(found) == ['^a\\.x/"$']
    assert found.problems == ()


def test_answers_and_fragments_in_a_page() -> None:
    answer = '{\n "acknowledged": true,\n "persistent": {"plugins": {"ml_commons": {"trusted_url_regex": "^u$"}}}\n}'
    fragment = f'"{KEY}": [\n  "^a$",\n  "^b$"\n],'
    found = read(f"# Page\n\n```\n{fragment}\n```\n\nAnswer:\n\n{answer}\n\nText.\n", "x.md")
    assert patterns(found) == ["^a$", "^b$", "^u$"]
    assert [document.lists[0].layer for document in found.documents] == [Layer.BARE, Layer.PERSISTENT]
    assert found.problems == ()


def test_a_broken_answer_that_holds_nothing_of_ours_is_no_problem() -> None:
    found = read('```json\n{"output": [0.1, ...], "x": "_plugins/_ml"}\n```\n', "x.md")
    assert (found.kind, found.problems) == (DocumentKind.OTHER, ())


@pytest.mark.parametrize("info", ["python", "java", "ts", "hcl"])
def test_fences_in_other_languages_are_not_read(info: str) -> None:
    found = read(f"```{info}\n{BODY}\n```\n", "x.md")
    assert (found.kind, found.documents) == (DocumentKind.OTHER, ())


def test_yaml_in_a_page() -> None:
    flat = f"{KEY}: ['^a$']"
    for fence in (f"```yaml\n{flat}\n```", f"```\n# opensearch.yml\n{flat}\n```", f"> ~~~yml\n> {flat}\n> ~~~"):
        found = read(f"# Page\n\n{fence}\n", "x.md")
        assert patterns(found) == ["^a$"]
        assert found.documents[0].lists[0].layer is Layer.FILE


def test_broken_yaml_in_a_page_is_a_gap() -> None:
    found = read(f"# Page\n\n```yaml\n{KEY}: ['^a$' (gateway)\n  ...\n]\n```\n", "x.md")
    assert [problem.blocking for problem in found.problems] == [True]
    (problem,) = found.problems
    assert problem.place is not None
    assert problem.place.start.line in (4, 5, 6)


ACTION = '{"action_type": "predict", "method": "POST", "url": "u"}'
CONNECTOR = f'{{"name": "c", "version": 1, "protocol": "http", "credential": {{"k": "v"}}, "actions": [{ACTION}]}}'


@pytest.mark.parametrize(
    ("text", "name", "count"),
    [
        (f"POST /_plugins/_ml/connectors/_create\n{CONNECTOR}\n", "x.console", 1),
        (f'POST /_plugins/_ml/models/_register\n{{"name": "m", "connector": {CONNECTOR}}}\n', "x.console", 1),
        ('POST /_plugins/_ml/models/_register\n{"name": "m", "connector_id": "c"}\n', "x.console", 0),
        (CONNECTOR + " // action_type", "x.json", 1),
        (f'{{"a": {CONNECTOR}, "b": [{CONNECTOR}], "action_type": 0}}', "x.json", 2),
        ('{"name": "m", "version": 1, "protocol": "mcp_sse", "url": "https://m/"}', "x.json", 1),
        ('{"protocol": "aws_sigv4", "name": "m", "version": 1, "credential": {"roleArn": "r"}}', "x.json", 1),
        ('{"protocol": "udp", "url": "https://m/", "actions": [{"action_type": "x"}]}', "x.json", 0),
        ('{"protocol": "http", "port": 80, "note": "action_type"}', "x.json", 0),
        (f'{{"nodes": [{{"type": "create_connector", "user_inputs": {CONNECTOR}}}]}}', "x.json", 1),
    ],
)
def test_connectors_are_recognised(text: str, name: str, count: int) -> None:
    found = read(text, name)
    assert found.connectors == count
    assert found.problems == ()


def test_what_is_sent_to_the_connector_api_is_one_whatever_it_lacks() -> None:
    found = read('POST /_plugins/_ml/connectors/_create\n{"name": "incomplete"}\n')
    assert found.connectors == 1
    assert [(problem.message, problem.blocking) for problem in found.problems] == [
        ("OpenSearch refuses a connector without `version`", False),
        ("OpenSearch refuses a connector without `protocol`", False),
    ]


def test_a_connector_that_cannot_be_read_is_a_gap() -> None:
    found = read('POST /_plugins/_ml/connectors/_create\n{\n  ...\n  "protocol": "http"\n}\n')
    assert found.connectors == 1
    (problem,) = found.problems
    assert problem.blocking
    assert problem.place is not None
    assert (problem.place.start.line, problem.place.start.column) == (3, 3)
