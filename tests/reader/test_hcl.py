from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from endpointlint.policy.form import ConnectorForm
from endpointlint.reader import read_bytes
from endpointlint.reader.excerpt import Excerpt
from endpointlint.reader.hcl import parse_block
from endpointlint.reader.tree import Array, Node, Object, Scalar, ScalarKind
from endpointlint.source import SourceText

LAWFUL = settings(derandomize=True, database=None, deadline=None, max_examples=200)

SCALARS = st.none() | st.booleans() | st.integers(-99, 99) | st.text('ab"\\${}%\n\té漢 #/', max_size=8)
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abc_", min_size=1, max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)
BODIES = st.dictionaries(st.sampled_from(["a", "b_c", "d-e", "f"]), VALUES, max_size=4)


def spelled(value: object) -> str:
    """A value in Terraform's language."""
    if isinstance(value, str):
        text = json.dumps(value, ensure_ascii=False)[1:-1]
        return '"' + text.replace("${", "$${").replace("%{", "%%{") + '"'
    if isinstance(value, dict):
        return "{\n" + "".join(f"  {json.dumps(key)} = {spelled(item)}\n" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(spelled, value)) + "]"
    return json.dumps(value)


def plain(node: Node) -> object:
    if isinstance(node, Object):
        return {member.key.value: plain(member.value) for member in node.members}
    if isinstance(node, Array):
        return [plain(item) for item in node.items]
    text = node.literal.value
    match node.kind:
        case ScalarKind.TEXT:
            return text
        case ScalarKind.NULL:
            return None
        case ScalarKind.BOOLEAN:
            return text == "true"
        case ScalarKind.NUMBER:
            return int(text)
        case ScalarKind.UNREAD:
            raise AssertionError(text)


def parse(text: str) -> tuple[Object, list[str]]:
    block = parse_block(Excerpt.whole(SourceText("x.tf", text)), 0)
    return block.body, [problem.message for problem in block.problems]


@LAWFUL
@given(BODIES)
def test_round_trip(body: dict[str, object]) -> None:
    text = "{\n" + "".join(f"  {key} = {spelled(value)} # why\n" for key, value in body.items()) + "}"
    found, problems = parse(text)
    assert problems == []
    assert plain(found) == body


@LAWFUL
@given(st.text('ab"\\${}%\n\té漢 ', max_size=12))
def test_every_code_point_knows_where_it_stands(value: str) -> None:
    text = "{\n  a = " + spelled(value) + "\n}"
    found, _ = parse(text)
    scalar = found.get("a")
    assert isinstance(scalar, Scalar)
    literal = scalar.literal
    assert list(literal.offsets) == sorted(literal.offsets)
    assert len(literal.offsets) == len(value) + 1
    for index, char in enumerate(value):
        spelling = text[literal.offsets[index] : literal.offsets[index + 1]]
        assert spelling in (char, f"{char}{char}", json.dumps(char, ensure_ascii=False)[1:-1]), (spelling, char)


@LAWFUL
@given(st.text('{}[]"=,ab $\\\n<E#/', max_size=30))
def test_nothing_makes_it_fail(text: str) -> None:
    found, _ = parse("{" + text)
    assert isinstance(found, Object)


def test_blocks_become_lists() -> None:
    found, problems = parse(
        '{\n actions {\n  url = "a"\n }\n actions {\n  url = "b"\n }\n name = "n"\n dynamic "x" {\n }\n}'
    )
    assert problems == []
    assert plain(found) == {"name": "n", "actions": [{"url": "a"}, {"url": "b"}], "dynamic": [{}]}


def test_here_documents() -> None:
    found, problems = parse('{\n body = <<-EOT\n  {"a": "$${parameters.x}"}\n  EOT\n n = 1\n}')
    assert problems == []
    assert plain(found) == {"body": '  {"a": "${parameters.x}"}\n', "n": 1}


@pytest.mark.parametrize(
    "value",
    ["var.key", 'jsonencode({ a = "}" })', '"a" == "b" ? 1 : 2', "[for x in y : x][0]", "local.a + 1", "true && var.b"],
)
def test_expressions_are_read_over(value: str) -> None:
    found, problems = parse(f"{{\n a = {value}\n b = 1\n}}")
    assert problems == []
    scalar = found.get("b")
    assert isinstance(scalar, Scalar)
    assert scalar.literal.value == "1"


@pytest.mark.parametrize(
    ("text", "line"),
    [('{\n a = "x\n}', 2), ("{\n a = {\n b = 1\n", 4), ("{\n = 1\n}", 2), ("{\n a b\n}", 2), ("{\n a = <<E\n x\n}", 2)],
)
def test_what_cannot_be_read_has_a_place(text: str, line: int) -> None:
    block = parse_block(Excerpt.whole(SourceText("x.tf", text)), 0)
    (problem,) = block.problems
    assert problem.blocking
    assert problem.place is not None
    assert problem.place.start.line == line


RESOURCE = """# a connector
resource "opensearch_ml_connector" "chat" {
  name        = "chat"
  version     = var.release
  protocol    = "http"
  description = "for ${var.team}"
  credential = {
    key = "sk-9fK2mQ7xZ1pL8vB3nT6wR4yC"
  }
  parameters = { endpoint = "api.vendor.com" }
  client_config {
    skip_ssl_verification = true
  }
  actions {
    action_type = "predict"
    method      = "POST"
    url         = "https://$${parameters.endpoint}/v1"
    headers     = { Authorization = "Bearer $${credential.key}" }
  }
  lifecycle {
    prevent_destroy = true
  }
}

resource "other" "x" {
"""


def test_connectors_in_terraform() -> None:
    found = read_bytes("main.tf", RESOURCE.encode())
    (connector,) = found.bodies
    assert found.problems == ()
    assert (found.connectors, connector.form, connector.shown_name) == (1, ConnectorForm.RESOURCE, "chat")
    assert connector.actions is not None
    (action,) = connector.actions
    assert action.url is not None
    assert action.url.text == "https://${parameters.endpoint}/v1"
    assert connector.client_config is not None
    skip = connector.client_config.get("skip_ssl_verification")
    assert skip is not None
    assert skip.flag is True
    assert connector.unread == {"version"}
    assert [field.name for field in connector.fields if field.since is None] == []
    assert "9fK2mQ7xZ1pL8vB3nT6wR4yC" not in repr(connector)


def test_broken_terraform_is_a_gap() -> None:
    found = read_bytes("main.tf", RESOURCE.replace('"https://', "https://").encode())
    assert found.connectors == 1
    assert any(problem.blocking for problem in found.problems)
