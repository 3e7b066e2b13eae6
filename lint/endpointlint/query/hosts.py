"""Which hosts an entry lets through, and whether all of them belong to the owners that it names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import IntEnum
from itertools import islice
from typing import Final

from endpointlint.automata.budget import BudgetExceeded, Meter
from endpointlint.automata.graph import Edge
from endpointlint.query.cheapest import Before, cheapest_url
from endpointlint.query.language import Language
from endpointlint.query.owners import (
    Divergence,
    Spelled,
    TooManyOwners,
    ascii_characters,
    divergences,
    diverges,
    spelled_owners,
)
from endpointlint.query.product import UrlGraph
from endpointlint.query.verdict import Proved, Refuted, Unknown, Verdict
from endpointlint.query.witness import Path
from endpointlint.source.records import dataclass
from endpointlint.url import suffix
from endpointlint.url.grammar import Phase


class Openness(IntEnum):
    """How far the hosts that an entry does not name reach."""

    UNREGISTRABLE = 0
    """Only names that nobody can register today, single labels, or addresses."""
    REGISTRABLE = 1
    """A name that anyone can register."""
    ANY_HOST = 2
    """Whatever host one likes, without a user name in front of it."""


@dataclass(frozen=True, slots=True)
class ForeignHost:
    """An accepted URL that dials a host of an owner that the entry does not spell out."""

    path: Path
    owner: str
    openness: Openness

    @property
    def url(self) -> str:
        """The URL."""
        return self.path.url

    @property
    def host(self) -> str:
        """The host, as it stands in the URL."""
        return self.path.host


@dataclass(frozen=True, slots=True)
class Pinning:
    """The answer to: does every host that the entry reaches belong to an owner that it spells out?"""

    verdict: Verdict[ForeignHost]
    owners: tuple[str, ...]
    """The owners that it certainly spells out, sorted. Of an entry that is not pinned those only whose dots it spells
    out, too: `api.vendor.com` without a backslash is no promise to stay with `vendor.com`."""


_FAVOURITES: Final = ("evil.example", "attacker.example")
"""Names that say what they are; an entry may have a look-around against the first."""
_TOP: Final = ("com", "net", "org", "io", "ai", "dev", "co", "app", "info", "cloud", "de", "uk", "eu", "us", "cn")
_MOST_TRIES: Final = 24


def pinning(language: Language) -> Pinning:
    """Returns `Proved` iff every host of every accepted URL belongs to an owner that literal characters spell out.

    Otherwise an accepted URL that dials another owner's host.
    """
    names: tuple[str, ...] = ()
    try:
        for inner, outer in language.stages():
            meter = language.budget.meter()
            spelled = spelled_owners(inner, suffix.owner, meter)
            # of graphs of one automaton the outer one has IPv6 literals, and the inner one spells none out
            alike = inner.machine is outer.machine
            if (outer is inner or not alike) and not diverges(outer, spelled, meter):
                return Pinning(Proved(), tuple(sorted(spelled.names)))
            names = tuple(sorted(spelled.dotted))
            possible = spelled if alike else spelled_owners(outer, suffix.owner, meter)
            ask = _most_telling if outer is inner else foreign_host
            found = ask(inner, possible, meter, suffix.owner)
            if found is not None:
                return Pinning(Refuted(found), names)
    except BudgetExceeded as exceeded:
        return Pinning(Unknown(str(exceeded)), names)
    except TooManyOwners:
        return Pinning(Unknown("it spells out more owners than are looked at, as a loop over letters does"), ())
    return Pinning(language.gap_unknown(), names)


def foreign_host(
    graph: UrlGraph, spelled: Spelled, meter: Meter, owner: Callable[[str], str] = suffix.owner
) -> ForeignHost | None:
    """The most telling accepted URL whose host belongs to none of the owners; None if there is no such URL.

    Raises:
        BudgetExceeded: when the meter runs out.
    """
    return _most_telling(graph, spelled, meter, owner) if diverges(graph, spelled, meter) else None


def _most_telling(graph: UrlGraph, spelled: Spelled, meter: Meter, owner: Callable[[str], str]) -> ForeignHost | None:
    """As `foreign_host`, where some host diverges from the owners."""
    path = next(_candidates(graph, spelled, meter, owner), None)
    return None if path is None else ForeignHost(path, owner(path.host), _openness(graph, path, meter))


def _openness(graph: UrlGraph, path: Path, meter: Meter) -> Openness:
    if not suffix.registrable(path.host):
        return Openness.UNREGISTRABLE
    return Openness.ANY_HOST if every_name(graph, meter) else Openness.REGISTRABLE


def _candidates(graph: UrlGraph, spelled: Spelled, meter: Meter, owner: Callable[[str], str]) -> Iterator[Path]:
    """Witnesses, the strongest kind first: a host that can be registered, then any."""
    for favourite in _FAVOURITES:
        path = None if favourite in spelled.names else cheapest_url(graph, meter, ending=favourite)
        if path is not None and path.host.islower():
            yield path
    parted = divergences(graph, spelled, meter)
    for ending in islice(_registrable_endings(parted), _MOST_TRIES):
        path = cheapest_url(graph, meter, ending=ending, before=Before.ANYTHING)
        if path is not None and suffix.registrable(path.host) and owner(path.host) not in spelled.names:
            yield path
    for divergence in parted:
        before = Before.ANYTHING if divergence.mask else Before.LABELS
        for char in _preferred(divergence.mask) if divergence.mask else ("",):
            path = cheapest_url(graph, meter, ending=char + divergence.suffix, before=before)
            if path is not None and owner(path.host) not in spelled.names:
                yield path


def _registrable_endings(parted: Iterable[Divergence]) -> Iterator[str]:
    """Ends of hosts that no spelled owner has and whose top-level domain exists."""
    for divergence in parted:
        top = divergence.suffix.rpartition(".")[2]
        if "." in divergence.suffix and suffix.is_known_tld(top):
            for char in list(_preferred(divergence.mask))[:2]:
                yield char + divergence.suffix
    for divergence in parted:
        part = divergence.suffix
        if "." in part or not divergence.mask:
            continue
        if suffix.is_known_tld(part) and divergence.mask >> ord(".") & 1:
            yield "." + part
        tops = [*_TOP, *suffix.top_level_domains()]
        for top in tops:
            if len(top) > len(part) and top.endswith(part):
                before = top[-len(part) - 1]
                if divergence.mask >> ord(before) & 1 or divergence.mask >> ord(before.upper()) & 1:
                    yield "." + top


def _preferred(mask: int) -> Iterator[str]:
    """The characters of a mask, those that make a readable name first; letters in lower case."""
    chars = {c.lower() for c in ascii_characters(mask)}
    for char in "xyzabcdefghijklmnopqrstuvw0123456789-.":
        if char in chars:
            yield char
    yield from sorted(chars - set("abcdefghijklmnopqrstuvwxyz0123456789-."))


def every_name(graph: UrlGraph, meter: Meter, *, most: int = 200) -> bool:
    """Whether for every host name some URL without a user name is accepted that dials it, ASCII case aside.

    Determinizes the part of the graph that reads the host; gives up, and says no, after `most` sets of nodes.

    Raises:
        BudgetExceeded: when the meter runs out.
    """
    grammar = graph.grammar
    plain = graph.at(grammar.after_slashes)
    if not plain:
        return False
    places, successors, ends = graph.places, graph.successors, graph.host_ends
    stack = [(grammar.after_slashes, frozenset(plain))]
    seen = set(stack)
    while stack:
        place, nodes = stack.pop()
        if grammar.phases[place] is Phase.NAME and grammar.final[place] and ends.isdisjoint(nodes):
            return False
        into: dict[int, list[Edge]] = {}
        for node in nodes:
            for edge in successors[node]:
                into.setdefault(places[edge[1]], []).append(edge)
        for move in grammar.moves[place]:
            if grammar.phases[move.target] is not Phase.NAME:
                continue
            edges = into.get(move.target, [])
            rest = move.ascii & ~_UPPER
            while rest:
                meter.spend(len(nodes))
                # the characters that every set treats like the lowest one that is left
                bit, same = rest & -rest, rest
                for mask, _ in edges:
                    same &= mask if mask & bit else ~mask
                reached = frozenset([target for mask, target in edges if mask & bit])
                if not reached:
                    return False
                rest &= ~same
                following = (move.target, reached)
                if following not in seen:
                    if len(seen) >= most:
                        return False
                    seen.add(following)
                    stack.append(following)
    return True


_UPPER: Final = sum(1 << ord(c) for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
