"""From the tree of a regex to the nodes that match it.

Source: `expr`, `sequence`, `closure`, `group0` and `curly` of `java.util.regex.Pattern`, JDK 11 to 25.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from endpointlint.automata.alphabet import alphabet_of
from endpointlint.automata.codepoints import FULL, CodePointSet
from endpointlint.javaregex import ast
from endpointlint.javaregex.ast import AnchorKind, Mode, Node, Pattern
from endpointlint.javaregex.study import varies
from endpointlint.query.backtracking.nodes import (
    CR,
    FAR,
    LF,
    TERMINATORS,
    Ahead,
    Atomic,
    Behind,
    Boundary,
    Branch,
    Close,
    Done,
    Enter,
    Flat,
    Instruction,
    Loop,
    Open,
    Pc,
    Program,
    Read,
    Reference,
    Run,
    Scope,
    ScopeKind,
    Test,
)
from endpointlint.query.backtracking.study import bound, frames, is_bare, nodes_of, outermost, shortest


class NotModelled(Exception):  # noqa: N818 - it is no error of anybody's
    """The regex holds something whose search is not modelled."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


_BREAKS: Final = CodePointSet.chars("\n\x0b\x0c\r\u0085\u2028\u2029")
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
        nodes = list(nodes_of(pattern.root))
        self._referred = {node.index for node in nodes if isinstance(node, ast.BackReference)}
        self._alphabet = alphabet_of(_sets(nodes))
        remembering = [] if self._referred else outermost(pattern.root)
        self._memo = {id(loop) for loop in remembering}
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
            shortest=shortest(self._pattern.root)[0],
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
            case ast.Chars(failing=failing) if failing:
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
                word, marks = self._mask(node.word), self._mask(node.marks)
                bases, far_marks = self._mask(node.bases), self._mask(node.far_marks)
                return self._add(Boundary(scope, node.negated, word, marks, bases, far_marks, then, node.span))
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
        least, most = node.min, bound(node)
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
        if body.failing:
            raise NotModelled(_FAULTY)
        return self._add(Run(scope, self._mask(body.set), node.min, bound(node), mode, then, node.span))

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
            most=bound(node),
            lazy=node.mode is Mode.LAZY,
            memo=id(node) in self._memo,
            frames=1 + frames(body),
            span=node.span,
        )
        return self._add(Enter(scope, pc))

    def _flat(self, node: ast.Repeat, body: Node, group: int | None, then: Pc, scope: int) -> Pc:
        pc = self._reserve()
        inner = self._scope(ScopeKind.ITERATION, scope, pc)
        done = self._add(Done(inner))
        # a line break has two ways, and a possessive loop commits in each iteration
        commits = node.mode is Mode.POSSESSIVE or not isinstance(body, ast.Atomic | ast.Look)
        several = varies(body) or any(isinstance(part, ast.LineBreak) for part in nodes_of(body))
        first = self._atomic(body, done, inner) if commits and several else self._emit(body, done, inner)
        if node.mode is Mode.POSSESSIVE:
            self._plain = False
        self._code[pc] = Flat(scope, inner, first, then, node.min, bound(node), node.mode, node.span, group)
        return pc

    def _atomic(self, body: Node, then: Pc, scope: int) -> Pc:
        if not varies(body) and not any(isinstance(part, ast.LineBreak) for part in nodes_of(body)):
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
        for part in () if group is None else nodes_of(group.body):
            chars |= FULL if isinstance(part, ast.BackReference | ast.Grapheme) else _own(part)
        mask = self._alphabet.full if node.ignore_case and chars else self._mask(chars)
        return self._add(Reference(scope, node.index, mask, node.ignore_case, then, node.span))


_SIMPLE: Final = frozenset((AnchorKind.BEGIN, AnchorKind.END, AnchorKind.LAST_MATCH))


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
