r"""From the tree of a regex to languages that enclose it.

Everything that `java.util.regex` does under a whole match or a search is translated exactly (reference: the JDK's
`Pattern`, checked against JVMs 11 to 25), but for what is not regular, or depends on more than the text: references to
groups with endlessly many texts, or of which the JDK keeps captures that it has given up; `\b{g}` behind parts that the
JDK matches on their own; CANON_EQ; classes on which the JDK itself fails. Those leave a *gap*: an inner and an outer
expression are made, and the true language lies between.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from endpointlint.automata.codepoints import FULL, CodePointSet
from endpointlint.automata.expression import (
    EPSILON,
    NOTHING,
    Ahead,
    Alt,
    Behind,
    Cat,
    Chars,
    End,
    Expr,
    First,
    Half,
    Loop,
    Order,
    Start,
)
from endpointlint.automata.halves import may_begin_halfway
from endpointlint.automata.inventory import sets_of
from endpointlint.javaregex import ast
from endpointlint.javaregex.ast import Mode, Node, Pattern, parts_of
from endpointlint.javaregex.places import CRLF, TRIVIAL_AT_END, anchor, word_boundary
from endpointlint.javaregex.study import commits_each_iteration
from endpointlint.source import Span
from endpointlint.source.records import dataclass


@dataclass(frozen=True, slots=True)
class Gap:
    """A construct that was not translated exactly."""

    construct: str
    """For a person: `back-reference`."""
    span: Span


@dataclass(frozen=True, slots=True)
class Bounds:
    """inner within the true language within outer; the same expression when `gaps` is empty."""

    inner: Expr
    outer: Expr
    gaps: tuple[Gap, ...]

    @property
    def exact(self) -> bool:
        """Whether both bounds are the true language."""
        return not self.gaps


_BREAKS: Final = CodePointSet.chars("\n\x0b\x0c\r\u0085\u2028\u2029")
_EVERYTHING: Final = Loop(Chars(FULL), 0, None)
_ORDER: Final = {Mode.GREEDY: Order.GREEDY, Mode.LAZY: Order.LAZY, Mode.POSSESSIVE: Order.POSSESSIVE}


_HIGH: Final = CodePointSet.span(0xD800, 0xDBFF)
_FIRST_HALF_LAST: Final = Cat((_EVERYTHING, Half(EPSILON)))
"""What a reference to a text with a lone high surrogate at its end may match: it compares units, and ends halfway."""


def lower(pattern: Pattern, *, whole: bool = True) -> Bounds:
    """The languages that enclose what the pattern matches.

    Args:
        pattern: a parsed regex.
        whole: for use under `matches()`, where an end anchor at the very end says nothing; else for a search.
    """
    gaps: dict[Gap, None] = {}
    if pattern.canonical_equivalence:
        gap = Gap("canonical equivalence", pattern.root.span)
        return Bounds(NOTHING, _EVERYTHING, (gap,))
    outer = _Lowering(pattern, gaps, outer=True).root(whole=whole)
    if not gaps:
        return Bounds(outer, outer, ())
    inner = _Lowering(pattern, gaps, outer=False).root(whole=whole)
    return Bounds(inner, outer, tuple(sorted(gaps, key=lambda gap: gap.span)))


class _Lowering:
    """One direction of bounds; a negation asks the other one."""

    def __init__(self, pattern: Pattern, gaps: dict[Gap, None], *, outer: bool) -> None:
        self._pattern = pattern
        self._gaps = gaps
        self._outer = outer
        self.met = 0
        """How many constructs have only been enclosed so far."""

    def root(self, *, whole: bool) -> Expr:
        """The whole pattern, for a whole match or for a search from any place on."""
        pattern = self._pattern
        expr = self._written_out() if pattern.groups and _has_reference(pattern.root) else None
        if expr is None:
            expr = self.lower(pattern.root, last=whole)
        if whole or not pattern.halfway or not may_begin_halfway(expr):
            return expr
        return Alt((expr, Half(expr)))

    def _written_out(self) -> Expr | None:
        from endpointlint.javaregex.references import NotFiniteError, written_out

        try:
            return written_out(self._pattern, self)
        except NotFiniteError:
            if self._outer:
                return None
        try:
            return written_out(self._pattern, self, partly=True)
        except NotFiniteError:
            return None

    def _gap(self, construct: str, span: Span, *, inner: Expr, outer: Expr) -> Expr:
        self._gaps[Gap(construct, span)] = None
        self.met += 1
        return outer if self._outer else inner

    def lower(self, node: Node, *, last: bool = False) -> Expr:
        """`last`: nothing stands behind the node but the end of the input."""
        match node:
            case ast.Chars():
                return self._chars(node)
            case ast.Sequence(items=items):
                if len(items) == 1:
                    return self.lower(items[0], last=last)
                end = len(items) - 1
                return Cat(
                    tuple(
                        [
                            self._chars(item)
                            if isinstance(item, ast.Chars)
                            else self.lower(item, last=last and n == end)
                            for n, item in enumerate(items)
                        ]
                    )
                )
            case ast.Alternation(branches=branches):
                return Alt(tuple(self.lower(branch, last=last) for branch in branches))
            case ast.Group(body=body):
                return self.lower(body, last=last)
            case ast.Repeat():
                return self._repeat(node)
            case ast.Atomic(body=body):
                return self._first(lambda: self.lower(body))
            case ast.Look():
                return self._look(node)
            case ast.Anchor(kind=kind):
                return EPSILON if last and kind in TRIVIAL_AT_END else anchor(kind)
            case ast.WordBoundary():
                return word_boundary(node)
            case ast.LineBreak():
                return Alt((CRLF, Chars(_BREAKS, node.span)))
            case ast.Grapheme():
                from endpointlint.javaregex.graphemes import cluster

                return cluster(self._pattern.java)
            case ast.GraphemeBoundary():
                return self._grapheme_boundary(node)
            case ast.BackReference():
                return self._reference(node)

    def _chars(self, node: ast.Chars) -> Expr:
        if node.failing.ranges:
            inner, outer = Chars(node.set, node.span), Chars(node.set | node.failing, node.span)
            return self._gap("class on which this JDK fails", node.span, inner=inner, outer=outer)
        literal = node.literal is not None or _is_one_letter(node.set)
        return Chars(node.set, node.span, literal)

    def _first(self, make: Callable[[], Expr]) -> Expr:
        """An atomic part. Which way is first depends on every way there is, so a bound of the body tells nothing."""
        met = self.met
        body = make()
        if self.met == met:
            return First(body)
        return body if self._outer else NOTHING

    def _look(self, node: ast.Look) -> Expr:
        side = _Lowering(self._pattern, self._gaps, outer=not self._outer) if node.negated else self
        body = side.lower(node.body)
        if side is not self:
            self.met += side.met
        if node.ahead:
            return Ahead(body, node.negated)
        from endpointlint.javaregex.behind import look_behind, loose_look_behind

        found = look_behind(node, body)
        if found is not None:
            return found
        loose = loose_look_behind(node, body)
        inner, outer = (loose, EPSILON) if node.negated else (NOTHING, loose)
        if node.erratic:
            inner, outer = NOTHING, EPSILON
        return self._gap("look-behind whose greatest width overflows", node.span, inner=inner, outer=outer)

    def _repeat(self, node: ast.Repeat) -> Expr:
        met = self.met
        body = self._first(lambda: self.lower(node.body)) if commits_each_iteration(node) else self.lower(node.body)
        order = _ORDER[node.mode]
        if order is Order.POSSESSIVE and self.met > met:
            return Loop(body, node.min, node.max) if self._outer else NOTHING
        return Loop(body, node.min, node.max, order)

    def _grapheme_boundary(self, node: ast.GraphemeBoundary) -> Expr:
        from endpointlint.javaregex.graphemes import SURE_BOUNDARY, boundary

        found = boundary(self._pattern)
        if found is not None:
            return found
        return self._gap(r"\b{g}", node.span, inner=SURE_BOUNDARY, outer=EPSILON)

    def _reference(self, node: ast.BackReference) -> Expr:
        if node.index > self._pattern.groups:
            return NOTHING  # java.util.regex: a group that does not exist has never matched
        group = _group(self._pattern.root, node.index)
        if group is None or (node.ignore_case and node.unicode_case) or _has_reference(group.body):
            outer: Expr = Alt((_EVERYTHING, _FIRST_HALF_LAST))
        else:
            body = _Lowering(self._pattern, self._gaps, outer=True).lower(group.body)
            outer = _any_text_of(body, node)
            if any(chars & _HIGH for chars in sets_of(body)):
                outer = Alt((outer, _FIRST_HALF_LAST))
        return self._gap("back-reference", node.span, inner=NOTHING, outer=outer)


def _is_one_letter(chars: CodePointSet) -> bool:
    """Whether a set holds one character, or one ASCII letter in both cases."""
    ranges = chars.ranges
    match ranges:
        case ((low, high),):
            return low == high
        case ((upper, a), (lower, b)):
            return upper == a and lower == b and lower - upper == 32 and chr(upper).isalpha() and lower < 128
        case _:
            return False


def _group(node: Node, index: int) -> ast.Group | None:
    if isinstance(node, ast.Group) and node.index == index:
        return node
    return next((found for part in parts_of(node) if (found := _group(part, index))), None)


def _has_reference(node: Node) -> bool:
    stack = [node]
    while stack:
        part = stack.pop()
        if isinstance(part, ast.BackReference):
            return True
        stack.extend(parts_of(part))
    return False


def _any_text_of(expr: Expr, reference: ast.BackReference) -> Expr:
    """A superset of the texts an expression can match anywhere: without tests, in any ASCII case if that is ignored."""
    match expr:
        case Chars(chars):
            return Chars(_either_case(chars) if reference.ignore_case else chars, reference.span)
        case Cat(items):
            return Cat(tuple(_any_text_of(x, reference) for x in items))
        case Alt(branches):
            return Alt(tuple(_any_text_of(x, reference) for x in branches))
        case Loop(body, least, most):
            return Loop(_any_text_of(body, reference), least, most)
        case First(body) | Half(body):
            return _any_text_of(body, reference)
        case Ahead() | Behind() | Start() | End():
            return EPSILON


_ASCII: Final = CodePointSet.span(0, 127)


def _either_case(chars: CodePointSet) -> CodePointSet:
    letters = [c for c in chars & _ASCII if chr(c).isalpha()]
    return chars | CodePointSet((c ^ 32, c ^ 32) for c in letters)
