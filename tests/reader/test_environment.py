"""Environment variables of containers, in compose files and Kubernetes manifests."""

from __future__ import annotations

import json

import pytest

from endpointlint.policy.document import DocumentKind, Input
from endpointlint.policy.model import Layer, ListForm
from endpointlint.reader import read_bytes

KEY = "plugins.ml_commons.trusted_connector_endpoints_regex"


def read(text: str, name: str = "compose.yml") -> Input:
    return read_bytes(name, text.encode())


def compose(environment: str) -> Input:
    return read(f"services:\n  node:\n    environment:\n{environment}")


def patterns(found: Input) -> list[str]:
    return [e.literal.value for d in found.documents for one in d.lists for e in one.entries]


@pytest.mark.parametrize(
    "line",
    [
        f"      - {KEY}=^a$$,^b$$",
        f'      - "{KEY}=^a$$,^b$$"',
        f"      - '{KEY}=^a$$,^b$$'",
        f"      {KEY}: ^a$$,^b$$",
        f"      '{KEY}': '^a$$,^b$$'",
    ],
)
def test_lists_and_maps(line: str) -> None:
    found = compose(line + "\n")
    assert patterns(found) == ["^a$", "^b$"]
    (one,) = found.documents[0].lists
    assert (one.form, one.layer) == (ListForm.SCALAR, Layer.FILE)
    assert found.kind is DocumentKind.ENVIRONMENT
    assert found.source is not None
    spans = [entry.place.span for entry in one.entries]
    assert [found.source.text[span.start : span.end] for span in spans] == ["^a$$", "^b$$"]
    key = one.key_place.span
    assert found.source.text[key.start : key.end].strip("'") == KEY


def test_only_what_reaches_opensearch() -> None:
    found = compose(
        "      - OPENSEARCH_INITIAL_ADMIN_PASSWORD=secret\n      - DISABLE_SECURITY_PLUGIN=true\n"
        "      - cluster.name=x\n      - plugins.ml_commons.empty=\n      - PATH\n      - processors=2\n"
    )
    (document,) = found.documents
    assert [(setting.key, setting.value) for setting in document.settings] == [
        ("DISABLE_SECURITY_PLUGIN", "true"),
        ("cluster.name", "x"),
        ("processors", "2"),
    ]


def test_other_services_are_no_settings() -> None:
    found = read(f"# {KEY}\nservices:\n  web:\n    environment:\n      - PORT=80\n")
    assert (found.kind, found.documents) == (DocumentKind.OTHER, ())


def test_merged_maps_are_read_once() -> None:
    found = read(
        f"x-env: &env\n  {KEY}: ^a$$\n  cluster.name: x\nservices:\n  node:\n    environment:\n"
        "      <<: [*env]\n      cluster.name: y\n"
    )
    assert patterns(found) == ["^a$"]
    assert [(setting.key, setting.value) for setting in found.documents[0].settings] == [("cluster.name", "y")]
    (entry,) = found.documents[0].lists[0].entries
    assert entry.place.start.line == 2


@pytest.mark.parametrize("value", ["${ENDPOINTS}", "^https://$HOST/.*", "^${A:-b}$$"])
def test_a_value_that_depends_on_variables_is_a_gap(value: str) -> None:
    found = compose(f"      {KEY}: {value}\n      cluster.name: x\n")
    assert patterns(found) == []
    (problem,) = found.problems
    assert problem.blocking
    assert problem.place is not None
    assert problem.place.start.line == 4


def test_a_default_is_judged_and_a_gap_all_the_same() -> None:
    found = compose(f"      {KEY}: ${{ENDPOINTS:-^a.*}}\n")
    assert patterns(found) == ["^a.*"]
    assert [problem.blocking for problem in found.problems] == [True]
    (entry,) = found.documents[0].lists[0].entries
    assert (entry.place.start.column, entry.place.end.column) == (len(KEY) + 22, len(KEY) + 26)


def test_variables_in_other_settings_are_no_gap() -> None:
    found = compose("      plugins.ml_commons.a: ${A}\n      plugins.ml_commons.b: ${B-true}\n")
    assert [(setting.key, setting.value) for setting in found.documents[0].settings] == [
        ("plugins.ml_commons.b", "true")
    ]
    assert found.problems == ()


def test_kubernetes() -> None:
    found = read(
        f"spec:\n  containers:\n    - env:\n        - name: {KEY}\n          value: '^a$,^b$$'\n"
        "        - name: plugins.ml_commons.x\n          valueFrom: {secretKeyRef: {}}\n"
    )
    assert patterns(found) == ["^a$", "^b$$"]
    (one,) = found.documents[0].lists
    assert one.place.pointer == "/spec/containers/0/env/0/value"


def test_files_of_variables() -> None:
    text = f"# comment\nexport {KEY}='^a$,^b$'\nplugins.ml_commons.x=1\n"
    found = read(text, "node.env")
    assert patterns(found) == ["^a$", "^b$"]
    assert found.kind is DocumentKind.ENVIRONMENT


def test_a_configuration_inside_a_manifest() -> None:
    found = read(
        f'data:\n  opensearch.yml: |-\n    cluster.name: x\n\n    {KEY}: ["^a\\\\.x$"]\n  other: "\\n"\n', "map.yml"
    )
    (document,) = found.documents
    (entry,) = document.lists[0].entries
    assert entry.literal.value == "^a\\.x$"
    assert (entry.place.start.line, entry.place.start.column) == (5, len(KEY) + 8)
    assert entry.place.pointer == f"/data/opensearch.yml/{KEY}/0"
    assert document.lists[0].layer is Layer.FILE
    assert {setting.key for setting in document.settings} == {"cluster.name"}


def test_a_broken_configuration_inside_a_manifest_is_a_gap() -> None:
    found = read(f'data:\n  opensearch.yml: |\n    {KEY}: ["^a\\.x$"]\n', "map.yml")
    assert patterns(found) == ["^a\\.x$"]
    (problem,) = found.problems
    assert problem.blocking
    assert problem.place is not None
    assert (problem.place.start.line, problem.place.start.column) == (3, len(KEY) + 11)


def test_environments_of_other_tools() -> None:
    ecs = {"containerDefinitions": [{"environment": [{"name": KEY, "value": "^a$"}]}]}
    for text, name in (
        (json.dumps(ecs), "task.json"),
        (f"Environment:\n- Name: {KEY}\n  Value: ^a$\n", "task.yml"),
        (f"env:\n  {KEY}: ^a$\n", "workflow.yml"),
        (f"FROM x\nENV {KEY}=^a$\n", "Dockerfile"),
        (f'FROM x\nCMD ["opensearch", "-E{KEY}=^a$"]\n', "Dockerfile"),
        (f"services:\n  node:\n    command: opensearch -E{KEY}=^a$$\n", "compose.yml"),
        (f'services:\n  node:\n    command: ["opensearch", "-E{KEY}=^a$$"]\n', "compose.yml"),
    ):
        found = read(text, name)
        assert patterns(found) == ["^a$"], text
        assert found.problems == ()
        (one,) = found.documents[0].lists
        assert (one.form, one.layer) == (ListForm.SCALAR, Layer.FILE)
        (entry,) = one.entries
        span = entry.place.span
        assert text[span.start : span.end].replace("$$", "$").strip("'\"") == "^a$"


@pytest.mark.parametrize(
    ("value", "known", "column"),
    [("${LIST}", [], 0), ("'^a$,${B:^b$,^c$}'", [], 5), ('"${LIST:^b$,^c$}"', ["^b$", "^c$"], 1)],
)
def test_variables_in_the_configuration_of_a_node(value: str, known: list[str], column: int) -> None:
    """OpenSearch fills them in as it starts (`Settings.Builder.replacePropertyPlaceholders`)."""
    found = read(f"{KEY}: {value}\n", "opensearch.yml")
    assert patterns(found) == known
    assert len([one for document in found.documents for one in document.lists]) == bool(known)
    (problem,) = found.problems
    assert problem.blocking
    assert problem.place is not None
    assert problem.place.start.column == len(KEY) + 3 + column


def test_variables_in_a_list_leave_the_rest() -> None:
    found = read(f"{KEY}: ['^a$', '${{B}}', '${{C:^c$}}']\n", "opensearch.yml")
    assert patterns(found) == ["^a$", "^c$"]
    assert [problem.blocking for problem in found.problems] == [True, True]
    assert patterns(read(json.dumps({"persistent": {KEY: ["^${B}"]}}), "x.json")) == ["^${B}"]


def test_templates_are_gaps_wherever_they_stand() -> None:
    for text, name in (
        (f'{KEY}: ["^a$", "^https://{{{{ .Values.host }}}}/.*$"]\n', "opensearch.yml"),
        (f'{{"persistent": {{"{KEY}": ["^a$", "{{{{entry}}}}"]}}}}', "x.json"),
    ):
        found = read(text, name)
        assert patterns(found) == ["^a$"]
        (problem,) = found.problems
        assert (problem.message, problem.blocking) == ("a template fills this in: the value is not known here", True)
        assert problem.place is not None
        assert text[problem.place.span.start : problem.place.span.end].startswith("{{")


def test_braces_of_a_regex_are_no_template() -> None:
    assert patterns(read(json.dumps({"persistent": {KEY: [r"^a\{\{b\}\}$"]}}), "x.json")) == [r"^a\{\{b\}\}$"]
