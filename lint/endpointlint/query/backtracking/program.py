r"""A regex as the graph of nodes that `java.util.regex` walks when it matches.

The matcher is a recursive search over nodes, and it is the nodes that decide what a match costs, not the language: a
quantifier on one character is a loop in one frame, one on a group whose body cannot vary tries each iteration once, and
every other one recurses, with a memo of the places where it failed or without. Source: `sequence`, `closure`, `group0`,
`curly` and `compile` of `java.util.regex.Pattern`, JDK 11 to 25.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from endpointlint.automata.alphabet import Alphabet, alphabet_of
from endpointlint.automata.codepoints import FULL, CodePointSet
from endpointlint.javaregex import ast
from endpointlint.javaregex.ast import AnchorKind, Mode, Node, Pattern
from endpointlint.javaregex.lower import parts_of, varies
from endpointlint.source import Span

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


class NotModelled(Exception):  # noqa: N818 - it is no error of anybody's
    """The regex holds something whose search is not modelled."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


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
_BREAKS: Final = CodePointSet.chars("\n\x0b\x0c\r\u0085\u2028\u2029")
FAR: Final = CodePointSet.span(0x10000, 0x10FFFF)
"""Characters that take two units of UTF-16."""
_EXTEND: Final = CodePointSet((*((0x300, 0x36F), (0x200D, 0x200D), (0xFE00, 0xFE0F), (0x1F1E6, 0x1F1FF)),))
"""Some of what goes on a grapheme."""
_FAULTY: Final = "a class on which this JDK fails is not modelled"
_COUNTED_FIRST: Final = 12
"""The JDK since which `{0,1}` is `?`."""


def program(pattern: Pattern) -> Program:
    """The nodes of a regex. Linear in it.

    Raises:
        NotModelled: its search is not modelled: CANON_EQ, grapheme boundaries, classes on which the JDK fails.
    """
    return _Compiler(pattern).program()


class _Compiler:
    def __init__(self, pattern: Pattern) -> None:
        if pattern.canonical_equivalence:
            raise NotModelled("canonical equivalence is not modelled")
        self._pattern = pattern
        nodes = list(_nodes(pattern.root))
        self._referred = {node.index for node in nodes if isinstance(node, ast.BackReference)}
        self._alphabet = alphabet_of(_sets(nodes))
        self._memo = frozenset() if self._referred else frozenset(map(id, _outermost(pattern.root)))
        self._code: list[Instruction | None] = []
        self._scopes = [Scope(ScopeKind.WHOLE, -1, -1)]
        self._loops: list[Pc] = []
        self._bodies: dict[Pc, tuple[Pc, Pc]] = {}
        self._groups = {node.index: node for node in nodes if isinstance(node, ast.Group) and node.index is not None}
        self._plain = True

    def program(self) -> Program:
        end = self._add(Done(0))
        entry = self._emit(self._pattern.root, end, 0)
        code = tuple(instruction for instruction in self._code if instruction is not None)
        assert len(code) == len(self._code)
        loops = tuple(sorted(self._loops, key=lambda pc: code[pc].span))  # type: ignore[union-attr]
        numbered = {pc: number for number, pc in enumerate(loops)}
        code = tuple(
            _numbered(instruction, numbered[pc]) if isinstance(instruction, Loop) else instruction
            for pc, instruction in enumerate(code)
        )
        first = code[entry]
        return Program(
            code=code,
            scopes=tuple(self._scopes),
            entry=entry,
            loops=loops,
            bodies=tuple(self._bodies[pc] for pc in loops),
            alphabet=self._alphabet,
            begins=isinstance(first, Test) and first.kind is AnchorKind.BEGIN and is_bare(self._pattern.root),
            plain=self._plain,
            shortest=_shortest(self._pattern.root)[0],
        )

    def _add(self, instruction: Instruction) -> Pc:
        self._code.append(instruction)
        return len(self._code) - 1

    def _reserve(self) -> Pc:
        self._code.append(None)
        return len(self._code) - 1

    def _mask(self, chars: CodePointSet) -> int:
        return self._alphabet.mask(chars)

    def _scope(self, kind: ScopeKind, outer: int, owner: Pc) -> int:
        self._scopes.append(Scope(kind, outer, owner))
        return len(self._scopes) - 1

    def _emit(self, node: Node, then: Pc, scope: int) -> Pc:
        """Add the instructions of a node in front of an instruction; returns the first of them."""
        match node:
            case ast.Chars(faulty=True):
                raise NotModelled(_FAULTY)
            case ast.Chars(set=chars, span=span):
                return self._add(Read(scope, self._mask(chars), then, span))
            case ast.Sequence(items=items):
                for item in reversed(items):
                    then = self._emit(item, then, scope)
                return then
            case ast.Alternation(branches=branches):
                return self._branch([self._emit(branch, then, scope) for branch in branches], scope)
            case ast.Group():
                return self._group(node, then, scope)
            case ast.Repeat():
                return self._repeat(node, then, scope)
            case ast.Atomic(body=body):
                return self._atomic(body, then, scope)
            case ast.Look():
                return self._look(node, then, scope)
            case ast.Anchor(kind=kind):
                self._plain &= kind in _SIMPLE or isinstance(self._code[then], Done)
                return self._add(Test(scope, kind, then))
            case ast.WordBoundary():
                self._plain = False
                masks = map(self._mask, (node.word, node.marks, node.bases, node.far_marks))
                return self._add(Boundary(scope, node.negated, *masks, then, node.span))
            case ast.LineBreak(span=span):
                lf = self._add(Read(scope, self._mask(LF), then, span))
                cr = self._add(Read(scope, self._mask(CR), lf, span))
                return self._branch([cr, self._add(Read(scope, self._mask(_BREAKS), then, span))], scope)
            case ast.Grapheme(span=span):
                self._plain = False
                marks = self._add(Run(scope, self._mask(_EXTEND), 0, None, Mode.POSSESSIVE, then, span))
                one = self._add(Read(scope, self._alphabet.full, marks, span))
                lf = self._add(Read(scope, self._mask(LF), then, span))
                crlf = self._add(Read(scope, self._mask(CR), lf, span))
                return self._branch([crlf, one], scope)
            case ast.GraphemeBoundary():
                raise NotModelled(r"\b{g} is not modelled")
            case ast.BackReference():
                return self._reference(node, then, scope)

    def _branch(self, ways: list[Pc], scope: int) -> Pc:
        return self._add(Branch(scope, tuple(ways)))

    def _group(self, node: ast.Group, then: Pc, scope: int) -> Pc:
        if node.index is None or node.index not in self._referred:
            return self._emit(node.body, then, scope)
        close = self._add(Close(scope, node.index, then))
        return self._add(Open(scope, node.index, self._emit(node.body, close, scope)))

    def _repeat(self, node: ast.Repeat, then: Pc, scope: int) -> Pc:
        body = node.body
        least, most = node.min, _bound(node)
        if isinstance(body, ast.Chars):
            return self._run(node, body, node.mode, then, scope)
        if not isinstance(body, ast.Group):
            return self._flat(node, body, None, then, scope)
        if node.mode is Mode.POSSESSIVE:
            return self._flat(node, body, None, then, scope)
        if (least, most) == (0, 1) and not self._counts_one(node):
            taken = self._emit(body, then, scope)
            return self._branch([then, taken] if node.mode is Mode.LAZY else [taken, then], scope)
        if not varies(body.body):
            group = body.index if body.index in self._referred else None
            return self._flat(node, body.body, group, then, scope)
        return self._loop(node, body, then, scope)

    def _run(self, node: ast.Repeat, body: ast.Chars, mode: Mode, then: Pc, scope: int) -> Pc:
        if body.faulty:
            raise NotModelled(_FAULTY)
        return self._add(Run(scope, self._mask(body.set), node.min, _bound(node), mode, then, node.span))

    def _counts_one(self, node: ast.Repeat) -> bool:
        return self._pattern.java < _COUNTED_FIRST and self._pattern.text[node.quantifier.start] == "{"

    def _loop(self, node: ast.Repeat, body: ast.Group, then: Pc, scope: int) -> Pc:
        pc = self._reserve()
        first = self._emit(body, pc, scope)
        self._bodies[pc] = (pc + 1, len(self._code))
        self._loops.append(pc)
        self._code[pc] = Loop(
            scope=scope,
            number=-1,
            body=first,
            then=then,
            least=node.min,
            most=_bound(node),
            lazy=node.mode is Mode.LAZY,
            memo=id(node) in self._memo,
            frames=1 + _frames(body),
            span=node.span,
        )
        return self._add(Enter(scope, pc))

    def _flat(self, node: ast.Repeat, body: Node, group: int | None, then: Pc, scope: int) -> Pc:
        pc = self._reserve()
        inner = self._scope(ScopeKind.ITERATION, scope, pc)
        done = self._add(Done(inner))
        # a line break has two ways, and a possessive loop commits in each iteration
        commits = node.mode is Mode.POSSESSIVE or not isinstance(body, ast.Atomic | ast.Look)
        several = varies(body) or any(isinstance(part, ast.LineBreak) for part in _nodes(body))
        first = self._atomic(body, done, inner) if commits and several else self._emit(body, done, inner)
        if node.mode is Mode.POSSESSIVE:
            self._plain = False
        self._code[pc] = Flat(scope, inner, first, then, node.min, _bound(node), node.mode, node.span, group)
        return pc

    def _atomic(self, body: Node, then: Pc, scope: int) -> Pc:
        if not varies(body) and not any(isinstance(part, ast.LineBreak) for part in _nodes(body)):
            return self._emit(body, then, scope)
        if isinstance(body, ast.Repeat) and isinstance(body.body, ast.Chars) and body.mode is not Mode.LAZY:
            return self._run(body, body.body, Mode.POSSESSIVE, then, scope)
        self._plain = False
        pc = self._reserve()
        inner = self._scope(ScopeKind.ATOMIC, scope, pc)
        first = self._emit(body, self._add(Done(inner)), inner)
        self._code[pc] = Atomic(scope, inner, first, then)
        return pc

    def _look(self, node: ast.Look, then: Pc, scope: int) -> Pc:
        # what is about one character next to the place is kept exactly
        self._plain &= isinstance(node.body, ast.Chars)
        if node.erratic:
            raise NotModelled("a look-behind whose greatest width overflows is not modelled")
        pc = self._reserve()
        inner = self._scope(ScopeKind.LOOK, scope, pc)
        first = self._emit(node.body, self._add(Done(inner)), inner)
        if node.ahead:
            self._code[pc] = Ahead(scope, inner, first, node.negated, then)
        else:
            widths = (node.min_width, node.max_width, node.earliest)
            self._code[pc] = Behind(scope, inner, first, node.negated, *widths, then, node.span)
        return pc

    def _reference(self, node: ast.BackReference, then: Pc, scope: int) -> Pc:
        self._plain = False
        group = self._groups.get(node.index)
        chars = CodePointSet()
        for part in () if group is None else _nodes(group.body):
            chars |= FULL if isinstance(part, ast.BackReference | ast.Grapheme) else _own(part)
        mask = self._alphabet.full if node.ignore_case and chars else self._mask(chars)
        return self._add(Reference(scope, node.index, mask, node.ignore_case, then, node.span))


_SIMPLE: Final = frozenset((AnchorKind.BEGIN, AnchorKind.END, AnchorKind.LAST_MATCH))


def _bound(node: ast.Repeat) -> int | None:
    return None if node.max is None or node.max >= UNBOUNDED else node.max


def _numbered(loop: Loop, number: int) -> Loop:
    return Loop(
        loop.scope,
        number,
        loop.body,
        loop.then,
        loop.least,
        loop.most,
        loop.lazy,
        loop.memo,
        loop.frames,
        loop.span,
    )


def _nodes(root: Node) -> Iterator[Node]:
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(parts_of(node))


def _own(node: Node) -> CodePointSet:
    """The characters that a node reads by itself."""
    match node:
        case ast.Chars(set=chars):
            return chars
        case ast.LineBreak():
            return _BREAKS
        case _:
            return CodePointSet()


def _sets(nodes: list[Node]) -> Iterator[CodePointSet]:
    """Every set of characters that the search tells apart."""
    yield TERMINATORS
    for node in nodes:
        match node:
            case ast.Chars(set=chars):
                yield chars
            case ast.WordBoundary(word=word, marks=marks, bases=bases, far_marks=far_marks):
                yield from (word, marks, bases, far_marks)
            case ast.Grapheme():
                yield _EXTEND
            case ast.Repeat():
                yield FAR
            case _:
                pass


def _outermost(node: Node) -> list[ast.Repeat]:
    """The loops that remember where they failed: greedy, without bound, recursive, in no other quantified group.

    Quantified look-arounds and atomic groups do not count as such. Source: `topClosureNodes` in `group0`.
    """
    match node:
        case ast.Repeat(body=ast.Group() as group):
            return [node] if _bound(node) is None and node.mode is Mode.GREEDY and varies(group.body) else []
        case ast.Look(ahead=False):
            return []
        case _:
            return [loop for part in parts_of(node) for loop in _outermost(part)]


def is_bare(root: Node) -> bool:
    """Whether the first node is one of its own, and not the head of a group or an alternation."""
    while isinstance(root, ast.Sequence) and root.items:
        root = root.items[0]
    return isinstance(root, ast.Anchor)


def _shortest(node: Node) -> tuple[int, bool]:
    """The least number of characters that the JDK knows a node to read, and whether it looks at what is behind it.

    Behind a recursive loop it does not. Source: the `study` methods of the nodes.
    """
    match node:
        case ast.Chars() | ast.LineBreak() | ast.Grapheme():
            return 1, True
        case ast.Sequence(items=items):
            total = 0
            for item in items:
                least, goes_on = _shortest(item)
                total += least
                if not goes_on:
                    return total, False
            return total, True
        case ast.Alternation(branches=branches):
            return min(_shortest(branch)[0] for branch in branches), True
        case ast.Group(body=body) | ast.Atomic(body=body):
            return _shortest(body)
        case ast.Repeat(body=body, min=least):
            if isinstance(body, ast.Group) and (node.min, node.max) == (0, 1):
                return 0, True
            if isinstance(body, ast.Group) and node.mode is not Mode.POSSESSIVE and varies(body.body):
                return 0, False
            return min(_shortest(body)[0] * least, UNBOUNDED), True
        case _:
            return 0, True


def _frames(node: Node) -> int:
    """The frames that stand on the stack when a node has been passed on its shortest way, loops taken once."""
    match node:
        case ast.Sequence(items=items):
            return sum(map(_frames, items)) - sum(
                isinstance(a, ast.Chars) and isinstance(b, ast.Chars) for a, b in zip(items, items[1:], strict=False)
            )
        case ast.Alternation(branches=branches):
            return 2 + min(map(_frames, branches))
        case ast.Group(body=body):
            return 2 + _frames(body)
        case ast.Repeat(body=ast.Group() as body, min=least):
            return 2 + (_frames(body) if least and varies(body.body) else 0)
        case _:
            return 1
