"""What each engine says of one regex, and who is right where they differ."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import Final

from endpointlint.automata.budget import Budget
from endpointlint.evidence.acceptor import Acceptor
from endpointlint.evidence.jvm import Absent, Jvm, Refused, jvm
from endpointlint.evidence.reference import Reference
from endpointlint.evidence.reference import name as reference_name
from endpointlint.javaregex.ast import Pattern
from endpointlint.javaregex.parse import parse
from endpointlint.javaregex.problems import PatternProblem
from endpointlint.query.claim import Operation
from endpointlint.query.language import Language
from endpointlint.source.records import dataclass, field

AUTOMATON: Final = "automaton"
JAVA: Final = "java"


@dataclass(slots=True)
class Outcome:
    """What came out of asking about some texts."""

    confirmed: dict[str, None] = field(default_factory=dict[str, None])
    """Engines that answered, in the order in which they were asked."""
    silent: dict[str, str] = field(default_factory=dict[str, str])
    """Engines that had no answer to something, with the reason."""
    contradictions: dict[str, None] = field(default_factory=dict[str, None])
    measured: list[str] = field(default_factory=list[str])
    """What was measured, each in one line."""

    def contradicted(self, message: str) -> None:
        """Note what an engine said against us; once, however often it says so."""
        self.contradictions[message] = None

    def reads_otherwise(self, engine: str) -> None:
        """Note that an engine reads the entry in another way than Java, and so cannot be asked."""
        self.silent[engine] = "reads this entry in another way than Java"

    def add(self, other: Outcome) -> None:
        """Note all that came out of asking about further texts."""
        self.confirmed.update(other.confirmed)
        self.silent.update(other.silent)
        self.contradictions.update(other.contradictions)
        self.measured.extend(other.measured)

    @property
    def confirmed_by(self) -> tuple[str, ...]:
        """The engines that answered everything."""
        return tuple(engine for engine in self.confirmed if engine not in self.silent)

    @property
    def not_run(self) -> tuple[str, ...]:
        """The engines that did not, each with the reason in brackets."""
        return tuple(f"{engine} ({reason})" for engine, reason in self.silent.items())


class Opinions:
    """The engines, set upon one regex under one operation. Each is made when it is first asked."""

    def __init__(self, pattern: Pattern, operation: Operation, budget: Budget) -> None:
        self._pattern = pattern
        self._operation = operation
        self._budget = budget
        self._java_said: dict[str, bool | None] = {}

    @property
    def text(self) -> str:
        """The regex."""
        return self._pattern.text

    @cached_property
    def reference_name(self) -> str:
        """The `regex` package with its version."""
        return reference_name()

    @cached_property
    def automaton(self) -> Acceptor:
        """Our own automaton, from scratch."""
        return Acceptor(Language(self._pattern, operation=self._operation, budget=self._budget))

    @cached_property
    def reference(self) -> Reference:
        """The `regex` package."""
        return Reference(self._pattern, self._operation)

    def replay(self, text: str, accepted: bool, outcome: Outcome) -> None:
        """Ask every engine about one text that is claimed to be accepted, or refused."""
        text = combined(text)
        ours = self.automaton.accepts(text)
        outcome.confirmed[AUTOMATON] = None
        if ours is None:
            outcome.silent[AUTOMATON] = "the budget does not suffice, or the answer lies between its bounds"
        elif ours is not accepted:
            outcome.contradicted(self._quote(AUTOMATON, text, ours))
        named = self.reference_name
        outcome.confirmed[named] = None
        reference = self.reference.accepts(text)
        theirs = self.java(text, outcome)
        if reference is None:
            outcome.silent[named] = self.reference.reason or "cannot say what this entry says of such a text"
        elif reference is not accepted:
            if theirs is accepted:
                outcome.reads_otherwise(named)
            else:
                outcome.contradicted(self._quote(named, text, reference))
        if theirs is not None and theirs is not accepted:
            self._java_dissents(text, theirs, outcome)

    def agree(self, text: str, outcome: Outcome, *, expected: bool | None = None) -> bool:
        """Whether the automaton and the `regex` package agree about a text, and with what is expected of it.

        The JVM is asked only where they do not.
        """
        ours = self.automaton.accepts(text)
        if ours is not None and expected is not None and ours is not expected:
            outcome.contradicted(self._quote(AUTOMATON, text, ours))
            return False
        reference = self.reference.accepts(text)
        if ours is None or reference is None or ours is reference:
            return True
        named = self.reference_name
        theirs = self.java(text, outcome)
        if theirs is ours:
            outcome.reads_otherwise(named)
            return True
        outcome.contradicted(self._quote(named, text, reference))
        return False

    def java_agrees(self, texts: Sequence[str], outcome: Outcome) -> bool:
        """Whether the JVM, where there is one, says the same as the automaton of all of the texts."""
        self._ask_java(texts)
        agreed = True
        for text in texts:
            ours, theirs = self.automaton.accepts(text), self._java_said.get(text)
            if ours is not None and theirs is not None and ours is not theirs:
                agreed = self._java_dissents(text, theirs, outcome) and agreed
        return agreed

    def accepts(self, text: str, outcome: Outcome) -> bool | None:
        """What the `regex` package says, or else the JVM; None if neither has an opinion."""
        reference = self.reference.accepts(text)
        return self.java(text, outcome) if reference is None else reference

    def java(self, text: str, outcome: Outcome) -> bool | None:
        """What the JVM says; None if there is none, or no answer."""
        asked = jvm()
        if isinstance(asked, Absent):
            outcome.silent[JAVA] = asked.reason
            return None
        outcome.confirmed[asked.name] = None
        self._ask_java((text,))
        answer = self._java_said[text]
        if answer is None:
            outcome.silent[asked.name] = "does not come to an end on this entry"
        return answer

    def _ask_java(self, texts: Iterable[str]) -> None:
        asked = jvm()
        new = [text for text in dict.fromkeys(texts) if text not in self._java_said]
        if not new or isinstance(asked, Absent):
            return
        answers = asked.answers(self._pattern.text, new, self._operation)
        if isinstance(answers, Refused):
            # a regex that this JVM refuses matches nothing there
            answers = [False] * len(new)
        self._java_said.update(zip(new, answers, strict=True))

    def _java_dissents(self, text: str, answer: bool, outcome: Outcome) -> bool:
        """Note that the JVM says otherwise; returns whether that is as it should be, since it is another Java."""
        asked = jvm()
        if isinstance(asked, Absent):
            return True
        if self._expected_of(asked, text) is answer:
            outcome.silent[asked.name] = f"reads this entry in another way than Java {self._pattern.java}"
            return True
        outcome.contradicted(self._quote(asked.name, text, answer))
        return False

    def _expected_of(self, asked: Jvm, text: str) -> bool | None:
        """What our own automaton says under the tables of the JVM that was asked."""
        if asked.tables == self._pattern.java:
            return self.automaton.accepts(text)
        try:
            pattern = parse(self._pattern.text, asked.tables)
        except PatternProblem:
            return False
        return Acceptor(Language(pattern, operation=self._operation, budget=self._budget)).accepts(text)

    def _quote(self, engine: str, text: str, accepted: bool) -> str:
        says = "accepts" if accepted else "refuses"
        against = "which was claimed to be refused" if accepted else "which was claimed to be accepted"
        return f"{engine} {says} {quoted(text)}, {against}, by the regex {quoted(self._pattern.text)}"


def combined(text: str) -> str:
    """The text with pairs of surrogates as single code points."""
    return text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def quoted(text: str) -> str:
    """A text between quotation marks, on one line, in ASCII."""
    return json.dumps(text)
