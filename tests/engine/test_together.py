"""Rules that need all inputs: when they are asked, and what becomes of their answers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from endpointlint.engine import lint as engine
from endpointlint.engine.lint import lint
from endpointlint.engine.options import Options
from endpointlint.engine.result import Report
from endpointlint.policy.release import Release
from endpointlint.query.verdict import Unknown
from endpointlint.rule.connector import ConnectorSubject
from endpointlint.rule.finding import Finding, Grade, Outcome, Severity
from endpointlint.rule.kinds import AnyRule, ConnectorRule, RunRule, SecurityRule
from endpointlint.rule.run import RunSubject, SecuritySubject
from support.command import ROOT, run

LIST = "plugins.ml_commons.trusted_connector_endpoints_regex"
CONNECTOR = {
    "name": "Chat",
    "version": 1,
    "protocol": "http",
    "credential": {"key": "<KEY>"},
    "actions": [{"action_type": "predict", "method": "POST", "url": "https://textract.eu.amazonaws.com"}],
}
ROLES = {"_meta": {"type": "roles", "config_version": 2}, "mine": {"cluster_permissions": ["*"]}}


def finding(message: str, severity: Severity = Severity.HIGH, **fields: Any) -> Finding:
    return Finding(message, severity, Grade.PROVED, **fields)


def made(kind: type[AnyRule], check: Any) -> AnyRule:
    return kind(check.__name__.replace("_", "-"), "t", Severity.HIGH, "0", ("CWE-1",), "page", (), check)  # type: ignore[call-arg]


def judged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *rules: AnyRule, options: Options | None = None) -> Report:
    monkeypatch.setattr(engine, "load_rules", lambda collections, **_parts: rules)
    return lint([str(tmp_path)], options or Options(examples=0), stdin=lambda: b"")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "b.json").write_text(json.dumps(CONNECTOR))
    (tmp_path / "a.json").write_text(json.dumps({"persistent": {LIST: ["^https://x/$"]}}))
    (tmp_path / "roles.yml").write_text(json.dumps(ROLES))
    return tmp_path


def test_subjects_and_order(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def about_connectors(connector: ConnectorSubject) -> Iterator[Outcome]:
        yield finding("connector")
        yield finding("consequence", Severity.LOW, follows=True)

    def about_access(access: SecuritySubject) -> Iterator[Outcome]:
        role = access.security.roles["mine"]
        yield finding("role", place=role.place, about=("role", role.name))

    def about_the_run(whole: RunSubject) -> Iterator[Outcome]:
        said = whole.effective.setting(LIST).said
        assert said is not None
        yield finding("list", place=said.key_place, about=("setting", said.key))
        yield Unknown("not answered")

    rules = (made(RunRule, about_the_run), made(SecurityRule, about_access), made(ConnectorRule, about_connectors))
    report = judged(folder, monkeypatch, *rules)
    assert [(Path(f.place.path).name, f.message, f.subject.kind, f.subject.text) for f in report.findings] == [
        ("a.json", "list", "setting", LIST),
        ("b.json", "connector", "connector", "Chat"),
        ("b.json", "consequence", "connector", "Chat"),
        ("roles.yml", "role", "role", "mine"),
    ]
    assert [f.follows_from for f in report.findings] == [None, None, "about-connectors", None]
    assert [unknown.reason for unknown in report.unknowns] == ["not answered"]
    assert len({f.fingerprint for f in report.findings}) == 3


def test_a_rule_that_fails_hides_no_other(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(connector: ConnectorSubject) -> Iterator[Outcome]:
        yield finding("x")
        raise KeyError(connector.connector.shown_name)

    def sound(whole: RunSubject) -> Iterator[Outcome]:
        yield finding("y")

    report = judged(folder, monkeypatch, made(ConnectorRule, broken), made(RunRule, sound))
    assert [f.message for f in report.findings] == ["y"]
    assert [problem.reason for problem in report.incomplete] == ["the rule broken failed: KeyError: 'Chat'"]
    assert report.exit_code == 4


def test_rules_about_access_are_not_asked_without_any(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def about_access(access: SecuritySubject) -> Iterator[Outcome]:
        raise AssertionError(access)

    (tmp_path / "b.json").write_text(json.dumps(CONNECTOR))
    assert judged(tmp_path, monkeypatch, made(SecurityRule, about_access)).incomplete == ()


def test_a_release_that_nobody_knows(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Release] = []

    def by_release(connector: ConnectorSubject) -> Iterator[Outcome]:
        asked.append(connector.enforcement.release)
        yield finding("always")
        if not connector.enforcement.checks_calls:
            yield finding("not checked")
        else:
            yield finding("checked")
        if connector.enforcement.release < Release.parse("2.12") or connector.enforcement.release > Release.parse(
            "3.7"
        ):
            yield finding("twice")

    report = judged(
        folder, monkeypatch, made(ConnectorRule, by_release), options=Options(examples=0, every_release=True)
    )
    assert {f.message: f.releases for f in report.findings} == {
        "always": "2.9 to 3.8",
        "not checked": "until 3.6",
        "checked": "from 3.7 on",
        "twice": "until 2.11, from 3.8 on",
    }
    assert report.opensearch == "unknown"
    assert len(set(asked)) == len(asked) > 20


def test_the_command_line_takes_a_release_that_nobody_knows(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text(json.dumps(CONNECTOR))
    ran = run("check", "b.json", "--opensearch", "unknown", "--format", "json", "--examples", "0", cwd=tmp_path)
    report = json.loads(ran.out)
    assert report["opensearch"] == "unknown"
    assert [(f["rule"], f["severity"], f["releases"]) for f in report["findings"]] == [
        ("untrusted-endpoint", "info", "until 2.17.1")
    ]
    text = run("check", "b.json", "--opensearch", "unknown", cwd=tmp_path).out
    assert "judged for every release from 2.9 to 3.8" in text
    assert run("reach", "a", "--opensearch", "unknown").code == 2


def test_a_release_that_is_known_is_the_only_one(tmp_path: Path) -> None:
    (tmp_path / "b.json").write_text(json.dumps(CONNECTOR))
    for release, found in (("2.17", 1), ("2.18", 0)):
        ran = run("check", "b.json", "--opensearch", release, "--format", "json", "--examples", "0", cwd=tmp_path)
        assert len(json.loads(ran.out)["findings"]) == found


def test_a_folder_of_everything() -> None:
    """One report, sorted by file, with the layers named."""
    ran = run("check", "fixtures/cluster", "--format", "json", "--examples", "0")
    report = json.loads(ran.out)
    assert report["incomplete"] == []
    assert [i["kind"] for i in report["inputs"]] == [
        "connector", "connector", "connector", "opensearch.yml", "security", "security", "console",
    ]  # fmt: skip
    assert sum(i["connectors"] for i in report["inputs"]) == 3
    paths = [f["path"] for f in report["findings"]]
    assert paths == sorted(paths)
    rules = {f["rule"] for f in report["findings"]}
    assert rules >= {"untrusted-endpoint", "conflicting-layers"}
    text = run("check", "fixtures/cluster", "--examples", "0").out
    assert "persistent settings in fixtures/cluster/settings.console, line 2" in text
    assert (ROOT / "fixtures/cluster").is_dir()
