r"""Back-references to groups with finitely many texts, written out.

Behind a group the rest of the regex is written once for each text of the group, in the order in which the JDK tries
them, and a reference is then a literal. So what is first stays first inside atomic parts, and a group that has not
matched makes its references fail. What the JDK keeps of a capture when it backtracks out of a look-around, an atomic
group or an iteration is not said here: a group in such a part, referred to from outside of it or before it surely has
matched, is left alone, and so is one with too many texts. Source: `GroupTail`, `GroupCurly`, `BackRef` and `CIBackRef`
of `java.util.regex.Pattern`, JDK 11 to 25.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from typing import Final, Protocol

from endpointlint.automata.codepoints import CodePointSet, single
from endpointlint.automata.expression import EPSILON, NOTHING, Ahead, Alt, Cat, Chars, Expr, First, Loop, Order
from endpointlint.javaregex import ast, casefold
from endpointlint.javaregex.ast import Mode, Node, Pattern, parts_of
from endpointlint.javaregex.study import commits_each_iteration, varies
from endpointlint.javaregex.widths import is_counted
from endpointlint.source.records import dataclass

_MOST_STEPS: Final = 4000
"""Nodes that may be written, copies included."""
_MOST_MEMBERS: Final = 64
"""The largest set of characters that is taken apart."""
_MOST_TIMES: Final = 8
"""The most iterations that are written out inside a group."""
_SAMPLE: Final = CodePointSet.chars("ab1-./")
"""The members of larger sets that are taken where a few will do."""
_FIRST_CASELESS: Final = 21
"""The JDK since which references that ignore case can compare characters beyond the BMP without failing."""


class NotFiniteError(Exception):
    """The references of a regex cannot be written out."""


class _TooLongError(NotFiniteError):
    """There are too many texts."""


_Text = tuple[tuple[int, bool], ...]
"""Code points, each with whether it was written as itself and not as one of a class."""
_Captures = tuple[tuple[int, _Text], ...]
"""The texts of the groups that have matched, by number."""
_Then = Callable[[_Captures], Expr]


@dataclass(frozen=True, slots=True)
class _Path:
    """One way of matching a group."""

    items: tuple[Expr, ...]
    text: _Text
    captures: _Captures


class Plain(Protocol):
    """What translates nodes without references."""

    met: int
    """How many constructs have only been enclosed so far."""

    def lower(self, node: Node) -> Expr:
        """The translation of a node, or a bound of it."""
        ...


def written_out(pattern: Pattern, plain: Plain, *, partly: bool = False) -> Expr:
    """A regex with its references written out.

    Args:
        pattern: the regex.
        plain: translates a node without references.
        partly: a subset will do: of the texts of a group a few are taken, and ways that cannot be said are left out.

    Raises:
        NotFiniteError: that is not possible, or too long.
    """
    return _Writer(pattern, plain, partly=partly).write(pattern.root, (), frozenset(), lambda _: EPSILON)


class _Writer:
    """One run over a tree."""

    def __init__(self, pattern: Pattern, plain: Plain, *, partly: bool) -> None:
        self._java = pattern.java
        self._source = pattern.text
        self._groups = pattern.groups
        self._plain = plain
        self._partly = partly
        self._left = _MOST_STEPS
        self._used: dict[int, int] = {}
        """How often each group is referred to."""
        self._facts: dict[int, tuple[dict[int, int], frozenset[int]]] = {}
        self._used = self._inside(pattern.root)[0]

    def _inside(self, node: Node) -> tuple[dict[int, int], frozenset[int]]:
        """How often each group is referred to inside a node, and the groups in it."""
        known = self._facts.get(id(node))
        if known is None:
            uses: dict[int, int] = {}
            groups: frozenset[int] = frozenset()
            if isinstance(node, ast.BackReference):
                uses[node.index] = 1
            elif isinstance(node, ast.Group) and node.index is not None:
                groups = frozenset((node.index,))
            for part in parts_of(node):
                below, more = self._inside(part)
                groups |= more
                for index, count in below.items():
                    uses[index] = uses.get(index, 0) + count
            known = self._facts[id(node)] = (uses, groups)
        return known

    def _captures(self, node: Node) -> frozenset[int]:
        """The groups in a node that are referred to."""
        return frozenset(self._used) & self._inside(node)[1]

    def _spend(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise _TooLongError

    def write(self, node: Node, captures: _Captures, fresh: frozenset[int], then: _Then) -> Expr:
        """A node, then the rest.

        Args:
            node: what to write.
            captures: what the groups have matched before it.
            fresh: groups of which an earlier capture may still be around where they are not in `captures`.
            then: writes the rest, for what the groups have matched by then.
        """
        self._spend()
        if not self._inside(node)[0] and not self._captures(node):
            return _joined(self._plain.lower(node), then(captures))
        match node:
            case ast.BackReference():
                return _joined(self._reference(node, captures, fresh), then(captures))
            case ast.Sequence(items=items):
                return self._sequence(items, captures, fresh, then)
            case ast.Alternation(branches=branches):
                after = _shared(then)
                return Alt(tuple(self.write(branch, captures, fresh, after) for branch in branches))
            case ast.Group(body=body, index=index):
                if index not in self._used:
                    return self.write(body, captures, fresh, then)
                after = _shared(then)
                return Alt(
                    tuple(
                        _joined(*path.items, after(_with(path.captures, index, path.text)))
                        for path in self._paths(body, captures, fresh)
                    )
                )
            case ast.Repeat(body=body) if self._is_branch(node):
                after = _shared(then)
                taken, left = self.write(body, captures, fresh, after), after(captures)
                return Alt((left, taken) if node.mode is Mode.LAZY else (taken, left))
            case ast.Repeat(max=0):
                return then(captures)
            case ast.Repeat(body=body, min=least, max=most, mode=mode):
                if self._partly and self._is_used_outside(body):
                    return self._unrolled(node, captures, fresh, then)
                commits = commits_each_iteration(node)
                inside = self._alone(body, captures, fresh, wholly=commits or mode is Mode.POSSESSIVE)
                if inside is None:
                    return NOTHING if least else then(captures)
                inside = First(inside) if commits else inside
                return _joined(Loop(inside, least, most, Order(mode.value)), then(captures))
            case ast.Atomic(body=body):
                inside = self._alone(body, captures, fresh, wholly=True)
                return NOTHING if inside is None else _joined(First(inside), then(captures))
            case ast.Look(body=body, ahead=True, negated=negated):
                inside = self._alone(body, captures, fresh, wholly=negated)
                return NOTHING if inside is None else _joined(Ahead(inside, negated), then(captures))
            case _:
                if self._partly:
                    return NOTHING
                raise NotFiniteError

    def _sequence(self, items: tuple[Node, ...], captures: _Captures, fresh: frozenset[int], then: _Then) -> Expr:
        if not items:
            return then(captures)
        return self.write(items[0], captures, fresh, lambda now: self._sequence(items[1:], now, fresh, then))

    def _is_used_outside(self, body: Node) -> bool:
        """Whether a group in a part is referred to from outside of it."""
        uses = self._inside(body)[0]
        return any(self._used[index] != uses.get(index, 0) for index in self._captures(body))

    def _alone(self, body: Node, captures: _Captures, fresh: frozenset[int], *, wholly: bool) -> Expr | None:
        """A part that the JDK may match on its own, or more than once; `wholly`: a subset of it will not do.

        None, partly, if it cannot be said.
        """
        groups = self._captures(body)
        kept = tuple(pair for pair in captures if pair[0] not in groups)
        partly, self._partly = self._partly, self._partly and not wholly
        met = self._plain.met
        try:
            if self._is_used_outside(body):
                raise NotFiniteError
            inside = self.write(body, kept, fresh | groups, lambda _: EPSILON)
            if wholly and self._plain.met != met:
                raise NotFiniteError
            return inside
        except _TooLongError:
            raise
        except NotFiniteError:
            if partly:
                return None
            raise
        finally:
            self._partly = partly

    def _unrolled(self, node: ast.Repeat, captures: _Captures, fresh: frozenset[int], then: _Then) -> Expr:
        """Some numbers of iterations of a group that is referred to from outside of them."""
        body = node.body
        if not isinstance(body, ast.Group) or node.mode is Mode.POSSESSIVE or not _consumes(body):
            return NOTHING
        if not varies(body.body) and self._captures(body.body):
            return NOTHING  # captures in iterations that are given back are kept
        most = node.min + 1 if node.max is None else min(node.max, node.min + 1)
        if most > _MOST_TIMES:
            return NOTHING
        after = _shared(then)
        counts = [self._sequence((body,) * count, captures, fresh, after) for count in range(node.min, most + 1)]
        return Alt(tuple(counts))

    def _is_branch(self, node: ast.Repeat) -> bool:
        """Whether it is a group that may be left out, which the JDK compiles to two branches."""
        optional = isinstance(node.body, ast.Group) and (node.min, node.max) == (0, 1)
        return optional and node.mode is not Mode.POSSESSIVE and not is_counted(node, self._java, self._source)

    def _reference(self, node: ast.BackReference, captures: _Captures, fresh: frozenset[int]) -> Expr:
        text = dict(captures).get(node.index)
        if text is None:
            if node.index in fresh and not self._partly:
                raise NotFiniteError
            return NOTHING
        if node.ignore_case and self._java < _FIRST_CASELESS and any(code > 0xFFFF for code, _ in text):
            raise NotFiniteError
        return Cat(tuple(Chars(self._kin(code, node), node.span, literal) for code, literal in text))

    def _kin(self, code: int, node: ast.BackReference) -> CodePointSet:
        if not node.ignore_case:
            return single(code)
        return casefold.run_kin(code, self._java) if node.unicode_case else casefold.ascii_kin(code)

    # the ways of matching a group, in the order in which they are tried

    def _paths(self, node: Node, captures: _Captures, fresh: frozenset[int]) -> Iterator[_Path]:
        self._spend()
        match node:
            case ast.Chars():
                yield from self._members(node, captures)
            case ast.Sequence(items=items):
                yield from self._paths_of(items, captures, fresh)
            case ast.Alternation(branches=branches):
                for branch in branches:
                    yield from self._paths(branch, captures, fresh)
            case ast.Group(body=body, index=index):
                for path in self._paths(body, captures, fresh):
                    yield _Path(path.items, path.text, _with(path.captures, index, path.text))
            case ast.Repeat(body=body, min=least):
                most = node.max
                if self._partly and node.mode is not Mode.POSSESSIVE and (most is None or most > least + 1):
                    most = least + 1
                if most is None or most > _MOST_TIMES:
                    raise NotFiniteError
                if node.mode is Mode.POSSESSIVE and not isinstance(body, ast.Chars):
                    raise NotFiniteError
                if self._captures(body) or not _consumes(body):
                    raise NotFiniteError
                paths = self._iterations(body, least, most, node.mode is Mode.LAZY, captures, fresh)
                yield from self._exclusive(paths) if node.mode is Mode.POSSESSIVE else paths
            case ast.Atomic(body=body) if not self._captures(body):
                yield from self._exclusive(self._paths(body, captures, fresh))
            case ast.BackReference():
                known = self._reference(node, captures, fresh)
                if known is not NOTHING:
                    if node.ignore_case:
                        raise NotFiniteError
                    yield _Path((known,), dict(captures)[node.index], captures)
            case ast.Anchor() | ast.WordBoundary() | ast.Look() if not self._inside(node)[0] and not self._captures(
                node
            ):
                yield _Path((self._plain.lower(node),), (), captures)
            case _:
                raise NotFiniteError

    def _exclusive(self, paths: Iterator[_Path]) -> Iterator[_Path]:
        """Of several ways only the first that is possible."""
        partly, self._partly = self._partly, False
        met = self._plain.met
        try:
            found = list(paths)
        finally:
            self._partly = partly
        if self._plain.met != met:
            raise NotFiniteError
        before: tuple[Expr, ...] = ()
        for path in found:
            yield _Path((*before, *path.items), path.text, path.captures)
            before = (*before, Ahead(Cat(path.items), negated=True))

    def _members(self, node: ast.Chars, captures: _Captures) -> Iterator[_Path]:
        chosen = node.set
        if self._partly and len(chosen) > len(_SAMPLE):
            chosen = (chosen & _SAMPLE) or single(chosen.ranges[0][0])
        elif node.failing or len(chosen) > _MOST_MEMBERS:
            raise NotFiniteError
        literal = node.literal is not None
        for code in chosen:
            if 0xD800 <= code <= 0xDFFF:
                raise NotFiniteError  # references compare units: one half of a pair is another's equal
            self._spend()
            yield _Path((Chars(single(code), node.span, literal),), ((code, literal),), captures)

    def _paths_of(self, items: tuple[Node, ...], captures: _Captures, fresh: frozenset[int]) -> Iterator[_Path]:
        if not items:
            yield _Path((), (), captures)
            return
        for head in self._paths(items[0], captures, fresh):
            for rest in self._paths_of(items[1:], head.captures, fresh):
                self._spend()
                yield _Path((*head.items, *rest.items), head.text + rest.text, rest.captures)

    def _iterations(
        self, body: Node, least: int, most: int, lazy: bool, captures: _Captures, fresh: frozenset[int]
    ) -> Iterator[_Path]:
        stop = _Path((), (), captures)
        if least <= 0 and lazy:
            yield stop
        if most > 0:
            for head in self._paths(body, captures, fresh):
                for rest in self._iterations(body, least - 1, most - 1, lazy, captures, fresh):
                    self._spend()
                    yield _Path((*head.items, *rest.items), head.text + rest.text, captures)
        if least <= 0 and not lazy:
            yield stop


def _consumes(node: Node) -> bool:
    """Whether a node is characters and nothing else, at least one of them."""
    match node:
        case ast.Chars():
            return True
        case ast.Sequence(items=items):
            return bool(items) and all(map(_consumes, items))
        case ast.Alternation(branches=branches):
            return all(map(_consumes, branches))
        case ast.Group(body=body):
            return _consumes(body)
        case _:
            return False


def _with(captures: _Captures, index: int | None, text: _Text) -> _Captures:
    if index is None:
        return captures
    return tuple(sorted({**dict(captures), index: text}.items()))


def _shared(then: _Then) -> _Then:
    """The rest, written once for each state of the groups."""
    return cache(then)


def _joined(*parts: Expr) -> Expr:
    items: list[Expr] = []
    for part in parts:
        if part is NOTHING:
            return NOTHING
        items.extend(part.items if isinstance(part, Cat) else (part,))
    return items[0] if len(items) == 1 else Cat(tuple(items))
