"""Values of callers tried out: what is true is confirmed, and what is not is contradicted by somebody."""

from __future__ import annotations

from dataclasses import replace

import pytest

from endpointlint.evidence.corroborate import corroborator
from endpointlint.evidence.interface import Evidence
from endpointlint.evidence.steered import SUBSTITUTOR
from endpointlint.javaregex.parse import parse
from endpointlint.policy.enforcement import enforcement
from endpointlint.policy.release import Release
from endpointlint.policy.template import Template, fill_with
from endpointlint.query.filled import callers
from endpointlint.query.language import Language
from endpointlint.query.steering import Steered, Steering
from endpointlint.query.verdict import Refuted
from endpointlint.source import SourceLiteral

OPEN = r"^https://.*v\.com/.*$"


def steered(text: str, entry: str | None = None, release: str = "3.8", **stored: str) -> Steered:
    template, parameters = Template(SourceLiteral.plain(text, 0)), fill_with(stored)
    language = None if entry is None else Language(parse(entry))
    who = callers(enforcement(Release.parse(release)))
    found = Steering(template, who, parameters, language).foreign(frozenset({"v.com"}), parameters)
    assert isinstance(found, Refuted)
    return found.witness


def tried(one: Steered, examples: int = 60) -> Evidence:
    return corroborator(examples).steer(one)


@pytest.mark.parametrize(
    ("text", "entry", "release"),
    [
        ("https://${parameters.h}/v1", OPEN, "3.8"),
        ("https://m.${parameters.r}.v.com/${parameters.m}", OPEN, "3.8"),
        ("https://${parameters.h}/x/${parameters.h}", OPEN, "3.8"),
        ("https://${parameters.h}/v1", None, "3.6"),
        ("https://${parameters.h}/v1", None, "2.19"),
        ("https://v.com${parameters.p}", None, "2.11"),
    ],
)
def test_what_is_true_is_confirmed(text: str, entry: str | None, release: str) -> None:
    evidence = tried(steered(text, entry, release))
    assert evidence.contradictions == ()
    assert evidence.confirmed_by[0] == SUBSTITUTOR
    assert any(engine.startswith("regex") for engine in evidence.confirmed_by) is (entry is not None)
    assert evidence.generated is not None
    examples, agreed = evidence.generated
    assert 0 < examples == agreed


def test_as_many_values_are_generated_as_were_asked_for() -> None:
    one = steered("https://${parameters.h}/v1", OPEN)
    for examples in (10, 40):
        evidence = tried(one, examples)
        assert evidence.generated is not None
        assert 0.8 * examples <= evidence.generated[0] <= examples


def test_values_that_do_not_make_the_url() -> None:
    one = steered("https://${parameters.h}/v1", OPEN)
    (said,) = tried(replace(one, values={"h": "v.com"})).contradictions
    assert said.startswith(f"the second {SUBSTITUTOR} makes")


def test_values_that_lead_into_a_loop() -> None:
    one = steered("https://${parameters.h}/v1", OPEN)
    (said,) = tried(replace(one, values={"h": "${parameters.h}"})).contradictions
    assert said.startswith(f"the second {SUBSTITUTOR} ends in an error")


def test_a_url_that_the_list_refuses() -> None:
    one = steered("https://${parameters.h}/v1", OPEN)
    url = one.url.replace("v.com", "w.com")
    said = tried(replace(one, url=url, values={"h": url[8:-3]})).contradictions
    assert any("regex" in reason and "refuses" in reason for reason in said)


def test_a_host_that_is_not_dialled() -> None:
    one = steered("https://${parameters.h}/v1", OPEN)
    said = tried(replace(one, dialled=replace(one.dialled, host="v.com"))).contradictions
    assert any("the second URL grammar finds" in reason for reason in said)
