"""Which addresses an entry dials."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from endpointlint.automata.budget import DEFAULT_BUDGET
from endpointlint.javaregex.parse import parse
from endpointlint.query.addresses import address_host
from endpointlint.query.language import Language
from endpointlint.query.product import UrlGraph
from endpointlint.url import special
from endpointlint.url.special import AddressKind

K = AddressKind


def graph_of(pattern: str) -> UrlGraph:
    return Language(parse(pattern, 25)).outer_graph


def host(graph: UrlGraph, *kinds: AddressKind) -> str | None:
    return address_host(graph, kinds, DEFAULT_BUDGET.meter())


def kinds_of(text: str) -> frozenset[AddressKind]:
    address = special.address(text)
    return frozenset() if address is None else special.kinds(address)


def edges(blocks: list[tuple[int, int]]) -> list[int]:
    return sorted({n for low, high in blocks for n in (low - 1, low, high, high + 1) if n >= 0})


V4 = st.sampled_from([n for kind in K for n in edges(special.ipv4_blocks(kind)) if n < 1 << 32])
V6 = st.sampled_from([n for kind in K for n in edges(special.ipv6_blocks(kind)) if n < 1 << 128])
BOOLEANS = st.booleans()
ZEROS = st.lists(st.integers(0, 2), min_size=4, max_size=4)


@st.composite
def quads(draw: st.DrawFn) -> str:
    octets = str(IPv4Address(draw(V4))).split(".")
    return ".".join("0" * zeros + octet for zeros, octet in zip(draw(ZEROS), octets, strict=True))


@st.composite
def literals(draw: st.DrawFn) -> str:
    """IPv6 literals in all their spellings."""
    value = draw(V6 | V4.map(lambda n: (0xFFFF << 32) + n) | st.integers(0, (1 << 128) - 1))
    groups = [f"{value >> 16 * (7 - n) & 0xFFFF:{draw(st.sampled_from(['x', '04x', 'X']))}}" for n in range(8)]
    tail = [str(IPv4Address(value & 0xFFFFFFFF))] if draw(BOOLEANS) else groups[6:]
    parts = groups[:6] + tail
    runs = [
        (start, end)
        for start in range(7)
        for end in range(start + 1, len(parts) + 1)
        if all("." not in part and int(part, 16) == 0 for part in parts[start:end])
    ]
    text, shorten = ":".join(parts), draw(BOOLEANS)
    if runs and shorten:
        start, end = runs[draw(st.integers(0, len(runs) - 1))]
        text = ":".join(parts[:start]) + "::" + ":".join(parts[end:])
    return f"[{text}{draw(st.sampled_from(['', '%eth0', '%1']))}]"


NUMBERS = st.builds(lambda n, zeros: "0" * zeros + str(n), V4 | st.integers(0, 1 << 33), st.integers(0, 6))


@settings(derandomize=True, database=None, max_examples=300, deadline=None)
@given(st.one_of(quads(), literals(), NUMBERS))
def test_an_address_that_is_spelled_out_is_found_under_its_kinds_only(text: str) -> None:
    known = kinds_of(text)
    graph = graph_of(f"https://{re.escape(text)}/")
    for kind in K:
        found = host(graph, kind)
        assert found == (text if kind in known else None), kind


@settings(derandomize=True, database=None, max_examples=100, deadline=None)
@given(st.one_of(quads(), literals(), NUMBERS), st.integers(0, 40), st.integers(1, 8))
def test_what_is_found_within_a_pattern_is_of_the_kind(text: str, at: int, length: int) -> None:
    at = min(at, len(text) - 1)
    opened = re.escape(text[:at]) + f"[0-9a-f:.]{{0,{length}}}" + re.escape(text[at + length :])
    graph = graph_of(f"https://{opened}/")
    for kind in K:
        found = host(graph, kind)
        assert found is None or kind in kinds_of(found)
        if kind in kinds_of(text) and set(text[at : at + length]) <= set("0123456789abcdef:."):
            assert found is not None


@pytest.mark.parametrize(
    ("pattern", "kinds", "found"),
    [
        (r"^https://api\.example\.com/.*$", tuple(K), None),
        (r"^https://([a-z0-9-]+\.)*example\.com(:\d{1,5})?(/.*)?$", tuple(K), None),
        (r"^https://.*$", (K.METADATA,), "169.254.169.254"),
        (r"^http://10\.1\.[0-9]{1,3}\.7/$", (K.PRIVATE,), "10.1.9.7"),
        (r"^http://10\.1\.[0-9]{1,3}\.7/$", (K.PUBLIC, K.LOOPBACK), None),
        (r"^http://[0-9]{1,8}/$", (K.LOOPBACK, K.PRIVATE), None),
        (r"^http://[0-9]{10}/$", (K.LOOPBACK,), "2130706433"),
        (r"^http://\[fd[0-9a-f]{2}:[0-9a-f:]+\]/$", (K.LINK_LOCAL, K.LOOPBACK), None),
        (r"^http://\[::[0-9.]+\]/$", (K.LOOPBACK,), "[::1]"),
    ],
)
def test_examples(pattern: str, kinds: tuple[AddressKind, ...], found: str | None) -> None:
    answer = host(graph_of(pattern), *kinds)
    assert (answer is None) == (found is None)
    assert answer is None or set(kinds) & kinds_of(answer)
    if found and "[0-9]{1,3}" not in pattern:
        assert answer == found


def test_the_samples_are_what_java_reads() -> None:
    assert kinds_of("[::ffff:169.254.169.254]") == {K.LINK_LOCAL, K.METADATA}
    assert special.address("[::1]") == IPv6Address(1)
