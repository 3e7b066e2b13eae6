"""Examples of several files, judged as whoever checks a folder with them will see it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from endpointlint.engine.lint import lint
from endpointlint.engine.options import Options
from endpointlint.engine.result import Report
from endpointlint.policy.release import NEWEST, Release
from endpointlint.rule.finding import Severity
from endpointlint.rule.kinds import AnyRule, Clean, Example, Flagged
from endpointlint.rule.testing import files_of
from endpointlint_rules import RULES

EXAMPLES = [(rule, example) for rule in RULES for example in rule.examples if example.files]
TOGETHER = [(rule, example) for rule, example in EXAMPLES if isinstance(example, Flagged) and len(example.files) > 1]


def named(pair: tuple[AnyRule, Example]) -> str:
    rule, example = pair
    return f"{rule.name}-{rule.examples.index(example)}"


def judged(rule: AnyRule, files: tuple[tuple[str, str], ...], folder: Path, release: str | None) -> Report:
    for name, text in files:
        (folder / name).write_text(text, "utf-8")
    options = Options(
        release=Release.parse(release) if release else NEWEST,
        examples=0,
        select=frozenset((rule.name,)),
        allow_empty=True,
    )
    return lint([str(folder)], options, stdin=lambda: b"")


@pytest.mark.parametrize("pair", EXAMPLES, ids=named)
def test_a_folder_with_the_files_of_an_example(pair: tuple[AnyRule, Example], tmp_path: Path) -> None:
    rule, example = pair
    report = judged(rule, files_of(rule, example), tmp_path, example.opensearch)
    assert report.incomplete == ()
    assert report.unknowns == ()
    found = [one.severity for one in report.findings]
    if isinstance(example, Clean):
        assert found == []
    else:
        assert max(found) is (example.severity or rule.severity)


@pytest.mark.parametrize("pair", TOGETHER, ids=named)
def test_what_files_give_together_none_gives_alone(pair: tuple[AnyRule, Flagged], tmp_path: Path) -> None:
    """A finding at or above the severity of the example needs all of its files."""
    rule, example = pair
    for number, file in enumerate(example.files):
        folder = tmp_path / str(number)
        folder.mkdir()
        alone = judged(rule, (file,), folder, example.opensearch)
        assert all(found.severity < (example.severity or rule.severity) for found in alone.findings), file[0]


def test_every_rule_across_files_has_such_an_example() -> None:
    """Rules in which a second file makes the finding, or makes it worse."""
    assert {rule.name for rule, _ in TOGETHER} == {
        *("untrusted-endpoint", "steerable-host", "steerable-path", "access-fields-rejected", "conflicting-layers"),
        *("connector-access-control-off", "private-addresses-open", "model-url-registration", "wide-allow-list"),
        *("everyone-may-create", "everyone-has-ml", "anonymous-ml-access", "list-editor-may-connect"),
        *("xff-any-proxy", "system-index-readable"),
    }


PREFIX = "plugins.ml_commons."
SECURITY_OFF = ("opensearch.yml", "plugins.security.disabled: true\n")


def settings_file(key: str, value: object) -> tuple[str, str]:
    return "settings.json", json.dumps({"persistent": {key: value}})


def connector_file(url: str, **fields: object) -> tuple[str, str]:
    action = {"action_type": "predict", "method": "POST", "url": url}
    body = {"name": "c", "version": 1, "protocol": "http", "credential": {"key": "<KEY>"}, "actions": [action]}
    return "connector.json", json.dumps({**body, **fields})


@pytest.mark.parametrize(
    ("name", "reported", "beside", "alone", "together"),
    [
        (
            "internal-endpoint",
            connector_file("http://10.0.0.7/v1"),
            settings_file(PREFIX + "connector.private_ip_enabled", False),
            Severity.MEDIUM,
            Severity.LOW,
        ),
        (
            "public-connector",
            connector_file("https://api.vendor.com/v1", access_mode="public"),
            settings_file(PREFIX + "connector_access_control_enabled", False),
            Severity.MEDIUM,
            None,
        ),
        (
            "private-addresses-open",
            settings_file(PREFIX + "connector.private_ip_enabled", True),
            ("opensearch.yml", PREFIX + "connector.restricted_ip_patterns: ['169\\.254\\..*']\n"),
            Severity.HIGH,
            Severity.MEDIUM,
        ),
        (
            "connector-access-control-off",
            settings_file(PREFIX + "connector_access_control_enabled", False),
            SECURITY_OFF,
            Severity.HIGH,
            Severity.LOW,
        ),
        (
            "model-access-control-off",
            settings_file(PREFIX + "model_access_control_enabled", False),
            SECURITY_OFF,
            Severity.MEDIUM,
            Severity.LOW,
        ),
        (
            "list-editor-may-connect",
            ("roles.yml", "_meta: {type: roles}\nmine: {cluster_permissions: ['cluster:admin/*']}\n"),
            ("roles_mapping.yml", "_meta: {type: rolesmapping}\nother: {users: [anna]}\n"),
            Severity.HIGH,
            None,
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_second_file_takes_a_finding_back(
    name: str,
    reported: tuple[str, str],
    beside: tuple[str, str],
    alone: Severity,
    together: Severity | None,
    tmp_path: Path,
) -> None:
    rule = next(rule for rule in RULES if rule.name == name)
    for files, expected in (((reported,), alone), ((reported, beside), together)):
        found = judged(rule, files, tmp_path, None).findings
        assert [one.severity for one in found] == ([] if expected is None else [expected])


def test_the_switch_for_private_addresses_decides_what_is_refused(tmp_path: Path) -> None:
    rule = next(rule for rule in RULES if rule.name == "internal-endpoint")
    said: list[str] = []
    for value in (None, True, False):
        files: tuple[tuple[str, str], ...] = (connector_file("http://10.0.0.7/v1"),)
        if value is not None:
            files += (settings_file(PREFIX + "connector.private_ip_enabled", value),)
        said += [found.message for found in judged(rule, files, tmp_path, None).findings]
    refused = "the connector calls an address inside of the network, and is refused"
    assert said == [refused, refused.removesuffix(", and is refused"), refused]
