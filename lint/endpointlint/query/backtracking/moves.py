"""The runs of a search as an automaton that keeps the order of alternatives and counts equal ways.

A *state* is a run that is about to read a character. A search explores one node for each run over each prefix of the
text, so that the number of runs is what a match costs. Three kinds of runs are told apart:

* *counted* runs are those of the search itself. Where a loop remembers its failed places, they never begin another
  iteration of it: at each place it was begun once, whatever number of runs comes by;
* *idle* runs stay within the iterations of such a loop, and only say that a place is reached. From each place that ends
  an iteration one counted run begins, the one iteration that is tried there;
* *existing* runs say what can be reached at all, memo or not.

A run that passes through an atomic part does not search it: its inner search is one run, its only way out another.
Tests are kept where they are about the characters next to the place, and let everything pass elsewhere, so that there
are never fewer runs than in truth.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

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
    Instruction,
    Loop,
    Open,
    Pc,
    Program,
    Read,
    Reference,
    Run,
    ScopeKind,
    Test,
)
from endpointlint.query.claim import Operation

COUNTED: Final = -2
EXISTING: Final = -1
"""Kinds of runs; a number from 0 on is an idle run of the loop with that number."""
SEARCH: Final = -1
"""The place of a `find`, or of the body of a look-behind, that has not begun yet."""

_A_WAY: Final = 12
"""Steps that one way on from a place takes."""
_AN_EDGE: Final = 8
"""Steps that one edge takes, with its state."""
_FAR: Final = 64
"""A look-behind that reaches further is tried from as many places as there are."""

StateId = int
Counts = tuple[int, ...]
"""Iterations of the counted loops around a place, the outermost first."""


class State(NamedTuple):
    """A run that is about to read a character."""

    pc: Pc
    """What reads it: a `Read`, a `Run`, a `Reference`; `SEARCH`; or a `Done`, which accepts whatever follows."""
    taken: int
    """For a `Run`: characters that it has read, up to where it makes no difference."""
    counts: Counts
    home: int
    """The scope in which the run is one of the search; it passes through scopes inside it."""
    kind: int
    mask: int
    """What it may read; beside the characters, whether the text may end here."""


class Edge(NamedTuple):
    """What a character leads to."""

    mask: int
    target: StateId
    ways: int
    """How many ways lead there."""
    counted: bool
    """A run goes on; otherwise there merely is a way."""
    spawned: int
    """The scope of a search within the search that begins behind the character; -1 if none does."""
    turned: int
    """The loops, as bits, whose next iteration begins behind the character; see `Moves.bit_of`."""
    left: bool
    """An atomic part or a reference that the run was passing through is over."""


class _Item(NamedTuple):
    """A way on from a place, up to the next character."""

    behind: int
    """What may stand behind, in front of the place: characters, or the beginning."""
    pc: Pc
    taken: int
    counts: Counts
    home: int
    ahead: int
    """What may be read."""
    ways: int
    turned: int = 0
    """The loops, as bits, whose next iteration it begins."""
    spawned: int = -1
    left: bool = False


class Automata:
    """The automata of one search, by the counts that they keep; one for all where there are no greater counts."""

    def __init__(self, program: Program, operation: Operation, meter: Meter) -> None:
        """`meter`: where the work is counted."""
        self.program = program
        self.operation = operation
        self.meter = meter
        counts = (max(i.least, i.most or 0) for i in program.code if isinstance(i, Run | Loop | Flat))
        self.greatest = max(counts, default=0)
        """The greatest count in the program."""
        self._keeping: dict[int, Moves] = {}

    def keeping(self, exact: int | None) -> Moves:
        """The one in which loops keep count up to so much, and have no bound beyond; None for every count."""
        kept = self.greatest if exact is None else min(exact, self.greatest)
        moves = self._keeping.get(kept)
        if moves is None:
            moves = self._keeping[kept] = Moves(self.program, self.operation, self.meter, exact=kept)
        return moves


class Moves:
    """The states of one program under one operation; they come into being when somebody asks for them."""

    def __init__(self, program: Program, operation: Operation, meter: Meter, *, exact: int | None) -> None:
        """Prepare.

        Args:
            program: the nodes.
            operation: matches the whole text, or finds some part.
            meter: where the work is counted.
            exact: counts up to which loops keep count; beyond, a loop has no bound. None keeps every count.
        """
        self.program = program
        self._code = program.code
        self._whole = operation is Operation.MATCHES
        self._meter = meter
        self._exact = exact
        self._full = program.alphabet.full
        self._any = self._full | program.start
        self._rest = self._full | program.end
        mask = program.alphabet.mask
        self._lf, self._cr, self._terminators = mask(LF), mask(CR), mask(TERMINATORS)
        self._home = _homes(program)
        self.states: list[State] = []
        self._ids: dict[State, StateId] = {}
        self._accepting: set[StateId] = set()
        self._over: set[StateId] = set()
        self._edges: dict[StateId, list[Edge]] = {}
        self._items: dict[tuple[Pc, Counts, int, int, bool], list[_Item]] = {}

    # -- states -----------------------------------------------------------------------------------------------------

    def starts(self, kind: int = COUNTED) -> list[tuple[StateId, int, int]]:
        """The states before the first character: the state, in how many ways, and the scope that was begun or -1."""
        out = self._targets(self._follow(self.program.entry, (), 0, 0, kind != COUNTED), self.program.start, kind)
        if not self._whole and not self.program.begins:
            out.append((self.intern(State(SEARCH, 0, (), 0, kind, self._full)), 1, -1))
        return out

    def scope_starts(self, scope: int, behind: int) -> list[StateId]:
        """The existing runs at the beginning of a search within the search, behind one of some characters."""
        items = self._follow(self._body(scope), (), 0, scope, True)
        return [target for target, _, spawned in self._targets(items, behind, EXISTING) if spawned < 0]

    def _body(self, scope: int) -> Pc:
        owner = self._code[self.program.scopes[scope].owner]
        assert isinstance(owner, Atomic | Ahead | Behind)
        return owner.body

    def counted(self, state: StateId) -> StateId:
        """The counted run at the place of another run."""
        return self.intern(self.states[state]._replace(kind=COUNTED))

    def _targets(self, items: list[_Item], behind: int, kind: int) -> list[tuple[StateId, int, int]]:
        return [
            (self.intern(State(i.pc, i.taken, i.counts, i.home, kind, i.ahead)), i.ways, i.spawned)
            for i in items
            if i.behind & behind
        ]

    def intern(self, state: State) -> StateId:
        """The number of a state."""
        known = self._ids.get(state)
        if known is None:
            known = self._ids[state] = len(self.states)
            self.states.append(state)
            if state.mask & self.program.end:
                self._accepting.add(known)
                # a test of what follows may stand in front of the end, as in `x*$`
                if state.mask & self._rest == self._rest and isinstance(self.instruction(known), Done):
                    self._over.add(known)
        return known

    def instruction(self, state: StateId) -> Instruction | None:
        """What reads the next character; None for a search that has not begun."""
        pc = self.states[state].pc
        return None if pc == SEARCH else self._code[pc]

    def accepts(self, state: StateId) -> bool:
        """Whether a text that ends here is accepted."""
        return state in self._accepting

    def over(self, state: StateId) -> bool:
        """Whether the search of its scope has succeeded, whatever follows."""
        return state in self._over

    def any_accepts(self, states: Iterable[StateId]) -> bool:
        """Whether a text that ends in one of some states is accepted."""
        return not self._accepting.isdisjoint(states)

    def any_over(self, states: Iterable[StateId]) -> bool:
        """Whether the search of its scope has succeeded in one of some states."""
        return not self._over.isdisjoint(states)

    def forks(self, state: StateId) -> bool:
        """Whether the search itself chooses here. A run through an atomic part or a reference has one way only."""
        s = self.states[state]
        if s.pc == SEARCH:
            return True
        node = self._code[s.pc]
        return self._home[node.scope] == s.home and not isinstance(node, Reference)

    def in_body(self, pc: Pc, loop: int) -> bool:
        """Whether an instruction belongs to the body of a loop."""
        low, high = self.program.bodies[loop]
        return low <= pc < high

    def idle(self, state: StateId) -> StateId | None:
        """The idle run at the place of a counted one, if it is in a loop with a memo."""
        s = self.states[state]
        if s.kind != COUNTED or s.pc == SEARCH or not self.forks(state):
            return None
        for number in range(len(self.program.loops)):
            if self._loop(number).memo and self.in_body(s.pc, number):
                return self.intern(State(s.pc, s.taken, s.counts, s.home, number, s.mask))
        return None

    # -- edges ------------------------------------------------------------------------------------------------------

    def edges(self, state: StateId) -> list[Edge]:
        """What each character leads to, the ways tried first in front.

        Raises:
            BudgetExceeded: when the meter runs out.
        """
        known = self._edges.get(state)
        if known is None:
            known = self._edges[state] = self._make_edges(state)
        return known

    def _make_edges(self, state: StateId) -> list[Edge]:
        s = self.states[state]
        if s.pc == SEARCH:
            entry = self._body(s.home) if s.home else self.program.entry
            items = self._follow(entry, s.counts, 0, s.home, s.kind != COUNTED)
            return self._joined(s, [*items, self._search(s.counts, s.home)])
        node = self._code[s.pc]
        all_ways = s.kind != COUNTED or self._home[node.scope] != s.home
        match node:
            case Read(then=then):
                return self._joined(s, self._follow(then, s.counts, 0, s.home, all_ways))
            case Run():
                return self._joined(s, self._run(s.pc, node, s.taken + 1, s.counts, 0, s.home, all_ways))
            case Reference(then=then):
                on = [i._replace(left=True) for i in self._follow(then, s.counts, 0, s.home, all_ways)]
                return self._joined(s, [self._reading(s.pc, 0, s.counts, s.home, node.mask), *on])
            case Boundary():
                return [Edge(s.mask, state, 1, True, -1, 0, False)]
            case _:
                over = State(s.pc, 0, (), s.home, s.kind, self._rest)
                readable = s.mask & self._full
                return [Edge(readable, self.intern(over), 1, True, -1, 0, False)] if readable else []

    def _joined(self, s: State, items: list[_Item]) -> list[Edge]:
        out: list[Edge] = []
        self._meter.spend(_AN_EDGE * len(items))
        for i in items:
            mask = s.mask & i.behind & self._full
            if not mask:
                continue
            state = State(i.pc, i.taken, i.counts, i.home, s.kind, i.ahead)
            if s.kind < 0:
                out.append(Edge(mask, self.intern(state), i.ways, True, i.spawned, i.turned, i.left))
                continue
            inside, again = self.in_body(i.pc, s.kind), bool(i.turned >> s.kind & 1)
            if inside and i.spawned < 0:
                out.append(Edge(mask, self.intern(state), 1, True, -1, 0, i.left))
            if again or not inside:
                counted = self.intern(state._replace(kind=COUNTED))
                out.append(Edge(mask, counted, i.ways, again, i.spawned, 0, i.left))
        return out

    # -- ways on from a place ---------------------------------------------------------------------------------------

    def _follow(self, pc: Pc, counts: Counts, fresh: int, home: int, all_ways: bool) -> list[_Item]:
        """The ways on from an instruction, in the order in which they are tried.

        Args:
            pc: the instruction.
            counts: those of the counted loops around it.
            fresh: the loops, as bits, whose iteration has not read anything yet.
            home: the scope in which the run is one of the search.
            all_ways: go on with every iteration, whether it is remembered as failed or not.
        """
        key = (pc, counts, fresh, home, all_ways)
        known = self._items.get(key)
        if known is None:
            known = self._items[key] = _merged(self._make(pc, counts, fresh, home, all_ways))
            self._meter.spend(_A_WAY * len(known))
        return known

    def _make(self, pc: Pc, counts: Counts, fresh: int, home: int, all_ways: bool) -> list[_Item]:
        node = self._code[pc]
        follow = self._follow
        match node:
            case Read(mask=mask):
                return [self._reading(pc, 0, counts, home, mask)] if mask else []
            case Run():
                return self._run(pc, node, 0, counts, fresh, home, all_ways)
            case Branch(ways=ways):
                return [item for way in ways for item in follow(way, counts, fresh, home, all_ways)]
            case Enter(loop=at):
                loop = self._code[at]
                assert isinstance(loop, Loop)
                if loop.most == 0:
                    return follow(loop.then, counts, fresh, home, all_ways)
                inner = (*counts, 1) if self._counts(loop) else counts
                body = follow(loop.body, inner, fresh | self.bit_of(loop), home, all_ways)
                if loop.least > 0:
                    return body
                leave = follow(loop.then, counts, fresh, home, all_ways)
                return [*leave, *body] if loop.lazy else [*body, *leave]
            case Loop():
                return self._loop_ways(node, counts, fresh, home, all_ways)
            case Flat():
                inner = (*counts, 0) if self._counts(node) else counts
                return self._flat_ways(node, pc, inner, fresh, home, all_ways)
            case Atomic(inner=inner_scope, body=body, then=then):
                pass_ = follow(body, counts, fresh, home, all_ways)
                if not self._searches(node.scope, home):
                    return pass_
                return [*self._spawned(body, counts, inner_scope, all_ways), *pass_]
            case Ahead(inner=inner_scope, body=body, then=then):
                on = follow(then, counts, fresh, home, all_ways)
                one = self._one_character(body)
                if one:
                    may = self._rest & ~one if node.negated else one
                    on = [item._replace(ahead=item.ahead & may) for item in on if item.ahead & may]
                if not self._searches(node.scope, home):
                    return on
                return [*self._spawned(body, counts, inner_scope, all_ways), *on]
            case Test(kind=kind, then=then):
                on = follow(then, counts, fresh, home, all_ways)
                return [w for b, a in self._place(kind) for item in on if (w := _narrowed(item, b, a)) is not None]
            case Boundary(then=then):
                on = follow(then, counts, fresh, home, all_ways)
                places = self._boundary(node)
                on = [w for b, a in places for item in on if (w := _narrowed(item, b, a)) is not None]
                if not self._searches(node.scope, home):
                    return on
                # it walks left over marks; counted as if it went right
                walk = self._reading(pc, 0, counts, home, node.marks)
                return [walk._replace(spawned=node.scope), *on] if node.marks else on
            case Reference(mask=mask, then=then):
                if not mask:
                    return []
                on = follow(then, counts, fresh, home, all_ways)
                return [self._reading(pc, 0, counts, home, mask), *on]
            case Behind(inner=inner_scope, body=body, least=least, most=most, then=then):
                on = follow(then, counts, fresh, home, all_ways)
                one = self._one_character(body)
                if one:
                    may = self._any & ~one if node.negated else one
                    on = [item._replace(behind=item.behind & may) for item in on if item.behind & may]
                if not self._searches(node.scope, home) or not 0 <= least <= most:
                    return on
                far = [self._search(counts, inner_scope)._replace(spawned=inner_scope)] if most > _FAR else []
                return [*far, *self._spawned(body, counts, inner_scope, all_ways), *on]
            case Open(then=then) | Close(then=then):
                return follow(then, counts, fresh, home, all_ways)
            case Done(scope=scope):
                return self._done(pc, scope, counts, fresh, home, all_ways)

    def _reading(self, pc: Pc, taken: int, counts: Counts, home: int, mask: int) -> _Item:
        return _Item(self._any, pc, taken, counts, home, mask, 1)

    def _search(self, counts: Counts, scope: int) -> _Item:
        return _Item(self._full, SEARCH, 0, counts, scope, self._full, 1)

    def _spawned(self, body: Pc, counts: Counts, scope: int, all_ways: bool) -> list[_Item]:
        items = self._follow(body, counts, 0, scope, all_ways)
        return [item if item.spawned >= 0 else item._replace(spawned=scope) for item in items]

    def _searches(self, scope: int, home: int) -> bool:
        return self._home[scope] == home

    def _run(self, pc: Pc, node: Run, taken: int, counts: Counts, fresh: int, home: int, all_ways: bool) -> list[_Item]:
        """The ways on from a flat loop that has read so many characters."""
        exact = self._exact is None or max(node.least, node.most or 0) <= self._exact
        if exact:
            least, most = node.least, node.most
        else:
            least, most = min(node.least, 1), None
        taken = min(taken, least if most is None else most)
        more: list[_Item] = []
        if most is None or taken < most:
            more = [self._reading(pc, taken, counts, home, node.mask)] if node.mask else []
        if taken < least:
            return more
        on = self._follow(node.then, counts, fresh if not taken else 0, home, all_ways)
        if node.mode is Mode.LAZY:
            return [*on, *more]
        if node.mode is Mode.POSSESSIVE and more and exact:
            on = [item._replace(ahead=item.ahead & ~node.mask) for item in on if item.ahead & ~node.mask]
        return [*more, *on]

    def _loop_ways(self, loop: Loop, counts: Counts, fresh: int, home: int, all_ways: bool) -> list[_Item]:
        bit = self.bit_of(loop)
        counting = self._counts(loop)
        around = counts[:-1] if counting else counts
        leave = self._follow(loop.then, around, fresh & ~bit, home, all_ways)
        if fresh & bit:
            return leave
        count = counts[-1] if counting else 1
        # where the first iterations, which are never remembered, are not counted, none is taken to be
        lost = loop.least > 1 and not counting
        memo = loop.memo and not lost and not all_ways and self._searches(loop.scope, home)
        if counting:
            if loop.most is not None and count >= loop.most:
                return leave
            inner = (*around, min(count + 1, self._limit(loop)))
        elif loop.most == 1:
            return leave
        else:
            inner = counts
        must = counting and count < loop.least
        if memo and not must:
            return leave
        body = _turning(self._follow(loop.body, inner, fresh | bit, home, all_ways), bit)
        if must:
            return body
        return [*leave, *body] if loop.lazy else [*body, *leave]

    def _flat_ways(self, node: Flat, pc: Pc, counts: Counts, fresh: int, home: int, all_ways: bool) -> list[_Item]:
        """The ways on from a flat loop of groups, at the end of an iteration or before the first."""
        counting = self._counts(node)
        around = counts[:-1] if counting else counts
        count = counts[-1] if counting else 0
        bit = self.bit_of(node)
        least = node.least if counting else 0
        more: list[_Item] = []
        if not counting or node.most is None or count < node.most:
            inner = (*around, min(count + 1, self._limit(node))) if counting else around
            more = _turning(self._follow(node.body, inner, fresh | bit, home, all_ways), bit)
        if count < least:
            return more
        leave = self._follow(node.then, around, fresh & ~bit, home, all_ways)
        return [*leave, *more] if node.mode is Mode.LAZY else [*more, *leave]

    def _done(self, pc: Pc, scope: int, counts: Counts, fresh: int, home: int, all_ways: bool) -> list[_Item]:
        if not scope or scope == home:
            ahead = self.program.end if not scope and self._whole else self._rest
            return [_Item(self._any, pc, 0, (), home, ahead, 1)]
        at = self.program.scopes[scope].owner
        owner = self._code[at]
        if isinstance(owner, Atomic):
            return [i._replace(left=True) for i in self._follow(owner.then, counts, fresh, home, all_ways)]
        assert isinstance(owner, Flat)
        bit = self.bit_of(owner)
        if fresh & bit:
            around = counts[:-1] if self._counts(owner) else counts
            return self._follow(owner.then, around, fresh & ~bit, home, all_ways)
        return self._flat_ways(owner, at, counts, fresh, home, all_ways)

    # -- counts -----------------------------------------------------------------------------------------------------

    def _loop(self, number: int) -> Loop:
        node = self._code[self.program.loops[number]]
        assert isinstance(node, Loop)
        return node

    def bit_of(self, node: Loop | Flat) -> int:
        """The bit that stands for a loop."""
        return 1 << (node.number if isinstance(node, Loop) else len(self.program.loops) + node.inner)

    def _counts(self, node: Loop | Flat) -> bool:
        """Whether the iterations of a loop are counted."""
        if isinstance(node, Loop) and node.least <= 1 and node.most in (None, 1):
            return False
        if isinstance(node, Flat) and node.least == 0 and node.most is None:
            return False
        return self._exact is None or max(node.least, node.most or 0) <= self._exact

    @staticmethod
    def _limit(node: Loop | Flat) -> int:
        """The count from which on one more makes no difference."""
        return node.least if node.most is None else node.most

    # -- tests ------------------------------------------------------------------------------------------------------

    def _place(self, kind: AnchorKind) -> list[tuple[int, int]]:
        """What may stand behind and ahead of a place at which a test holds."""
        start, end, full = self.program.start, self.program.end, self._full
        cr, lf, ends = self._cr, self._lf, self._terminators
        match kind:
            case AnchorKind.BEGIN | AnchorKind.LAST_MATCH:
                return [(start, self._rest)]
            case AnchorKind.END:
                return [(self._any, end)]
            case AnchorKind.UNIX_FINAL_END | AnchorKind.UNIX_LINE_END:
                return [(self._any, end | lf)]
            case AnchorKind.UNIX_LINE_BEGIN:
                return [(start | lf, full)]
            case AnchorKind.FINAL_END | AnchorKind.LINE_END:
                return [(self._any & ~cr, end | ends), (cr, end | ends & ~lf)]
            case AnchorKind.LINE_BEGIN:
                return [(start | ends & ~cr, full), (cr, full & ~lf)]

    def _boundary(self, node: Boundary) -> list[tuple[int, int]]:
        start, end = self.program.start, self.program.end
        marks = node.marks | node.far_marks
        word, other = node.word | marks, (self._full & ~node.word) | start
        ahead_other = self._full & ~node.word | end
        if node.negated:
            return [(word, word), (other, ahead_other)]
        return [(word, ahead_other), (other, word)]

    def _one_character(self, body: Pc) -> int:
        """The characters that a look-ahead is about, if it is about one; else none."""
        node = self._code[body]
        if isinstance(node, Read) and isinstance(self._code[node.then], Done):
            return node.mask
        return 0


def _homes(program: Program) -> list[int]:
    """For each scope the scope whose search it belongs to: an iteration of a flat loop is none of its own."""
    out: list[int] = []
    for number, scope in enumerate(program.scopes):
        out.append(out[scope.outer] if scope.kind is ScopeKind.ITERATION else number)
    return out


def _turning(items: list[_Item], bit: int) -> list[_Item]:
    return [item._replace(turned=item.turned | bit) for item in items]


def _narrowed(item: _Item, behind: int, ahead: int) -> _Item | None:
    """The way, if only some characters may stand next to the place; None if that closes it."""
    both, rest = item.behind & behind, item.ahead & ahead
    return item._replace(behind=both, ahead=rest) if both and rest else None


def _merged(items: list[_Item]) -> list[_Item]:
    """Equal ways as one, with their number, where the first of them stood."""
    if len(items) < 2:
        return items
    out: dict[_Item, int] = {}
    for item in items:
        key = item if item.ways == 1 else item._replace(ways=1)
        out[key] = out.get(key, 0) + item.ways
    return [key if ways == 1 else key._replace(ways=ways) for key, ways in out.items()]
