"""One connector, with the questions that rules ask about it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from endpointlint.policy.effective import Effective, EndpointsInForce, Said
from endpointlint.policy.enforcement import Enforcement
from endpointlint.policy.form import ConnectorForm
from endpointlint.policy.model import ListSetting
from endpointlint.policy.template import Resolved, Template, holes
from endpointlint.query.verdict import Proved, Refuted, Unknown
from endpointlint.rule.admission import Admission, Admitted, Broken, Refused, Target
from endpointlint.rule.entry import EntrySubject
from endpointlint.rule.subject import ListSubject
from endpointlint.source import Place, Span

if TYPE_CHECKING:
    from endpointlint.policy.connector import Action, Connector, Field
    from endpointlint.rule.run import RunSubject
    from endpointlint.rule.steering import Ways


class ConnectorSubject:
    """One connector, with the policy that it will meet and the release that it is judged for."""

    def __init__(self, connector: Connector, run: RunSubject) -> None:
        self.connector = connector
        self.run = run
        self._ways: dict[Place, Ways] = {}

    @property
    def enforcement(self) -> Enforcement:
        """What the release does."""
        return self.run.enforcement

    @property
    def form(self) -> ConnectorForm:
        """What it was read from."""
        return self.connector.form

    @property
    def protocol(self) -> str | None:
        """The protocol, as it was written."""
        return None if self.connector.protocol is None else self.connector.protocol.text

    @property
    def actions(self) -> tuple[Action, ...]:
        """The actions; none where the field is missing, too."""
        return self.connector.actions or ()

    @property
    def credential_in_header(self) -> bool:
        """Whether calls carry the credential as it is. A signature of AWS tells nobody the key."""
        headers = [*self.connector.headers, *(header for action in self.actions for header in action.headers)]
        return any(not found.escaped for header in headers for found in header.credential_template.placeholders())

    @cached_property
    def effective(self) -> Effective:
        """The settings in force as seen from the connector: those of its own file and folder count first."""
        return self.run.effective_near(self.connector.place)

    @cached_property
    def endpoints(self) -> EndpointsInForce:
        """The list of trusted endpoints in force, with its layer and its place."""
        return self.effective.endpoints(ListSetting.TRUSTED_ENDPOINTS)

    @cached_property
    def trusted(self) -> ListSubject:
        """That list, with its entries."""
        return self.run.listed(self.endpoints.endpoints)

    @cached_property
    def policies(self) -> tuple[ListSubject, ...]:
        """Every list that may be in force: that one, and those of other files that may hold as well."""
        rivals = [said.endpoints for said in self.endpoints.rivals if said.endpoints is not None]
        return (self.trusted, *map(self.run.listed, rivals))

    @cached_property
    def targets(self) -> tuple[Target, ...]:
        """The URLs that it calls, in order."""
        return tuple(self._targets())

    def _targets(self) -> Iterator[Target]:
        connector = self.connector
        if connector.is_mcp:
            if connector.url is not None:
                # nothing is filled in here, whatever it looks like (McpConnector.java)
                yield Target(connector.url, None, Template(connector.url.literal, "\0").resolve({}))
            return
        for action in self.actions:
            if action.url is not None and action.template is not None:
                yield Target(action.url, action, action.template.resolve(connector.stored_parameters))

    def place_of(self, target: Target, span: Span) -> Place:
        """Where in the file some characters of a resolved URL stand: in the URL, or in the parameter they come from.

        An empty span, or one behind the end, is the last character of the URL as it was written.
        """
        resolved = target.resolved
        pieces = resolved.pieces(span) if isinstance(resolved, Resolved) and span.end <= len(resolved.text) else ()
        if not isinstance(resolved, Resolved) or not pieces:
            end = len(target.value.text)
            return target.value.at(Span(max(end - 1, 0), end))
        piece = pieces[0]
        name = resolved.names[piece.origin]
        source = self.connector.parameter(name) if name else target.value
        return (source or target.value).at(piece.at)

    # -- questions --------------------------------------------------------------------------------------------------

    def admission(self, text: str, listed: ListSubject | None = None) -> Admission:
        """What becomes of a text on a list, entry by entry as OpenSearch walks along it (`Connector.java`).

        Args:
            text: a resolved URL.
            listed: the list; the one in force if absent.
        """
        furthest: tuple[int, EntrySubject] | None = None
        unknown: Unknown | None = None
        for entry in (listed or self.trusted).entries:
            if not entry.compiles:
                return unknown or Broken(entry)
            trial = self.run.trials.of(entry)
            match trial.accepts(text):
                case True:
                    return Admitted(entry)
                case Unknown() as found:
                    unknown = unknown or found
                case False:
                    stops = trial.stops_at(text)
                    if stops is not None and (furthest is None or stops > furthest[0]):
                        furthest = stops, entry
        if unknown is not None:
            return unknown
        return Refused(furthest[1], furthest[0]) if furthest else Refused(None, 0)

    def holes(self, target: Target) -> tuple[Span, ...]:
        """Characters of a resolved URL that something else takes the place of before OpenSearch sees it, in order.

        What a page or a template leaves to its reader; in an update also parameters that may be stored already.
        """
        resolved = target.resolved
        if not isinstance(resolved, Resolved):
            return ()
        found = list(holes(resolved.text))
        if self.form is ConnectorForm.UPDATE:
            found.extend(fill.span for fill in resolved.fills if fill.open)
        kept: list[Span] = []
        for span in sorted(found):
            if not kept or span.start >= kept[-1].end:
                kept.append(span)
        return tuple(kept)

    def may_be_admitted(self, text: str, gaps: tuple[Span, ...], listed: ListSubject | None = None) -> bool | Unknown:
        """Whether some text is accepted by the list that differs from a text in its holes only."""
        unknown: Unknown | None = None
        for entry in (listed or self.trusted).entries:
            if not entry.compiles:
                continue
            match self.run.trials.refuses_all(entry, text, gaps):
                case Proved():
                    continue
                case Refuted():
                    return True
                case Unknown() as found:
                    unknown = found
        return False if unknown is None else unknown

    def ways(self, target: Target) -> Ways:
        """A URL in the hands of callers: what they can make it call."""
        known = self._ways.get(target.value.place)
        if known is None:
            from endpointlint.rule.steering import Ways

            known = self._ways[target.value.place] = Ways(self, target)
        return known

    def unknown_fields(self) -> tuple[Field, ...]:
        """Members that the release skips."""
        return self.connector.unknown_fields(self.enforcement.release)

    def said(self, key: str) -> Said | None:
        """What gives a setting its value in force; None where that is built in."""
        return self.effective.setting(key).said
