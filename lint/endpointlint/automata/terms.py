"""What is left to match, as formulas over the rest of the input (see `formulas`).

A *continuation* says what must still be matched after a place in an expression: a linked list of frames, each interned
as a small integer, so that equal continuations are equal numbers. `expand` turns a continuation into the alternatives
that hold before the next character is read, and `derive` does the same for a conjunction and a character.

Matching in Java is a search that prefers the first way; under a whole match the preference shows only inside atomic
groups and possessive loops. There a part `N` in front of a rest `E` of the same scope means *the first way of matching
N for which E can succeed*: for alternatives that is branch 1, or, where branch 1 with E is impossible, branch 2, and so
on. Everything else is an ordinary existential choice. Cost: linear in the expression for the plain part; counted loops
and nested atomic groups multiply.
"""

from __future__ import annotations

from typing import Any, Final

from endpointlint.automata.alphabet import Alphabet
from endpointlint.automata.budget import Meter
from endpointlint.automata.context import ELSEWHERE, HALFWAY, Contexts
from endpointlint.automata.expression import (
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
from endpointlint.automata.formulas import END, MARK_WITHIN, MARKS, NONE, STOPPED, Alts, Conj, Cont, Formulas
from endpointlint.automata.halves import FAR, second_half

_FAR_NODE: Final = Chars(FAR)

# tags of frames
_WHOLE, _STOP, _GUARD, _MARKED, _MARKED_WITHIN, _SEQ, _LOOP, _FIRST_SEQ, _FIRST_LOOP, _KEEP_LOOP = range(10)

Frame = tuple[Any, ...]


class Terms(Formulas):
    """Continuations, heads and conjunctions of one machine, interned; grows while it is used."""

    def __init__(self, alphabet: Alphabet, meter: Meter) -> None:
        super().__init__(meter)
        self.alphabet = alphabet
        self.contexts = Contexts(self)
        self._masks: dict[Chars, int] = {}
        self._halves: dict[Chars, Chars] = {}
        self._nullable: dict[Expr, bool] = {}
        self._before_far: Alts | None = None

        self._frames: list[Frame] = []
        self._cont_ids: dict[Frame, Cont] = {}
        self._settled: list[bool] = []  # no loop iteration of it is still without a character
        self._main: list[bool] = []  # belongs to the match itself, not to a test
        self._moved: dict[Cont, Cont] = {}

        self._head_ids: dict[tuple[Chars, Cont], int] = {}
        self._single: list[Conj] = []  # head -> the conjunction of it alone
        self._expanded: dict[tuple[Cont, int], Alts] = {}

        self.whole = self._cont((_WHOLE,), settled=True, main=True)
        """Continuation: the input ends here."""
        self.stop = self._cont((_STOP,), settled=True, main=True)
        """Continuation: matched, whatever follows."""
        self.guard = self._cont((_GUARD,), settled=True, main=False)
        """The same, at the end of a test."""
        self.mark = self._cont((_MARKED,), settled=True, main=False)
        self.mark_within = self._cont((_MARKED_WITHIN,), settled=True, main=False)

    # -- interning ----------------------------------------------------------------------------------------------

    def _cont(self, frame: Frame, *, settled: bool, main: bool) -> Cont:
        known = self._cont_ids.get(frame)
        if known is None:
            known = self._cont_ids[frame] = len(self._frames)
            self._frames.append(frame)
            self._settled.append(settled)
            self._main.append(main)
            self.meter.spend()
        return known

    def _seq(self, cat: Cat, at: int, then: Cont) -> Cont:
        if at == len(cat.items):
            return then
        return self._cont((_SEQ, cat, at, then), settled=self._settled[then], main=self._main[then])

    def _loop(self, loop: Loop, count: int, then: Cont, *, moved: bool = False) -> Cont:
        moved = moved or not self.nullable(loop.body)
        return self._cont(
            (_LOOP, loop, count, moved, then), settled=moved and self._settled[then], main=self._main[then]
        )

    def _first_seq(self, cat: Cat, at: int, then: Cont, rest: Cont) -> Cont:
        if at == len(cat.items):
            return then
        settled = self._settled[then] and self._settled[rest]
        return self._cont((_FIRST_SEQ, cat, at, then, rest), settled=settled, main=self._main[then])

    def _first_loop(self, loop: Loop, count: int, then: Cont, rest: Cont, *, moved: bool = False) -> Cont:
        moved = moved or not self.nullable(loop.body)
        settled = moved and self._settled[then] and self._settled[rest]
        return self._cont((_FIRST_LOOP, loop, count, moved, then, rest), settled=settled, main=self._main[then])

    def _keep_loop(self, loop: Loop, count: int, then: Cont, *, moved: bool = False) -> Cont:
        moved = moved or not self.nullable(loop.body)
        return self._cont(
            (_KEEP_LOOP, loop, count, moved, then), settled=moved and self._settled[then], main=self._main[then]
        )

    def _after_char(self, cont: Cont) -> Cont:
        """The continuation once a character has been read: every iteration under way has consumed something."""
        if self._settled[cont]:
            return cont
        known = self._moved.get(cont)
        if known is None:
            frame = self._frames[cont]
            match frame[0]:
                case tag if tag == _SEQ:
                    known = self._seq(frame[1], frame[2], self._after_char(frame[3]))
                case tag if tag == _LOOP:
                    known = self._loop(frame[1], frame[2], self._after_char(frame[4]), moved=True)
                case tag if tag == _KEEP_LOOP:
                    known = self._keep_loop(frame[1], frame[2], self._after_char(frame[4]), moved=True)
                case tag if tag == _FIRST_SEQ:
                    then, rest = self._after_char(frame[3]), self._after_char(frame[4])
                    known = self._first_seq(frame[1], frame[2], then, rest)
                case tag if tag == _FIRST_LOOP:
                    then, rest = self._after_char(frame[4]), self._after_char(frame[5])
                    known = self._first_loop(frame[1], frame[2], then, rest, moved=True)
                case _:
                    known = cont
            self._moved[cont] = known
        return known

    def mask_of(self, node: Chars) -> int:
        """The mask of a set of the expression."""
        known = self._masks.get(node)
        if known is None:
            known = self._masks[node] = self.alphabet.mask(node.chars)
        return known

    def _head(self, node: Chars, then: Cont, context: int) -> Conj | None:
        """The conjunction of one head; None for an empty set."""
        if context == HALFWAY:
            node = self._second_half(node)
        mask = self.mask_of(node)
        if not mask:
            return None
        key = (node, self._after_char(then))
        known = self._head_ids.get(key)
        if known is None:
            known = self._head_ids[key] = len(self.heads)
            self.heads.append((node, mask, key[1]))
            self._single.append(self._conj(frozenset((known,))))
        return self._single[known]

    def _second_half(self, node: Chars) -> Chars:
        """The set of which only the second UTF-16 unit is read."""
        known = self._halves.get(node)
        if known is None:
            known = self._halves[node] = Chars(second_half(node.chars), node.origin)
        return known

    def ways_on(self, cont: Cont) -> tuple[tuple[Expr, ...], tuple[Cont, ...]]:
        """The expressions that a continuation begins with, and the continuations that it may then go on with."""
        frame = self._frames[cont]
        match frame[0]:
            case tag if tag == _SEQ:
                return frame[1].items[frame[2] :], (frame[3],)
            case tag if tag == _FIRST_SEQ:
                return frame[1].items[frame[2] :], (frame[3], frame[4])
            case tag if tag in (_LOOP, _KEEP_LOOP):
                return (frame[1],), (frame[4],)
            case tag if tag == _FIRST_LOOP:
                return (frame[1],), (frame[4], frame[5])
            case _:
                return (), ()

    # -- formulas -----------------------------------------------------------------------------------------------

    def main_head(self, conj: Conj) -> Chars | None:
        """The set that the match itself reads next; None where the match is over and only tests remain."""
        for literal in self.conjs[conj]:
            if literal >= 0 and self._main[self.heads[literal][2]]:
                return self.heads[literal][0]
        return None

    def derive(self, conj: Conj, bit: int, context: int) -> Alts:
        """What holds after one more character of a minterm; `context` is the one behind that character."""
        out = self.always
        self.meter.spend(2)
        heads, nots = self.parts(conj)
        if not self.conjs[conj].isdisjoint(STOPPED):
            return NONE
        for head in heads:
            _, mask, then = self.heads[head]
            if not mask & bit:
                return NONE
            out = self.both(out, self.expand(then, context))
            if not out:
                return NONE
        for alternatives in nots:
            out = self.both(out, self.negated(self.derive_all(alternatives, bit, context)))
            if not out:
                return NONE
        return out

    def derive_all(self, alternatives: Alts, bit: int, context: int) -> Alts:
        """`derive` for each of several alternatives."""
        out: dict[Conj, None] = {}
        self.meter.spend(3 * len(alternatives))
        for c in alternatives:
            out.update(dict.fromkeys(self.derive(c, bit, context)))
        return self._absorbed(out)

    def behind(self, test: Behind, context: int) -> Alts:
        """The bodies of a look-behind that begin at a place; halfway, if it may, of the code point that follows."""
        found = self._any(test.body, self.mark, context)
        if test.within is not None and found:
            found = self.both(found, self._any(test.within, self.mark_within, context))
        return found

    def halfway(self, alternatives: Alts) -> Alts:
        """Alternatives made halfway, for the place before the code point; none that end where they were begun."""
        if self._before_far is None:
            head = self._head(_FAR_NODE, self.guard, ELSEWHERE)
            self._before_far = NONE if head is None else (head,)
        out: dict[Conj, None] = {}
        for c in alternatives:
            literals = self.conjs[c]
            if literals.isdisjoint(STOPPED):
                # a head has only far code points then
                ways = (c,) if any(x >= 0 for x in literals) else self.both((c,), self._before_far)
                out.update(dict.fromkeys(ways))
        return self._absorbed(out)

    # -- expansion ----------------------------------------------------------------------------------------------

    def nullable(self, expr: Expr) -> bool:
        """Whether an expression may match without consuming; true where it cannot be told cheaply."""
        known = self._nullable.get(expr)
        if known is None:
            match expr:
                case Chars():
                    known = False
                case Cat(items):
                    known = all(map(self.nullable, items))
                case Alt(branches):
                    known = any(map(self.nullable, branches))
                case Loop(body=body, min=least):
                    known = least == 0 or self.nullable(body)
                case First(body) | Half(body):
                    known = self.nullable(body)
                case Ahead() | Behind() | Start() | End():
                    known = True
            self._nullable[expr] = known
        return known

    def start(self, expr: Expr, then: Cont, context: int) -> Alts:
        """The alternatives of an expression in front of a continuation."""
        return self._any(expr, then, context)

    def sequence(self, expr: Expr, then: Cont) -> Cont:
        """The continuation that matches an expression and then goes on."""
        return self._seq(Cat((expr,)), 0, then)

    def expand(self, cont: Cont, context: int) -> Alts:
        """The alternatives of a continuation. Remembered by continuation and context."""
        key = (cont, context)
        known = self._expanded.get(key)
        if known is None:
            simple = NONE if context == HALFWAY else self._next_character(cont)
            known = self._expanded[key] = simple or self._any(None, cont, context)
        return known

    def _next_character(self, cont: Cont) -> Alts:
        """The head of a continuation that goes on with a character and nothing else; no alternatives for any other.

        Most do; this is `_any` for them, at a fraction of its cost.
        """
        frame = self._frames[cont]
        while frame[0] == _SEQ:
            _, cat, at, after = frame
            node, then = cat.items[at], self._seq(cat, at + 1, after)
            if isinstance(node, Chars):
                head = self._head(node, then, ELSEWHERE)
                return NONE if head is None else (head,)
            if not isinstance(node, Cat):
                return NONE
            frame = self._frames[self._seq(node, 0, then)]
        return NONE

    def _any(self, expr: Expr | None, cont: Cont, context: int) -> Alts:
        """Some way of matching the expression (if any), then the continuation."""
        out: dict[Conj, None] = {}
        frames = self._frames
        stack: list[tuple[Expr | None, Cont, Alts]] = [(expr, cont, self.always)]
        seen: set[tuple[Expr | None, Cont, Alts]] = set()

        def add(alternatives: Alts, guard: Alts) -> None:
            out.update(dict.fromkeys(alternatives if guard == self.always else self.both(guard, alternatives)))

        while stack:
            item = stack.pop()
            if item in seen:
                continue
            seen.add(item)
            self.meter.spend(3)
            node, then, guard = item
            if node is None:
                frame = frames[then]
                tag = frame[0]
                if tag == _SEQ:
                    stack.append((frame[1].items[frame[2]], self._seq(frame[1], frame[2] + 1, frame[3]), guard))
                elif tag == _LOOP:
                    _, loop, count, moved, after = frame
                    if moved:
                        self._iterate(stack, loop, count + 1, after, guard)
                    else:
                        stack.append((None, after, guard))
                elif tag == _WHOLE:
                    add((self._conj(frozenset((END,))),), guard)
                elif tag == _MARKED:
                    add((self._conj(MARKS),), guard)
                elif tag == _MARKED_WITHIN:
                    add((self._conj(frozenset((MARK_WITHIN,))),), guard)
                elif tag in (_STOP, _GUARD):
                    add(self.always, guard)
                elif tag == _FIRST_SEQ:
                    _, cat, at, after, rest = frame
                    add(self._first(cat.items[at], *self._pair(cat, at + 1, after, rest), context), guard)
                elif tag == _FIRST_LOOP:
                    _, loop, count, moved, after, rest = frame
                    if moved:
                        add(self._first_iterate(loop, count + 1, after, rest, context), guard)
                    else:
                        stack.append((None, after, guard))
                else:
                    _, loop, count, moved, after = frame
                    if moved:
                        add(self._keep_iterate(loop, count + 1, after, context), guard)
                    else:
                        stack.append((None, after, guard))
            elif isinstance(node, Chars):
                head = self._head(node, then, context)
                if head is not None:
                    add((head,), guard)
            elif isinstance(node, Cat):
                stack.append((None, self._seq(node, 0, then), guard))
            elif isinstance(node, Alt):
                stack.extend((branch, then, guard) for branch in reversed(node.branches))
            elif isinstance(node, Loop):
                if node.order is Order.POSSESSIVE:
                    add(self._keep_iterate(node, 0, then, context), guard)
                else:
                    self._iterate(stack, node, 0, then, guard)
            elif isinstance(node, First):
                add(self._first(node.body, then, self.guard, context), guard)
            elif isinstance(node, Half):
                if context != HALFWAY:
                    add(self.halfway(self._any(node.body, then, HALFWAY)), guard)
            else:
                met = self.both(guard, self._test(node, context))
                if met:
                    stack.append((None, then, met))
        return self._absorbed(out)

    def _pair(self, cat: Cat, at: int, then: Cont, rest: Cont) -> tuple[Cont, Cont]:
        return self._first_seq(cat, at, then, rest), self._seq(cat, at, rest)

    def _iterate(
        self, stack: list[tuple[Expr | None, Cont, Alts]], loop: Loop, count: int, then: Cont, guard: Alts
    ) -> None:
        """Push the ways on from a loop that has `count` iterations behind it."""
        if loop.max is None:
            count = min(count, loop.min)
        if count >= loop.min:
            stack.append((None, then, guard))
        if loop.max is None or count < loop.max:
            stack.append((loop.body, self._loop(loop, count, then), guard))

    def _test(self, node: Expr, context: int) -> Alts:
        """What a zero-width test demands of the rest of the input."""
        match node:
            case Ahead(body, negated):
                found = self._any(body, self.guard, context)
                return self.negated(found) if negated else found
            case Behind(negated=negated):
                found = self.contexts.behind(node, context)
                return self.negated(found) if negated else found
            case Start():
                return self.always if self.contexts.is_start(context) else NONE
            case End():
                return (self._conj(frozenset((END,))),)
            case _:
                raise AssertionError(node)

    def _first(self, node: Expr, then: Cont, rest: Cont, context: int) -> Alts:
        """The first way of matching the node for which the rest of the atomic scope can succeed; then `then`."""
        self.meter.spend()
        match node:
            case Chars():
                head = self._head(node, then, context)
                return NONE if head is None else (head,)
            case Cat(items):
                if not items:
                    return self.expand(then, context)
                return self._first(items[0], *self._pair(node, 1, then, rest), context)
            case Alt(branches):
                out: dict[Conj, None] = {}
                none_before = self.always
                for branch in branches:
                    ways = self.both(none_before, self._first(branch, then, rest, context))
                    out.update(dict.fromkeys(ways))
                    none_before = self.both(none_before, self.negated(self._any(branch, rest, context)))
                    if not none_before:
                        break
                return self._absorbed(out)
            case Loop(order=order):
                if order is Order.POSSESSIVE:
                    return self._keep_iterate(node, 0, then, context)
                return self._first_iterate(node, 0, then, rest, context)
            case First(body):
                return self._first(body, then, self.guard, context)
            case Half(body):
                return NONE if context == HALFWAY else self.halfway(self._first(body, then, rest, HALFWAY))
            case Ahead() | Behind() | Start() | End():
                met = self._test(node, context)
                return self.both(met, self.expand(then, context)) if met else NONE

    def _first_iterate(self, loop: Loop, count: int, then: Cont, rest: Cont, context: int) -> Alts:
        """`_first` for a greedy or lazy loop with `count` iterations behind it."""
        if loop.max is None:
            count = min(count, loop.min)
        elif count >= loop.max:
            return self.expand(then, context)
        more_rest = self._loop(loop, count, rest)
        more = self._first(loop.body, self._first_loop(loop, count, then, rest), more_rest, context)
        if count < loop.min:
            return more
        leave = self.expand(then, context)
        if loop.order is Order.LAZY:
            preferred, other, possible = leave, more, self.expand(rest, context)
        else:
            preferred, other, possible = more, leave, self._any(loop.body, more_rest, context)
        fallback = self.both(self.negated(possible), other)
        return self._absorbed(dict.fromkeys((*preferred, *fallback)))

    def _keep_iterate(self, loop: Loop, count: int, then: Cont, context: int) -> Alts:
        """A possessive loop with `count` iterations behind it: each one commits to its first way."""
        if loop.max is None:
            count = min(count, loop.min)
        elif count >= loop.max:
            return self.expand(then, context)
        more = self._first(loop.body, self._keep_loop(loop, count, then), self.guard, context)
        if count < loop.min:
            return more
        possible = self._any(loop.body, self.guard, context)
        fallback = self.both(self.negated(possible), self.expand(then, context))
        return self._absorbed(dict.fromkeys((*more, *fallback)))
