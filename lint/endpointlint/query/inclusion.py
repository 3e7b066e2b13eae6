"""One primitive under many names: is a difference of sets empty, and if not, which word is in it?

Implication, equivalence, disjointness and coverage are all this question. What must be in the set is followed as it is,
nondeterministically; what must not be in it is determinized on the way, and a state is dropped as soon as one with
fewer obligations was seen at the same place (an antichain). Cost: exponential in the excluded side at worst, bounded by
the meter; linear in the product for entries as people write them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Protocol

from endpointlint.automata.alphabet import Alphabet, alphabet_of, readable
from endpointlint.automata.budget import DEFAULT_BUDGET, Budget, BudgetExceeded, Meter
from endpointlint.automata.expression import Expr, sets_of
from endpointlint.automata.machine import Edge, Machine, State
from endpointlint.query.language import Language
from endpointlint.query.verdict import Proved, Refuted, Unknown, Verdict
from endpointlint.url.grammar import OTHER, bound_grammar


class Automaton(Protocol):
    """What the search needs of a machine."""

    @property
    def initial(self) -> tuple[State, ...]:
        """The states before the first character."""
        ...

    def edges(self, state: State) -> list[Edge]:
        """The transitions of a state."""
        ...

    def accepts(self, state: State) -> bool:
        """Whether the input may end here."""
        ...


class UrlAutomaton:
    """The URLs that the connector client accepts."""

    initial: tuple[State, ...] = (0,)

    def __init__(self, alphabet: Alphabet) -> None:
        bound = bound_grammar(alphabet)
        self._final = bound.grammar.final
        self._edges: list[list[Edge]] = [[(mask, (target,)) for mask, target in edges] for edges in bound.edges]

    def edges(self, state: State) -> list[Edge]:
        """The transitions of a state."""
        return self._edges[state]

    def accepts(self, state: State) -> bool:
        """Whether the URL may end here."""
        return self._final[state]


_Excluded = frozenset[tuple[int, State]]


def word_of_difference(
    required: Sequence[Automaton], excluded: Sequence[Automaton], alphabet: Alphabet, meter: Meter
) -> str | None:
    """A shortest word that every required automaton accepts and no excluded one does; None if there is no such word.

    All automata are over the same alphabet.

    Raises:
        BudgetExceeded: when the meter runs out.
    """
    start = frozenset((n, s) for n, automaton in enumerate(excluded) for s in automaton.initial)
    queue: deque[tuple[tuple[State, ...], _Excluded]] = deque()
    came: dict[tuple[tuple[State, ...], _Excluded], tuple[tuple[tuple[State, ...], _Excluded], int] | None] = {}
    smallest: dict[tuple[State, ...], list[_Excluded]] = {}

    def visit(
        states: tuple[State, ...], outside: _Excluded, source: tuple[tuple[State, ...], _Excluded] | None, mask: int
    ) -> None:
        kept = smallest.setdefault(states, [])
        meter.spend(1 + len(kept) // 8)
        if any(other <= outside for other in kept):
            return
        kept[:] = [other for other in kept if not outside <= other]
        kept.append(outside)
        came[states, outside] = None if source is None else (source, mask)
        queue.append((states, outside))

    for combination in _combinations([automaton.initial for automaton in required]):
        visit(combination, start, None, 0)
    while queue:
        states, outside = queue.popleft()
        if all(a.accepts(s) for a, s in zip(required, states, strict=True)) and not any(
            excluded[n].accepts(s) for n, s in outside
        ):
            return _spell((states, outside), came, alphabet)
        for mask, targets in _joint_edges(required, states):
            for block, following in _determinized(excluded, outside, mask, meter):
                for target in targets:
                    visit(target, following, (states, outside), block)
    return None


def _combinations(choices: Sequence[tuple[State, ...]]) -> list[tuple[State, ...]]:
    out: list[tuple[State, ...]] = [()]
    for choice in choices:
        out = [(*before, state) for before in out for state in choice]
    return out


def _joint_edges(required: Sequence[Automaton], states: tuple[State, ...]) -> list[tuple[int, list[tuple[State, ...]]]]:
    joint: list[tuple[int, list[tuple[State, ...]]]] = [(-1, [()])]
    for automaton, state in zip(required, states, strict=True):
        edges = automaton.edges(state)
        joint = [
            (both, [(*before, target) for before in heads for target in targets])
            for mask, heads in joint
            for other, targets in edges
            if (both := mask & other)
        ]
    return joint


def _determinized(
    excluded: Sequence[Automaton], outside: _Excluded, mask: int, meter: Meter
) -> list[tuple[int, _Excluded]]:
    """The blocks of a mask on which the excluded automata behave alike, each with the states that they then are in."""
    blocks: list[tuple[int, frozenset[tuple[int, State]]]] = [(mask, frozenset())]
    for number, state in outside:
        for other, targets in excluded[number].edges(state):
            if not other & mask:
                continue
            meter.spend(len(blocks))
            reached = {(number, target) for target in targets}
            split: list[tuple[int, frozenset[tuple[int, State]]]] = []
            for block, known in blocks:
                if inside := block & other:
                    split.append((inside, known | reached))
                if rest := block & ~other:
                    split.append((rest, known))
            blocks = split
    return blocks


def _spell(
    end: tuple[tuple[State, ...], _Excluded],
    came: dict[tuple[tuple[State, ...], _Excluded], tuple[tuple[tuple[State, ...], _Excluded], int] | None],
    alphabet: Alphabet,
) -> str:
    chars: list[str] = []
    step = came[end]
    while step is not None:
        source, mask = step
        chars.append(chr(readable(alphabet, mask)))
        step = came[source]
    return "".join(reversed(chars))


def included(
    smaller: Sequence[Language], larger: Sequence[Language], *, urls: bool = True, budget: Budget = DEFAULT_BUDGET
) -> Verdict[str]:
    """Returns `Proved` iff every text that one of `smaller` accepts is accepted by one of `larger`.

    Otherwise a text that shows it does not.

    Args:
        smaller: the entries of a list.
        larger: the entries of another list.
        urls: ask about URLs that the connector client accepts only; otherwise about any text.
        budget: for the question as a whole.
    """
    meter = budget.meter()
    sets = [s for x in (*smaller, *larger) for s in sets_of(x.bounds.inner, x.bounds.outer)]
    alphabet = alphabet_of([*sets, OTHER] if urls else sets)
    must: list[Automaton] = [UrlAutomaton(alphabet)] if urls else []
    exact = all(x.exact for x in (*smaller, *larger))

    def word(of: str, without: str) -> str | None:
        outside = [_machine(x, getattr(x.bounds, without), alphabet, meter) for x in larger]
        for x in smaller:
            inside = _machine(x, getattr(x.bounds, of), alphabet, meter)
            found = word_of_difference([*must, inside], outside, alphabet, meter)
            if found is not None:
                return found
        return None

    try:
        found = word("outer", "inner")
        if found is None:
            return Proved()
        if exact:
            return Refuted(found)
        shown = word("inner", "outer")
    except BudgetExceeded as exceeded:
        return Unknown(str(exceeded))
    if shown is not None:
        return Refuted(shown)
    return next(x.gap_unknown() for x in (*smaller, *larger) if not x.exact)


def _machine(language: Language, expr: Expr, alphabet: Alphabet, meter: Meter) -> Machine:
    return language.machine(expr, meter, alphabet)


def disjoint(language: Language, expr: Expr) -> Verdict[str]:
    """Returns `Proved` iff no text of an expression is accepted by the entry; otherwise such a text."""
    alphabet = alphabet_of(sets_of(language.bounds.inner, language.bounds.outer, expr))

    def common(bound: Expr) -> str | None:
        meter = language.budget.meter()
        machines = [Machine(expr, alphabet=alphabet, meter=meter), _machine(language, bound, alphabet, meter)]
        return word_of_difference(machines, (), alphabet, meter)

    try:
        found = common(language.bounds.outer)
        if found is None:
            return Proved()
        shown = found if language.exact else common(language.bounds.inner)
    except BudgetExceeded as exceeded:
        return Unknown(str(exceeded))
    return language.gap_unknown() if shown is None else Refuted(shown)
