"""Whole files: what kind they are, what is in them and where, and what makes a run incomplete."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from endpointlint.policy.document import DocumentKind, Input
from endpointlint.policy.model import Layer, ListForm
from endpointlint.reader import read_bytes

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "fixtures" / "reader"
KEY = "plugins.ml_commons.trusted_connector_endpoints_regex"
GOOD = '"^https://api\\\\.example\\\\.com/.*$"'


def fixture(name: str) -> Input:
    return read_bytes(name, (FIXTURES / name).read_bytes())


def entries(found: Input) -> list[tuple[str, str]]:
    out: list[tuple[str, str]] = []
    for document in found.documents:
        for one in document.lists:
            for entry in one.entries:
                start, end = entry.place.start, entry.place.end
                out.append((entry.literal.value, f"{start.line}:{start.column}-{end.line}:{end.column}"))
    return out


def gaps(found: Input) -> list[tuple[int | None, int | None]]:
    places = [problem.place for problem in found.problems if problem.blocking]
    return [(place.start.line, place.start.column) if place else (None, None) for place in places]


A, B = "^https://a\\.example/.*$", "^https://b\\.example/.*$"
VENDOR = "^https://api\\.vendor\\.example/.*$"
MODELS = "^https://models\\.example/.*$"


@pytest.mark.parametrize(
    ("name", "kind", "connectors", "expected"),
    [
        (
            "flat.json",
            DocumentKind.CLUSTER_SETTINGS,
            0,
            [
                (VENDOR, "4:7-4:44"),
                ("^https://api\\.vendor\\.example:8443/.*$", "5:7-5:54"),
                (MODELS, "10:45-10:76"),
            ],
        ),
        (
            "nested-bom-crlf.json",
            DocumentKind.CLUSTER_SETTINGS,
            0,
            [("^https://\U0001d51e\\.example/.*$", "2:40-2:66"), (B, "2:68-2:94")],
        ),
        ("answer.json", DocumentKind.CLUSTER_SETTINGS, 0, [(VENDOR, "1:78-1:115"), (MODELS, "1:271-1:302")]),
        (
            "indexed.json",
            DocumentKind.CLUSTER_SETTINGS,
            0,
            [
                (A, "3:67-3:93"),
                (B, "3:100-3:126"),
                ("^http://10\\.0\\.0\\.1/.*$", "5:71-5:99"),
                ("^http://10\\.0\\.0\\.2/.*$", "4:71-4:99"),
            ],
        ),
        (
            "scalar.json",
            DocumentKind.CLUSTER_SETTINGS,
            0,
            [(A, "1:74-1:98"), ("^https://[a-z]{1", "1:100-1:116"), ("3}\\.example/.*$", "1:117-1:133")],
        ),
        ("commented.jsonc", DocumentKind.CLUSTER_SETTINGS, 0, [(A, "6:7-6:33"), (B, "7:7-7:33")]),
        ("session.console", DocumentKind.CONSOLE, 1, [(VENDOR, "7:7-7:46")]),
        ("client.http", DocumentKind.CONSOLE, 1, [("^http://models\\.internal\\.example:8000/.*$", "11:43-11:89")]),
        (
            "guide.md",
            DocumentKind.MARKDOWN,
            0,
            [
                (VENDOR, "16:12-16:49"),
                ("^https://it's\\.vendor\\.example/.*$", "28:9-28:46"),
                ("^https://[a-z]{1,3}\\.vendor\\.example/.*$", "29:9-29:53"),
                ("^http://10\\.1\\..*$", "44:66-44:88"),
                (VENDOR, "53:83-53:120"),
                ("^https://copied\\.vendor\\.example/.*$", "64:1-64:41"),
            ],
        ),
        (
            "opensearch.yml",
            DocumentKind.OPENSEARCH_YML,
            0,
            [
                (A, "5:41-5:67"),
                (B, "5:69-5:94"),
                ("^http://10\\.0\\.0\\.1/.*$", "7:5-7:28"),
                ("^http://10\\.0\\.0\\.2/.*$", "8:5-9:28"),
                (MODELS, "10:47-10:75"),
            ],
        ),
        (
            "compose.yml",
            DocumentKind.ENVIRONMENT,
            0,
            [(A, "8:63-8:88"), (B, "8:89-8:114"), ("^http://10\\.0\\.0\\.1/.*$", "3:65-3:89")],
        ),
        ("configmap.yml", DocumentKind.ENVIRONMENT, 0, [(A, "7:9-7:35"), ("^https://c\\.example/.*$", "15:18-15:41")]),
        (
            "setup.sh",
            DocumentKind.CONSOLE,
            0,
            [
                ("^https://it's\\.example/.*$", "6:80-6:112"),
                (B, "9:86-9:116"),
                ("^https://c\\.example/.*$", "13:75-13:101"),
                ("^https://d\\.example/.*$", "18:57-18:83"),
                ("^https://e\\.example/.*$", "21:69-21:92"),
            ],
        ),
        (
            "Dockerfile",
            DocumentKind.ENVIRONMENT,
            0,
            [("^http://10\\.0\\.0\\.1/.*$", "2:67-2:90"), (A, "3:66-3:92"), (MODELS, "5:60-5:89")],
        ),
        (
            "workflow.yml",
            DocumentKind.ENVIRONMENT,
            0,
            [(A, "7:65-7:88"), (B, "11:84-11:110"), (MODELS, "13:62-13:92")],
        ),
        (
            "values.yml",
            DocumentKind.OPENSEARCH_YML,
            0,
            [(B, "4:10-4:33"), (A, "3:7-3:33"), (B, "4:10-4:33"), (MODELS, "12:53-12:82")],
        ),
        (
            "page.txt",
            DocumentKind.CONSOLE,
            0,
            [(A, "10:11-10:37"), (B, "11:11-11:37"), (VENDOR, "17:121-17:158"), (MODELS, "20:59-20:90")],
        ),
        ("collection.json", DocumentKind.CLUSTER_SETTINGS, 0, [(A, "10:110-10:140")]),
        ("lines.jsonl", DocumentKind.CLUSTER_SETTINGS, 0, [(A, "1:97-1:123"), (B, "3:104-3:130")]),
        (
            "quotes.json5",
            DocumentKind.CLUSTER_SETTINGS,
            0,
            [("^https://it's\\.example/.*$", "3:62-3:92"), (B, "3:94-3:120")],
        ),
        (
            "powershell.json",
            DocumentKind.CLUSTER_SETTINGS,
            0,
            [("^https://\U0001d51e\\.example/.*$", "2:60-2:86")],
        ),
        ("node.env", DocumentKind.ENVIRONMENT, 0, [(A, "2:54-2:77")]),
        ("template.yml", DocumentKind.CONNECTOR, 1, []),
        ("connector.json", DocumentKind.CONNECTOR, 1, []),
        ("main.tf", DocumentKind.CONNECTOR, 1, []),
        ("schema.json", DocumentKind.OTHER, 0, []),
    ],
)
def test_fixtures(name: str, kind: DocumentKind, connectors: int, expected: list[tuple[str, str]]) -> None:
    found = fixture(name)
    assert found.kind is kind
    assert found.connectors == connectors
    assert entries(found) == expected
    assert found.entries == len(expected)
    assert gaps(found) == {"setup.sh": [(9, 121)], "values.yml": [(8, 54), (12, 44)]}.get(name, [])


def test_every_fixture_is_tried() -> None:
    (mark,) = (mark for mark in test_fixtures.pytestmark if mark.name == "parametrize")  # type: ignore[attr-defined]
    assert {case[0] for case in mark.args[1]} == {path.name for path in FIXTURES.iterdir()}


def test_layers_and_forms_of_the_session() -> None:
    first, second = fixture("session.console").documents
    assert [(one.layer, one.form) for one in first.lists] == [(Layer.PERSISTENT, ListForm.ARRAY)]
    assert [(one.layer, one.form) for one in second.lists] == [(Layer.TRANSIENT, ListForm.NULL)]


OPEN = f'{{\n  "persistent": {{\n    "{KEY}": [\n      {GOOD}'


@pytest.mark.parametrize(
    ("name", "content", "lines", "count"),
    [
        ("comma.json", f"{OPEN}\n      {GOOD}\n    ]\n  }}\n}}\n".encode(), [4], 2),
        ("comma.md", f"Text.\n\n```json\nPUT /_cluster/settings\n{OPEN}\n{GOOD}\n]}}}}\n```\n".encode(), [8], 2),
        ("escape.json", f'{{\n"persistent": {{\n"{KEY}": [\n"^https://api\\.example\\.com/"]}}}}'.encode(), [4], 1),
        ("escape.yml", f'cluster.name: x\n{KEY}: ["^https://api\\.example\\.com/.*$"]\n'.encode(), [2], 1),
        ("cut.json", f'{OPEN},\n      "^https://api'.encode(), [5], 1),
        ("cut.console", f'PUT _cluster/settings\n{OPEN},\n      "^https://api'.encode(), [6], 1),
        ("cut.yml", f"cluster.name: x\n{KEY}: ['^https://api\n".encode(), [3], 0),
        ("utf8.json", f'{OPEN},\n"'.encode() + b"\xff", [5], 0),
        ("utf8.yml", f"{KEY}:\n- ".encode() + "\u00e9".encode("latin-1"), [2], 0),
        ("binary.json", b"\0" + OPEN.encode(), [None], 0),
    ],
)
def test_what_was_not_read_is_named_with_its_line(
    name: str, content: bytes, lines: list[int | None], count: int
) -> None:
    found = read_bytes(name, content)
    assert [line for line, _ in gaps(found)] == lines
    assert found.entries == count


def test_the_first_byte_that_is_not_utf8_has_line_and_column() -> None:
    text = f'\ufeff{{"a": "\U0001d51e",\r\n"{KEY}": ["\u00e9'
    found = read_bytes("x.json", text.encode() + b"\xe9\xff")
    (problem,) = found.problems
    assert problem.message == "not UTF-8: byte 0xe9"
    assert problem.place is not None
    assert (problem.place.start.line, problem.place.start.column) == (2, len(KEY) + 8)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.json", b""),
        ("prose.md", b"# Notes\n\nNothing about endpoints here.\n"),
        ("tsconfig.json", b'{"compilerOptions": {"strict": true}}\n'),
        ("broken.json", b'{"a": [1, 2'),
        ("broken.yml", b"a: [b"),
        ("latin1.txt", b"caf\xe9"),
        ("list.json", b'["^https://api\\\\.example/.*$"]'),
        ("persist.json", b'{"persistent": "yes", broken'),
        ("code.py", f'{{"persistent": {{"{KEY}": []}}}}'.encode()),
    ],
)
def test_what_is_not_ours_is_no_problem(name: str, content: bytes) -> None:
    found = read_bytes(name, content)
    assert (found.kind, found.documents, found.connectors, found.problems) == (DocumentKind.OTHER, (), 0, ())


def test_a_file_named_opensearch_yml_is_a_configuration() -> None:
    found = read_bytes("config/opensearch.yml", b"cluster.name: x\nhttp.cors.enabled: true\n")
    assert found.kind is DocumentKind.OPENSEARCH_YML
    assert [setting.key for setting in found.documents[0].settings] == ["cluster.name", "http.cors.enabled"]


def test_content_decides_not_the_suffix() -> None:
    settings = f'{{"transient": {{"{KEY}": ["^a$"]}}}}'
    for name in ("x.txt", "x", "<stdin>", "x.yml", "x.conf", "x.json", "x.md"):
        assert read_bytes(name, settings.encode()).entries == 1
    configuration = f"cluster.name: x\n{KEY}: [^a$]\n"
    for name in ("x.txt", "x", "<stdin>", "x.yml", "x.yaml"):
        assert read_bytes(name, configuration.encode()).entries == 1


def test_several_values_in_one_file() -> None:
    lines = f'{{"transient": {{"{KEY}": ["^a$"]}}}}\n{{"x": 1}}\n{{"transient": {{"{KEY}": ["^b$"]}}}}\n'.encode()
    found = read_bytes("x.jsonl", lines)
    assert (found.entries, found.problems) == (2, ())
    found = read_bytes("x.json", lines)
    assert found.entries == 2
    assert {problem.blocking for problem in found.problems} == {False}


def test_several_documents_in_one_stream() -> None:
    found = read_bytes("x.yml", f"{KEY}: [^a$]\n---\n{KEY}: [^b$]\n".encode())
    assert [one.literal.value for d in found.documents for e in d.lists for one in e.entries] == ["^a$", "^b$"]


@pytest.mark.parametrize(
    ("name", "content", "forbidden"),
    [
        ("x.json", b'{"a": 1}', ["yaml", "markdown_it", "pathspec", "endpointlint.reader.json_text"]),
        ("x.yml", b"a: 1", ["yaml", "markdown_it", "pathspec", "endpointlint.reader.yaml_text"]),
        ("x.json", f'{{"transient": {{"{KEY}": []}}}}'.encode(), ["yaml", "markdown_it", "pathspec"]),
        (
            "x.md",
            f'```\nPUT _cluster/settings\n{{"transient": {{"{KEY}": []}}}}\n```'.encode(),
            ["yaml", "markdown_it"],
        ),
    ],
)
def test_imports_are_lazy(name: str, content: bytes, forbidden: list[str]) -> None:
    code = (
        f"import sys; from endpointlint.reader import read_bytes; found = read_bytes({name!r}, {content!r});"
        f" print(found.kind, sorted(set({forbidden!r}) & set(sys.modules)))"
    )
    run = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env={"PYTHONPATH": str(ROOT / "lint")}
    )
    assert run.stdout.strip().endswith("[]"), run.stdout


def test_a_megabyte_is_read_in_a_moment() -> None:
    literal = '      "^https://[a-z0-9-]+\\\\.models\\\\.vendor\\\\.example/v1/.*$"'
    content = f'{{"persistent": {{"{KEY}": [\n{",".join([literal] * 16_000)}\n]}}}}'.encode()
    assert len(content) > 1_000_000
    start = time.process_time()
    found = read_bytes("x.json", content)
    assert found.entries == 16_000
    # about 0.25 s on a machine of its day; the bound leaves room for slow ones
    assert time.process_time() - start < 2.5


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-16-le"])
def test_what_powershell_writes(encoding: str) -> None:
    text = f'{{"persistent": {{"{KEY}": ["^\U0001d51e$", {GOOD}]}}}}\r\n'
    content = text.encode(encoding) if encoding == "utf-16" else ("\ufeff" + text).encode(encoding)
    found = read_bytes("x.json", content)
    assert [entry for entry, _ in entries(found)] == ["^\U0001d51e$", "^https://api\\.example\\.com/.*$"]
    assert found.problems == ()
    assert found.source is not None
    assert found.source.text == text
    assert read_bytes("x.json", content[:-3]).entries == 2
    assert [problem.message for problem in read_bytes("x.json", text.encode("utf-16-le")).problems] == ["binary file"]


@pytest.mark.parametrize("name", ["x.json", "<stdin>", "x.jsonc"])
def test_members_without_their_braces(name: str) -> None:
    found = read_bytes(name, f'"{KEY}": [{GOOD}],\n"plugins.ml_commons.model_access_control_enabled": true\n'.encode())
    assert (found.entries, found.problems) == (1, ())
    assert [setting.value for setting in found.documents[0].settings] == [True]


@pytest.mark.parametrize("name", ["notes.adoc", "notes.rst", "notes"])
def test_a_bracket_makes_no_json(name: str) -> None:
    text = f'[source,json]\n----\nPUT /_cluster/settings\n{{"persistent": {{"{KEY}": [{GOOD}]}}}}\n----\n'
    found = read_bytes(name, text.encode())
    assert (found.kind, found.entries, found.problems) == (DocumentKind.CONSOLE, 1, ())


def test_a_broken_line_of_many_hides_no_other() -> None:
    found = read_bytes("x.jsonl", f'{{"a": 1}}\n{{"{KEY}": ["^b$"\n{{"{KEY}": [{GOOD}]}}\n'.encode())
    assert found.entries == 2
    assert gaps(found) == [(2, len(KEY) + 12)]


def test_the_configuration_of_a_node_is_read_as_a_node_reads_it() -> None:
    for text, message in (
        (f"a: &a [^x$]\n{KEY}: *a\n", "OpenSearch follows no alias: it reads this as the text `a`"),
        (f"{KEY}: [^x$]\n---\nb: c\n", "OpenSearch refuses a second document in one file"),
        (f"{KEY}: [^x$]\t\n", "OpenSearch refuses a tab here"),
        (f'{KEY}: ["^x$"]\nb: "c\\/d"\n', "OpenSearch refuses the escape `\\/` in YAML"),
    ):
        found = read_bytes("opensearch.yml", text.encode())
        assert [entry for entry, _ in entries(found)] == ["^x$"]
        assert [(problem.message, problem.blocking) for problem in found.problems] == [(message, False)]
    broken = read_bytes("opensearch.yml", f"{KEY}:\n\t- ^x$\n".encode())
    assert gaps(broken) == [(2, 1)]


def test_merged_settings_are_read_once() -> None:
    text = "x: &x\n  trusted_connector_endpoints_regex: [^a$]\nplugins:\n  ml_commons:\n    <<: *x\n"
    found = read_bytes("values.yml", text.encode())
    assert entries(found) == [("^a$", "2:39-2:42")]
