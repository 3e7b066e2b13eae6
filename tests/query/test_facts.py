"""Ports, schemes and user names: held to what the entry's regex says of each text."""

from __future__ import annotations

import re
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from endpointlint.automata.budget import DEFAULT_BUDGET
from endpointlint.javaregex.parse import parse
from endpointlint.query.facts import MOST_PORTS, default_ports, ports, schemes, userinfo
from endpointlint.query.freedom import only_origins, spelled_out
from endpointlint.query.language import Language
from endpointlint.query.product import UrlGraph

DIGITS = st.lists(st.sampled_from(("8", "0", "0?", "[1-5]", r"\d", "7?", "6", "[3-9]?")), max_size=4).map("".join)
TEXTS = ("", *("".join(digits) for length in range(1, 5) for digits in product("0123456789", repeat=length)))
laws = settings(derandomize=True, database=None, max_examples=60, deadline=None)


def graph_of(pattern: str) -> UrlGraph:
    return Language(parse(pattern, 25)).outer_graph


@laws
@given(DIGITS, st.booleans())
def test_ports_are_those_that_match(digits: str, optional: bool) -> None:
    found = ports(graph_of(f"https://a{f'(?::{digits})?' if optional else f':{digits}'}/"), DEFAULT_BUDGET.meter())
    matched = {text for text in TEXTS if re.fullmatch(digits, text)}
    numbers = {int(text) for text in matched if text}
    assert found.any == (len(numbers) > MOST_PORTS)
    if not found.any:
        assert found.explicit == numbers
        assert found.default == (optional or "" in matched)


@laws
@given(
    st.sampled_from(("https?", "https", "http", "[a-z]+", "HTTPS?", "ht[a-z]*")),
    st.sampled_from(("", "[a-z]*@", "(bob@)?", "@")),
    st.sampled_from((r"a\.b", r"a\.?b", "[a-z]+", "example")),
    st.sampled_from(("", "(:80)?", ":443", ":8[0-9]", ":?")),
    st.sampled_from(("", "/", "/?", "/.+", "[?]x", "/.*")),
)
def test_schemes_user_names_and_ends_are_those_that_match(
    scheme: str, user: str, host: str, port: str, tail: str
) -> None:
    pattern = f"{scheme}://{user}{host}{port}{tail}"
    graph = graph_of(pattern)
    urls = [
        (each, name, number, end)
        for each in ("http", "https")
        for name in ("", "bob@", "@")
        for number in ("", ":", ":80", ":443", ":85")
        for end in ("", "/", "/p", "?x", "/?x")
        for spelled in (each, each.upper())
        for at in ("a.b", "example")
        if re.fullmatch(pattern, f"{spelled}://{name}{at}{number}{end}")
    ]
    assert set(schemes(graph)) == {each for each, *_ in urls}
    assert userinfo(graph) == any(name for _, name, *_ in urls)
    assert default_ports(graph) == {80 if each == "http" else 443 for each, _, number, _ in urls if number in ("", ":")}
    assert only_origins(graph) == all(end in ("", "/") for *_, end in urls)


def test_hosts_are_spelled_out_but_for_their_dots() -> None:
    assert spelled_out(graph_of(r"https?://(?:[a-z]*@)?a\.b(?:\.c|-d)(?::\d+)?/.*"))
    assert spelled_out(graph_of(r"https://a[.]b/"))
    assert not spelled_out(graph_of(r"https://a.b/"))
    assert not spelled_out(graph_of(r"https://[ab]\.c/"))
