"""Where callers can take a connector, with the list that calls meet and the release that they are made on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING

from endpointlint.policy.template import Placeholder, Resolved, fill_with, holes
from endpointlint.query.filled import STAND_IN, callers, stood_in
from endpointlint.query.hosts import Openness
from endpointlint.query.leaving import Left, fixed_by
from endpointlint.query.steering import Steered, Steering, as_stored, as_stored_text, in_authority
from endpointlint.query.verdict import Proved, Refuted, Unknown, Verdict
from endpointlint.rule.admission import Refused
from endpointlint.source import SourceLiteral
from endpointlint.source.records import dataclass, replace
from endpointlint.url import suffix

if TYPE_CHECKING:
    from endpointlint.rule.admission import Target
    from endpointlint.rule.connector import ConnectorSubject
    from endpointlint.rule.entry import EntrySubject
    from endpointlint.rule.subject import ListSubject
    from endpointlint.url.client import Dialled


class Lead(IntEnum):
    """What callers can choose about whom a connector calls; a greater one is worse."""

    NOTHING = 0
    """No value makes a URL of it: a call with a value of the caller's fails."""
    PORT = 1
    HOST = 2
    """Another host of the same owner."""
    SCHEME = 3
    """http in the place of https."""
    OWNER = 4
    """The host of another owner that the list names."""
    STRANGER = 5
    """The host of an owner that neither the connector nor the list names."""


@dataclass(frozen=True, slots=True)
class Led:
    """The worst that callers can do, and a URL that shows it."""

    lead: Lead
    steered: Steered | None = None
    """None for `NOTHING`."""
    entry: EntrySubject | None = None
    """The entry that admits the URL; None where calls are not tried."""
    home: str | None = None
    """Who owns the host that is dialled as it is stored; None where that is not known."""
    guessed: bool = False
    """Calls are tried on a list that is not known: it is as if they were not tried."""


Answer = Led | Unknown | None


class Ways:
    """A URL of a connector in the hands of callers."""

    def __init__(self, connector: ConnectorSubject, target: Target) -> None:
        self._connector = connector
        self._target = target
        self._who = callers(connector.enforcement)
        stored = connector.connector.stored_parameters
        self._stored: Mapping[str, SourceLiteral] = fill_with(
            {name: stood_in(literal.value) for name, literal in stored.items()}
        )

    @cached_property
    def seen(self) -> Dialled | None:
        """What is dialled as it is stored; None where that is no URL.

        A label that a page leaves open, or that nobody stored, is `STAND_IN`.
        """
        resolved = self._target.resolved
        return as_stored(resolved) if isinstance(resolved, Resolved) else None

    @property
    def home(self) -> Dialled | None:
        """The same, where it is known whose host it is."""
        seen = self.seen
        return None if seen is None or STAND_IN in suffix.owner(seen.host) else seen

    @property
    def placeholders(self) -> tuple[Placeholder, ...]:
        """The placeholders that may decide about scheme, user name, host or port."""
        return in_authority(self._target.template)

    @cached_property
    def led(self) -> Answer:
        """Where callers can lead it; None if nowhere else than it is meant to go."""
        free = self._under(None)
        if not self.placeholders:
            return None
        if free.possible is False:
            return Led(Lead.NOTHING, home=self._owner)
        if not self._connector.enforcement.checks_calls:
            return self._worst([(free, None)])
        if self._list_is_another:
            found = self._worst([(free, None)])
            return replace(found, guessed=True) if isinstance(found, Led) else found
        worst: Answer = None
        for listed in self._connector.policies:
            found = self._worst(list(self._admitting(listed)))
            if _rank(found) > _rank(worst):
                worst = found
        return worst

    @property
    def _list_is_another(self) -> bool:
        """Whether nobody said what the list is, and it cannot be the built-in one: that refuses what is stored."""
        connector, resolved = self._connector, self._target.resolved
        if connector.endpoints.given or connector.effective.complete or self.home is None:
            return False
        text = as_stored_text(resolved) if isinstance(resolved, Resolved) else ""
        return isinstance(connector.admission(text), Refused)

    def left(self) -> Verdict[tuple[Left, EntrySubject | None]]:
        """Returns `Proved` iff callers cannot leave the path of it; otherwise a URL that shows it."""
        seen = self.home
        if seen is None:
            return Proved()
        run, template = self._connector.run, self._target.template
        leaving = run.trials.leaving(template, self._who, fixed_by(template, self._stored), run.judging.budget)
        if not leaving.placeholders:
            return Proved()
        if not self._connector.enforcement.checks_calls:
            return _with(leaving.away(seen.host, None, self._stored), None)
        unknown: Unknown | None = None
        for listed in self._connector.policies:
            for entry in self._reached(listed, leaving.start):
                match leaving.away(seen.host, run.trials.of(entry).language, self._stored):
                    case Refuted(left):
                        return Refuted((left, entry))
                    case Unknown() as found:
                        unknown = unknown or found
                    case Proved():
                        continue
        return unknown or Proved()

    # -- one list ---------------------------------------------------------------------------------------------------

    def _admitting(self, listed: ListSubject) -> Iterator[tuple[Steering, EntrySubject | None]]:
        """The entries that a call can get past, each with the template under it."""
        text, first = self._target.template.text, self.placeholders[0]
        for entry in self._reached(listed, "" if holes(text[: first.span.start]) else text[: first.span.start]):
            steering = self._under(entry)
            if steering.possible is not False:
                yield steering, entry

    def _reached(self, listed: ListSubject, start: str) -> Iterator[EntrySubject]:
        """The entries that are tried, and accept some text with a certain beginning.

        Tried are those in front of the first that is no regex, at which every call fails.
        """
        for entry in listed.entries:
            if not entry.compiles:
                return
            stops = self._connector.run.trials.of(entry).stops_at(start)
            if stops is None or stops == len(start):
                yield entry

    def _under(self, entry: EntrySubject | None) -> Steering:
        run = self._connector.run
        return run.trials.steering(self._target.template, self._who, self._stored, entry, run.judging.budget)

    @property
    def _owner(self) -> str | None:
        return None if self.home is None else suffix.owner(self.home.host)

    def _worst(self, found: Sequence[tuple[Steering, EntrySubject | None]]) -> Answer:
        """The worst that is possible under any of the entries."""
        trials = self._connector.run.trials
        named = frozenset(owner for _, entry in found if entry is not None for owner in trials.owners(entry))
        asked = _Asked(found, self._stored)
        stranger = asked.stranger(named if self._owner is None else named | {self._owner})
        if stranger is not None:
            return Led(Lead.STRANGER, *stranger, self._owner)
        seen = self.home
        if seen is None:
            # nothing is stored: whatever can be dialled first is as good as what is meant
            first = asked.first(lambda one: one.foreign(frozenset(), self._stored))
            if first is None:
                return asked.unknown
            seen = first[0].dialled
        owner = suffix.owner(seen.host)
        other = asked.first(lambda one: one.foreign(frozenset({owner}), self._stored))
        if other is not None:
            return Led(Lead.OWNER, *other, self._owner)
        cleartext = asked.first(lambda one: one.over_http(self._stored)) if seen.scheme == "https" else None
        if cleartext is not None:
            return Led(Lead.SCHEME, *cleartext, owner)
        host = asked.first(lambda one: one.other_host(seen.host, self._stored))
        if host is not None and asked.first(lambda one: one.other_host(host[0].host, self._stored)) is not None:
            # or else it is the only one, and what is stored is not admitted
            return Led(Lead.HOST, *host, owner)
        port = asked.first(lambda one: one.other_port(seen.port, self._stored))
        return Led(Lead.PORT, *port, owner) if port is not None else asked.unknown


class _Asked:
    """Questions to each of several entries; what could not be answered is kept."""

    def __init__(
        self, found: Sequence[tuple[Steering, EntrySubject | None]], stored: Mapping[str, SourceLiteral]
    ) -> None:
        self._found = found
        self._stored = stored
        self.unknown: Unknown | None = None

    def first(self, ask: Callable[[Steering], Verdict[Steered]]) -> tuple[Steered, EntrySubject | None] | None:
        """The first URL that is found."""
        return next(self._all(ask), None)

    def stranger(self, owners: frozenset[str]) -> tuple[Steered, EntrySubject | None] | None:
        """A URL that dials a host of none of some owners, if possible one that anyone can have."""
        best: tuple[Steered, EntrySubject | None] | None = None
        for found in self._all(lambda one: one.foreign(owners, self._stored)):
            if best is None or found[0].openness > best[0].openness:
                best = found
            if best[0].openness >= Openness.REGISTRABLE:
                break
        return best

    def _all(self, ask: Callable[[Steering], Verdict[Steered]]) -> Iterator[tuple[Steered, EntrySubject | None]]:
        for steering, entry in self._found:
            match ask(steering):
                case Refuted(steered):
                    yield steered, entry
                case Unknown() as unknown:
                    self.unknown = self.unknown or unknown
                case Proved():
                    continue


def _rank(answer: Answer) -> int:
    """What cannot be told is worse than nothing, and better than anything known."""
    match answer:
        case None:
            return -2
        case Unknown():
            return -1
        case Led(lead=lead):
            return lead


def _with(verdict: Verdict[Left], entry: EntrySubject | None) -> Verdict[tuple[Left, EntrySubject | None]]:
    match verdict:
        case Refuted(left):
            return Refuted((left, entry))
        case Proved() | Unknown():
            return verdict
