from __future__ import annotations

import json
import os
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft4Validator

from endpointlint.engine.result import Related, Report, Reported, RuleInfo
from endpointlint.report import Style, render
from endpointlint.report.line_hash import line_hashes
from endpointlint.report.paths import in_repository, uri_reference
from endpointlint.report.sarif_fix import json_literal
from endpointlint.rule.finding import Fix, Grade, Severity
from endpointlint.source import Place, SourceText, Span
from report.samples import ANY_PORT, CLEARTEXT, QUICK, UNPINNED, finding, full, place, report, reports


@cache
def standard() -> Draft4Validator:
    """The schema of SARIF 2.1.0; `data/README.md` says where it is from."""
    text = (Path(__file__).parent / "data" / "sarif-2.1.0-rtm.5.json").read_text(encoding="utf-8")
    return Draft4Validator(json.loads(text), format_checker=Draft4Validator.FORMAT_CHECKER)


def run_of(made: Report, root: str | None = None) -> dict[str, Any]:
    value = json.loads(render(made, "sarif", style=Style(), root=root))
    standard().validate(value)
    (run,) = value["runs"]
    assert isinstance(run, dict)
    return run


def result_of(made: Reported) -> dict[str, Any]:
    (result,) = run_of(report(made))["results"]
    assert isinstance(result, dict)
    return result


def test_one_of_everything() -> None:
    run = run_of(full())
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["automationDetails"]["id"] == "endpointlint/check/"
    assert run["originalUriBaseIds"].keys() == {"%SRCROOT%"}
    main, cleartext, any_port = run["results"]
    assert [main["level"], cleartext["level"], any_port["level"]] == ["error", "warning", "note"]
    assert main["message"]["text"] == (
        "Host is not pinned to its owner. Here: `.*` matches `/` too, so the host can end here. "
        "It lets through https://runtime.sagemaker.evil.example/a.amazonaws.com/ "
        "and connects to runtime.sagemaker.evil.example."
    )
    assert main["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "docs/setup.md", "uriBaseId": "%SRCROOT%"},
                "region": {"startLine": 12, "startColumn": 37, "endLine": 12, "endColumn": 39},
            },
            "logicalLocations": [{"fullyQualifiedName": "/persistent/trusted/0"}],
        }
    ]
    assert main["properties"]["witness"]["host"] == "runtime.sagemaker.evil.example"
    assert cleartext["properties"]["follows_from"] == "unpinned-host"
    assert "suppressions" not in json.dumps(run)


def test_every_rule_that_ran_is_described() -> None:
    run = run_of(report(finding(place('["a.b"]', "."))))
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["any-port", "cleartext-scheme", "unpinned-host"]
    assert rules[run["results"][0]["ruleIndex"]]["id"] == "unpinned-host"
    for rule in rules:
        assert 0 < len(rule["shortDescription"]["text"]) <= 1024
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        assert rule["help"]["text"]
        assert rule["help"]["markdown"]
    unpinned = rules[2]
    assert unpinned["fullDescription"]["text"].startswith("An entry lets through hosts")
    assert "as in ``.*``" in unpinned["help"]["text"]
    assert "as in `.*`." in unpinned["help"]["markdown"]
    assert "[CWE-918](https://cwe.mitre.org/data/definitions/918.html)" in unpinned["help"]["markdown"]
    assert "rfc3986#section-3.2.2" in unpinned["help"]["text"]
    assert unpinned["properties"] == {
        "tags": ["security", "opensearch", "external/cwe/cwe-918"],
        "precision": "high",
        "security-severity": "8.0",
    }
    assert rules[0]["properties"]["problem.severity"] == "recommendation"


def test_severities_as_github_reads_them() -> None:
    scores = {
        severity: run_of(replace(report(), rules=(replace(UNPINNED, severity=severity),)))["tool"]["driver"]["rules"][0]
        for severity in Severity
        if severity is not Severity.INFO
    }
    numbers = {severity: float(rule["properties"]["security-severity"]) for severity, rule in scores.items()}
    assert numbers[Severity.CRITICAL] > 9.0
    assert 7.0 <= numbers[Severity.HIGH] <= 8.9
    assert 4.0 <= numbers[Severity.MEDIUM] <= 6.9
    assert 0.1 <= numbers[Severity.LOW] <= 3.9


@pytest.mark.parametrize(
    ("grades", "precision"),
    [
        ([Grade.PROVED], "very-high"),
        ([Grade.PROVED, Grade.WITNESSED], "high"),
        ([Grade.HEURISTIC, Grade.PROVED], "medium"),
        ([], "high"),
    ],
)
def test_precision_is_that_of_the_least_certain_finding(grades: list[Grade], precision: str) -> None:
    at = place('["a.b"]', ".")
    run = run_of(report(*(replace(finding(at), grade=grade) for grade in grades)))
    assert run["tool"]["driver"]["rules"][2]["properties"]["precision"] == precision


def test_long_descriptions_are_cut() -> None:
    long = RuleInfo("long", "t" * 2000, Severity.LOW, "p" * 2000, ())
    (rule,) = run_of(replace(report(), rules=(long,)))["tool"]["driver"]["rules"]
    assert len(rule["shortDescription"]["text"]) == len(rule["fullDescription"]["text"]) == 1024
    assert rule["fullDescription"]["text"].endswith("p…")
    assert len(rule["help"]["text"]) == 2000


def test_worst_first() -> None:
    at = place('["a.b"]', ".")
    made = report(finding(at, ANY_PORT), finding(at, CLEARTEXT), finding(at))
    assert [r["ruleId"] for r in run_of(made)["results"]] == ["unpinned-host", "cleartext-scheme", "any-port"]


def test_what_was_not_read_or_answered_is_notified() -> None:
    (invocation,) = run_of(full())["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["exitCode"] == 4
    unread, refused, unknown = invocation["toolExecutionNotifications"]
    assert (unread["level"], unread["message"]["text"]) == ("error", "not JSON")
    assert unread["locations"][0]["physicalLocation"]["region"] == {"startLine": 3, "startColumn": 9}
    assert (refused["level"], refused["message"]["text"]) == ("warning", "duplicate key")
    assert (unknown["level"], unknown["associatedRule"]) == ("warning", {"id": "dead-entry"})
    (invocation,) = run_of(report())["invocations"]
    assert invocation == {"executionSuccessful": True, "exitCode": 0}


def test_second_places_are_linked_from_the_message() -> None:
    at = place('["a.b"]', ".")
    made = replace(finding(at), related=(Related(place("x", "x", "b.json"), "overrides [it]"), Related(at, "")))
    result = result_of(made)
    assert result["message"]["text"].endswith(r" See [overrides \[it\]](1), [here](2).")
    assert [related["id"] for related in result["relatedLocations"]] == [1, 2]
    assert result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "b.json"


def test_a_regex_is_not_taken_for_a_link() -> None:
    made = replace(finding(place('["a.b"]', ".")), message="matches [a](https://evil.example)", label="\u202e")
    assert result_of(made)["message"]["text"] == (r"Matches [a]\u{28}https://evil.example). Here: \u{202e}.")


@settings(QUICK, max_examples=25)  # the schema is large
@given(reports)
def test_every_report_is_valid_sarif(made: Report) -> None:
    run = run_of(made)
    assert len(run["results"]) == len(made.findings)
    keys = [(r["ruleId"], r["partialFingerprints"]["primaryLocationLineHash"]) for r in run["results"]]
    uris = [r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in run["results"]]
    assert len(set(zip(keys, uris, strict=True))) == len(keys)


# line hashes


@pytest.mark.parametrize(
    ("text", "hashes"),
    [
        ("", ["c129715d7a2bc9a3:1"]),
        (" a\nb\n  \tc\n d", ["271789c17abda88f:1", "54703d4cd895b18:1", "180aee12dab6264:1", "a23a3dc5e078b07b:1"]),
        (
            '{\n  "a": [\n    "https://x",\n    "https://\U0001f600y"\n  ]\n}\n',
            [
                "6968cf7f54261976:1",
                "d29d14a05a9c7fc5:1",
                "3c3082e0699ff05d:1",
                "ea1c673350d64ff4:1",
                "e8577a4a8405efb1:1",
                "32dce9ccfdbc9d3e:1",
                "c129715d7a2bc9a3:1",
            ],
        ),
    ],
)
def test_line_hashes_are_those_of_github(text: str, hashes: list[str]) -> None:
    """The values were computed by the upload action's own code."""
    assert line_hashes(text) == hashes


def test_line_hashes_of_lines_that_look_alike() -> None:
    hashes = line_hashes("x" * 98 + "\n" + "x" * 98 + "\n" + "x" * 98)
    assert [line_hash.split(":")[1] for line_hash in hashes] == ["1", "2", "1"]
    assert hashes[0].split(":")[0] == hashes[1].split(":")[0] != hashes[2].split(":")[0]


def test_line_ends_count_alike() -> None:
    assert line_hashes("a\nb\n\nc") == line_hashes("a\r\nb\r\n\r\nc") == line_hashes(" a\rb\t\r\rc")
    assert line_hashes("a\r \nb") == line_hashes("a\n\nb")


def test_findings_of_a_rule_that_share_a_line_stay_apart() -> None:
    source = SourceText("a.json", '["a.b", "c.d"]')

    def at(offset: int, index: int) -> Reported:
        made = finding(Place(source, Span(offset, offset + 1), f"/{index}"))
        return replace(made, fingerprint=f"value{index}")

    plain = line_hashes(source.text)[0]

    def hashes(*findings: Reported) -> list[str]:
        results = run_of(report(*findings))["results"]
        return [r["partialFingerprints"]["primaryLocationLineHash"] for r in results]

    assert hashes(at(3, 0)) == [plain]
    assert hashes(at(3, 0), at(9, 1)) == [f"{plain}:value0", f"{plain}:value1"]
    assert hashes(at(2, 0), at(3, 0)) == [f"{plain}:value0", f"{plain}:value0:2"]
    assert hashes(at(3, 0), replace(at(9, 1), rule=CLEARTEXT)) == [plain, plain]


# paths


@pytest.mark.skipif(os.name == "nt", reason="paths of this system are others")
@pytest.mark.parametrize(
    ("path", "root", "expected"),
    [
        ("/repo/docs/a.md", "/repo", "docs/a.md"),
        ("/repo/./x/../docs/a.md", "/repo/", "docs/a.md"),
        ("/repository/a.md", "/repo", "/repository/a.md"),
        ("/elsewhere/a.md", "/repo", "/elsewhere/a.md"),
        ("-", "/repo", "-"),
        ("<stdin>", "/repo", "<stdin>"),
        ("./docs/../a.md", None, "a.md"),
    ],
)
def test_paths_are_relative_to_the_repository(path: str, root: str | None, expected: str) -> None:
    assert in_repository(path, root) == expected


def test_paths_below_the_working_directory_count_from_the_root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    assert in_repository("a.md", str(tmp_path)) == "sub/a.md"
    assert in_repository("../a.md", str(tmp_path)) == "a.md"
    assert in_repository(str(tmp_path / "sub" / "a.md"), None) == "a.md"


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("docs/a b.md", "docs/a%20b.md"),
        ("a:b#c?d%e", "a%3Ab%23c%3Fd%25e"),
        ("é\udcff", "%C3%A9%FF"),
        ("\ud800", "%ED%A0%80"),
        ("-", "-"),
    ],
)
def test_uris(path: str, uri: str) -> None:
    assert uri_reference(path) == uri


@pytest.mark.skipif(os.name == "nt", reason="paths of this system are others")
def test_files_outside_of_the_repository_have_absolute_uris() -> None:
    assert uri_reference("/a b/c") == "file:///a%20b/c"
    made = finding(place("a.b", ".", "/elsewhere/a.json"))
    run = run_of(report(made), root="/repo")
    artifact = run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert artifact == {"uri": "file:///elsewhere/a.json"}


# fixes


def test_a_fix_is_a_change_to_the_literal() -> None:
    (fix,) = result_of(full().findings[0])["fixes"]
    (change,) = fix["artifactChanges"]
    (replacement,) = change["replacements"]
    line = full().findings[0].place.source.line(12)
    region = replacement["deletedRegion"]
    assert (region["startLine"], region["endLine"]) == (12, 12)
    cut = line[region["startColumn"] - 1 : region["endColumn"] - 1]
    assert cut == r'"^https://runtime\\.sagemaker\\..*[a-z0-9-]\\.amazonaws\\.com/.*$"'
    assert replacement["insertedContent"]["text"] == (
        r'"^https://runtime\\.sagemaker\\.[a-z0-9-]+\\.amazonaws\\.com/.*$"'
    )


@pytest.mark.parametrize(
    ("text", "of", "value", "literal"),
    [
        (r'["a\\.b"]', ".", r"a\.b", r'"a\\.b"'),
        (r'["a\"b.c"]', ".", 'a"b.c', r'"a\"b.c"'),
        ('["a.b", "a.b"]', "a.b", "a.b", '"a.b"'),
        (r'{"\u0061.b": 1}', ".", "a.b", r'"\u0061.b"'),
        ('"a.b"', '"a.b"', "a.b", '"a.b"'),
        ("- 'a.b'", ".", "a.b", None),
        ("- a.b", ".", "a.b", None),
        ('"a.b,c.d"', ".", "a.b", None),
        ('"a.b" .', " .", "a.b", None),
        ('"a\n.b"', ".", "a\n.b", None),
    ],
)
def test_which_literals_are_sure(text: str, of: str, value: str, literal: str | None) -> None:
    span = json_literal(place(text, of), value)
    assert (None if span is None else text[span.start : span.end]) == literal


def test_no_fix_is_made_up() -> None:
    made = replace(finding(place("- a.b", ".")), fix=Fix("c", True, "pinned"))
    assert "fixes" not in result_of(made)
