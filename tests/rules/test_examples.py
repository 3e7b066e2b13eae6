"""Every example of every rule, and what a collection of rules promises."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from endpointlint.rule.finding import Severity
from endpointlint.rule.kinds import AnyRule, Clean, Flagged
from endpointlint.rule.testing import broken_examples
from endpointlint_rules import RULES
from support.command import ROOT

NAMES = [rule.name for rule in RULES]


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_examples_hold(rule: AnyRule) -> None:
    assert list(broken_examples(rule)) == []


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_an_example_can_fail(rule: AnyRule) -> None:
    swapped = tuple(
        Clean(example.text, example.setting, example.opensearch, example.files)
        if isinstance(example, Flagged)
        else Flagged(example.text, setting=example.setting, opensearch=example.opensearch, files=example.files)
        for example in rule.examples
    )
    assert len(list(broken_examples(replace(rule, examples=swapped)))) == len(swapped)


@pytest.mark.parametrize("rule", RULES, ids=NAMES)
def test_a_rule_has_a_page(rule: AnyRule) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)
    assert (ROOT / f"rules/endpointlint_rules/{rule.name.replace('-', '_')}.py").exists()
    assert re.search(r"^Severity: (critical|high|medium|low|info)", rule.page, re.MULTILINE), "says how severe it is"
    assert "False alarms:" in rule.page, "says how free of false alarm it is"
    assert rule.references
    assert rule.severity in Severity


def test_names_are_unique() -> None:
    assert len(set(NAMES)) == len(NAMES)


LATER = [rule for rule in RULES if rule.since != "0.1"]
OF_CLUSTERS = [rule for rule in LATER if rule.name not in ("slow-entry", "stack-overflow")]


@pytest.mark.parametrize("rule", LATER, ids=lambda rule: rule.name)
def test_pages_say_how_free_of_false_alarms_a_rule_is_and_what_it_misses(rule: AnyRule) -> None:
    page = " ".join(rule.page.split())
    assert "Severity: " in page
    assert "False alarms: " in page
    assert "Missed: " in page or "Not seen: " in page


def test_every_rule_on_connectors_settings_and_roles_is_among_them() -> None:
    assert {rule.name: rule.severity.value for rule in OF_CLUSTERS} == {
        **dict.fromkeys(("steerable-host", "security-plugin-off"), "critical"),
        **dict.fromkeys(
            (
                *("cleartext-endpoint", "plaintext-credential", "secret-outside-credential", "tls-verification-off"),
                *("internal-endpoint", "mcp-endpoint-escapes", "connector-access-control-off"),
                *("private-addresses-open", "everyone-may-create", "everyone-has-ml", "anonymous-ml-access"),
                *("list-editor-may-connect", "xff-any-proxy", "system-index-readable"),
            ),
            "high",
        ),
        **dict.fromkeys(
            (
                *("untrusted-endpoint", "credential-in-url", "signature-mismatch", "public-connector"),
                *("access-fields-rejected", "header-from-parameter", "unsupported-by-release"),
                *("client-disagreement", "model-access-control-off", "model-url-registration", "mcp-open"),
                *("header-passthrough", "unknown-setting", "wrong-type", "conflicting-layers", "wide-allow-list"),
            ),
            "medium",
        ),
        **dict.fromkeys(
            ("steerable-path", "long-lived-aws-key", "unescaped-body-parameter", "no-actions", "no-effect-field"), "low"
        ),
        "only-run-on-ml-node": "info",
    }
