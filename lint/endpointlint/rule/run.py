"""Everything that a run has read, for rules that look across files."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from endpointlint.policy.document import Document, DocumentKind, Input
from endpointlint.policy.effective import Effective, Said, effective
from endpointlint.policy.enforcement import Enforcement
from endpointlint.policy.model import EndpointList
from endpointlint.policy.release import Release
from endpointlint.query.inclusion import disjoint
from endpointlint.query.trial import Trial, with_holes
from endpointlint.query.verdict import Verdict
from endpointlint.rule.connector import ConnectorSubject
from endpointlint.rule.entry import EntrySubject
from endpointlint.rule.subject import Judging, ListSubject
from endpointlint.source import Place, SourceText, Span

if TYPE_CHECKING:
    from endpointlint.policy.security import Security, SecurityDocument

_FOR_PEOPLE = frozenset((DocumentKind.MARKDOWN, DocumentKind.TEXT))


class Trials:
    """What was worked out about entries on texts. Releases share it: what an entry accepts depends on the JDK alone."""

    def __init__(self) -> None:
        self._trials: dict[tuple[str, str, int], Trial] = {}
        self._disjoint: dict[tuple[str, str, int, str, tuple[Span, ...]], Verdict[str]] = {}

    def of(self, entry: EntrySubject) -> Trial:
        """For trying texts on an entry that compiles."""
        key = self._key(entry)
        known = self._trials.get(key)
        if known is None:
            known = self._trials[key] = entry.trial
        return known

    def refuses_all(self, entry: EntrySubject, text: str, gaps: tuple[Span, ...]) -> Verdict[str]:
        """Returns `Proved` iff an entry accepts no text that differs from the given one in its holes only."""
        key = (*self._key(entry), text, gaps)
        known = self._disjoint.get(key)
        if known is None:
            known = self._disjoint[key] = disjoint(self.of(entry).language, with_holes(text, gaps))
        return known

    def _key(self, entry: EntrySubject) -> tuple[str, str, int]:
        return entry.text, entry.operation.value, entry.list.judging.java_tables


class RunSubject:
    """All inputs of a run, put together for one release."""

    def __init__(self, inputs: Sequence[Input], judging: Judging, trials: Trials | None = None) -> None:
        self.inputs = tuple(inputs)
        self.judging = judging
        self.trials = trials or Trials()
        self._lists: dict[int, ListSubject] = {}

    @property
    def enforcement(self) -> Enforcement:
        """What the release does."""
        return self.judging.enforcement

    @property
    def release(self) -> Release:
        """The release that is judged for."""
        return self.judging.enforcement.release

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """The settings documents of all inputs, in order."""
        return tuple(document for item in self.inputs for document in item.documents)

    @cached_property
    def effective(self) -> Effective:
        """The settings in force, put together from all documents alike."""
        return effective(self.documents, self.release)

    def effective_near(self, place: Place) -> Effective:
        """The settings in force as seen from a place: what is close to it counts first, see `policy.effective`."""
        return self.effective.seen_from(place)

    @cached_property
    def connectors(self) -> tuple[ConnectorSubject, ...]:
        """Every connector that was read, in the order of the inputs."""
        return tuple(ConnectorSubject(body, self) for item in self.inputs for body in item.bodies)

    @cached_property
    def security_documents(self) -> tuple[SecurityDocument, ...]:
        """Every document of the security plugin, in the order of the inputs."""
        return tuple(document for item in self.inputs for document in item.security)

    @cached_property
    def security(self) -> Security:
        """What these documents say together."""
        from endpointlint.policy.security import merged

        return merged(self.security_documents, self.release)

    def listed(self, endpoints: EndpointList) -> ListSubject:
        """A list with its entries, the same one whenever it is asked for."""
        known = self._lists.get(id(endpoints))
        if known is None:
            known = self._lists[id(endpoints)] = ListSubject(endpoints, self.judging)
        return known

    @cached_property
    def _kinds(self) -> dict[SourceText, DocumentKind]:
        return {item.source: item.kind for item in self.inputs if item.source is not None}

    def kind_of(self, place: Place) -> DocumentKind:
        """The kind of the input that a place is in."""
        return self._kinds.get(place.source, DocumentKind.OTHER)

    def is_page(self, place: Place) -> bool:
        """Whether a place is in a text for people, whose settings may be examples that no cluster has."""
        return self.kind_of(place) in _FOR_PEOPLE


def provenance(said: Said | None, release: Release) -> str:
    """Where a value comes from, in words: `persistent settings in settings.json, line 3`."""
    if said is None:
        return f"built into OpenSearch {release}"
    return f"{_LAYERS[said.layer.value]} {said.place.path}, line {said.key_place.start.line}"


_LAYERS = {
    "transient": "transient settings in",
    "persistent": "persistent settings in",
    "opensearch.yml": "node settings in",
    "defaults": "defaults shown in",
    "bare": "settings in",
}


class SecuritySubject:
    """The configuration of the security plugin as a whole, with the settings around it."""

    def __init__(self, run: RunSubject) -> None:
        self.run = run

    @property
    def enforcement(self) -> Enforcement:
        """What the release does."""
        return self.run.enforcement

    @property
    def security(self) -> Security:
        """Roles, mappings, action groups, users and configuration, merged."""
        return self.run.security

    @property
    def effective(self) -> Effective:
        """The settings in force."""
        return self.run.effective

    @property
    def connectors(self) -> tuple[ConnectorSubject, ...]:
        """The connectors that are there to be used."""
        return self.run.connectors
