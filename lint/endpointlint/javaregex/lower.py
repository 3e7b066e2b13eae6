r"""From the tree of a regex to languages that enclose it.

Everything that `java.util.regex` does under a whole match or a search is translated exactly (reference: the JDK's
`Pattern`, checked against JVMs 11 to 25), but for constructs whose language is not regular or needs tables that are not
here: back-references, `\X` and `\b{g}` beyond ASCII, CANON_EQ, and classes on which the JDK itself fails. Those leave a
*gap*: an inner and an outer expression are made, and the true language lies between.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
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
    Loop,
    Order,
    Start,
    children,
)
from endpointlint.javaregex import ast
from endpointlint.javaregex.ast import AnchorKind, Mode, Node, Pattern
from endpointlint.source import Span


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


_CR: Final = CodePointSet.of("\r")
_LF: Final = CodePointSet.of("\n")
_TERMINATORS: Final = CodePointSet.chars("\n\r\u0085\u2028\u2029")
_BREAKS: Final = CodePointSet.chars("\n\x0b\x0c\r\u0085\u2028\u2029")
_ASCII: Final = CodePointSet.span(0, 127)
_CRLF: Final = Cat((Chars(_CR), Chars(_LF)))
_ANY: Final = Chars(FULL)
_FAR: Final = Chars(CodePointSet.span(0x10000, 0x10FFFF))
_NEAR: Final = Chars(CodePointSet.span(0, 0xFFFF))
_EVERYTHING: Final = Loop(_ANY, 0, None)
_ORDER: Final = {Mode.GREEDY: Order.GREEDY, Mode.LAZY: Order.LAZY, Mode.POSSESSIVE: Order.POSSESSIVE}


def lower(pattern: Pattern, *, whole: bool = True) -> Bounds:
    """The languages that enclose what the pattern matches.

    Args:
        pattern: a parsed regex.
        whole: for use under `matches()`, where an end anchor at the very end says nothing.
    """
    gaps = find_gaps(pattern)
    outer = _Lowering(pattern, outer=True).lower(pattern.root, last=whole)
    if not gaps:
        return Bounds(outer, outer, ())
    inner = _Lowering(pattern, outer=False).lower(pattern.root, last=whole)
    if pattern.canonical_equivalence:
        inner, outer = NOTHING, _EVERYTHING
    return Bounds(inner, outer, gaps)


def find_gaps(pattern: Pattern) -> tuple[Gap, ...]:
    """The constructs of a pattern that are not translated exactly, in the order of the text."""
    gaps: list[Gap] = []
    if pattern.canonical_equivalence:
        gaps.append(Gap("canonical equivalence", pattern.root.span))
    stack: list[Node] = [pattern.root]
    while stack:
        node = stack.pop()
        match node:
            case ast.BackReference(span=span, index=index) if index <= pattern.groups:
                gaps.append(Gap("back-reference", span))
            case ast.Grapheme(span=span):
                gaps.append(Gap(r"\X", span))
            case ast.GraphemeBoundary(span=span):
                gaps.append(Gap(r"\b{g}", span))
            case ast.Chars(span=span, faulty=True):
                gaps.append(Gap("class on which this JDK fails", span))
            case ast.Look(span=span) if _is_unmodelled(node):
                gaps.append(Gap("look-behind whose greatest width overflows", span))
            case _:
                stack.extend(parts_of(node))
    return tuple(sorted(gaps, key=lambda gap: gap.span))


def parts_of(node: Node) -> tuple[Node, ...]:
    """The nodes directly below a node, in the order of the text."""
    match node:
        case ast.Sequence(items=items):
            return items
        case ast.Alternation(branches=branches):
            return branches
        case ast.Group(body=body) | ast.Atomic(body=body) | ast.Look(body=body) | ast.Repeat(body=body):
            return (body,)
        case _:
            return ()


def relaxed(expr: Expr, most: int = 8) -> Expr:
    """A superset with small counts: a loop of more than `most` iterations becomes an unbounded one.

    Not for expressions with tests or atomic parts, inside which more is not more; those are returned as they are.
    """
    match expr:
        case Cat(items):
            return Cat(tuple(relaxed(x, most) for x in items))
        case Alt(branches):
            return Alt(tuple(relaxed(x, most) for x in branches))
        case Loop(body, least, bound, order) if order is not Order.POSSESSIVE:
            inside = relaxed(body, most)
            if least > most or (bound is not None and bound > most):
                return Loop(inside, min(least, 1), None, order)
            return Loop(inside, least, bound, order)
        case _:
            return expr


class _Lowering:
    """One direction of bounds; a negation asks the other one."""

    def __init__(self, pattern: Pattern, *, outer: bool) -> None:
        self._pattern = pattern
        self._outer = outer

    def _other(self) -> _Lowering:
        return _Lowering(self._pattern, outer=not self._outer)

    def _bound(self, inner: Expr, outer: Expr) -> Expr:
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
                return Cat(tuple(self.lower(item, last=last and n == end) for n, item in enumerate(items)))
            case ast.Alternation(branches=branches):
                return Alt(tuple(self.lower(branch, last=last) for branch in branches))
            case ast.Group(body=body):
                return self.lower(body, last=last)
            case ast.Repeat():
                return self._repeat(node)
            case ast.Atomic(body=body):
                return self._first(node, self.lower(body))
            case ast.Look():
                return self._look(node)
            case ast.Anchor(kind=kind):
                return EPSILON if last and kind in _TRIVIAL_AT_END else _anchor(kind)
            case ast.WordBoundary():
                return _word_boundary(node)
            case ast.LineBreak():
                return Alt((_CRLF, Chars(_BREAKS, node.span)))
            case ast.Grapheme():
                one = First(Alt((_CRLF, Chars(_ASCII, node.span))))
                alone = Ahead(Chars(~_ASCII), negated=True)
                return self._bound(Cat((one, alone)), Alt((_CRLF, Loop(Chars(FULL, node.span), 1, None))))
            case ast.GraphemeBoundary():
                return self._bound(_SURE_GRAPHEME_BOUNDARY, EPSILON)
            case ast.BackReference():
                return self._reference(node)

    def _chars(self, node: ast.Chars) -> Expr:
        if node.faulty:
            return self._bound(NOTHING, Chars(FULL, node.span))
        literal = node.literal is not None or is_one_letter(node.set)
        return Chars(node.set, node.span, literal)

    def _first(self, node: Node, body: Expr) -> Expr:
        """An atomic part. Which way is first depends on every way there is, so a bound of the body tells nothing."""
        if self._has_gap(node):
            return self._bound(NOTHING, body)
        return First(body)

    def _has_gap(self, node: Node) -> bool:
        return bool(find_gaps(replace(self._pattern, root=node, canonical_equivalence=False)))

    def _look(self, node: ast.Look) -> Expr:
        if _is_unmodelled(node):
            return self._bound(NOTHING, EPSILON)
        if not node.ahead and not 0 <= node.min_width <= node.max_width:
            # the JDK's width arithmetic has wrapped around: there is no place left where the body could begin
            return EPSILON if node.negated else NOTHING
        body = (self._other() if node.negated else self).lower(node.body)
        if node.ahead:
            return Ahead(body, node.negated)
        if not node.earliest:
            return Behind(body, node.negated)
        late = Behind(_units(node.earliest), node.negated)
        tests = (late, Behind(body, node.negated))
        return Alt(tests) if node.negated else Cat(tests)

    def _repeat(self, node: ast.Repeat) -> Expr:
        body = self.lower(node.body)
        if _commits_each_iteration(node):
            body = self._first(node.body, body)
        order = _ORDER[node.mode]
        if order is Order.POSSESSIVE and self._has_gap(node.body):
            return self._bound(NOTHING, Loop(body, node.min, node.max))
        return Loop(body, node.min, node.max, order)

    def _reference(self, node: ast.BackReference) -> Expr:
        if node.index > self._pattern.groups:
            return NOTHING  # java.util.regex: a group that does not exist has never matched
        if not self._outer:
            return NOTHING
        group = _group(self._pattern.root, node.index)
        if group is None or (node.ignore_case and node.unicode_case) or _has_reference(group.body):
            return _EVERYTHING
        return _any_text_of(self.lower(group.body), node)


_TRIVIAL_AT_END: Final = frozenset(
    (
        AnchorKind.END,
        AnchorKind.FINAL_END,
        AnchorKind.UNIX_FINAL_END,
        AnchorKind.LINE_END,
        AnchorKind.UNIX_LINE_END,
    )
)


def _anchor(kind: AnchorKind) -> Expr:
    """The place tests of java.util.regex, each with its own idea of a line terminator."""
    match kind:
        case AnchorKind.BEGIN | AnchorKind.LAST_MATCH:
            return Start()
        case AnchorKind.END:
            return End()
        case AnchorKind.UNIX_FINAL_END:
            return Alt((End(), Ahead(Cat((Chars(_LF), End())))))
        case AnchorKind.FINAL_END:
            return Alt(
                (
                    End(),
                    Ahead(Cat((Chars(_TERMINATORS - _LF), End()))),
                    Ahead(Cat((_CRLF, End()))),
                    Cat((_NOT_BEHIND_CR, Ahead(Cat((Chars(_LF), End()))))),
                )
            )
        case AnchorKind.UNIX_LINE_END:
            return Alt((End(), Ahead(Chars(_LF))))
        case AnchorKind.LINE_END:
            return Alt((End(), Ahead(Chars(_TERMINATORS - _LF)), Cat((_NOT_BEHIND_CR, Ahead(Chars(_LF))))))
        case AnchorKind.UNIX_LINE_BEGIN:
            return Cat((_MORE, Alt((Start(), Behind(Chars(_LF))))))
        case AnchorKind.LINE_BEGIN:
            after_cr = Cat((Behind(Chars(_CR)), Ahead(Chars(_LF), negated=True)))
            return Cat((_MORE, Alt((Start(), Behind(Chars(_TERMINATORS - _CR)), after_cr))))


_NOT_BEHIND_CR: Final = Behind(Chars(_CR), negated=True)
_MORE: Final = Ahead(End(), negated=True)
# in between the JDK asks for the next boundary behind wherever some part of the match has ended last
_SURE_GRAPHEME_BOUNDARY: Final = Alt((Start(), End()))


_MOST_UNITS: Final = 64


def _is_unmodelled(node: ast.Look) -> bool:
    return node.erratic or node.earliest > _MOST_UNITS


def _units(least: int) -> Expr:
    """Texts of at least so many UTF-16 units."""
    shorter: Expr = _EVERYTHING
    enough: Expr = _EVERYTHING
    for _ in range(least):
        shorter, enough = enough, Alt((Cat((_NEAR, enough)), Cat((_FAR, shorter))))
    return enough


def _word_boundary(node: ast.WordBoundary) -> Expr:
    r"""`\b`: exactly one side is a word character; a mark is one if a letter or digit stands before its run."""
    word, mark, base = Chars(node.word), Chars(node.marks), Chars(node.bases)
    right_mark = Chars(node.marks | node.far_marks)
    marked = Cat((base, Loop(mark, 1, None)))
    based = Cat((base, Loop(mark, 0, None)))
    left = Alt((Behind(word), Behind(marked)))
    not_left = Cat((Behind(word, negated=True), Behind(marked, negated=True)))
    right = Alt((Ahead(word), Cat((Ahead(right_mark), Behind(based)))))
    not_right = Cat((Ahead(word, negated=True), Alt((Ahead(right_mark, negated=True), Behind(based, negated=True)))))
    if node.negated:
        return Alt((Cat((left, right)), Cat((not_left, not_right))))
    return Alt((Cat((left, not_right)), Cat((not_left, right))))


def is_one_letter(chars: CodePointSet) -> bool:
    """Whether a set holds one character, or one ASCII letter in both cases."""
    ranges = chars.ranges
    match ranges:
        case ((low, high),):
            return low == high
        case ((upper, a), (lower, b)):
            return upper == a and lower == b and lower - upper == 32 and chr(upper).isalpha() and lower < 128
        case _:
            return False


def _commits_each_iteration(node: ast.Repeat) -> bool:
    r"""Whether Java matches each iteration once, in its first way, and never comes back to it.

    True of a quantifier directly on a character or on a group whose body cannot vary (the `Curly` and `GroupCurly`
    nodes of the JDK). It shows only where such a body has two ways all the same, and only `\R` has. `(?:\R)?` becomes a
    `Branch` and may come back.
    """
    body = node.body
    if isinstance(body, ast.LineBreak):
        return True
    if isinstance(body, ast.Group) and (node.min, node.max) != (0, 1):
        return _contains_break(body.body) and not varies(body.body)
    return False


def _contains_break(node: Node) -> bool:
    return isinstance(node, ast.LineBreak) or any(map(_contains_break, parts_of(node)))


def varies(node: Node) -> bool:
    """Whether the JDK's study of the node finds it not deterministic."""
    match node:
        case ast.Alternation() | ast.Grapheme():
            return True
        case ast.Repeat(body=body, min=least, max=most):
            return least != most or varies(body)
        case ast.Look():
            return False
        case _:
            return any(map(varies, parts_of(node)))


def _group(node: Node, index: int) -> ast.Group | None:
    if isinstance(node, ast.Group) and node.index == index:
        return node
    return next((found for part in parts_of(node) if (found := _group(part, index))), None)


def _has_reference(node: Node) -> bool:
    return isinstance(node, ast.BackReference) or any(map(_has_reference, parts_of(node)))


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
        case First(body):
            return _any_text_of(body, reference)
        case Ahead() | Behind() | Start() | End():
            return EPSILON


def _either_case(chars: CodePointSet) -> CodePointSet:
    letters = [c for c in chars & _ASCII if chr(c).isalpha()]
    return chars | CodePointSet((c ^ 32, c ^ 32) for c in letters)


def has_tests(expr: Expr) -> bool:
    """Whether an expression holds look-arounds, place tests or parts that commit to their first way."""
    match expr:
        case First() | Ahead() | Behind() | Start() | End():
            return True
        case Loop(order=Order.POSSESSIVE):
            return True
        case _:
            return any(map(has_tests, children(expr)))
