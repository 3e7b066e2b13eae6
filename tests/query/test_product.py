"""The graph of accepted URLs against the two automata that it is made of, asked one text at a time."""

from __future__ import annotations

from random import Random

import pytest

from agreement.words import texts
from endpointlint.automata.budget import Budget
from endpointlint.automata.graph import some_words
from endpointlint.javaregex.parse import parse
from endpointlint.query.language import Language
from endpointlint.query.product import UrlGraph, url_graph, without_ipv6
from endpointlint.url.client import Dialled, dialled
from endpointlint.url.grammar import Phase

PATTERNS = (
    r"^https://api\.example\.com/.*$",
    r"^https?://.*",
    r"^https://[^/]+\.example\.com/.*$",
    r"https://(?:[0-9.]+|\[[0-9a-f:]+\])(?::\d+)?/?",
    r"https?://(?:[a-z]+:[a-z]+@)?[a-z0-9.-]{1,9}(?:/%[0-9A-F]{2}|\?q=.|#)?",
    r"https://(?!api)[a-z.]+\.org",
    r"https://[0-9a-z.%]+[@:][0-9]+(?:\]|/|)",
    r"(?:https://)?[a-z]*://x",
)


def _walk(graph: UrlGraph, text: str) -> bool:
    nodes = set(graph.starts)
    for char in text:
        bit = graph.alphabet.bit(ord(char))
        nodes = {target for node in nodes for mask, target in graph.successors[node] if mask & bit}
    return any(graph.accepting[node] for node in nodes)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_text_is_in_the_graph_iff_it_is_a_url_that_the_entry_accepts(pattern: str) -> None:
    language = Language(parse(pattern), budget=Budget(steps=10**7))
    graph = url_graph(language.machine(language.bounds.outer))
    without = without_ipv6(graph)
    random = Random(pattern)
    tried = [*some_words(graph, 40), *texts(language.machine(language.bounds.outer), random, "https:/.a0@[]%?#", 60)]
    yes = 0
    for text in tried:
        url = isinstance(dialled(text), Dialled)
        accepted = url and language.machine(language.bounds.outer).run(text)
        assert _walk(graph, text) is accepted, text
        assert _walk(without, text) is (accepted and "[" not in text.partition("?")[0].partition("#")[0]), text
        yes += accepted
    assert yes > 5


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_node_with_a_way_in_has_a_way_out(pattern: str) -> None:
    language = Language(parse(pattern))
    whole = url_graph(language.machine(language.bounds.outer))
    for graph in (whole, without_ipv6(whole)):
        reached = set(graph.starts)
        order = list(reached)
        for node in order:
            fresh = {target for _, target in graph.successors[node]} - reached
            reached |= fresh
            order += fresh
        alive = {node for node, good in enumerate(graph.accepting) if good}
        for _ in graph.successors:
            alive |= {
                node for node, edges in enumerate(graph.successors) if any(target in alive for _, target in edges)
            }
        assert reached <= alive
        assert graph is whole or all(graph.phases[node] is not Phase.IPV6 for node in reached)
