"""One regex on the automaton, on the walk that the JDK takes, and on a JVM."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from random import Random

import pytest

from agreement.dialect import regex
from agreement.words import interesting, texts
from endpointlint.automata.budget import Budget, BudgetExceeded
from endpointlint.automata.inventory import sets_of
from endpointlint.evidence.jvm import Absent, Jvm, Refused, jvm
from endpointlint.javaregex.matcher import Matcher
from endpointlint.javaregex.parse import parse
from endpointlint.javaregex.problems import PatternProblem
from endpointlint.javaregex.unicode.tables import JAVAS
from endpointlint.query.claim import Operation
from endpointlint.query.language import Language

BUDGET = Budget(steps=150_000)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Two engines that answer differently."""

    pattern: str
    text: str | None
    operation: Operation
    ours: str
    theirs: str

    def __str__(self) -> str:
        return f"{self.pattern!a} {self.operation} {self.text!a}: we say {self.ours}, the JVM {self.theirs}"


@dataclass(slots=True)
class Tally:
    """How much was compared."""

    patterns: int = 0
    refused: int = 0
    pairs: int = 0
    accepted: int = 0
    undecided: int = 0
    """Texts between our bounds, beyond our budget, or on which the JVM fails."""
    unwalked: int = 0


def running_jvm() -> Jvm:
    """The JVM of the extra `jvm`, of whose tables we have a copy; the test is skipped without one."""
    found = jvm()
    if isinstance(found, Absent):
        pytest.skip(f"no JVM: {found.reason}")
    if found.feature not in JAVAS:
        pytest.skip(f"no tables for {found.name}")
    return found


def bounds(pattern: str, java: int, operation: Operation, given: Sequence[str]) -> list[tuple[bool, bool] | None]:
    """For each text whether the inner and the outer bound accept it; None where the budget does not suffice."""
    language = Language(parse(pattern, java), operation=operation, budget=BUDGET)
    outer = language.machine(language.bounds.outer)
    inner = outer if language.exact else language.machine(language.bounds.inner)
    out: list[tuple[bool, bool] | None] = []
    for text in given:
        try:
            high = outer.run(text)
            out.append((high if inner is outer else inner.run(text), high))
        except BudgetExceeded:
            out.append(None)
    return out


def walks(pattern: str, java: int, operation: Operation, given: Sequence[str]) -> list[bool | None]:
    """What the walk through each text says; None where it fails or the budget does not suffice."""
    walk = Matcher(parse(pattern, java))
    out: list[bool | None] = []
    for text in given:
        try:
            out.append(walk.accepts(text, search=operation is Operation.FIND, meter=BUDGET.meter()))
        except BudgetExceeded:
            out.append(None)
    return out


def disagreements(
    pattern: str, given: Sequence[str], operation: Operation, jvm: Jvm, tally: Tally | None = None
) -> Iterator[Disagreement]:
    """Texts on which the JVM leaves our bounds; and a regex that only one of both compiles."""
    theirs = jvm.answers(pattern, given, operation)
    try:
        ours = bounds(pattern, jvm.tables, operation, given)
        walked = walks(pattern, jvm.tables, operation, given)
    except PatternProblem as problem:
        if not isinstance(theirs, Refused):
            yield Disagreement(pattern, None, operation, f"refused: {problem}", "compiled")
        elif tally:
            tally.refused += 1
        return
    if isinstance(theirs, Refused):
        yield Disagreement(pattern, None, operation, "compiled", f"refused: {theirs.message}")
        return
    for text, mine, step, answer in zip(given, ours, walked, theirs, strict=True):
        if tally:
            tally.pairs += 1
            tally.accepted += answer is True
            tally.undecided += mine is None or answer is None or mine[0] != mine[1]
            tally.unwalked += step is None or answer is None
        if step is not None and answer is not None and step is not answer:
            yield Disagreement(pattern, text, operation, f"{step} by walking", str(answer))
        if mine is None or answer is None:
            continue
        inner, outer = mine
        if inner > answer or answer > outer or inner > outer:
            said = str(outer) if inner == outer else f"{inner} to {outer}"
            yield Disagreement(pattern, text, operation, said, str(answer))


def case(random: Random, size: int, count: int, java: int) -> tuple[str, dict[Operation, list[str]]]:
    """A random regex with texts for it; without texts if it does not compile."""
    pattern = regex(random, size)
    given: dict[Operation, list[str]] = {}
    try:
        parsed = parse(pattern, java)
    except PatternProblem:
        return pattern, {operation: [] for operation in Operation}
    for operation in Operation:
        language = Language(parsed, operation=operation, budget=BUDGET)
        chars = interesting(sets_of(language.bounds.outer))
        try:
            # under search every text goes on being read: words of the whole match are the better ones
            source = Language(parsed, operation=Operation.MATCHES, budget=BUDGET)
            given[operation] = texts(source.machine(source.bounds.outer), random, chars, count)
        except BudgetExceeded:
            given[operation] = []
    return pattern, given


def shrunk(found: Disagreement, jvm: Jvm) -> Disagreement:
    """A smaller disagreement of the same kind: characters are dropped or made plainer as long as it stays one."""

    def fails(pattern: str, text: str | None) -> Disagreement | None:
        given = [] if text is None else [text]
        try:
            return next(iter(disagreements(pattern, given, found.operation, jvm)), None)
        except (BudgetExceeded, RecursionError):
            return None

    def same(other: Disagreement | None) -> bool:
        return other is not None and (other.text is None) == (found.text is None)

    best = found
    progress = True
    while progress:
        progress = False
        for smaller in _smaller(best):
            tried = fails(*smaller)
            if tried is not None and same(tried):
                best, progress = tried, True
                break
    return best


def _smaller(found: Disagreement) -> Iterator[tuple[str, str | None]]:
    pattern, text = found.pattern, found.text
    if text is not None:
        for short in _cuts(text):
            yield pattern, short
    for short in _cuts(pattern):
        yield short, text
    # a pair of brackets at once
    opened: list[int] = []
    for at, char in enumerate(pattern):
        if char in "([":
            opened.append(at)
        elif char in ")]" and opened:
            start = opened.pop()
            for skip in (1, 3, 4):
                yield pattern[:start] + pattern[start + skip : at] + pattern[at + 1 :], text
    if text is not None:
        for at, char in enumerate(text):
            if char != "a":
                yield pattern.replace(char, "a"), text.replace(char, "a")
                yield pattern, text[:at] + "a" + text[at + 1 :]


def _cuts(text: str) -> Iterator[str]:
    for size in (8, 4, 2, 1):
        for at in range(len(text) - size + 1):
            yield text[:at] + text[at + size :]


Log = Callable[[str], None]
