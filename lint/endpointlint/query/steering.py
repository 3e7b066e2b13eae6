"""Where callers can take a connector: is there a value for its parameters with which it dials another host?

A difference of sets like all others: what the template may become, cut down to what the list admits and the client
accepts, less the hosts of some owners. A URL of it is taken apart into the values that make it, and these are put in
again: what is shown was filled, tried and dialled as OpenSearch does it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice
from typing import Final

from endpointlint.automata.budget import DEFAULT_BUDGET, Budget, BudgetExceeded, Meter
from endpointlint.policy.template import Placeholder, Resolved, Template, fill_with
from endpointlint.query import views
from endpointlint.query.cheapest import cheapest_url, cheapest_with
from endpointlint.query.elsewhere import BY_PORT, OtherHost, as_spelled, names_other_port
from endpointlint.query.facts import ports, schemes
from endpointlint.query.filled import STAND_IN, Callers, CallerValues, Fill, Filled, stood_in, stood_template
from endpointlint.query.hosts import Openness, foreign_host
from endpointlint.query.language import Language
from endpointlint.query.owners import Spelled, diverges
from endpointlint.query.product import UrlGraph
from endpointlint.query.verdict import Proved, Refuted, Unknown, Verdict
from endpointlint.query.witness import Path
from endpointlint.source import SourceLiteral, Span
from endpointlint.source.records import dataclass
from endpointlint.url import suffix
from endpointlint.url.client import Dialled, dialled

_MOST_TRIES: Final = 24
"""Assignments that are put in again before the question is given up."""
_TAILS: Final = ("", "?", "/", "/?", "#")
"""What ends a host; put behind a value that stands in several places, it makes the other ones harmless."""


@dataclass(frozen=True, slots=True)
class Steered:
    """A URL that a caller can have called."""

    url: str
    dialled: Dialled
    values: Mapping[str, str]
    """The parameters that the caller gives. What is stored under other names stays."""
    unescaped: tuple[str, ...]
    """Those of them that must be named in the release's `unescaping_key`, or their values do not go in as they are."""
    at: Placeholder
    """The placeholder that does it."""
    openness: Openness
    """How far the hosts reach that are dialled like this one."""
    stored: Mapping[str, str]
    """What is stored, as far as it was put in."""
    template: Template
    """What both were put into."""
    steering: Steering
    """The question whose answer it is."""
    owners: frozenset[str] | None
    """The owners that the host is not one of; None if that was not the question."""

    @property
    def host(self) -> str:
        """The host that is dialled, as it stands in the URL."""
        return self.dialled.host

    @property
    def owner(self) -> str:
        """Who owns it."""
        return suffix.owner(self.host)


Found = tuple[Path, Openness]


@dataclass(frozen=True, slots=True)
class _Question:
    """What is asked about the URLs of a template."""

    key: object
    """The same for the same question."""
    some: Callable[[UrlGraph, Meter], bool]
    """Whether some URL of a graph shows it."""
    find: Callable[[UrlGraph, Meter], Sequence[Found]]
    """URLs that show it."""
    shows: Callable[[Dialled], bool]
    """Whether a URL shows it, by what is dialled for it."""
    owners: frozenset[str] | None = None
    """Those whose hosts do not show it, where that is the question."""


class Steering:
    """One template in the hands of callers, under one entry of a list or under none; answers are worked out once.

    Connectors with the same template share it. What each of them has stored is given with the question, and decides
    about the values that are shown; only where callers cannot give any text it decides about the answer as well.
    """

    def __init__(
        self,
        template: Template,
        who: Callers,
        stored: Mapping[str, SourceLiteral],
        entry: Language | None = None,
        *,
        only: tuple[Placeholder, Fill] | None = None,
        budget: Budget = DEFAULT_BUDGET,
    ) -> None:
        """Costs next to nothing before somebody asks.

        Args:
            template: of a URL, with at least one placeholder.
            who: those who fill it.
            stored: the parameters that are there to be used in a value; not looked at where callers can give any text.
            entry: of the list that calls are tried on; None where they are not.
            only: the placeholder that matters, if it is not all of the authority; and what the placeholders may become,
                if it is not everything that callers can give.
            budget: for each question.
        """
        self.template = template
        self.entry = entry
        self._who = who
        self._budget = budget
        self._values = CallerValues(who.free, stored)
        self._only = only
        self._stood = stood_template(template)
        self.language = Filled(template, self._values if only is None else only[1], entry, budget=budget)
        self._answers: dict[object, tuple[Found, ...] | Proved | Unknown] = {}

    @cached_property
    def possible(self) -> bool | Unknown:
        """Whether some caller gets any URL out of it."""
        try:
            for inner, outer in self.language.stages():
                if not outer:
                    return False
                if inner:
                    return True
        except BudgetExceeded as exceeded:
            return Unknown(str(exceeded))
        return self.language.gap_unknown()

    # -- questions --------------------------------------------------------------------------------------------------

    def foreign(self, owners: frozenset[str], stored: Mapping[str, SourceLiteral]) -> Verdict[Steered]:
        """Returns `Proved` iff every host that is dialled belongs to one of some owners; otherwise a URL that shows it.

        Args:
            owners: registrable domains, or hosts that are their own owner.
            stored: the connector's parameters.
        """
        spelled = as_spelled(owners)
        question = _Question(
            ("foreign", owners),
            lambda graph, meter: diverges(graph, spelled, meter),
            lambda graph, meter: _foreign(graph, spelled, meter),
            lambda url: suffix.owner(url.host) not in owners,
            owners,
        )
        return self._answer(question, stored)

    def other_host(self, host: str, stored: Mapping[str, SourceLiteral]) -> Verdict[Steered]:
        """Returns `Proved` iff the host that is dialled is always the same one; otherwise a URL with another one."""
        plain = suffix.plain(host)
        question = _Question(
            ("host", plain),
            lambda graph, meter: cheapest_with(graph, OtherHost(host), meter) is not None,
            lambda graph, meter: _found(cheapest_with(graph, OtherHost(host), meter)),
            lambda url: suffix.plain(url.host) != plain,
        )
        return self._answer(question, stored)

    def over_http(self, stored: Mapping[str, SourceLiteral]) -> Verdict[Steered]:
        """Returns `Proved` iff no call goes over http; otherwise a URL that does."""
        question = _Question(
            "http",
            lambda graph, _: "http" in schemes(graph),
            lambda graph, meter: _found(cheapest_url(views.over_http(graph), meter)),
            lambda url: url.scheme == "http",
        )
        return self._answer(question, stored)

    def other_port(self, port: int, stored: Mapping[str, SourceLiteral]) -> Verdict[Steered]:
        """Returns `Proved` iff no call names a port, or only ever this one; otherwise a URL that names another."""
        question = _Question(
            ("port", port),
            lambda graph, meter: names_other_port(ports(graph, meter), port),
            lambda graph, meter: [one for view in BY_PORT for one in _found(cheapest_url(view(graph), meter))],
            lambda url: url.port != port,
        )
        return self._answer(question, stored)

    def any_url(self, host: str, stored: Mapping[str, SourceLiteral]) -> Verdict[Steered]:
        """Returns `Proved` iff there is no URL at all; otherwise one, which must dial a host."""
        question = _Question(
            "any",
            lambda graph, _: bool(graph),
            lambda graph, meter: _found(cheapest_url(graph, meter)),
            lambda url: url.host == host,
        )
        return self._answer(question, stored)

    def _answer(self, question: _Question, stored: Mapping[str, SourceLiteral]) -> Verdict[Steered]:
        known = self._answers.get(question.key)
        if known is None:
            known = self._answers[question.key] = self._ask(question)
        if isinstance(known, Proved | Unknown):
            return known
        for path, openness in known:
            steered = self._replayed(path, openness, question, stored)
            if steered is not None:
                return Refuted(steered)
        return Unknown("no value was found that does it wherever the parameter stands")

    def _ask(self, question: _Question) -> tuple[Found, ...] | Proved | Unknown:
        """Ask the two bounds for URLs; those that need no more than a value come first."""
        try:
            for inner, outer in self.language.stages():
                if not question.some(outer, self._budget.meter()):
                    return Proved()
                easy = [found for graph in self._easy_graphs() for found in question.find(graph, self._budget.meter())]
                found = (*easy, *question.find(inner, self._budget.meter()))
                if found:
                    return found
        except BudgetExceeded as exceeded:
            return Unknown(str(exceeded))
        return Unknown("no URL was found that shows it") if self.language.exact else self.language.gap_unknown()

    def _easy_graphs(self) -> Iterable[UrlGraph]:
        """The URLs for which no parameter must be named to go in as it is; none where that changes nothing."""
        if self._who.free == self._who.plain or self._only is not None:
            return ()
        easy = Filled(self.template, CallerValues(self._who.plain, {}), self.entry, budget=self._budget)
        return islice(easy.inner_graphs(), 1)

    def can_be_given(self, values: Mapping[str, str]) -> bool:
        """Whether callers get every character of some values into the URL."""
        return all(ord(char) in self._who.free for value in values.values() for char in value)

    # -- values -----------------------------------------------------------------------------------------------------

    @cached_property
    def open(self) -> tuple[Placeholder, ...]:
        """The placeholders that callers fill, in order."""
        return tuple(placeholder for placeholder in self.template.placeholders() if not placeholder.escaped)

    @cached_property
    def authority(self) -> tuple[Placeholder, ...]:
        """Those of them that stand where they may decide about scheme, user name, host or port."""
        return in_authority(self.template)

    @cached_property
    def _deciding(self) -> tuple[Placeholder, ...]:
        """Those of them that the question is about."""
        return self.authority if self._only is None else (self._only[0],)

    def _replayed(
        self, path: Path, openness: Openness, question: _Question, stored: Mapping[str, SourceLiteral]
    ) -> Steered | None:
        """The values that make a URL, put in again; None if they do not make one that shows the same."""
        for values in islice(self._assignments(path, stored), _MOST_TRIES):
            resolved = self._stood.resolve({**stored, **fill_with(values)})
            if not isinstance(resolved, Resolved):
                continue
            seen = dialled(resolved.text)
            if not isinstance(seen, Dialled) or not question.shows(seen):
                continue
            if self.entry is None or self.entry.accepts(resolved.text) is True:
                named = self._who.must_unescape(values)
                used = {name: stored[name].value for name in resolved.names if name in stored and name not in values}
                at = self._decisive(values)
                return Steered(
                    resolved.text, seen, values, named, at, openness, used, self._stood, self, question.owners
                )
        return None

    def _assignments(self, path: Path, stored: Mapping[str, SourceLiteral]) -> Iterator[dict[str, str]]:
        """Values that may make a URL: first with what is stored for the parameters that need not change."""
        occurrences: dict[str, list[str]] = {}
        kept = set[str]() if self._only is None else {found.name for found in self.authority}
        for placeholder, value in zip(self.open, self._read(path), strict=True):
            if placeholder.name not in kept:
                occurrences.setdefault(placeholder.name, []).append(value)
        deciding = {placeholder.name for placeholder in self._deciding}
        few = {name: found for name, found in occurrences.items() if name in deciding or name not in stored}
        for chosen in (few, occurrences) if len(few) < len(occurrences) else (occurrences,):
            yield from _unified(chosen)

    def _read(self, path: Path) -> list[str]:
        """What each placeholder became in a URL."""
        values = {placeholder.span: "" for placeholder in self.open}
        at: Span | None = None
        for number, char in enumerate(path.url):
            origin = path.origin(number)
            stored = self._values.stored_at(origin)
            if stored is None:
                at = origin
                if at in values:
                    values[at] += char
            elif stored[1] == 0:
                values[self._holder(at)] += f"{self.template.prefix}{stored[0]}}}"
        return list(values.values())

    def _holder(self, at: Span | None) -> Span:
        """The placeholder in which a stored value stands: the one under way, or else the one that comes next."""
        spans = [placeholder.span for placeholder in self.open]
        if at in spans:
            return spans[spans.index(at)]
        before = -1 if at is None else at.start
        return next((span for span in spans if span.start > before), spans[-1])

    def _decisive(self, values: Mapping[str, str]) -> Placeholder:
        """The first of the deciding placeholders that is given anything."""
        given = (placeholder for placeholder in self._deciding if values.get(placeholder.name))
        return next(given, self._deciding[0] if self._deciding else self.open[0])


def _unified(occurrences: Mapping[str, list[str]]) -> Iterator[dict[str, str]]:
    """One value for each name; for a name with several values each of them, and each with something behind it."""
    several = [name for name, found in occurrences.items() if len(set(found)) > 1]
    first = {name: found[0] for name, found in occurrences.items()}
    yield first
    for name in several:
        for value in dict.fromkeys((*occurrences[name], "".join(occurrences[name]))):
            for tail in _TAILS:
                yield {**first, name: value.rstrip("?/#") + tail}


def in_authority(template: Template) -> tuple[Placeholder, ...]:
    """The placeholders of a URL that may decide about its scheme, user name, host or port.

    Those in front of the first `/`, `?` or `#` that the template itself has behind `://`; where it has no scheme,
    behind the first placeholder.
    """
    found = [placeholder for placeholder in template.placeholders() if not placeholder.escaped]
    chars = list(template.text)
    for placeholder in found:
        for at in range(placeholder.span.start, placeholder.span.end):
            chars[at] = "\0"
    literal = "".join(chars)
    start = literal.find("://")
    if start >= 0 and "\0" not in literal[:start]:
        start += len("://")
    elif found:
        # `${parameters.scheme}://` goes on to the host; any other one may be the host
        start = found[0].span.end
        if literal.startswith("://", start):
            start += len("://")
    else:
        return ()
    ends = [at for at in (literal.find(char, start) for char in "/?#") if at >= 0]
    end = min(ends, default=len(literal))
    return tuple(placeholder for placeholder in found if placeholder.span.start < end)


def as_stored_text(resolved: Resolved) -> str:
    """What a template becomes as it is stored, with a word for what a page leaves open and what nobody stored."""
    text = resolved.text
    for span in sorted((fill.span for fill in resolved.fills if fill.open), reverse=True):
        text = text[: span.start] + STAND_IN + text[span.end :]
    return stood_in(text)


def as_stored(resolved: Resolved) -> Dialled | None:
    """What a connector dials as it is stored; None where that is no URL."""
    seen = dialled(as_stored_text(resolved))
    return seen if isinstance(seen, Dialled) else None


def _foreign(graph: UrlGraph, spelled: Spelled, meter: Meter) -> Sequence[Found]:
    found = foreign_host(graph, spelled, meter)
    return () if found is None else ((found.path, found.openness),)


def _found(path: Path | None) -> Sequence[Found]:
    return () if path is None else ((path, Openness.UNREGISTRABLE),)
