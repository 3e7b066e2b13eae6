"""The nodes that a JDK compiles a regex to, and what each does when it is matched.

They restate `java.util.regex.Pattern` of JDK 11 to 25 one by one, with its order, its greed, and what it remembers when
it backtracks: the ends of groups that it forgets to restore, and the end of the part that was matched last. A node is
entered at an index of UTF-16 units and says whether it and all behind it match. It answers at once, or hands over to
the node behind it, or becomes a generator that asks other nodes in turn; so the JDK's recursion costs no stack here.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field
from typing import Final, Protocol

from endpointlint.automata.budget import Meter
from endpointlint.automata.codepoints import CodePointSet
from endpointlint.javaregex import ast
from endpointlint.javaregex.ast import Mode
from endpointlint.javaregex.graphemes import next_boundary
from endpointlint.javaregex.unicode.tables import case_mapping

_FIRST_ALIGNED: Final = 17
"""The JDK since which a loop that gives back a character never steps before the place where it began."""
_FIRST_CASELESS: Final = 21
"""The JDK since which references that ignore case count units, where they once counted each twice."""
_FIRST_LAST: Final = 17
r"""The JDK since which `\b{g}` looks from the end of the last match on."""
_TERMINATORS: Final = frozenset((0x0A, 0x0D, 0x85, 0x2028, 0x2029))
_BREAKS: Final = frozenset((0x0A, 0x0B, 0x0C, 0x85, 0x2028, 0x2029))
_CR, _LF = 0x0D, 0x0A


class MatchFailure(Exception):  # noqa: N818 - the JVM's error, not ours
    """The JVM throws an exception in the middle of the match."""


class State:
    """A text that is being matched."""

    __slots__ = ("behind", "failed", "groups", "java", "last", "locals", "meter", "to", "units", "whole")

    def __init__(self, units: list[int], java: int, groups: int, variables: int, meter: Meter, *, whole: bool) -> None:
        """`units` are of UTF-16; `variables` is how many the nodes use."""
        self.units = units
        self.to = len(units)
        self.java = java
        self.whole = whole
        self.last = 0
        """Where some part of the match has ended last."""
        self.groups = [-1] * (2 * groups + 2)
        self.locals = [-1] * variables
        self.behind = -1
        """Where the body of a look-behind has to end."""
        self.failed: dict[int, set[int]] = {}
        self.meter = meter

    def code_at(self, i: int) -> int:
        """The code point at an index, or the lone surrogate."""
        units = self.units
        if i >= self.to:
            raise MatchFailure
        code = units[i]
        if 0xD800 <= code <= 0xDBFF and i + 1 < self.to and 0xDC00 <= units[i + 1] <= 0xDFFF:
            return 0x10000 + ((code - 0xD800) << 10) + units[i + 1] - 0xDC00
        return code

    def code_before(self, i: int) -> int:
        """The code point that ends at an index."""
        code = self.units[i - 1]
        if 0xDC00 <= code <= 0xDFFF and i > 1 and 0xD800 <= self.units[i - 2] <= 0xDBFF:
            return 0x10000 + ((self.units[i - 2] - 0xD800) << 10) + code - 0xDC00
        return code

    def is_halfway(self, i: int) -> bool:
        """Whether an index lies between the two units of a code point."""
        return 0 < i < self.to and self.code_before(i + 1) > 0xFFFF


def size(code: int) -> int:
    """How many units a code point takes."""
    return 2 if code > 0xFFFF else 1


Call = tuple["Node", int]
Asking = Generator[Call, bool, "bool | Call"]
Reply = bool | Call | Asking


class Node(Protocol):
    """A node of the graph."""

    def match(self, state: State, i: int) -> Reply:
        """Match from an index on: an answer, the node that answers, or a generator that yields whom to ask."""
        ...


def run(state: State, node: Node, i: int) -> bool:
    """Ask a node.

    Raises:
        BudgetExceeded: when the meter of the state runs out.
        MatchFailure: where the JVM throws.
    """
    stack: list[Asking] = []
    spend = state.meter.spend
    reply: Reply = (node, i)
    while True:
        if isinstance(reply, tuple):
            spend()
            reply = reply[0].match(state, reply[1])
        elif isinstance(reply, bool):
            if not stack:
                return reply
            try:
                reply = stack[-1].send(reply)
            except StopIteration as stop:
                stack.pop()
                reply = stop.value
        else:
            stack.append(reply)
            try:
                reply = next(reply)
            except StopIteration as stop:
                stack.pop()
                reply = stop.value


@dataclass(slots=True, eq=False)
class Accept:
    """The end of a part that is matched on its own."""

    def match(self, state: State, i: int) -> Reply:
        """Always; remembers where."""
        state.last = i
        return True


@dataclass(slots=True, eq=False)
class Last:
    """The end of the regex."""

    def match(self, state: State, i: int) -> Reply:
        """At the end of the input only, if the whole of it has to match."""
        if state.whole and i != state.to:
            return False
        state.last = i
        return True


@dataclass(slots=True, eq=False)
class BehindEnd:
    """The end of a look-behind's body."""

    def match(self, state: State, i: int) -> Reply:
        """Where the look-behind stands."""
        return i == state.behind


@dataclass(slots=True, eq=False)
class Char:
    """One character out of a set."""

    chars: CodePointSet
    failing: CodePointSet
    next: Node

    def match(self, state: State, i: int) -> Reply:
        """Whole code points, but for lone surrogates and what is begun halfway."""
        if i >= state.to:
            return False
        code = state.code_at(i)
        if code in self.failing:
            raise MatchFailure
        return (self.next, i + size(code)) if code in self.chars else False


@dataclass(slots=True, eq=False)
class Greedy:
    """`*`, `+` or `{n,}` on one character."""

    chars: CodePointSet
    failing: CodePointSet
    least: int
    next: Node

    def match(self, state: State, i: int) -> Reply:
        """As many as there are, then fewer."""
        start, count = i, 0
        while i < state.to:
            state.meter.spend()
            code = state.code_at(i)
            if code in self.failing:
                raise MatchFailure
            if code not in self.chars:
                break
            i += size(code)
            count += 1
        return self._give_back(state, start, i, count)

    def _give_back(self, state: State, start: int, i: int, count: int) -> Asking:
        while count >= self.least:
            if (yield self.next, i):
                return True
            if count == self.least:
                return False
            i -= size(state.code_before(i))
            if state.java >= _FIRST_ALIGNED:
                i = max(start, i)
            count -= 1
        return False


@dataclass(slots=True, eq=False)
class LineBreak:
    r"""`\R`."""

    next: Node

    def match(self, state: State, i: int) -> Reply:
        """CR LF before CR."""
        if i >= state.to:
            return False
        unit = state.units[i]
        if unit in _BREAKS:
            return self.next, i + 1
        if unit != _CR:
            return False
        return self._after_cr(state, i + 1)

    def _after_cr(self, state: State, i: int) -> Asking:
        if i < state.to and state.units[i] == _LF and (yield self.next, i + 1):
            return True
        return self.next, i


@dataclass(slots=True, eq=False)
class Cluster:
    r"""`\X`."""

    next: Node

    def match(self, state: State, i: int) -> Reply:
        """Up to the next boundary."""
        if i >= state.to:
            return False
        return self.next, next_boundary(state.code_at, i, state.to, state.java)


@dataclass(slots=True, eq=False)
class ClusterBoundary:
    r"""`\b{g}`."""

    next: Node

    def match(self, state: State, i: int) -> Reply:
        """Since JDK 17 behind the first boundary from the end of the last match on."""
        if 0 < i < state.to:
            if state.is_halfway(i):
                return False
            if state.java < _FIRST_LAST:
                start = i - size(state.code_before(i))
                if next_boundary(state.code_at, start, i + 1, state.java) > i:
                    return False
            elif next_boundary(state.code_at, state.last, state.to, state.java) > i:
                return False
        return self.next, i


@dataclass(slots=True, eq=False)
class Place:
    """An anchor."""

    kind: ast.AnchorKind
    next: Node

    def match(self, state: State, i: int) -> Reply:
        """Tests of the units around the index."""
        return (self.next, i) if self._holds(state, i) else False

    def _holds(self, state: State, i: int) -> bool:
        units, to = state.units, state.to
        match self.kind:
            case ast.AnchorKind.BEGIN | ast.AnchorKind.LAST_MATCH:
                return i == 0
            case ast.AnchorKind.END:
                return i == to
            case ast.AnchorKind.LINE_BEGIN:
                if i == to:
                    return False
                after_cr = i > 0 and units[i - 1] == _CR
                return i == 0 or (units[i - 1] in _TERMINATORS and not (after_cr and units[i] == _LF))
            case ast.AnchorKind.UNIX_LINE_BEGIN:
                return i != to and (i == 0 or units[i - 1] == _LF)
            case ast.AnchorKind.UNIX_LINE_END:
                return i == to or units[i] == _LF
            case ast.AnchorKind.UNIX_FINAL_END:
                return i == to or (units[i] == _LF and i == to - 1)
            case ast.AnchorKind.LINE_END:
                return i == to or self._before_terminator(state, i)
            case ast.AnchorKind.FINAL_END:
                if i < to - 2 or (i == to - 2 and units[i:] != [_CR, _LF]):
                    return False
                return i == to or self._before_terminator(state, i)

    @staticmethod
    def _before_terminator(state: State, i: int) -> bool:
        unit = state.units[i]
        return unit in _TERMINATORS and not (unit == _LF and i > 0 and state.units[i - 1] == _CR)


@dataclass(slots=True, eq=False)
class WordBoundary:
    r"""`\b` and `\B`."""

    test: ast.WordBoundary
    next: Node

    def match(self, state: State, i: int) -> Reply:
        """Whether one side is a character of a word and the other is not."""
        left = i > 0 and self._is_word(state, state.code_before(i), i - 1)
        right = i < state.to and self._is_word(state, state.code_at(i), i)
        return (self.next, i) if (left is not right) is not self.test.negated else False

    def _is_word(self, state: State, code: int, i: int) -> bool:
        test = self.test
        if code in test.word:
            return True
        if code not in test.marks and code not in test.far_marks:
            return False
        while i >= 0:
            code = state.code_at(i)
            if code in test.bases:
                return True
            if code not in test.marks and code not in test.far_marks:
                return False
            i -= 1
        return False


@dataclass(slots=True, eq=False)
class Reference:
    """A back-reference."""

    node: ast.BackReference
    next: Node

    def match(self, state: State, i: int) -> Reply:
        """The same units, or letters in another case."""
        at = 2 * self.node.index
        if at >= len(state.groups):
            return False
        start, end = state.groups[at], state.groups[at + 1]
        length = end - start
        if start < 0 or i + length > state.to:
            return False
        if not self.node.ignore_case:
            same = state.units[i : i + length] == state.units[start:end]
        else:
            same = self._alike(state, i, start, length)
        return (self.next, i + length) if same else False

    def _alike(self, state: State, i: int, start: int, length: int) -> bool:
        count = 0
        while count < length:
            one, other = state.code_at(i), state.code_at(start)
            if one != other and self._fold(one, state.java) != self._fold(other, state.java):
                return False
            i += size(one)
            start += size(other)
            if one > 0xFFFF and state.java >= _FIRST_CASELESS:
                length -= 1
            count += 1
        return True

    def _fold(self, code: int, java: int) -> int:
        if not self.node.unicode_case:
            return code | 32 if 65 <= code <= 90 else code
        upper = case_mapping("upper", java).get(code, code)
        return case_mapping("lower", java).get(upper, upper)


@dataclass(slots=True, eq=False)
class Look:
    """A look-around, as wide as the JDK thinks that it is."""

    node: ast.Look
    body: Node
    next: Node

    def match(self, state: State, i: int) -> Asking:
        """Its body first, on its own."""
        holds = (yield self.body, i) if self.node.ahead else (yield from self._behind(state, i))
        return (self.next, i) if holds is not self.node.negated else False

    def _behind(self, state: State, i: int) -> Generator[Call, bool, bool]:
        node = self.node
        by_unit = node.utf16
        first = i - node.min_width if by_unit else self._back(state, i, node.min_width)
        start = max(0, i - node.max_width if by_unit else self._back(state, i, node.max_width))
        if node.max_width < node.min_width or (by_unit and i < node.earliest):
            return False
        saved, state.behind = state.behind, i
        found = False
        while not found and first >= start:
            found = yield self.body, first
            first -= 1 if by_unit or first <= start else first - self._back(state, first, 1)
        state.behind = saved
        return found

    @staticmethod
    def _back(state: State, i: int, count: int) -> int:
        """The index so many code points before, or the beginning."""
        while i > 0 and count > 0:
            i -= size(state.code_before(i))
            count -= 1
        return i


@dataclass(slots=True, eq=False)
class Branch:
    """Alternatives, all of which lead to the same node."""

    heads: list[Node]

    def match(self, state: State, i: int) -> Asking:
        """One after the other."""
        for head in self.heads[:-1]:
            if (yield head, i):
                return True
        return self.heads[-1], i


@dataclass(slots=True, eq=False)
class GroupHead:
    """The beginning of a group."""

    variable: int
    next: Node

    def match(self, state: State, i: int) -> Asking:
        """Remembers where, as long as what follows is tried."""
        saved = state.locals[self.variable]
        state.locals[self.variable] = i
        found = yield self.next, i
        state.locals[self.variable] = saved
        return found


@dataclass(slots=True, eq=False)
class GroupTail:
    """The end of a capturing group."""

    variable: int
    group: int
    next: Node

    def match(self, state: State, i: int) -> Asking:
        """Captures, and takes that back if what follows fails."""
        at, groups = 2 * self.group, state.groups
        saved = groups[at : at + 2]
        groups[at : at + 2] = (state.locals[self.variable], i)
        if (yield self.next, i):
            return True
        groups[at : at + 2] = saved
        return False


@dataclass(slots=True, eq=False)
class Once:
    """`?` on what is matched on its own, and atomic groups (without a mode)."""

    atom: Node
    mode: Mode | None
    next: Node

    def match(self, state: State, i: int) -> Asking:
        """The atom in its first way."""
        match self.mode:
            case Mode.GREEDY:
                if (yield self.atom, i) and (yield self.next, state.last):
                    return True
                return self.next, i
            case Mode.LAZY:
                if (yield self.next, i):
                    return True
                return (self.next, state.last) if (yield self.atom, i) else False
            case Mode.POSSESSIVE:
                return self.next, state.last if (yield self.atom, i) else i
            case None:
                return (self.next, state.last) if (yield self.atom, i) else False


@dataclass(slots=True, eq=False)
class Curly:
    """A loop around what is matched on its own; around the body of a group if `group` is given."""

    atom: Node
    least: int
    most: int
    mode: Mode
    next: Node
    group: int | None = None
    """The number of the group; 0 for one that captures nothing."""

    def match(self, state: State, i: int) -> Asking:
        """Each iteration in its first way."""
        at, groups = 2 * (self.group or 0), state.groups
        saved = groups[at : at + 2]
        for _ in range(self.least):
            if not (yield self.atom, i):
                groups[at : at + 2] = saved
                return False
            self.capture(state, i, state.last)
            i = state.last
        match self.mode:
            case Mode.GREEDY:
                found = yield _Greedily(self, self.least), i
            case Mode.LAZY:
                found = yield from self._lazily(state, i)
            case Mode.POSSESSIVE:
                found = yield from self._possessively(state, i)
        if not found:
            groups[at : at + 2] = saved
        return found

    def capture(self, state: State, start: int, end: int) -> None:
        """Note what the group has matched."""
        if self.group:
            state.groups[2 * self.group : 2 * self.group + 2] = (start, end)

    def _lazily(self, state: State, i: int) -> Generator[Call, bool, bool]:
        count = self.least
        while not (yield self.next, i):
            if count >= self.most or not (yield self.atom, i) or state.last == i:
                return False
            self.capture(state, i, state.last)
            i = state.last
            count += 1
        return True

    def _possessively(self, state: State, i: int) -> Generator[Call, bool, bool]:
        for _ in range(self.least, self.most):
            if not (yield self.atom, i):
                break
            self.capture(state, i, state.last)
            if state.last == i:
                break
            i = state.last
        return (yield self.next, i)


@dataclass(slots=True, eq=False)
class _Greedily:
    """A greedy loop with so many iterations behind it: iterations of one length, and others by another of these."""

    loop: Curly
    count: int

    def match(self, state: State, i: int) -> Asking:
        loop, count = self.loop, self.count
        at, groups = 2 * (loop.group or 0), state.groups
        saved = groups[at : at + 2]
        if count >= loop.most or not (yield loop.atom, i):
            return loop.next, i
        length = state.last - i
        if length == 0:
            return loop.next, i
        while True:
            loop.capture(state, i, i + length)
            i += length
            count += 1
            if count >= loop.most or not (yield loop.atom, i):
                break
            if i + length != state.last:
                # around a group the iteration is matched anew
                further = (
                    (_Greedily(loop, count + 1), state.last) if loop.group is None else (_Greedily(loop, count), i)
                )
                if (yield further):
                    return True
                break
        while count > self.count:
            if (yield loop.next, i):
                loop.capture(state, i - length, i)
                return True
            i -= length
            loop.capture(state, i - length, i)
            count -= 1
        groups[at : at + 2] = saved
        return loop.next, i


@dataclass(slots=True, eq=False)
class Loop:
    """A loop around a group that may match in more than one way; its tail leads back here."""

    least: int
    most: int
    lazy: bool
    begin: int
    """The variable that holds where the iteration under way has begun."""
    count: int
    """The variable that holds how many iterations there are."""
    next: Node
    remembers: bool = False
    """Whether places where further iterations have failed are not tried again."""
    body: Node = field(default_factory=Accept)

    def match(self, state: State, i: int) -> Reply:
        """Behind an iteration."""
        if i <= state.locals[self.begin]:
            return self.next, i
        count = state.locals[self.count]
        if count < self.least:
            return self._iterate(state, i, count)
        if self.lazy:
            return self._leave_first(state, i, count)
        return self._iterate_first(state, i, count) if count < self.most else (self.next, i)

    def _iterate(self, state: State, i: int, count: int) -> Asking:
        state.locals[self.count] = count + 1
        found = yield self.body, i
        if not found:
            state.locals[self.count] = count
        return found

    def _iterate_first(self, state: State, i: int, count: int) -> Asking:
        failed = state.failed.setdefault(id(self), set()) if self.remembers else None
        if failed is not None and i in failed:
            return self.next, i
        if (yield from self._iterate(state, i, count)) is True:
            return True
        if failed is not None:
            failed.add(i)
        return self.next, i

    def _leave_first(self, state: State, i: int, count: int) -> Asking:
        if (yield self.next, i):
            return True
        return (yield from self._iterate(state, i, count)) if count < self.most else False


@dataclass(slots=True, eq=False)
class Prolog:
    """The way into a loop."""

    loop: Loop

    def match(self, state: State, i: int) -> Asking:
        """The first iteration."""
        loop = self.loop
        saved = state.locals[loop.count]
        found = False
        if loop.least == 0 and (loop.lazy or loop.most == 0):
            found = yield loop.next, i
        if not found and loop.most > 0:
            state.locals[loop.count] = 1
            found = yield loop.body, i
        if not found and loop.least == 0 < loop.most and not loop.lazy:
            found = yield loop.next, i
        state.locals[loop.count] = saved
        return found
