"""One search, step by step: what `java.util.regex` does with a text, and how many characters it reads doing so.

A model of the matcher in the sense of an interpreter of its nodes, with a stack of its own instead of recursion, so
that no text overflows anything. It keeps the order in which ways are tried, the memo of failed places, and what an
iteration captures; it counts characters read and the depth of the recursion that the JVM would need. Checked against
JVMs by those counts.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import accumulate, pairwise
from typing import Any, Final

from endpointlint.automata.budget import Meter
from endpointlint.javaregex.ast import AnchorKind, Mode
from endpointlint.query.backtracking.nodes import (
    CR,
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
    Loop,
    Open,
    Pc,
    Program,
    Read,
    Reference,
    Run,
    Test,
)
from endpointlint.query.claim import Operation
from endpointlint.source.records import dataclass

Env = tuple[Any, ...]
"""For each loop under way, the innermost first: iterations begun, where the last one began, the loops around it."""
Caps = tuple[tuple[int, int] | None, ...]
"""What each group that is referred to has captured."""

_RESUME, _MEMO, _BACK, _LAZY, _ENDS, _LAZY_FLAT = range(6)
_Choice = tuple[int, Pc, int, Env, Caps, int, Any]
"""What to do when a way has failed: where to go on, at which place, with what, and what that kind of choice needs."""
_OUTSIDE: Final = -1
_WEIGHT: Final = 2
"""A step here takes as long as so many elsewhere."""


@dataclass(frozen=True, slots=True)
class Searched:
    """What became of one search."""

    matched: bool
    reads: int
    """Characters read, one for each time."""
    depth: int
    """Stack frames of loops that stood upon each other at most."""


class TooLong(Exception):  # noqa: N818 - it is no error of anybody's
    """The search reads more characters, or goes deeper, than it may."""

    def __init__(self, depth: int) -> None:
        super().__init__("the search goes on for longer than it may")
        self.depth = depth


class Replay:
    """The matcher for one program under one operation."""

    def __init__(self, program: Program, operation: Operation, meter: Meter) -> None:
        """Prepare; costs next to nothing. Every search is metered, one step a node."""
        self._program = program
        self._code = program.code
        self._whole = operation is Operation.MATCHES
        self._meter = meter
        groups = sorted({i.group for i in program.code if isinstance(i, Reference)})
        self._slot = {group: number for number, group in enumerate(groups)}
        alphabet = program.alphabet
        self._bit = alphabet.bit
        self._known: dict[str, int] = {}
        self._lf, self._cr, self._ends = map(alphabet.mask, (LF, CR, TERMINATORS))
        self._behinds = {i.inner for i in program.code if isinstance(i, Behind)}
        # of the search under way
        self._text, self._n = "", 0
        self._bits: list[int] = []
        self._failed: list[set[int]] = []
        self._units: list[int] | None = None
        self._turned: list[int] | None = None
        self._reads = self._most = self._depth = 0
        self._deepest: float = math.inf

    def search(self, text: str, most: int, deepest: int | None = None) -> Searched:
        """Match a text as a whole, or look for a match in it.

        Args:
            text: in code points.
            most: characters that may be read.
            deepest: a depth that need not be exceeded to know all that is asked for.

        Raises:
            TooLong: more are read, or it is that deep.
            BudgetExceeded: when the meter runs out.
        """
        bit, known = self._bit, self._known
        self._bits = [known[c] if c in known else known.setdefault(c, bit(ord(c))) for c in text]
        self._text = text
        self._n = len(text)
        self._reads = 0
        self._most = most
        self._depth = 0
        self._deepest = math.inf if deepest is None else deepest
        self._failed = [set[int]() for _ in self._program.loops]
        self._units = self._turned = None
        nothing: Caps = (None,) * len(self._slot)
        last = 0 if self._whole or self._program.begins else self._n - self._program.shortest
        matched = False
        for at in range(last + 1):
            end, _ = self._run(self._program.entry, at, (), nothing, 0, _OUTSIDE)
            if end >= 0:
                matched = True
                break
        return Searched(matched, self._reads, self._depth)

    def _run(self, pc: Pc, i: int, env: Env, caps: Caps, depth: int, target: int) -> tuple[int, Caps]:
        """Search one scope from an instruction on; returns where it ends, or -1, and the captures.

        `target`: for a look-behind, where its body has to end.
        """
        code, bits, n, failed = self._code, self._bits, self._n, self._failed
        stack: list[_Choice] = []
        push = stack.append
        steps = 0
        while True:
            node = code[pc]
            steps += 1
            if type(node) is Read:
                if i < n:
                    self._reads += 1
                    if bits[i] & node.mask:
                        i += 1
                        pc = node.then
                        continue
            elif type(node) is Run:
                mask, least, most = node.mask, node.least, node.most
                lazy = node.mode is Mode.LAZY
                stop = i + (least if lazy else n if most is None else most)
                stop = min(stop, n)
                j = i
                while j < stop and bits[j] & mask:
                    j += 1
                self._reads += j - i + (j < stop)
                steps += (j - i) >> 2
                if j - i >= least:
                    if lazy:
                        push((_LAZY, pc, j, env, caps, depth, j - i))
                    elif node.mode is Mode.GREEDY:
                        if most is not None and most > 1 and j - i > 1:
                            depth += self._turns(i, j)
                            if depth > self._depth:
                                self._depth = depth
                        if j - i > least:
                            push((_BACK, node.then, j - 1, env, caps, depth, i + least))
                    i = j
                    pc = node.then
                    continue
            elif type(node) is Branch:
                for way in node.ways[:0:-1]:
                    push((_RESUME, way, i, env, caps, depth, None))
                pc = node.ways[0]
                continue
            elif type(node) is Loop:
                count, begin, outer = env
                if i > begin:
                    again = (count + 1, i, outer)
                    deeper = depth + node.frames
                    if deeper > self._depth:
                        self._depth = deeper
                        if deeper >= self._deepest:
                            self._spend(steps)
                            raise TooLong(deeper)
                    if count < node.least:
                        env, pc, depth = again, node.body, deeper
                        continue
                    if node.most is None or count < node.most:
                        if node.lazy:
                            push((_RESUME, node.body, i, again, caps, deeper, None))
                        elif not node.memo:
                            push((_RESUME, node.then, i, outer, caps, depth, None))
                            env, pc, depth = again, node.body, deeper
                            continue
                        elif i not in failed[node.number]:
                            push((_MEMO, node.then, i, outer, caps, depth, node.number))
                            env, pc, depth = again, node.body, deeper
                            continue
                env, pc = outer, node.then
                continue
            elif type(node) is Enter:
                loop = code[node.loop]
                assert isinstance(loop, Loop)
                inner = (1, i, env)
                if loop.least > 0:
                    env, pc, depth = inner, loop.body, depth + loop.frames
                elif loop.most == 0:
                    pc = loop.then
                elif loop.lazy:
                    push((_RESUME, loop.body, i, inner, caps, depth + loop.frames, None))
                    pc = loop.then
                else:
                    push((_RESUME, loop.then, i, env, caps, depth, None))
                    env, pc, depth = inner, loop.body, depth + loop.frames
                if depth > self._depth:
                    self._depth = depth
                continue
            elif type(node) is Done:
                scope = node.scope
                if (i == n or not self._whole) if not scope else (scope not in self._behinds or i == target):
                    self._spend(steps)
                    return i, caps
            elif type(node) is Flat:
                went = self._flat(node, pc, i, env, caps, depth, push)
                if went is not None:
                    i, caps, depth = went
                    pc = node.then
                    continue
            elif type(node) is Atomic:
                end, after = self._run(node.body, i, env, caps, depth, _OUTSIDE)
                if end >= 0:
                    i, pc, caps = end, node.then, after
                    continue
            elif type(node) is Ahead:
                end, after = self._run(node.body, i, env, caps, depth, _OUTSIDE)
                if (end >= 0) is not node.negated:
                    pc, caps = node.then, after if end >= 0 else caps
                    continue
            elif type(node) is Behind:
                end = -1
                for j in range(i - node.least, max(i - node.most, 0) - 1, -1) if i >= node.earliest else ():
                    end, after = self._run(node.body, j, env, caps, depth, i)
                    if end >= 0:
                        break
                if (end >= 0) is not node.negated:
                    pc = node.then
                    continue
            elif type(node) is Test:
                if self._holds(node.kind, i):
                    pc = node.then
                    continue
            elif type(node) is Boundary:
                if self._at_boundary(node, i) is not node.negated:
                    pc = node.then
                    continue
            elif type(node) is Reference:
                said = caps[self._slot[node.group]]
                if said is not None:
                    length = said[1] - said[0]
                    if i + length <= n and self._same(said[0], i, length, node.ignore_case):
                        i += length
                        pc = node.then
                        continue
            elif type(node) is Open:
                env, pc = (0, i, env), node.then
                continue
            elif type(node) is Close:
                caps = self._captured(caps, node.group, env[1], i)
                env, pc = env[2], node.then
                continue
            # the way has failed: back to the last choice
            while True:
                if not stack:
                    self._spend(steps)
                    return -1, caps
                if steps > 256:
                    self._spend(steps)
                    steps = 0
                what, pc, i, env, caps, depth, more = stack.pop()
                if what == _RESUME:
                    break
                if what == _MEMO:
                    number: int = more
                    failed[number].add(i)
                    break
                if what == _BACK:
                    if i > more:
                        push((_BACK, pc, i - 1, env, caps, depth, more))
                    break
                if what == _ENDS:
                    ends, low = more
                    if i > low:
                        push((_ENDS, pc, i - 1, env, caps, depth, more))
                    i, caps = ends[i]
                    break
                steps += 1
                node = code[pc]
                if type(node) is Run:
                    if (node.most is None or more < node.most) and i < n:
                        self._reads += 1
                        if bits[i] & node.mask:
                            push((_LAZY, pc, i + 1, env, caps, depth, more + 1))
                            i, pc = i + 1, node.then
                            break
                elif type(node) is Flat and (node.most is None or more < node.most):
                    end, after = self._run(node.body, i, env, caps, depth, _OUTSIDE)
                    if end > i:
                        caps = self._captured(after, node.group, i, end)
                        push((_LAZY_FLAT, pc, end, env, caps, depth, more + 1))
                        i, pc = end, node.then
                        break

    def _flat(
        self, node: Flat, pc: Pc, i: int, env: Env, caps: Caps, depth: int, push: Callable[[_Choice], None]
    ) -> tuple[int, Caps, int] | None:
        """Where a flat loop has ended at first, with what it has captured and the depth; None if it fails."""
        body, least, most, mode = node.body, node.least, node.most, node.mode
        ends = [(i, caps)]
        for _ in range(least):
            end, caps = self._run(body, i, env, caps, depth, _OUTSIDE)
            if end < 0:
                return None
            caps = self._captured(caps, node.group, i, end)
            ends.append((end, caps))
            if end == i:
                # the JDK goes on to the minimum without reading anything
                break
            i = end
        done = max(least, len(ends) - 1)
        if mode is Mode.LAZY:
            push((_LAZY_FLAT, pc, i, env, caps, depth, done))
            return i, caps, depth
        first = len(ends) - 1
        while most is None or done < most:
            end, after = self._run(body, i, env, caps, depth, _OUTSIDE)
            if end < 0 or end == i:
                break
            caps = self._captured(after, node.group, i, end)
            ends.append((end, caps))
            i = end
            done += 1
        if mode is Mode.GREEDY:
            if len(ends) > 2:
                depth = self._deeper(depth, [end for end, _ in ends])
            if len(ends) - 1 > first:
                push((_ENDS, node.then, len(ends) - 2, env, caps, depth, (ends, first)))
        return i, caps, depth

    def _spend(self, steps: int) -> None:
        self._meter.spend(_WEIGHT * steps)
        if self._reads > self._most:
            raise TooLong(self._depth)

    def _captured(self, caps: Caps, group: int | None, start: int, end: int) -> Caps:
        if group is None:
            return caps
        slot = self._slot[group]
        return (*caps[:slot], (start, end), *caps[slot + 1 :])

    def _turns(self, start: int, end: int) -> int:
        """How often one character of a part of the text is as long as the one before is not, in units of UTF-16."""
        if self._turned is None:
            wide = [char > "\uffff" for char in self._text]
            self._turned = [0, *accumulate(a is not b for a, b in pairwise(wide))] if any(wide) else []
        return self._turned[end - 1] - self._turned[start] if self._turned else 0

    def _deeper(self, depth: int, ends: list[int]) -> int:
        """The depth when a flat loop has called itself at each change of the length, in units of UTF-16."""
        if self._units is None:
            self._units = [0]
            for char in self._text:
                self._units.append(self._units[-1] + (1 if char < "\U00010000" else 2))
        units = self._units
        lengths = [units[b] - units[a] for a, b in pairwise(ends)]
        depth += sum(a != b for a, b in pairwise(lengths))
        self._depth = max(self._depth, depth)
        return depth

    def _same(self, a: int, b: int, length: int, ignore_case: bool) -> bool:
        text = self._text
        for at in range(length):
            self._reads += 2
            x, y = text[a + at], text[b + at]
            if x != y and not (ignore_case and x.lower() == y.lower()):
                return False
        return True

    def _holds(self, kind: AnchorKind, i: int) -> bool:
        n, bits = self._n, self._bits
        match kind:
            case AnchorKind.BEGIN | AnchorKind.LAST_MATCH:
                return i == 0
            case AnchorKind.END:
                return i == n
            case AnchorKind.UNIX_FINAL_END:
                return i == n or (i == n - 1 and bool(bits[i] & self._lf))
            case AnchorKind.UNIX_LINE_END:
                return i == n or bool(bits[i] & self._lf)
            case AnchorKind.UNIX_LINE_BEGIN:
                return i < n and (i == 0 or bool(bits[i - 1] & self._lf))
            case AnchorKind.LINE_BEGIN:
                if i == n or i == 0:
                    return i < n
                return bool(bits[i - 1] & self._ends) and not (bits[i - 1] & self._cr and bits[i] & self._lf)
            case AnchorKind.FINAL_END | AnchorKind.LINE_END:
                if i == n:
                    return True
                if not bits[i] & self._ends or (i and bits[i] & self._lf and bits[i - 1] & self._cr):
                    return False
                if kind is AnchorKind.LINE_END or i == n - 1:
                    return True
                return i == n - 2 and bool(bits[i] & self._cr and bits[i + 1] & self._lf)

    def _at_boundary(self, node: Boundary, i: int) -> bool:
        bits = self._bits
        left = right = False
        if i > 0:
            self._reads += 1
            bit = bits[i - 1]
            left = bool(bit & node.word) or (bool(bit & node.marks) and self._has_base(node, i - 1))
        if i < self._n:
            self._reads += 1
            bit = bits[i]
            right = bool(bit & node.word) or (bool(bit & (node.marks | node.far_marks)) and self._has_base(node, i))
        return left is not right

    def _has_base(self, node: Boundary, i: int) -> bool:
        for x in range(i, -1, -1):
            self._reads += 1
            if self._bits[x] & node.bases:
                return True
            if not self._bits[x] & (node.marks | node.far_marks):
                return False
        return False
