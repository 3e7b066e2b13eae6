"""Everything that is asked about the URLs of one entry, answered once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TypeVar

from endpointlint.automata.budget import BudgetExceeded, Meter
from endpointlint.automata.graph import shortest_word
from endpointlint.query import facts, views
from endpointlint.query.addresses import address_host
from endpointlint.query.cheapest import Before, cheapest_url
from endpointlint.query.facts import Ports, Scheme
from endpointlint.query.freedom import only_origins, spelled_out
from endpointlint.query.hosts import Pinning, pinning
from endpointlint.query.language import Language
from endpointlint.query.product import UrlGraph
from endpointlint.query.verdict import Proved, Refuted, Unknown, Verdict
from endpointlint.query.witness import Path
from endpointlint.source import Span
from endpointlint.url.special import AddressKind

T = TypeVar("T")


class Reach:
    """The answers for one entry; each is worked out when it is asked for, and kept."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._addresses: dict[frozenset[AddressKind], str | Unknown | None] = {}

    @cached_property
    def pinning(self) -> Pinning:
        """Whether every host belongs to an owner that the entry spells out, and these owners."""
        return pinning(self.language)

    @cached_property
    def is_dead(self) -> bool | Unknown:
        """Whether no URL that the client accepts matches."""
        return self._agreed(lambda graph: not graph)

    @cached_property
    def dead(self) -> Verdict[str]:
        """Returns `Proved` iff no URL that the client accepts matches; otherwise one that does."""
        if self.is_dead is True:
            return Proved()
        if isinstance(self.is_dead, Unknown):
            return self.is_dead
        url = self.shortest_url
        return Unknown("no URL that shows it was found within the budget") if url is None else Refuted(url)

    @cached_property
    def schemes(self) -> tuple[Scheme, ...] | Unknown:
        """The schemes of the accepted URLs."""
        return self._agreed(lambda graph: facts.schemes(graph))

    @cached_property
    def ports(self) -> Ports | Unknown:
        """The ports that accepted URLs name."""
        return self._agreed(lambda graph: facts.ports(graph, self._meter()))

    @cached_property
    def default_ports(self) -> frozenset[int] | Unknown:
        """The default ports of the schemes for which some URL names no port."""
        return self._agreed(facts.default_ports)

    @cached_property
    def userinfo(self) -> bool | Unknown:
        """Whether an accepted URL has an `@` before its host."""
        return self._agreed(facts.userinfo)

    def address(self, *kinds: AddressKind) -> str | Unknown | None:
        """The text of a host of an accepted URL that is an address of one of the kinds; None if there is none."""
        wanted = frozenset(kinds)
        if wanted not in self._addresses:
            self._addresses[wanted] = self._find_address(wanted)
        return self._addresses[wanted]

    def _find_address(self, wanted: frozenset[AddressKind]) -> str | Unknown | None:
        try:
            for inner, outer in self.language.stages():
                possible = address_host(outer, wanted, self._meter())
                if possible is None or outer is inner:
                    return possible
                certain = address_host(inner, wanted, self._meter())
                if certain is not None:
                    return certain
        except BudgetExceeded as exceeded:
            return Unknown(str(exceeded))
        return self.language.gap_unknown()

    @cached_property
    def shortest_url(self) -> str | None:
        """A shortest URL that the entry certainly accepts; None if none was found."""
        return self.first(shortest_word)

    def url(self, view: Callable[[UrlGraph], UrlGraph] | None = None, *, ending: str = "") -> Path | None:
        """A readable URL that the entry certainly accepts, from a part of its URLs; None if none was found.

        Args:
            view: which part; all of them if absent.
            ending: labels that its host ends in.
        """
        return self.first(
            lambda graph: cheapest_url(graph if view is None else view(graph), self._meter(), ending=ending)
        )

    def url_at(self, host: str) -> Path | None:
        """A readable URL that the entry certainly accepts, with one certain host; None if none was found."""
        return self.first(lambda graph: cheapest_url(graph, self._meter(), ending=host, before=Before.NOTHING))

    def first(self, find: Callable[[UrlGraph], T | None]) -> T | None:
        """As `search`; None also where the budget does not suffice."""
        found = self.search(find)
        return None if isinstance(found, Unknown) else found

    def search(self, find: Callable[[UrlGraph], T | None], *, more_is_more: bool = True) -> T | Unknown | None:
        """What is found among the URLs that the entry certainly accepts; None if nothing is.

        `more_is_more`: where something is found in a graph, something is found in any graph of more URLs, too.
        """
        try:
            for inner, outer in self.language.stages():
                found = find(inner)
                if found is not None:
                    return found
                # between exact bounds the same sets read the same characters, so the outer one misses nothing
                if more_is_more and self.language.exact and (outer is inner or find(outer) is None):
                    return None
        except BudgetExceeded as exceeded:
            return Unknown(str(exceeded))
        return None

    @cached_property
    def spelled_out(self) -> bool | Unknown:
        """Whether the entry spells every character of its hosts out, dots aside."""
        return self._agreed(spelled_out)

    def url_without_dot_at(self, span: Span) -> Path | None:
        """A URL in which the set at a span of the pattern reads something other than a dot."""
        return self.url(lambda graph: views.without_dot_at(graph, span))

    @cached_property
    def only_origins(self) -> bool | Unknown:
        """Whether every accepted URL ends with its host or port, or with a single `/` behind it."""
        return self._agreed(only_origins)

    def _agreed(self, ask: Callable[[UrlGraph], T]) -> T | Unknown:
        """An answer that both bounds give."""
        try:
            for inner, outer in self.language.stages():
                answer = ask(outer)
                if outer is inner or ask(inner) == answer:
                    return answer
        except BudgetExceeded as exceeded:
            return Unknown(str(exceeded))
        return self.language.gap_unknown()

    def _meter(self) -> Meter:
        return self.language.budget.meter()
