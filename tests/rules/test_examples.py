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
