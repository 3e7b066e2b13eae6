from __future__ import annotations

import random
from ipaddress import IPv4Address, IPv6Address, ip_address
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from endpointlint.url.special import (
    Address,
    AddressKind,
    address,
    block,
    describe,
    embedded,
    ipv4_blocks,
    ipv6_blocks,
    kinds,
    metadata_service,
    name_kind,
)
from support.java import ask

QUIET = settings(derandomize=True, database=None, deadline=None, max_examples=300)

HOSTS = {
    "127.0.0.1": "127.0.0.1",
    "0127.0.0.1": "127.0.0.1",
    "00000127.0.0.1": "127.0.0.1",
    "0177.0.0.1": "177.0.0.1",
    "08.8.8.8": "8.8.8.8",
    "2130706433": "127.0.0.1",
    "2852039166": "169.254.169.254",
    "0": "0.0.0.0",
    "000001": "0.0.0.1",
    "4294967295": "255.255.255.255",
    "[::1]": "::1",
    "[0:0:0:0:0:0:0:1]": "::1",
    "[::1%eth0]": "::1",
    "[FE80::1%1]": "fe80::1",
    "[::ffff:127.0.0.1]": "127.0.0.1",
    "[::FFFF:7f00:1]": "127.0.0.1",
    "[::ffff:0127.0.0.01]": "127.0.0.1",
    "[::127.0.0.1]": "::7f00:1",
    "[64:ff9b::10.0.0.1]": "64:ff9b::a00:1",
}

NAMES = [
    "api.openai.com",
    "localhost",
    "4294967296",
    "2130706433.",
    "0x7f000001",
    "017700000001",
    "0000000000000127.0.0.1",
    "0000000000000001",
    "256.0.0.1",
    "127.1",
    "[::ffff:000000000127.0.0.1]",
    "[::1::]",
    "",
]


@pytest.mark.parametrize(("host", "expected"), HOSTS.items())
def test_address(host: str, expected: str) -> None:
    assert address(host) == ip_address(expected)


@pytest.mark.parametrize("host", NAMES)
def test_no_address(host: str) -> None:
    assert address(host) is None


KINDS = {
    "127.255.0.1": {AddressKind.LOOPBACK},
    "::1": {AddressKind.LOOPBACK},
    "169.254.1.1": {AddressKind.LINK_LOCAL},
    "169.254.169.254": {AddressKind.LINK_LOCAL, AddressKind.METADATA},
    "fe80::1": {AddressKind.LINK_LOCAL},
    "10.1.2.3": {AddressKind.PRIVATE},
    "172.31.255.255": {AddressKind.PRIVATE},
    "172.32.0.0": {AddressKind.PUBLIC},
    "192.168.0.1": {AddressKind.PRIVATE},
    "fd12::1": {AddressKind.PRIVATE},
    "fec0::1": {AddressKind.PRIVATE},
    "fd00:ec2::254": {AddressKind.PRIVATE, AddressKind.METADATA},
    "100.64.0.1": {AddressKind.SPECIAL},
    "100.100.100.200": {AddressKind.SPECIAL, AddressKind.METADATA},
    "168.63.129.16": {AddressKind.PUBLIC, AddressKind.METADATA},
    "0.0.0.0": {AddressKind.SPECIAL},
    "192.0.0.9": {AddressKind.PUBLIC},
    "203.0.113.7": {AddressKind.SPECIAL},
    "224.0.0.1": {AddressKind.SPECIAL},
    "8.8.8.8": {AddressKind.PUBLIC},
    "2606:4700::1111": {AddressKind.PUBLIC},
    "64:ff9b::7f00:1": {AddressKind.SPECIAL},
    "4000::1": {AddressKind.SPECIAL},
}


@pytest.mark.parametrize(("text", "expected"), KINDS.items())
def test_kinds(text: str, expected: set[AddressKind]) -> None:
    assert kinds(ip_address(text)) == expected


def test_smallest_block_speaks() -> None:
    found = block(ip_address("0.0.0.0"))
    assert found is not None
    assert found.source == "RFC 1122"
    assert block(ip_address("8.8.8.8")) is None


def test_words() -> None:
    assert describe(ip_address("127.0.0.1")) == "loopback (RFC 1122)"
    assert describe(ip_address("fd00:ec2::254")) == "unique local (RFC 4193), metadata service of AWS"
    assert describe(ip_address("8.8.8.8")) == "public"
    assert metadata_service(ip_address("8.8.8.8")) is None
    assert metadata_service(ip_address("100.100.100.200")) == "Alibaba Cloud"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("::ffff:10.0.0.1", "10.0.0.1"),
        ("::10.0.0.1", "10.0.0.1"),
        ("64:ff9b::10.0.0.1", "10.0.0.1"),
        ("2002:a00:1::", "10.0.0.1"),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", "192.0.2.45"),
        ("2606:4700::1111", None),
        ("::1", None),
        ("::", None),
    ],
)
def test_embedded(text: str, expected: str | None) -> None:
    assert embedded(IPv6Address(text)) == (None if expected is None else IPv4Address(expected))


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("LocalHost.", AddressKind.LOOPBACK),
        ("a.localhost", AddressKind.LOOPBACK),
        ("printer.local", AddressKind.PRIVATE),
        ("ip-10-0-0-1.ec2.internal", AddressKind.PRIVATE),
        ("metadata.google.internal", AddressKind.METADATA),
        ("ollama", AddressKind.PRIVATE),
        ("api.openai.com", None),
        ("notlocalhost.com", None),
        ("10.0.0.1", None),
        ("2130706433", None),
        ("[::1]", None),
    ],
)
def test_name_kind(host: str, expected: AddressKind | None) -> None:
    assert name_kind(host) is expected


def holds(ranges: list[tuple[int, int]], found: Address) -> bool:
    return any(low <= int(found) <= high for low, high in ranges)


def edges() -> list[Address]:
    """The ends of all ranges, and what lies just outside them."""
    near: list[Address] = []
    for kind in AddressKind:
        for low, high in ipv4_blocks(kind):
            near += [IPv4Address(n) for n in {low - 1, low, high, high + 1} if 0 <= n < 1 << 32]
        for low, high in ipv6_blocks(kind):
            near += [IPv6Address(n) for n in {low - 1, low, high, high + 1} if 0 <= n < 1 << 128]
    return near


def test_ranges_say_what_kinds_says_at_their_ends() -> None:
    for found in edges():
        ranges = ipv4_blocks if isinstance(found, IPv4Address) else ipv6_blocks
        assert {kind for kind in AddressKind if holds(ranges(kind), found)} == kinds(found)


@QUIET
@given(st.one_of(st.ip_addresses(v=4), st.ip_addresses(v=6)))
def test_ranges_say_what_kinds_says(found: Address) -> None:
    ranges = ipv4_blocks if isinstance(found, IPv4Address) else ipv6_blocks
    assert {kind for kind in AddressKind if holds(ranges(kind), found)} == kinds(found)


def test_ranges_are_disjoint_and_complete() -> None:
    for ranges, bits in ((ipv4_blocks, 32), (ipv6_blocks, 128)):
        pieces = sorted(piece for kind in AddressKind if kind is not AddressKind.METADATA for piece in ranges(kind))
        assert pieces[0][0] == 0
        assert pieces[-1][1] == (1 << bits) - 1
        assert all(this[1] + 1 == following[0] for this, following in pairwise(pieces))


RESOLVE = """
    static { System.setProperty("jdk.net.hosts.file", "no such file"); }  // names are not looked up

    static String answer(String host) {
        try {
            String authority = new URI("http://" + host + "/").getHost();
            if (!host.equals(authority)) return "no host";
            boolean digits = host.startsWith("[") || host.matches("[0-9.]+");
            if (!digits || host.matches("[0-9]+") && new java.math.BigInteger(host).bitLength() > 32) return "name";
            InetAddress found = InetAddress.getByName(host.replaceFirst("%.*\\\\]", "]"));
            return found.getHostAddress() + " " + kind(found);
        } catch (URISyntaxException | NumberFormatException e) {
            return "no host";
        } catch (UnknownHostException e) {
            return "name";
        }
    }

    static String kind(InetAddress found) {
        if (found.isLoopbackAddress()) return "loopback";
        if (found.isLinkLocalAddress()) return "link_local";
        byte[] bytes = found.getAddress();
        return found.isSiteLocalAddress() || bytes.length == 16 && (bytes[0] & 0xFE) == 0xFC ? "private" : "other";
    }
"""


def literals(count: int) -> list[str]:
    """Texts that are, or nearly are, literals of an address."""
    source = random.Random(20)

    def number(limit: int) -> str:
        value = source.choice([0, 1, 10, 127, 169, 172, 192, 254, 255, source.randrange(limit)])
        return "0" * source.choice([0, 0, 0, 1, 2, 9]) + str(value)

    def dotted() -> str:
        return ".".join(number(300) for _ in range(4))

    def group() -> str:
        return source.choice(["0", "1", "ffff", "FE80", "fc00", "7f00", "0000", format(source.randrange(1 << 16), "x")])

    def colons() -> str:
        left = [group() for _ in range(source.randrange(8))]
        right = [group() for _ in range(source.randrange(8 - len(left)))] if source.random() < 0.8 else left
        text = ":".join(left) + source.choice(["::", "::", ":"]) + ":".join(right)
        if source.random() < 0.3:
            text += source.choice(["", ":"]) + dotted()
        return text + source.choice(["", "", "", "%1", "%lo"])

    def text() -> str:
        return source.choice([dotted(), number(1 << 33), f"[{colons()}]", f"[::ffff:{dotted()}]"])

    return [text() for _ in range(count)]


def test_addresses_agree_with_the_jvm(tmp_path: Path) -> None:
    hosts = [*HOSTS, *NAMES, *literals(4000)]
    seen = {"name": 0, "address": 0}
    for host, answer in zip(hosts, ask(RESOLVE, hosts, tmp_path), strict=True):
        if answer == "no host":
            continue
        found = address(host)
        if answer == "name":
            assert found is None, host
            seen["name"] += 1
            continue
        text, kind = answer.split()
        assert found == ip_address(text.partition("%")[0]), host
        inward = kinds(found) & {AddressKind.LOOPBACK, AddressKind.LINK_LOCAL, AddressKind.PRIVATE}
        assert inward == (set() if kind == "other" else {AddressKind(kind)}), host
        seen["address"] += 1
    assert min(seen.values()) > 20
