from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from endpointlint.url import suffix
from endpointlint.url.suffix import SuffixList, SuffixListError

ROOT = Path(suffix.__file__).parents[2]
QUIET = settings(derandomize=True, database=None, deadline=None, max_examples=400)

OWNERS = [
    # The list's own vectors, those that are host names (https://github.com/publicsuffix/list/blob/main/tests/test_psl.txt).
    ("COM", "com"),
    ("example.COM", "example.com"),
    ("WwW.example.COM", "example.com"),
    ("example", "example"),
    ("example.example", "example.example"),
    ("b.example.example", "example.example"),
    ("a.b.example.example", "example.example"),
    ("biz", "biz"),
    ("a.b.domain.biz", "domain.biz"),
    ("uk.com", "uk.com"),
    ("test.ac", "test.ac"),
    ("mm", "mm"),
    ("c.mm", "c.mm"),
    ("b.c.mm", "b.c.mm"),
    ("a.b.c.mm", "b.c.mm"),
    ("jp", "jp"),
    ("test.jp", "test.jp"),
    ("ac.jp", "ac.jp"),
    ("test.ac.jp", "test.ac.jp"),
    ("kyoto.jp", "kyoto.jp"),
    ("test.kyoto.jp", "test.kyoto.jp"),
    ("ide.kyoto.jp", "ide.kyoto.jp"),
    ("a.b.ide.kyoto.jp", "b.ide.kyoto.jp"),
    ("c.kobe.jp", "c.kobe.jp"),
    ("a.b.c.kobe.jp", "b.c.kobe.jp"),
    ("city.kobe.jp", "city.kobe.jp"),
    ("www.city.kobe.jp", "city.kobe.jp"),
    ("kobe.jp", "kobe.jp"),
    ("ck", "ck"),
    ("test.ck", "test.ck"),
    ("b.test.ck", "b.test.ck"),
    ("a.b.test.ck", "b.test.ck"),
    ("www.ck", "www.ck"),
    ("www.www.ck", "www.ck"),
    ("us", "us"),
    ("test.us", "test.us"),
    ("ak.us", "ak.us"),
    ("k12.ak.us", "k12.ak.us"),
    ("www.test.k12.ak.us", "test.k12.ak.us"),
    ("xn--85x722f.com.cn", "xn--85x722f.com.cn"),
    ("xn--85x722f.xn--55qx5d.cn", "xn--85x722f.xn--55qx5d.cn"),
    ("www.xn--85x722f.xn--55qx5d.cn", "xn--85x722f.xn--55qx5d.cn"),
    ("shishi.xn--55qx5d.cn", "shishi.xn--55qx5d.cn"),
    ("xn--55qx5d.cn", "xn--55qx5d.cn"),
    ("www.xn--85x722f.xn--fiqs8s", "xn--85x722f.xn--fiqs8s"),
    ("XN--85X722F.XN--FIQS8S", "xn--85x722f.xn--fiqs8s"),
    # Private suffixes are no matter of ownership.
    ("a.b.github.io", "github.io"),
    ("x.s3.us-east-1.amazonaws.com", "amazonaws.com"),
    # Final dot; names of one label; addresses.
    ("api.openai.com.", "openai.com"),
    ("localhost", "localhost"),
    ("2130706433", "2130706433"),
    ("2130706433.", "2130706433"),
    ("127.0.0.1", "127.0.0.1"),
    ("0127.0.0.1", "0127.0.0.1"),
    ("[::1]", "::1"),
    ("[FE80::1%eth0]", "fe80::1%eth0"),
    ("[::ffff:127.0.0.1]", "::ffff:127.0.0.1"),
    # Punycode that does not come from a name of the list.
    ("a.xn--com-.b", "xn--com-.b"),
    ("a.b.xn--99999999999", "b.xn--99999999999"),
]


@pytest.mark.parametrize(("host", "owner"), OWNERS)
def test_owner(host: str, owner: str) -> None:
    assert suffix.owner(host) == owner


def test_sections() -> None:
    assert suffix.private_owner("x.a.github.io") == "a.github.io"
    assert suffix.private_owner("github.io") == "github.io"


def test_tops_and_registrable_names() -> None:
    assert suffix.is_known_tld("com")
    assert suffix.is_known_tld("ck")  # only as `*.ck`
    assert suffix.is_known_tld("XN--P1AI")
    assert suffix.is_known_tld("рф")
    assert not suffix.is_known_tld("internal")
    assert not suffix.is_known_tld("github")
    for host in ("attacker.com", "a.b.co.uk", "evil.example", "x.ck.", "b.test.ck"):
        assert suffix.registrable(host) is (host != "x.ck.")
    for host in ("com", "co.uk", "localhost", "corp.internal", "10.0.0.1", "[::1]", "2130706433", "example", "a.arpa"):
        assert not suffix.registrable(host)


def test_list_of_its_own() -> None:
    text = """// VERSION: 2024-02-29_10-00-00_UTC
// ===BEGIN ICANN DOMAINS===
com trailing words are no part of the rule
*.uk
!own.uk

a.b.org
// ===END ICANN DOMAINS===
// ===BEGIN PRIVATE DOMAINS===
host.com
*.pages.host.com
sub.pages.host.com
// ===END PRIVATE DOMAINS===
"""
    found = SuffixList.parse(text)
    assert found.date == "2024-02-29"
    assert found.icann == {"com", "*.uk", "!own.uk", "a.b.org"}
    assert found.listed(["x", "own", "uk"]) == 1
    assert found.listed(["x", "y", "uk"]) == 2
    assert found.listed(["uk"]) == 0
    assert found.listed(["b", "org"]) == 0
    assert found.listed(["z", "pages", "host", "com"]) == 1
    assert found.listed(["z", "pages", "host", "com"], private=True) == 4
    assert found.listed(["z", "y", "pages", "host", "com"], private=True) == 4
    assert found.is_top("UK")
    assert not found.is_top("org.uk")
    with pytest.raises(SuffixListError, match="no section of ICANN domains"):
        SuffixList.parse("<html>")


def naive(labels: list[str], rules: frozenset[str]) -> int:
    """The algorithm of the list's own description, rule by rule."""
    matching = []
    for rule in rules:
        parts = rule.lstrip("!").split(".")
        tail = labels[-len(parts) :]
        if len(parts) == len(tail) and all(p in ("*", t) for p, t in zip(parts, tail, strict=True)):
            matching.append(rule)
    exceptions = [rule for rule in matching if rule.startswith("!")]
    if exceptions:
        return exceptions[0].count(".")
    return max((rule.count(".") + 1 for rule in matching), default=0)


RULE = st.tuples(st.sampled_from(["", "!", "*."]), st.lists(st.sampled_from("abcd"), min_size=1, max_size=3)).map(
    lambda pair: pair[0] + ".".join(pair[1])
)


@QUIET
@given(st.frozensets(RULE, min_size=1, max_size=12), st.lists(st.sampled_from("abcd"), min_size=1, max_size=6))
def test_listed_agrees_with_the_naive_algorithm(rules: frozenset[str], labels: list[str]) -> None:
    exceptions = sorted((rule for rule in rules if rule.startswith("!")), key=len)
    rules -= set(exceptions[1:])  # two exceptions of which one ends the other have no meaning
    rules -= {"!" + label for label in "abcd"}
    found = SuffixList(icann=rules or frozenset({"a"}), private=frozenset(), date="")
    assert found.listed(labels) == naive(labels, found.icann)


EXTRACTORS: list[Any] = []


def hosts() -> st.SearchStrategy[str]:
    """Host names whose tails come from the list itself, in any case, with and without a final dot."""
    known = sorted(suffix.suffix_list().icann)
    ascii_known = [rule.lstrip("!") for rule in known]
    label = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,4}[a-z0-9])?", fullmatch=True)

    def spell(head: list[str], rule: str, star: str, upper: bool, dot: str) -> str:
        tail = rule.replace("*", star)
        encoded = [part if part.isascii() else "xn--" + part.encode("punycode").decode() for part in tail.split(".")]
        name = ".".join([*head, *encoded])
        return (name.upper() if upper else name) + dot

    return st.builds(
        spell,
        st.lists(label, max_size=3),
        st.sampled_from(ascii_known),
        label,
        st.booleans(),
        st.sampled_from(["", "."]),
    )


@QUIET
@given(hosts())
def test_owner_agrees_with_tldextract(host: str) -> None:
    tldextract = pytest.importorskip("tldextract")
    if suffix.is_literal(host):
        return
    if not EXTRACTORS:
        EXTRACTORS.append(tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None))
    found = EXTRACTORS[0](suffix.plain(host))
    if found.suffix and found.domain:
        assert suffix.owner(host) == f"{found.domain}.{found.suffix}"
    else:
        assert suffix.owner(host) == suffix.plain(host)


def test_nothing_heavy_is_imported() -> None:
    code = (
        "import sys; from endpointlint.url import suffix; assert suffix.owner('a.b.co.uk') == 'b.co.uk';"
        "print([m for m in ('tldextract', 'requests', 'idna', 'socket') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_list_is_dated() -> None:
    import datetime

    assert datetime.date.fromisoformat(suffix.list_date()) > datetime.date(2020, 1, 1)
