"""Words as a shell splits them, and bodies that curl would send."""

from __future__ import annotations

import json
import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from endpointlint.policy.document import DocumentKind, Input
from endpointlint.policy.model import Layer
from endpointlint.reader import read_bytes
from endpointlint.reader.excerpt import Excerpt
from endpointlint.reader.shell import read_command
from endpointlint.source import SourceText

KEY = "plugins.ml_commons.trusted_connector_endpoints_regex"

PIECES = st.sampled_from(
    ["a", "b c", "'x y'", '"x y"', "'it'\\''s'", '"\\"q\\" \\\\ \\n \\."', "\\ ", "\\\\", "^.*", '"^https://x\\\\.y/.*$"',
     "'$HOME'", '""', "''", " ", "  ", " \\\n ", "{", "}", "\u00e9", "\U0001d51e", "=", "-d", "a#b", '"a\\\nb"', " '#'"]
)  # fmt: skip


@pytest.mark.skipif(shutil.which("sh") is None, reason="no sh: nothing to compare with")
@settings(max_examples=60, derandomize=True, database=None, deadline=None)
@given(commands=st.lists(st.lists(PIECES, min_size=1, max_size=8).map("".join), min_size=20, max_size=20))
def test_splits_words_as_sh_does(commands: list[str]) -> None:
    script = "p() { for w in \"$@\"; do printf '%s\\037' \"$w\"; done; printf '\\036'; }\n"
    script += "".join(f"p {command}\n:\n" for command in commands)
    run = subprocess.run(["sh"], input=script.encode(), capture_output=True, check=True)
    expected = [line.split("\x1f")[:-1] for line in run.stdout.decode().split("\x1e")[:-1]]
    for command, words in zip(commands, expected, strict=True):
        excerpt = Excerpt.whole(SourceText("x.sh", f"p {command}\n:\n"))
        found = read_command(excerpt, 0)
        assert [word.value for word in found.words[1:]] == words
        for word in found.words:
            inner = word.excerpt(excerpt)
            assert len(inner.offsets) == len(inner.text) + 1
            for index, char in enumerate(inner.text):
                spelling = excerpt.text[inner.offsets[index] : inner.offsets[index + 1]]
                assert spelling.strip("'\"\\\n") in (char, "") or spelling == char


def read(text: str, name: str = "setup.sh") -> Input:
    return read_bytes(name, text.encode())


def patterns(found: Input) -> list[str]:
    return [e.literal.value for d in found.documents for one in d.lists for e in one.entries]


BODY = '{"persistent": {"KEY": ["^https://a\\\\.x/.*$"]}}'.replace("KEY", KEY)

EXPANDED = BODY.replace("\\", "\\\\").replace("$", "\\$")
"""The same for a here-document in which the shell fills in variables."""


@pytest.mark.parametrize(
    "command",
    [
        f"curl -X PUT http://h:9200/_cluster/settings -d '{BODY}'",
        f"curl -XPUT 'h/_cluster/settings?pretty' -H 'Content-Type: application/json' --data-raw='{BODY}'",
        f"curl --request PUT \"$HOST/_cluster/settings/\" \\\n  --data-binary \\\n  '{BODY}' | jq .",
        f"sudo curl -s -XPUT h/_cluster/settings -d'{BODY}' || exit 1",
        f"out=$(curl -s -X PUT h/_cluster/settings --json '{BODY}')",
        f"curl -X PUT h/_cluster/settings -d @- <<EOF\n{EXPANDED}\nEOF",
        f"curl -X PUT h/_cluster/settings -d @- <<'E'\n{BODY}\nE",
        'curl -X PUT h/_cluster/settings -d "{\\"persistent\\": {\\"KEY\\": [\\"^https://a\\\\\\\\.x/.*$\\"]}}"'.replace(
            "KEY", KEY
        ),
    ],
)
@pytest.mark.parametrize("around", ["#!/bin/sh\n%s\n", "Text.\n\n```sh\n$ %s\n```\n"])
def test_bodies_of_curl(command: str, around: str) -> None:
    found = read(around % command, "x.md" if "```" in around else "x.sh")
    assert patterns(found) == ["^https://a\\.x/.*$"]
    assert found.problems == ()
    assert found.documents[0].lists[0].layer is Layer.PERSISTENT
    assert found.kind is (DocumentKind.MARKDOWN if "```" in around else DocumentKind.CONSOLE)


def test_what_the_shell_fills_in_is_not_known() -> None:
    text = 'curl -XPUT h/_cluster/settings -d "{\\"transient\\": {\\"KEY\\": [\\"^$URL/.*\\", \\"^b$\\"]}}"\n'.replace(
        "KEY", KEY
    )
    found = read(text)
    assert patterns(found) == ["^b$"]
    (problem,) = found.problems
    assert problem.blocking
    assert problem.place is not None
    assert text[problem.place.span.start : problem.place.span.end] == "$URL"


def test_a_quote_that_never_ends() -> None:
    found = read('curl -XPUT h/_cluster/settings -d \'{"persistent": {"KEY": ["^a$"\n'.replace("KEY", KEY))
    assert patterns(found) == ["^a$"]
    assert [problem.blocking for problem in found.problems] == [True]


def test_a_post_is_refused_and_judged() -> None:
    found = read(f"curl h/_cluster/settings -d '{BODY}'\n")
    assert patterns(found) == ["^https://a\\.x/.*$"]
    assert [(p.message, p.blocking) for p in found.problems] == [("OpenSearch takes settings by PUT only", False)]


def test_files_from_here_documents() -> None:
    text = f"cat > opensearch.yml <<-\"EOF\"\n\tcluster.name: x\n\t{KEY}: ['^a\\.b$']\n\tEOF\n"
    text += f"cat <<EOF\n{KEY}: [^c]\nEOF\n"
    found = read(text)
    assert patterns(found) == ["^a\\.b$", "^c"]
    entry = found.documents[0].lists[0].entries[0]
    assert (entry.place.start.line, entry.place.start.column) == (3, len(KEY) + 5)
    assert found.documents[0].lists[0].layer is Layer.FILE


def test_prose_with_an_apostrophe_hides_nothing() -> None:
    found = read(f"Use curl, it doesn't matter: curl isn't needed.\n\nPUT _cluster/settings\n{BODY}\n", "notes.txt")
    assert patterns(found) == ["^https://a\\.x/.*$"]


def test_variables_of_containers() -> None:
    text = (
        f"docker run --rm -e '{KEY}=^a$,^b$' --env=DISABLE_SECURITY_PLUGIN=true -e X=y image -Ehttp.cors.enabled=true\n"
    )
    found = read(text)
    assert patterns(found) == ["^a$", "^b$"]
    assert {s.key: s.value for s in found.documents[0].settings} == {
        "DISABLE_SECURITY_PLUGIN": "true",
        "http.cors.enabled": "true",
    }
    entry = found.documents[0].lists[0].entries[1]
    assert text[entry.place.span.start : entry.place.span.end] == "^b$"


@pytest.mark.parametrize(
    "command",
    [
        f"curl -X PUT h/_cluster/settings -d @- <<< '{BODY}'",
        f"echo '{BODY}' | curl -X PUT h/_cluster/settings -d @-",
        f"curl -X PUT h/_cluster/settings -d '{BODY}' 2>&1 > out.log",
    ],
)
def test_bodies_on_their_way_to_curl(command: str) -> None:
    found = read(f"set -e\n{command}\n")
    assert patterns(found) == ["^https://a\\.x/.*$"]
    assert found.problems == ()


def test_lines_that_echo_appends_to_a_file() -> None:
    text = f"RUN echo \"{KEY}: ['^a\\\\.b$', '$X']\" >> /etc/opensearch.yml && echo done >> x\n"
    found = read(text, "Dockerfile")
    assert patterns(found) == ["^a\\.b$"]
    (entry,) = found.documents[0].lists[0].entries
    assert text[entry.place.span.start : entry.place.span.end] == "'^a\\\\.b$'"
    assert [problem.message for problem in found.problems] == ["the shell fills this in: the entry is not known here"]
    assert patterns(read(f"echo {KEY}: [^a$] >> x.yml\n")) == ["^a$"]


def test_a_list_of_which_nothing_is_known_is_not_empty() -> None:
    found = read(f'docker run -e "{KEY}=$LIST" image\n')
    assert [one for document in found.documents for one in document.lists] == []
    assert [problem.blocking for problem in found.problems] == [True]


def test_scripts_in_documents() -> None:
    for text, name in (
        (f"steps:\n- run: |\n    curl -XPUT h/_cluster/settings -d '{BODY}'\n", "workflow.yml"),
        (f"tasks:\n- uri:\n    body: |\n      {BODY}\n", "playbook.yml"),
        (f"steps:\n- run: |\n    cat > x.yml <<'E'\n    {KEY}: ['^https://a\\.x/.*$']\n    E\n", "workflow.yml"),
        (json.dumps({"request": {"body": {"mode": "raw", "raw": BODY}, "url": "_cluster/settings"}}), "postman.json"),
        (f"resource x y {{\n  body = <<EOF\n{EXPANDED}\nEOF\n}}\n".replace("\\\\", "\\"), "main.tf"),
    ):
        found = read(text, name)
        assert [pattern.replace("\\\\", "\\") for pattern in patterns(found)] == ["^https://a\\.x/.*$"], text
        (entry,) = found.documents[0].lists[0].entries
        line = text.split("\n")[entry.place.start.line - 1]
        assert "a\\" in line[entry.place.start.column - 1 : entry.place.end.column - 1]


def test_data_in_documents_is_no_script() -> None:
    found = read(json.dumps({"text": f"PUT _cluster/settings\n{BODY}"}), "x.json")
    assert (found.kind, found.documents) == (DocumentKind.OTHER, ())
