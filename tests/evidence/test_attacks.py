"""Claims about cost are confirmed where they hold, and contradicted where they do not."""

from __future__ import annotations

import pytest

from agreement.compare import running_jvm
from endpointlint.evidence.attacks import MODEL, deep, slow
from endpointlint.evidence.jvm import Absent
from endpointlint.evidence.opinions import JAVA, Outcome
from endpointlint.javaregex.parse import parse
from endpointlint.query.claim import DeepClaim, Operation, Pump, SlowClaim


def outcome_of(pattern: str, pump: Pump, degree: int | None) -> Outcome:
    outcome = Outcome()
    slow(SlowClaim(parse(pattern), pump, Operation.MATCHES, degree), outcome)
    return outcome


def overflow_of(pattern: str, pump: Pump) -> Outcome:
    outcome = Outcome()
    deep(DeepClaim(parse(pattern), pump, Operation.MATCHES), outcome)
    return outcome


@pytest.fixture
def java() -> str:
    """The name of the JVM."""
    return running_jvm().name


HOLD = [
    ("a*a*b", Pump("", "a", ""), 2),
    ("(a|aa)*?b", Pump("", "a", ""), None),
    # what stands in front makes a text long, and no power great
    ("^" + "https://vendor.com/" * 5 + "a*a*a*b", Pump("https://vendor.com/" * 5, "a", ""), 3),
]


@pytest.mark.parametrize(("pattern", "pump", "degree"), HOLD)
def test_the_model_confirms_an_attack(pattern: str, pump: Pump, degree: int | None) -> None:
    outcome = outcome_of(pattern, pump, degree)
    assert MODEL in outcome.confirmed
    assert not outcome.contradictions


@pytest.mark.parametrize(("pattern", "pump", "degree"), HOLD)
def test_so_does_a_jvm(pattern: str, pump: Pump, degree: int | None, java: str) -> None:
    outcome = outcome_of(pattern, pump, degree)
    assert java in outcome.confirmed
    assert len(outcome.measured) == 1


def test_the_model_contradicts_what_is_linear() -> None:
    (said, *_) = outcome_of("(a|aa)*b", Pump("", "a", ""), 2).contradictions
    assert said.startswith(f"the {MODEL} reads as many characters as the length to the power of 1.0")


@pytest.mark.parametrize(
    ("pattern", "degree"), [("(a|aa)*b", None), ("(a|aa)*b", 2), ("(a|aa)*?b", 2), ("a*a*b", None)]
)
def test_a_jvm_contradicts_another_growth(pattern: str, degree: int | None, java: str) -> None:
    assert any(said.startswith(java) for said in outcome_of(pattern, Pump("", "a", ""), degree).contradictions)


def test_a_jvm_overflows(java: str) -> None:
    outcome = overflow_of("(a|b)*", Pump("", "ab", ""))
    assert java in outcome.confirmed
    assert outcome.measured[0].startswith("overflows a stack of 512 kB at a length of ")
    assert "one of 1 MB at a length of " in outcome.measured[0]


def test_or_it_does_not(java: str) -> None:
    (said,) = overflow_of("[ab]*", Pump("", "ab", "")).contradictions
    assert said.startswith(f"{java} matches ab × n without an overflow")


def test_it_is_said_where_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("endpointlint.evidence.attacks.jvm", lambda: Absent("not installed"))
    outcome = outcome_of("a*a*b", Pump("", "a", ""), 2)
    assert outcome.silent == {JAVA: "not installed"}
    assert list(outcome.confirmed) == [MODEL]
