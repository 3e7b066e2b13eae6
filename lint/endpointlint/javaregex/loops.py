"""The nodes that a JDK compiles alternatives, groups and quantifiers to.

They restate `java.util.regex.Pattern` of JDK 11 to 25 one by one, with its order, its greed, and what it forgets to
restore when it backtracks: the ends of groups inside of what it matches on its own, and where that has ended last.
"""

from __future__ import annotations

from collections.abc import Generator

from endpointlint.javaregex.ast import Mode
from endpointlint.javaregex.nodes import Accept
from endpointlint.javaregex.walk import Asking, Call, Node, Reply, State
from endpointlint.source.records import dataclass, field


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
