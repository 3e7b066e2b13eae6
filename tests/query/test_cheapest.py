"""Witnesses are the cheapest that there are."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from heapq import heappop, heappush

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from endpointlint.automata.budget import DEFAULT_BUDGET, Budget, BudgetExceeded
from endpointlint.javaregex.parse import parse
from endpointlint.query import views
from endpointlint.query.cheapest import Before, cheapest_url, cheapest_with
from endpointlint.query.elsewhere import BY_PORT, OtherHost
from endpointlint.query.language import Language
from endpointlint.query.product import UrlGraph
from endpointlint.query.readable import choose, cost
from endpointlint.query.witness import Path
from endpointlint.source import Span
from endpointlint.url.client import Dialled, dialled
from endpointlint.url.grammar import Phase

SCHEMES = ("https://", "https?://", ".*://", "http")
HOSTS = (
    "api",
    r"\.",
    ".",
    "[a-z]+",
    ".*",
    "[^/]+",
    "(a|bc)",
    r"\d",
    r"example\.com",
    "EVIL",
    "evil",
    "-",
    "@",
    r"[^\.]",
)
TAILS = ("", "/.*", r"\./", ".*", r"(:\d+)?/", "(/|[?]|#).*", ":80[0-9]/a?", "/v1/[b-d]{2}", "[^a-z]*", "/é*")
PATTERNS = st.builds(
    lambda scheme, host, tail: scheme + "".join(host) + tail,
    st.sampled_from(SCHEMES),
    st.lists(st.sampled_from(HOSTS), min_size=1, max_size=6),
    st.sampled_from(TAILS),
)
ENDINGS = st.sampled_from(("evil.example", "com", "l", "a.com", "example.com", "7", "10.0.0.1", "x.", "[::1]"))
laws = settings(derandomize=True, database=None, max_examples=150, deadline=None)


def graph_of(pattern: str) -> UrlGraph:
    return Language(parse(pattern, 25)).outer_graph


def price(path: Path | None) -> int | None:
    return None if path is None else sum(map(cost, path.url, path.phases))


def plain(graph: UrlGraph, ending: str = "", before: Before = Before.LABELS) -> int | None:
    """What the cheapest URL costs, by Dijkstra's algorithm as it is in books. Progress: characters of the ending."""

    def ways(node: int, progress: int) -> Iterator[tuple[int, int, int]]:
        for mask, target in graph.successors[node]:
            phase = graph.phase(target)
            free = choose(mask, phase)[1]
            if not graph.in_host(target):
                if not graph.in_host(node) or progress == len(ending):
                    yield free, target, progress
                continue
            if progress == 0 and (before is not Before.NOTHING or not ending):
                yield free, target, 0
            if progress == 0 and ending and before is Before.LABELS and node not in graph.label_starts:
                continue
            if progress < len(ending):
                for char in {ending[progress], ending[progress].upper()}:
                    if mask >> ord(char) & 1:
                        yield cost(char, phase), target, progress + 1
            elif mask == 1 << ord("."):
                yield cost(".", phase), target, progress

    queue = [(0, start, 0) for start in graph.starts]
    done: set[tuple[int, int]] = set()
    while queue:
        paid, node, progress = heappop(queue)
        if graph.accepting[node] and progress == len(ending):
            return paid
        if (node, progress) not in done:
            done.add((node, progress))
            for more, target, after in ways(node, progress):
                heappush(queue, (paid + more, target, after))
    return None


@laws
@example(r"https://a\.com\./", "a.com", Before.LABELS)
@given(PATTERNS, ENDINGS, st.sampled_from(Before))
def test_no_url_with_the_ending_costs_less(pattern: str, ending: str, before: Before) -> None:
    graph = graph_of(pattern)
    found = cheapest_url(graph, DEFAULT_BUDGET.meter(), ending=ending, before=before)
    assert price(found) == plain(graph, ending, before)
    if found is not None:
        host = found.host.lower().removesuffix(".")
        assert host.endswith(ending.lower().removesuffix("."))
        assert before is not Before.NOTHING or not ending or host == ending.lower().removesuffix(".")


@laws
@given(PATTERNS)
def test_no_url_costs_less_and_it_is_accepted_and_dials_its_host(pattern: str) -> None:
    graph = graph_of(pattern)
    found = cheapest_url(graph, DEFAULT_BUDGET.meter())
    assert price(found) == plain(graph)
    if found is not None:
        seen = dialled(found.url)
        assert isinstance(seen, Dialled)
        assert seen.host == found.host
        assert re.fullmatch(pattern, found.url)


@laws
@given(PATTERNS, st.sampled_from(("api.example.com", "a", "bc.example.com")))
def test_another_host_is_found_iff_there_is_one(pattern: str, host: str) -> None:
    graph = graph_of(pattern)
    found = cheapest_with(graph, OtherHost(host), DEFAULT_BUDGET.meter())
    if found is not None:
        assert found.host.lower().removesuffix(".") != host
        assert re.fullmatch(pattern, found.url)
    elif graph:
        # each way through the host reads the same characters, in one case or the other
        masks = [mask for node, edges in graph.into_host.items() for mask, _ in edges]
        assert all(chr(bit).lower() in host for mask in masks for bit in range(mask.bit_length()) if mask >> bit & 1)
        only = cheapest_url(graph, DEFAULT_BUDGET.meter())
        assert only is not None
        assert only.host.lower().removesuffix(".") == host


def only(graph: UrlGraph, keep: Callable[[int, int], int], final: Callable[[int], bool] = lambda _: True) -> UrlGraph:
    """The part of a graph that a filter of transitions leaves, one by one."""
    successors = [
        [(kept, target) for mask, target in edges if (kept := mask & keep(node, target))]
        for node, edges in enumerate(graph.successors)
    ]
    accepting = [good and final(node) for node, good in enumerate(graph.accepting)]
    return UrlGraph(graph.machine, graph.grammar, graph.starts, graph.states, graph.places, successors, accepting)


def over_http(graph: UrlGraph) -> UrlGraph:
    return only(graph, lambda node, _: 1 << ord(":") if graph.places[node] == graph.grammar.http else -1)


def with_user_name(graph: UrlGraph) -> UrlGraph:
    begin = graph.grammar.after_slashes
    return only(graph, lambda node, target: 0 if graph.places[node] == begin and graph.in_host(target) else -1)


def with_port_number(graph: UrlGraph, digits: int = -1) -> UrlGraph:
    begin = graph.grammar.port_start

    def keep(node: int, target: int) -> int:
        if graph.in_host(node) and not graph.in_host(target):
            return -1 if graph.places[target] == begin else 0
        if graph.places[node] == begin:
            return digits if graph.phase(target) is Phase.PORT else 0
        return -1

    return only(graph, keep, lambda node: not graph.in_host(node) and graph.places[node] != begin)


def without_dot_at(graph: UrlGraph, span: Span) -> UrlGraph:
    return only(graph, lambda node, _: ~(1 << ord(".")) if graph.origin(node) == span else -1)


VIEWS: tuple[tuple[Callable[[UrlGraph], UrlGraph], Callable[[UrlGraph], UrlGraph]], ...] = (
    (views.over_http, over_http),
    (views.with_user_name, with_user_name),
    (views.with_port_number, with_port_number),
    (BY_PORT[0], lambda graph: with_port_number(graph, 1 << ord("8"))),
    (BY_PORT[-1], lambda graph: with_port_number(graph, 1 << ord("0"))),
    (lambda graph: views.without_dot_at(graph, Span(9, 10)), lambda graph: without_dot_at(graph, Span(9, 10))),
)


@laws
@given(PATTERNS, st.sampled_from(VIEWS), st.sampled_from(("", "evil.example", "l")), st.booleans())
def test_a_view_leaves_what_a_filter_of_transitions_leaves(
    pattern: str,
    view: tuple[Callable[[UrlGraph], UrlGraph], Callable[[UrlGraph], UrlGraph]],
    ending: str,
    asked_before: bool,
) -> None:
    graph = graph_of(pattern)
    if asked_before:
        cheapest_url(graph, DEFAULT_BUDGET.meter(), ending="evil.example")
    quick, slow = view
    viewed = quick(graph)
    assert (viewed.successors, viewed.accepting) == ((expected := slow(graph)).successors, expected.accepting)
    found = cheapest_url(viewed, DEFAULT_BUDGET.meter(), ending=ending)
    assert price(found) == plain(expected, ending)


def test_a_search_stops_when_its_budget_is_spent() -> None:
    graph = graph_of(r"^https://[a-z]+\.example\.com/v1/.*$")
    budget = Budget(steps=20)
    with pytest.raises(BudgetExceeded):
        cheapest_url(graph, budget.meter())
    with pytest.raises(BudgetExceeded):
        cheapest_url(graph, budget.meter(), ending="example.com")


@pytest.mark.parametrize(
    ("pattern", "url"),
    [
        (r"^https://models\..*\.vendor\.com/.*$", "https://models.evil.example/.vendor.com/"),
        (r"^https?://.*$", "http://evil.example"),
        (r"^https://api\.vendor\.com.*$", "https://api.vendor.com.evil.example"),
        (r"^https://vendor\.com[^/]*/$", "https://vendor.com.evil.example/"),
    ],
)
def test_witnesses_read_well(pattern: str, url: str) -> None:
    found = cheapest_url(graph_of(pattern), DEFAULT_BUDGET.meter(), ending="evil.example")
    assert found is not None
    assert found.url == url


def test_each_character_is_read_where_the_branch_stands_that_the_url_goes_through() -> None:
    first, second = r"https://api\.example\.com", r"http://api\.example\.com"
    pattern = f"^(?:{first}|{second})/.*$"
    path = cheapest_url(views.over_http(graph_of(pattern)), DEFAULT_BUDGET.meter())
    assert path is not None
    assert path.url == "http://api.example.com/"
    branch = Span(pattern.index(second), pattern.index(second) + len(second))
    read = [path.origin(number) for number in range(len(path.url) - 1)]
    assert all(origin is not None and branch.covers(origin) for origin in read)
    assert len(set(read)) == len(read)
