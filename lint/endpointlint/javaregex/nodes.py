"""The nodes that a JDK compiles the parts of a regex to, but for groups and loops (see `loops`).

They restate `java.util.regex.Pattern` of JDK 11 to 25 one by one.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Final

from endpointlint.automata.codepoints import CodePointSet
from endpointlint.javaregex import ast
from endpointlint.javaregex.graphemes import next_boundary
from endpointlint.javaregex.unicode.tables import case_mapping
from endpointlint.javaregex.walk import Asking, Call, MatchFailure, Node, Reply, State, size
from endpointlint.source.records import dataclass

_FIRST_ALIGNED: Final = 17
"""The JDK since which a loop that gives back a character never steps before the place where it began."""
_FIRST_CASELESS: Final = 21
"""The JDK since which references that ignore case count units, where they once counted each twice."""
_FIRST_LAST: Final = 17
r"""The JDK since which `\b{g}` looks from the end of the last match on."""
_TERMINATORS: Final = frozenset((0x0A, 0x0D, 0x85, 0x2028, 0x2029))
_BREAKS: Final = frozenset((0x0A, 0x0B, 0x0C, 0x85, 0x2028, 0x2029))
_CR, _LF = 0x0D, 0x0A


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
