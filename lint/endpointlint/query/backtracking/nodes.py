r"""The nodes that `java.util.regex` walks when it matches.

The matcher is a recursive search over nodes, and it is the nodes that decide what a match costs, not the language: a
quantifier on one character is a loop in one frame, one on a group whose body cannot vary tries each iteration once, and
every other one recurses, with a memo of the places where it failed or without. Each class names the nodes of
`java.util.regex.Pattern`, JDK 11 to 25, that it stands for.
"""

from __future__ import annotations

from enum import Enum
from typing import Final

from endpointlint.automata.alphabet import Alphabet
from endpointlint.automata.codepoints import CodePointSet
from endpointlint.javaregex.ast import AnchorKind, Mode
from endpointlint.source import Span
from endpointlint.source.records import dataclass

Pc = int
"""The number of an instruction."""

HARMLESS: Final = 1_000
"""Bounds of loops that multiply to no more than that are a constant factor."""
UNBOUNDED: Final = 0x7FFFFFFF
"""`Pattern.MAX_REPS`: from there on a quantifier has no upper bound."""


@dataclass(frozen=True, slots=True)
class Read:
    """One character of a set (`CharProperty`, `Slice`)."""

    scope: int
    mask: int
    then: Pc
    span: Span


@dataclass(frozen=True, slots=True)
class Run:
    """A flat loop over one character (`CharPropertyGreedy`, `Curly`, `Ques`)."""

    scope: int
    mask: int
    least: int
    most: int | None
    mode: Mode
    then: Pc
    span: Span


@dataclass(frozen=True, slots=True)
class Branch:
    """Several ways on, tried in this order (`Branch`)."""

    scope: int
    ways: tuple[Pc, ...]


@dataclass(frozen=True, slots=True)
class Enter:
    """The first iteration of a recursive loop (`Prolog`)."""

    scope: int
    loop: Pc


@dataclass(frozen=True, slots=True)
class Loop:
    """Where an iteration of a recursive loop has ended (`Loop`, `LazyLoop`)."""

    scope: int
    number: int
    """Its place in `Program.loops`."""
    body: Pc
    then: Pc
    least: int
    most: int | None
    lazy: bool
    memo: bool
    """Places at which one more iteration, and all that follows, has failed are remembered and not tried again."""
    frames: int
    """Stack frames of one iteration, at least."""
    span: Span


@dataclass(frozen=True, slots=True)
class Flat:
    """A loop in one frame whose body is a scope of its own: each iteration takes its first way (`Curly`, `GroupCurly`).

    Its body is the scope `inner`, and ends in `Done`.
    """

    scope: int
    inner: int
    body: Pc
    then: Pc
    least: int
    most: int | None
    mode: Mode
    span: Span
    group: int | None = None
    """The group that each iteration captures, if a reference asks for it."""


@dataclass(frozen=True, slots=True)
class Atomic:
    """A part that commits to its first way (`Ques` of type `INDEPENDENT`)."""

    scope: int
    inner: int
    body: Pc
    then: Pc


@dataclass(frozen=True, slots=True)
class Ahead:
    """A look-ahead (`Pos`, `Neg`)."""

    scope: int
    inner: int
    body: Pc
    negated: bool
    then: Pc


@dataclass(frozen=True, slots=True)
class Behind:
    """A look-behind (`Behind`, `NotBehind`): its body is tried from every place in reach, the nearest first."""

    scope: int
    inner: int
    body: Pc
    negated: bool
    least: int
    most: int
    earliest: int
    """At places before this one the body is not tried."""
    then: Pc
    span: Span


@dataclass(frozen=True, slots=True)
class Test:
    """A test of the place (`Begin`, `Dollar`, `Caret` and the like)."""

    scope: int
    kind: AnchorKind
    then: Pc


@dataclass(frozen=True, slots=True)
class Boundary:
    """A word boundary (`Bound`); it walks left over marks, however many there are."""

    scope: int
    negated: bool
    word: int
    marks: int
    bases: int
    far_marks: int
    then: Pc
    span: Span


@dataclass(frozen=True, slots=True)
class Reference:
    """The text of a group once more (`BackRef`)."""

    scope: int
    group: int
    mask: int
    """Characters that the group's text can hold."""
    ignore_case: bool
    then: Pc
    span: Span


@dataclass(frozen=True, slots=True)
class Open:
    """Where a group begins that a reference asks for (`GroupHead`)."""

    scope: int
    group: int
    then: Pc


@dataclass(frozen=True, slots=True)
class Close:
    """Where it ends (`GroupTail`)."""

    scope: int
    group: int
    then: Pc


@dataclass(frozen=True, slots=True)
class Done:
    """The end of a scope: its search has succeeded (`Node`, `LastNode`)."""

    scope: int


Instruction = (
    Read
    | Run
    | Branch
    | Enter
    | Loop
    | Flat
    | Atomic
    | Ahead
    | Behind
    | Test
    | Boundary
    | Reference
    | Open
    | Close
    | Done
)


class ScopeKind(Enum):
    """What becomes of a search that has found the end of its scope."""

    WHOLE = "whole"
    """The regex as a whole."""
    ITERATION = "iteration"
    """One iteration of a flat loop, whose body has one way only."""
    ATOMIC = "atomic"
    """Its end is the one place where the search around it goes on."""
    LOOK = "look"
    """The search around it goes on where it was."""


@dataclass(frozen=True, slots=True)
class Scope:
    """A search within the search."""

    kind: ScopeKind
    outer: int
    """The number of the scope around it; -1 for the whole."""
    owner: Pc
    """The instruction that it is the body of; -1 for the whole."""


@dataclass(frozen=True, slots=True)
class Program:
    """The nodes of one regex. An instruction's body has the numbers just behind its own."""

    code: tuple[Instruction, ...]
    scopes: tuple[Scope, ...]
    entry: Pc
    loops: tuple[Pc, ...]
    """The recursive loops, in the order of the text."""
    bodies: tuple[tuple[Pc, Pc], ...]
    """For each of them the range of the instructions of its body."""
    alphabet: Alphabet
    begins: bool
    """Begins with a test for the beginning, so that a search tries the first place only."""
    plain: bool
    """Holds nothing but characters, alternatives, groups and loops that may come back, and harmless tests."""
    shortest: int
    """A search does not begin where fewer characters are left (`Start.minLength`)."""

    @property
    def start(self) -> int:
        """A bit beside those of the alphabet: nothing stands before the place."""
        return self.alphabet.full + 1

    @property
    def end(self) -> int:
        """A bit beside those of the alphabet: nothing stands behind the place."""
        return self.alphabet.full + 1 << 1


TERMINATORS: Final = CodePointSet.chars("\n\r\u0085\u2028\u2029")
LF: Final = CodePointSet.of("\n")
CR: Final = CodePointSet.of("\r")
FAR: Final = CodePointSet.span(0x10000, 0x10FFFF)
"""Characters that take two units of UTF-16."""
