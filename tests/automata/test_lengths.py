"""Bounds on lengths, and the counts that they make needless, held to every short text."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from endpointlint.automata.codepoints import CodePointSet
from endpointlint.automata.construct import machine_of
from endpointlint.automata.expression import Ahead, Alt, Cat, Chars, Expr, First, Loop, Order
from endpointlint.automata.lengths import long_word, longest, uncounted, word

TEXTS = ["", *("a" * n + end for n in range(9) for end in ("", "b"))]


def loop(body: Expr, least: int, more: int | None, order: Order) -> Loop:
    return Loop(body, least, None if more is None else least + more, order)


def expressions(*, plain: bool) -> st.SearchStrategy[Expr]:
    orders = [Order.GREEDY, Order.LAZY] if plain else list(Order)

    def larger(inner: st.SearchStrategy[Expr]) -> st.SearchStrategy[Expr]:
        some = st.lists(inner, max_size=3).map(tuple)
        ways = [
            st.builds(Cat, some),
            st.builds(Alt, st.lists(inner, min_size=1 if plain else 0, max_size=3).map(tuple)),
            st.builds(loop, inner, st.integers(0, 2), st.one_of(st.none(), st.integers(0, 3)), st.sampled_from(orders)),
        ]
        tests = [st.builds(First, inner), st.builds(Ahead, inner, st.booleans())]
        return st.one_of(*ways, *([] if plain else tests))

    return st.recursive(st.sampled_from("aab").map(lambda c: Chars(CodePointSet.of(c))), larger, max_leaves=6)


def spell(chars: CodePointSet) -> str:
    return chr(chars.ranges[0][0])


def accepted(expr: Expr) -> set[str]:
    return {text for text in TEXTS if machine_of(expr).run(text)}


@settings(derandomize=True, database=None, deadline=None, max_examples=300)
@given(expressions(plain=False), st.integers(0, 8))
def test_no_text_that_is_short_enough_tells(expr: Expr, length: int) -> None:
    short = {text for text in TEXTS if len(text) <= length}
    assert accepted(uncounted(expr, length)) & short == accepted(expr) & short


@settings(derandomize=True, database=None, deadline=None, max_examples=300)
@given(expressions(plain=False))
def test_nothing_is_longer_than_the_longest(expr: Expr) -> None:
    most = longest(expr)
    assert most is None or all(len(text) <= most for text in accepted(expr))


@settings(derandomize=True, database=None, deadline=None, max_examples=300)
@given(expressions(plain=True), st.integers(0, 6))
def test_a_long_word_is_a_word_and_long(expr: Expr, length: int) -> None:
    found = long_word(expr, length, spell)
    if found is None:
        assert all(len(text) <= length for text in accepted(expr))
    else:
        assert len(found) > length
        assert machine_of(expr).run(found)
    some = word(expr, spell)
    assert some is not None
    assert machine_of(expr).run(some)


def test_no_word_is_made_of_what_has_none() -> None:
    a = Chars(CodePointSet.of("a"))
    assert word(Cat((Alt(()), a)), spell) is None
    assert word(Cat((Chars(CodePointSet()), a)), spell) is None
    assert word(Cat((a, a)), spell) == "aa"


def test_a_count_goes_where_it_is_not_exceeded() -> None:
    a = Chars(CodePointSet.of("a"))
    name = Cat((Loop(a, 1, 600), a))
    assert longest(name) == 601
    assert uncounted(name, 602) is name
    shorter = uncounted(name, 601)
    assert isinstance(shorter, Cat)
    assert isinstance(shorter.items[0], Loop)
    assert shorter.items[0].max is None


def test_what_commits_to_a_way_does_so_before_it_is_known_whether_the_rest_can_be_read() -> None:
    a = Chars(CodePointSet.of("a"))
    for committed in (Loop(a, 0, 3, Order.POSSESSIVE), First(Loop(a, 0, 3))):
        expr = Cat((committed, a))
        assert machine_of(expr).run("aaaa")
        # without its count, the loop would take all of the text
        assert machine_of(uncounted(expr, 4)).run("aaaa")
        assert not machine_of(uncounted(expr, 3)).run("aaaa")
