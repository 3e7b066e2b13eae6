"""A search for a text that is left out, and what two expressions have in common at their ends."""

from __future__ import annotations

import itertools

from hypothesis import given, settings
from hypothesis import strategies as st

from endpointlint.automata.alphabet import alphabet_of
from endpointlint.automata.budget import DEFAULT_BUDGET
from endpointlint.automata.codepoints import CodePointSet
from endpointlint.automata.construct import machine_of
from endpointlint.automata.difference import Search, machine_walk
from endpointlint.automata.ends import common_ends
from endpointlint.automata.expression import Ahead, Alt, Cat, Chars, Expr, First, Loop, Order, Start
from endpointlint.automata.inventory import sets_of
from endpointlint.automata.subsets import Subsets

TEXTS = ["".join(chars) for n in range(5) for chars in itertools.product("ab", repeat=n)]


def built(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
    some = st.lists(inner, min_size=1, max_size=4).map(tuple)
    return st.one_of(
        st.builds(Cat, some),
        st.builds(Alt, some),
        st.builds(Loop, inner, st.just(0), st.none(), st.sampled_from(Order)),
        st.builds(Loop, inner, st.integers(0, 1), st.just(2)),
        st.builds(First, inner),
        st.builds(Ahead, inner),
        st.builds(lambda item: Cat((Start(), item)), inner),
    )


EXPRESSIONS = st.recursive(
    st.sampled_from(["a", "b", "ab"]).map(lambda chars: Chars(CodePointSet.chars(chars))), built, max_leaves=7
)


def accepted(expr: Expr) -> set[str]:
    return {text for text in TEXTS if machine_of(expr).run(text)}


@settings(derandomize=True, database=None, deadline=None, max_examples=150)
@given(EXPRESSIONS, st.lists(EXPRESSIONS, max_size=2))
def test_a_search_finds_what_is_left_out(expr: Expr, excluded: list[Expr]) -> None:
    alphabet, meter = alphabet_of(sets_of(expr, *excluded)), DEFAULT_BUDGET.meter()

    def search() -> Search:
        machines = [machine_of(x, alphabet=alphabet, meter=meter) for x in excluded]
        subsets = Subsets(machines, meter, within=alphabet.full)
        return Search(machine_walk(machine_of(expr, alphabet=alphabet, meter=meter)), subsets, alphabet, meter)

    whole, cut = search(), search()
    assert whole.run()
    left_out = accepted(expr).difference(*map(accepted, excluded))
    if whole.word is None:
        assert not left_out
    else:
        assert machine_of(expr).run(whole.word)
        assert not any(machine_of(x).run(whole.word) for x in excluded)
    # left again and again, it comes to the same end
    most = 0
    while not cut.run(most=most):
        most += 1
    assert cut.word == whole.word


@settings(derandomize=True, database=None, deadline=None, max_examples=150)
@given(*[st.lists(EXPRESSIONS, max_size=2).map(tuple)] * 4)
def test_ends_and_middle_make_the_whole(
    before: tuple[Expr, ...], one: tuple[Expr, ...], other: tuple[Expr, ...], after: tuple[Expr, ...]
) -> None:
    left, right = Cat((Start(), *before, *one, *after)), Cat((*before, *other, *after, Cat(())))
    ends = common_ends(left, right)
    if ends is None:
        return
    assert accepted(Cat((ends.before, ends.one, ends.after))) == accepted(left)
    assert accepted(Cat((ends.before, ends.other, ends.after))) == accepted(right)
    middles = accepted(ends.one) - accepted(ends.other)
    wholes = accepted(left) - accepted(right)
    if not middles and ends.before.items == ends.after.items == ():
        assert not wholes
    if ends.fixed:
        assert bool(wholes) <= bool(middles)
        for middle in middles:
            for head, tail in itertools.product(accepted(ends.before), accepted(ends.after)):
                text = head + middle + tail
                assert machine_of(left).run(text)
                assert not machine_of(right).run(text)
