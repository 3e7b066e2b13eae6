from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from endpointlint.engine.result import Report
from endpointlint.javaregex.problems import ProblemKind
from endpointlint.report import Style, render
from endpointlint.report.json_report import dump
from endpointlint.report.schema import SCHEMAS, schema
from endpointlint.rule.finding import Grade, Severity
from report.samples import QUICK, full, reports

CHECK = Draft202012Validator(schema("check"))


def loaded(run: Report) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(render(run, "json", style=Style()))
    return value


def test_one_of_everything() -> None:
    value = loaded(full())
    assert list(value) == [
        "schema_version",
        "tool",
        "opensearch",
        "inputs",
        "findings",
        "unknowns",
        "incomplete",
        "refused",
        "suppressed",
        "exit_code",
    ]
    assert value["schema_version"] == 1
    assert value["tool"]["name"] == "endpointlint"
    assert value["inputs"] == [{"path": "settings.json", "kind": "cluster-settings", "entries": 2, "connectors": 0}]
    assert value["unknowns"] == [
        {"rule": "dead-entry", "path": "settings.json", "pointer": "/list/0", "reason": "a budget ran out"}
    ]
    assert value["incomplete"] == [{"path": "other.json", "line": 3, "column": 9, "reason": "not JSON"}]
    assert value["refused"] == [{"path": "settings.json", "line": 1, "column": 2, "reason": "duplicate key"}]
    assert (value["suppressed"], value["exit_code"]) == (2, 4)
    main, first, second = value["findings"]
    assert list(main) == [
        "rule",
        "severity",
        "evidence",
        "message",
        "path",
        "start",
        "end",
        "pointer",
        "subject",
        "witness",
        "confirmed_by",
        "generated",
        "releases",
        "fix",
        "fingerprint",
    ]
    assert main["start"] == {"line": 12, "column": 37}
    assert main["end"] == {"line": 12, "column": 39}
    assert main["fix"] == {"replacement": r"^https://runtime\.sagemaker\.[a-z0-9-]+\.amazonaws\.com/.*$", "safe": True}
    assert (first["follows_from"], second["follows_from"]) == ("unpinned-host", "unpinned-host")


@QUICK
@given(reports)
def test_every_report_fits_the_schema(run: Report) -> None:
    text = render(run, "json", style=Style())
    CHECK.validate(json.loads(text))
    assert text.isascii()
    assert text.endswith("}\n")
    assert "##[" not in text


@QUICK
@given(reports)
def test_texts_come_back_as_they_were(run: Report) -> None:
    def utf16(texts: list[str]) -> list[bytes]:
        # two surrogates in a row are one character to every reader of JSON, as they are to Java
        return [text.encode("utf-16-le", "surrogatepass") for text in texts]

    value = loaded(run)
    assert utf16([f["message"] for f in value["findings"]]) == utf16([f.message for f in run.findings])
    assert utf16([f["subject"]["text"] for f in value["findings"]]) == utf16([f.subject.text for f in run.findings])
    assert utf16([u["reason"] for u in value["unknowns"]]) == utf16([u.reason for u in run.unknowns])


def test_no_part_is_a_command_to_a_runner() -> None:
    text = dump({"a": "##[error]x ##vso[task] # ##"})
    assert "##[" not in text
    assert "##vso[" not in text
    assert json.loads(text) == {"a": "##[error]x ##vso[task] # ##"}
    assert dump({"a": [1], "b": "x\ny"}, one_line=True) == '{"a": [1], "b": "x\\ny"}\n'


@pytest.mark.parametrize("name", SCHEMAS)
def test_schemas_are_sound(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))


def test_an_unknown_schema_is_refused() -> None:
    with pytest.raises(ValueError, match="no schema called lint; there are check, reach, why, diff"):
        schema("lint")


def test_schemas_know_the_words_of_the_domain() -> None:
    finding = schema("check")["$defs"]["finding"]["properties"]
    assert set(finding["severity"]["enum"]) == {severity.value for severity in Severity}
    assert set(finding["evidence"]["enum"]) == {grade.value for grade in Grade}
    problem = schema("reach")["$defs"]["invalid"]["properties"]["problem"]
    assert set(problem["properties"]["kind"]["enum"]) == {kind.value for kind in ProblemKind}


WITNESS = {"url": "https://a.example/", "host": "a.example", "owner": "a.example"}
REACH: dict[str, Any] = {
    "schema_version": 1,
    "pattern": "^https://…",
    "opensearch": "3.8",
    "java": 21,
    "operation": "matches",
    "valid": True,
    "accepted_by_release": True,
    "exact": True,
    "pinned": {"verdict": "refuted", "witness": WITNESS},
    "dead": False,
    "schemes": ["https"],
    "ports": "default",
    "userinfo": False,
    "owners": ["amazonaws.com"],
    "owners_complete": False,
    "addresses": {"loopback": False, "link_local": True, "private": True, "public_literal": True},
    "cost": {
        "growth": "polynomial",
        "degree": 2,
        "pump": {"prefix": "https://a", "repeat": "b", "suffix": "\n"},
        "stack": "bounded",
    },
}
INVALID = {"schema_version": 1, "valid": False, "problem": {"kind": "bad-range", "message": "x", "offset": 3}}
WHY: dict[str, Any] = {
    "schema_version": 1,
    "url": "https://a.example/",
    "client": {"accepted": True, "scheme": "https", "host": "a.example", "port": 443, "owner": "a.example"},
    "trusted": True,
    "entries": [{"pattern": ".*", "valid": True, "matches": True}, {"pattern": "[", "valid": False}],
}
DIFF: dict[str, Any] = {
    "schema_version": 1,
    "nothing_added": {"verdict": "proved"},
    "nothing_removed": {"verdict": "refuted", "witness": {"text": "a"}},
}
UNREADABLE = {"schema_version": 1, "error": "not JSON"}


@pytest.mark.parametrize(
    ("name", "value", "fits"),
    [
        ("reach", REACH, True),
        ("reach", {**REACH, "ports": [8443]}, True),
        ("reach", {**REACH, "pinned": {"verdict": "unknown", "reason": "a gap"}}, True),
        ("reach", {**REACH, "cost": {"growth": "linear", "stack": "bounded"}}, True),
        ("reach", INVALID, True),
        ("reach", {**INVALID, "pattern": "[b-a]", "java": 21}, True),
        ("reach", UNREADABLE, True),
        ("reach", {**REACH, "cost": {"growth": "polynomial", "stack": "bounded"}}, False),
        ("reach", {**REACH, "cost": {"growth": "linear", "stack": "grows"}}, False),
        ("reach", {**REACH, "cost": {**REACH["cost"], "growth": "linear"}}, False),
        ("reach", {**REACH, "pinned": {"verdict": "proved", "witness": WITNESS}}, False),
        ("reach", {**REACH, "ports": "all"}, False),
        ("reach", {**REACH, "extra": 1}, False),
        ("reach", {**REACH, "schema_version": 2}, False),
        ("reach", {key: value for key, value in REACH.items() if key != "exact"}, False),
        ("reach", {**INVALID, "dead": False}, False),
        ("why", WHY, True),
        ("why", {**WHY, "client": {"accepted": False, "reason": "no host"}, "trusted": None}, True),
        ("why", {**WHY, "entries": [{"pattern": "(a)\\1", "valid": True, "matches": None}]}, True),
        ("why", UNREADABLE, True),
        ("why", {**WHY, "client": {"accepted": False}}, False),
        ("why", {**WHY, "entries": [{"pattern": "[", "valid": False, "matches": False}]}, False),
        ("diff", DIFF, True),
        ("diff", {**DIFF, "nothing_added": {"verdict": "refuted", "witness": WITNESS}}, True),
        ("diff", UNREADABLE, True),
        ("diff", {**DIFF, "nothing_added": {"verdict": "unknown"}}, False),
        ("diff", {**DIFF, "nothing_added": True}, False),
    ],
)
def test_what_the_schemas_take(name: str, value: dict[str, Any], fits: bool) -> None:
    assert Draft202012Validator(schema(name)).is_valid(value) is fits
