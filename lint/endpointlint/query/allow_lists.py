"""The other lists of endpoints that OpenSearch has, as sets of URLs or of addresses.

Each has a syntax of its own. Put into the form of a URL they have the questions of any entry: whose hosts are let
through, and which of them does the entry not spell out?
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Final

from endpointlint.automata.budget import DEFAULT_BUDGET, Budget, BudgetExceeded
from endpointlint.automata.codepoints import FULL, CodePointSet
from endpointlint.automata.expression import Cat, Chars, Expr, Loop
from endpointlint.automata.machine import State
from endpointlint.automata.ways import way_back
from endpointlint.javaregex.parse import parse
from endpointlint.javaregex.problems import PatternProblem
from endpointlint.query.globs import glob_regex
from endpointlint.query.inclusion import covered
from endpointlint.query.language import Language
from endpointlint.query.verdict import Proved, Refuted, Unknown, Verdict
from endpointlint.url.addresses import ipv4_texts
from endpointlint.url.special import AddressKind, ipv4_blocks

if TYPE_CHECKING:
    from ipaddress import IPv4Network

_SLASH: Final = "/"
_JAVA: Final = 25
"""Any will do where the regex is ours: it has wildcards and escaped characters only."""


def cors_regex(value: str) -> str | None:
    """The Java regex that `http.cors.allow-origin` is, if it is one (`RestUtils.checkCorsSettingForRegex`)."""
    is_regex = len(value) > 2 and value.startswith(_SLASH) and value.endswith(_SLASH)
    return value[1:-1] if is_regex else None


def origins(regex: str, *, java: int, budget: Budget = DEFAULT_BUDGET) -> Language | PatternProblem:
    """The origins that a regex of `http.cors.allow-origin` lets in (`CorsHandler.isOriginAllowed`, `matches()`).

    Browsers send a scheme, a host and perhaps a port, and nothing behind it.
    """
    try:
        return Language(parse(regex, java), budget=budget, within=_bare())
    except PatternProblem as problem:
        return problem


def remotes(glob: str, *, budget: Budget = DEFAULT_BUDGET) -> Language:
    """The clusters that an entry of `reindex.remote.allowlist` lets in (`ReindexValidator.java`): `host:port` with `*`.

    As URLs of scheme http; any other is let in alike.
    """
    return Language(parse("http://" + glob_regex(glob), _JAVA), budget=budget, within=_bare())


def repositories(pattern: str, *, budget: Budget = DEFAULT_BUDGET) -> Language | None:
    """The servers that an entry of `repositories.url.allowed_urls` lets in; None for one that names no server.

    Scheme, authority, path and the rest are compared one by one, so that a star ends where its part ends
    (`URIPattern.java`). As URLs of scheme http without a path.
    """
    scheme, colon, rest = pattern.partition("://")
    if not colon or not scheme.isalnum():
        return None
    authority = rest.split("/", 1)[0].split("?", 1)[0].split("#", 1)[0]
    return (
        Language(parse("http://" + glob_regex(authority), _JAVA), budget=budget, within=_bare(user=True))
        if authority
        else None
    )


@cache
def _bare(*, user: bool = False) -> Expr:
    """Texts of URLs with nothing behind the authority, and nothing in front of the host unless a user name may be."""
    inside = Loop(Chars(FULL - CodePointSet.chars("/?#" if user else "/?#@")), 0, None)
    slashes = Cat((Chars(CodePointSet.of("/")),) * 2)
    return Cat((inside, slashes, inside))


@cache
def _public() -> Expr:
    return ipv4_texts(tuple(ipv4_blocks(AddressKind.PUBLIC)))


@cache
def _samples() -> tuple[str, ...]:
    """Public addresses from everywhere: most regexes refuse one of them, which saves a proof."""
    ends = (number for block in ipv4_blocks(AddressKind.PUBLIC) for number in block)
    return tuple(".".join(map(str, number.to_bytes(4, "big"))) for number in ends)


def proxies(regex: str, *, java: int, budget: Budget = DEFAULT_BUDGET) -> Language | PatternProblem:
    """The public IPv4 addresses that `http.xff.internalProxies` takes for proxies (`RemoteIpDetector`, `matches()`)."""
    try:
        return Language(parse(regex, java), budget=budget, within=_public())
    except PatternProblem as problem:
        return problem


def every_address(found: Language) -> bool | Unknown:
    """Whether `proxies` are all public addresses there are."""
    whole = Language(found.pattern, budget=found.budget)
    if any(whole.accepts(text) is False for text in _samples()):
        return False
    match covered(_public(), [whole], found.budget):
        case Proved():
            return True
        case Refuted():
            return False
        case Unknown() as unknown:
            return unknown


def denied(
    patterns: Sequence[Language], networks: Sequence[IPv4Network], budget: Budget = DEFAULT_BUDGET
) -> Verdict[str]:
    """Returns `Proved` iff `restricted_ip_patterns` deny every address of some networks; otherwise one that is left.

    Args:
        patterns: the entries, each matched with the whole text of an address.
        networks: of IPv4.
        budget: for the question as a whole.
    """
    blocks = tuple((int(network.network_address), int(network.broadcast_address)) for network in networks)
    return covered(ipv4_texts(blocks), patterns, budget)


def unspelled_address(found: Language) -> str | Unknown | None:
    """An address among `proxies` with a digit that the regex does not spell out; None if there is none.

    A shortest one. Linear in the product of the regex and all addresses.
    """
    try:
        machine = found.machine(found.bounds.inner)
        came: dict[tuple[State, bool], tuple[tuple[State, bool], str] | None] = {}
        came.update(dict.fromkeys((state, False) for state in machine.initial))
        for place in (order := list(came)):  # grows while it is walked
            state, free = place
            if free and machine.accepts(state):
                return "".join(way_back(came, place))
            literal = machine.literal(state)
            for mask, targets in machine.edges(state):
                for part, loose in ((mask & _DIGITS, free or not literal), (mask & ~_DIGITS, free)):
                    for target in targets if part else ():
                        following = (target, loose)
                        if following not in came:
                            came[following] = place, machine.alphabet.spell(part)
                            order.append(following)
    except BudgetExceeded as exceeded:
        return Unknown(str(exceeded))
    return None if found.exact else found.gap_unknown()


_DIGITS: Final = (1 << ord("9") + 1) - (1 << ord("0"))
