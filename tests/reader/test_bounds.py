"""What a file costs at most, however odd it is: time in proportion to its size, and as many problems as one reads."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from endpointlint.reader import json_documents, json_text, read_bytes, yaml_text
from endpointlint.reader.complaints import MAX_PROBLEMS

KEY = "plugins.ml_commons.trusted_connector_endpoints_regex"
BODY = f'{{"persistent": {{"{KEY}": ["^a$"]}}}}'
SETTINGS = "PUT _cluster/settings\n"

SHAPES: dict[str, Callable[[int], str]] = {
    "text.json": lambda n: f'{BODY[:-1]}, "note": "{"x" * n}"}}',
    "unclosed.json": lambda n: f'{BODY[:-1]}, "note": "{"x" * n}',
    "escapes.json": lambda n: f'{BODY[:-1]}, "note": "' + "\\\\" * (n // 2) + '"}',
    "bad-escapes.json": lambda n: f'{{"{KEY}": ["' + "\\." * (n // 2) + '"]}',
    "arrays.json": lambda n: f'{{"{KEY}": {"[" * n}',
    "objects.json": lambda n: '{"persistent": ' * (n // 15),
    "commas.json": lambda n: f'{{"{KEY}": [{"," * n}]}}',
    "closers.json": lambda n: f'{{"{KEY}": {"}]" * (n // 2)}',
    "comments.json": lambda n: f'{{"{KEY}": [{"/*" * (n // 2)}',
    "documents.json": lambda n: f"{BODY}{'{}' * (n // 8)}",
    "lines.jsonl": lambda n: f"{BODY}\n" + f'{{"{KEY}": [\n' * (n // 60),
    "parts.json": lambda n: f'{{"{KEY}": "{"a," * (n // 8)}"}}',
    "bodies.console": lambda n: (SETTINGS + '{"persistent": {"a": "\n') * (n // 45),
    "requests.txt": lambda n: SETTINGS + "PUT {{a" * (n // 7),
    "blanks.txt": lambda n: SETTINGS + " " * n + "\n" * n,
    "continued.sh": lambda n: SETTINGS + "curl \\\n" * (n // 7),
    "quoted.sh": lambda n: SETTINGS + 'curl "\n" ' * (n // 9) + "_cluster/settings",
    "expanded.sh": lambda n: SETTINGS + "curl ${" * (n // 7),
    "bodies.sh": lambda n: "curl _cluster/settings " + "-d '{}' " * (n // 8),
    "words.sh": lambda n: SETTINGS + "echo " + "plugins " * (n // 8),
    "here.sh": lambda n: SETTINGS + "".join(f"cat <<E{number}\n" for number in range(n // 12)),
    "pairs.env": lambda n: SETTINGS + "plugins." * (n // 8),
    "fences.md": lambda n: SETTINGS + "```\n" * (n // 4),
    "ticks.md": lambda n: SETTINGS + ("`" * 100 + "x`\n") * (n // 103),
    "pages.md": lambda n: f"```yaml\n{KEY}: [a\n```\n" * (n // 80),
    "sequences.yml": lambda n: f"{KEY}: [" + "[" * n,
    "indents.yml": lambda n: f"{KEY}:\n" + "".join(" " * depth + "a:\n" for depth in range(int((2 * n) ** 0.5))),
    "folds.yml": lambda n: f'{KEY}: ["' + "a\n  " * (n // 4) + '"]',
    "block.yml": lambda n: f"{KEY}: |+\n" + "  a\n\n" * (n // 5),
    "documents.yml": lambda n: f"---\n{KEY}: [a]\n" * (n // 62),
    "aliases.yml": lambda n: "a0: &a0 {x: 1}\n" + "".join(
        f"a{i}: &a{i} {{p: *a{i - 1}, q: *a{i - 1}}}\n" for i in range(1, 300)
    ) + "plugins:\n  ml_commons: *a299\n",
    "merges.yml": lambda n: "a0: &a0 {x: 1}\n" + "".join(
        f"a{i}: &a{i} {{<<: [*a{i - 1}, *a{i - 1}], k{i}: 1}}\n" for i in range(1, n // 30)
    ) + f"plugins:\n  ml_commons: *a{n // 30 - 1}\n",
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_time_is_in_proportion_to_size(name: str) -> None:
    """Each is read within a second or so; what grew with the square of the size took minutes."""
    content = SHAPES[name](100_000).encode()
    start = time.process_time()
    found = read_bytes(name, content)
    assert time.process_time() - start < 8
    assert len(found.problems) <= 2 * MAX_PROBLEMS + 2
    for problem in found.problems:
        assert problem.place is not None
        assert found.source is not None
        assert problem.place.span.end <= len(found.source.text)


def test_of_many_problems_the_rest_is_counted() -> None:
    found = read_bytes("x.json", (f'{{"{KEY}": [' + "," * 1000 + '"^a$" "^b$"]}').encode())
    notes = [problem for problem in found.problems if not problem.blocking]
    assert len(notes) == MAX_PROBLEMS + 1
    assert notes[-1].message == f"and {1000 - MAX_PROBLEMS} more of that kind"
    assert notes[-1].place is not None
    assert notes[-1].place.start.column == len(KEY) + 7 + MAX_PROBLEMS
    assert [problem.message for problem in found.problems if problem.blocking] == ["a comma is missing here"]


def test_depth_ends_a_document_with_one_problem() -> None:
    found = read_bytes("x.json", (f'{{"{KEY}": ["^a$"], "x": ' + "[" * 5000 + "]" * 5000 + "}").encode())
    assert found.entries == 1
    (problem,) = found.problems
    assert problem.message == f"nested deeper than {json_text.MAX_DEPTH} levels"
    assert problem.place is not None
    assert problem.place.start.column == len(f'{{"{KEY}": ["^a$"], "x": ') + json_text.MAX_DEPTH


def test_numbers_of_values_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_text, "MAX_TOKENS", 100)
    monkeypatch.setattr(yaml_text, "MAX_EVENTS", 100)
    monkeypatch.setattr(yaml_text, "MAX_MERGED", 100)
    monkeypatch.setattr(json_documents, "MAX_VALUES", 100)
    merged = "a: &a {" + ", ".join(f"k{number}: 1" for number in range(40)) + "}\n"
    merged += "".join(f"b{number}: {{<<: *a}}\n" for number in range(3))
    for name, text, message in (
        ("x.json", f'{{"{KEY}": ["^a$"], "x": [{"1, " * 100}1]}}', "more than 100 brackets, colons, commas and values"),
        ("x.yml", f"{KEY}: [^a$]\nx: [{'1, ' * 100}1]\n", "more than 100 keys and values"),
        ("x.yml", f"{KEY}: [^a$]\n{merged}", "`<<` brings in more than 100 members"),
        ("y.json", f'{{"{KEY}": ["^a$"]}}' + " {}" * 100, "more than 100 documents"),
    ):
        if name == "x.yml" and "<<" in message:
            monkeypatch.setattr(yaml_text, "MAX_EVENTS", 1000)
        found = read_bytes(name, text.encode())
        assert found.entries == 1
        assert message in [problem.message for problem in found.problems if problem.blocking]


def test_lines_of_which_none_says_anything_are_not_read() -> None:
    other = '{"a": [1, 2\n'
    found = read_bytes("x.jsonl", f'{{}}\n{other * 3}{{"{KEY}": ["^a$"]}}\n{other * 3}'.encode())
    assert (found.entries, found.problems) == (1, ())
