"""Answers in bulk: one line in, one line out, in order, whatever the lines hold."""

from __future__ import annotations

import json
import subprocess

import pytest
from jsonschema import Draft202012Validator

from endpointlint.cli.bulk import decode
from endpointlint.report.schema import schema
from support.command import ENDPOINTLINT, environment, run

PATTERNS = [r"^https://api\.example\.com/.*$", "^https://.*$", "(", r"^https://\ud83d\ude00\.example/$", "^a$"]


def checked(name: str, answers: list[dict[str, object]]) -> None:
    validator = Draft202012Validator(schema(name))
    for answer in answers:
        validator.validate(answer)


def test_reach_answers_each_line_in_order() -> None:
    lines = [*PATTERNS, {"pattern": "x{2}", "java": 11, "opensearch": "2.19", "operation": "find"}]
    ran = run("reach", "-", "--format", "json", stdin="".join(json.dumps(line) + "\n" for line in lines))
    assert (ran.code, ran.err) == (0, "")
    assert [answer["pattern"] for answer in ran.lines] == [*PATTERNS, "x{2}"]
    assert [answer["valid"] for answer in ran.lines] == [True, True, False, True, True, True]
    assert {**ran.lines[-1]}.items() >= {"java": 11, "opensearch": "2.19", "operation": "find"}.items()
    assert ran.lines[2]["problem"]["kind"] == "unclosed-group"
    checked("reach", ran.lines)


def test_options_hold_for_lines_that_do_not_say_otherwise() -> None:
    lines = '"a"\n{"pattern": "a", "opensearch": "3.0"}\n{"pattern": "a", "java": 25}\n'
    ran = run("reach", "-", "--format", "json", "--opensearch", "2.11", "--operation", "find", stdin=lines)
    assert [(a["opensearch"], a["operation"]) for a in ran.lines] == [
        ("2.11", "find"),
        ("3.0", "find"),
        ("2.11", "find"),
    ]
    assert ran.lines[2]["java"] == 25


def test_why_and_diff_answer_too() -> None:
    asked = {"url": "https://api.example.com/v1", "patterns": [PATTERNS[0], "("]}
    ran = run("why", "-", "--format", "json", stdin=json.dumps(asked))
    assert ran.code == 0
    assert ran.lines[0]["trusted"] is True
    assert ran.lines[0]["client"]["host"] == "api.example.com"
    checked("why", ran.lines)
    asked = {"old": [PATTERNS[0]], "new": [PATTERNS[1]]}
    ran = run("diff", "-", "--format", "json", stdin=json.dumps(asked))
    assert ran.code == 0
    assert ran.lines[0]["nothing_removed"] == {"verdict": "proved"}
    assert ran.lines[0]["nothing_added"]["verdict"] == "refuted"
    checked("diff", ran.lines)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"not json", "not JSON"),
        (b"", "not JSON"),
        (b"[1]", "neither"),
        (b"12", "neither"),
        (b"null", "neither"),
        (b'{"pattern": 1}', "pattern"),
        (b'{"patern": "a"}', "patern"),
        (b'{"pattern": "a", "pattern": "b"}', "twice"),
        (b'{"pattern": "a", "java": 8}', "java"),
        (b'{"pattern": "a", "java": true}', "java"),
        (b'{"pattern": "a", "java": NaN}', "NaN"),
        (b'{"pattern": "a", "opensearch": "1.0"}', "2.9"),
        (b'{"pattern": "a", "operation": "search"}', "operation"),
        (b'"\xff"', "not UTF-8: byte 0xff at column 2"),
        (b'"\xed\xa0\x80"', "not UTF-8"),
        (b'"a" "b"', "not JSON"),
        (b"[" * 100_000, "deep"),
        (b'"unfinished', "not JSON"),
    ],
)
def test_a_line_that_cannot_be_read_has_its_reason_in_its_place(line: bytes, reason: str) -> None:
    ran = run("reach", "-", "--format", "json", stdin=b'"a"\n' + line + b'\n"b"\n')
    assert ran.code == 4
    assert "Traceback" not in ran.err
    first, second, third = ran.lines
    assert (first["pattern"], third["pattern"]) == ("a", "b")
    assert list(second) == ["schema_version", "error"]
    assert reason in second["error"]
    checked("reach", ran.lines)


def test_lone_surrogates_and_pairs_travel_as_escapes() -> None:
    ran = run("reach", "-", "--format", "json", stdin=b'"\\ud800"\n"\\udc00\\ud800"\n"\xf0\x9f\x98\x80"\n')
    assert ran.code == 0
    assert ran.out.isascii()
    assert [answer["pattern"] for answer in ran.lines] == ["\ud800", "\udc00\ud800", "\U0001f600"]


def test_a_byte_order_mark_and_a_missing_last_line_end_do_no_harm() -> None:
    ran = run("reach", "-", "--format", "json", stdin=b'\xef\xbb\xbf"a"\r\n"b"')
    assert (ran.code, [answer["pattern"] for answer in ran.lines]) == (0, ["a", "b"])


def test_nothing_in_nothing_out() -> None:
    assert (run("reach", "-", "--format", "json").code, run("reach", "-", "--format", "json").out) == (0, "")


def test_each_answer_is_there_before_the_next_question() -> None:
    with subprocess.Popen(
        [*ENDPOINTLINT, "reach", "-", "--format", "json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(),
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        for pattern in ("a", "b"):
            program.stdin.write(json.dumps(pattern).encode() + b"\n")
            program.stdin.flush()
            assert json.loads(program.stdout.readline())["pattern"] == pattern
        program.stdin.close()
        assert program.wait(30) == 0


def test_numbers_of_any_length_are_no_reason_to_fail() -> None:
    with pytest.raises(ValueError, match="digits"):
        decode(b"1" * 5000)
