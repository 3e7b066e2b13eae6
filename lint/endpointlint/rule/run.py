"""Everything that a run has read, for rules that look across files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from endpointlint.automata.budget import Budget
from endpointlint.policy.document import Document, DocumentKind, Input
from endpointlint.policy.effective import Effective, InForce, Said, effective, folders_in_common, folders_of
from endpointlint.policy.enforcement import Enforcement
from endpointlint.policy.model import EndpointList
from endpointlint.policy.release import Release
from endpointlint.policy.template import Template
from endpointlint.query.hosts import pinning
from endpointlint.query.inclusion import disjoint
from endpointlint.query.trial import Trial, with_holes
from endpointlint.query.verdict import Unknown, Verdict
from endpointlint.rule.connector import ConnectorSubject
from endpointlint.rule.entry import EntrySubject
from endpointlint.rule.subject import Judging, ListSubject
from endpointlint.source import Place, SourceLiteral, SourceText, Span

if TYPE_CHECKING:
    from endpointlint.policy.security import Security, SecurityDocument
    from endpointlint.query.access import Access
    from endpointlint.query.filled import Callers
    from endpointlint.query.leaving import Leaving
    from endpointlint.query.steering import Steering

_FOR_PEOPLE = frozenset((DocumentKind.MARKDOWN, DocumentKind.TEXT))


class Trials:
    """What was worked out about entries on texts. Releases share it: what an entry accepts depends on the JDK alone."""

    def __init__(self) -> None:
        self._trials: dict[tuple[str, str, int], Trial] = {}
        self._disjoint: dict[tuple[str, str, int, str, tuple[Span, ...]], Verdict[str]] = {}
        self._steering: dict[tuple[object, ...], Steering] = {}
        self._leaving: dict[tuple[object, ...], Leaving] = {}
        self._owners: dict[tuple[str, str, int], tuple[str, ...]] = {}

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

    def owners(self, entry: EntrySubject) -> tuple[str, ...]:
        """The owners that an entry spells out."""
        key = self._key(entry)
        known = self._owners.get(key)
        if known is None:
            known = self._owners[key] = pinning(self.of(entry).language).owners
        return known

    def steering(
        self,
        template: Template,
        who: Callers,
        stored: Mapping[str, SourceLiteral],
        entry: EntrySubject | None,
        budget: Budget,
    ) -> Steering:
        """A template in the hands of callers, under an entry or under none; see `query.steering`."""
        limited = frozenset((name, literal.value) for name, literal in stored.items()) if who.limited else None
        key = (template.text, who, limited, None if entry is None else self._key(entry))
        known = self._steering.get(key)
        if known is None:
            from endpointlint.query.steering import Steering

            language = None if entry is None else self.of(entry).language
            known = self._steering[key] = Steering(template, who, stored, language, budget=budget)
        return known

    def leaving(self, template: Template, who: Callers, fixed: Mapping[str, str], budget: Budget) -> Leaving:
        """A template with a fixed authority in the hands of callers; see `query.leaving`."""
        key = (template.text, who, tuple(fixed.items()))
        known = self._leaving.get(key)
        if known is None:
            from endpointlint.query.leaving import Leaving

            known = self._leaving[key] = Leaving(template, who, fixed, budget=budget)
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

    def in_force(self, key: str) -> Iterator[InForce]:
        """The values of a setting that hold as seen from where they are written, in the order of the documents.

        Files of one run may belong to several clusters, so that several may hold. Resets are left out.
        """
        for said in self.effective.occurrences(key):
            found = self.effective_near(said.place).setting(key)
            if found.said is said:
                yield found

    @cached_property
    def connectors(self) -> tuple[ConnectorSubject, ...]:
        """Every connector that was read, in the order of the inputs."""
        return tuple(ConnectorSubject(body, self) for item in self.inputs for body in item.bodies)

    @cached_property
    def security_documents(self) -> tuple[SecurityDocument, ...]:
        """Every document of the security plugin, in the order of the inputs."""
        return tuple(document for item in self.inputs for document in item.security)

    @cached_property
    def configurations(self) -> tuple[SecuritySubject, ...]:
        """What these documents say together: one subject for each folder that has some.

        Of kinds of documents that a folder lacks, those of the folders closest to it count.
        """
        by_folder: dict[tuple[str, ...], list[SecurityDocument]] = {}
        for document in self.security_documents:
            by_folder.setdefault(folders_of(document.place.path), []).append(document)
        return tuple(SecuritySubject(self, _completed(here, by_folder)) for here in by_folder)

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


def _completed(
    here: tuple[str, ...], by_folder: Mapping[tuple[str, ...], Sequence[SecurityDocument]]
) -> tuple[SecurityDocument, ...]:
    found = list(by_folder[here])
    present = {document.kind for document in found if not document.part}
    elsewhere = (one for folder, there in by_folder.items() if folder != here for one in there)
    missing = [one for one in elsewhere if one.kind not in present]
    for kind in dict.fromkeys(document.kind for document in missing):
        others = [(folders_in_common(here, folders_of(one.place.path)), one) for one in missing if one.kind is kind]
        closest = max(near for near, _ in others)
        found.extend(one for near, one in others if near == closest)
    return tuple(found)


class SecuritySubject:
    """One configuration of the security plugin as a whole, with the settings around it."""

    def __init__(self, run: RunSubject, documents: tuple[SecurityDocument, ...]) -> None:
        self.run = run
        self.documents = documents
        """Those of one folder first, then what completes them."""

    @property
    def enforcement(self) -> Enforcement:
        """What the release does."""
        return self.run.enforcement

    @property
    def place(self) -> Place:
        """Where to speak of it as a whole."""
        return self.documents[0].place

    @cached_property
    def security(self) -> Security:
        """Roles, mappings, action groups, users and configuration, merged."""
        from endpointlint.policy.security import merged

        return merged(self.documents, self.run.release)

    @cached_property
    def effective(self) -> Effective:
        """The settings in force as seen from it."""
        return self.run.effective_near(self.place)

    @cached_property
    def access(self) -> Access:
        """Who may do what."""
        from endpointlint.query.access import MAPPING_ONLY, Access

        said = self.effective.setting("plugins.security.roles_mapping_resolution").value
        resolution = said if isinstance(said, str) else MAPPING_ONLY
        return Access(self.security, resolution=resolution, java=self.run.judging.java_tables)

    @property
    def anonymous(self) -> bool | None:
        """Whether requests without a credential are let in; None where no configuration was read."""
        config = self.security.config
        key = "http.anonymous_auth_enabled"
        if config is None or (config.part and config.get(key) is None):
            return None
        return config.flag(key)

    def protects(self, index: str) -> bool | Unknown | None:
        """Whether the plugin keeps a system index of ML Commons from users that may read it by their roles.

        None where no file says so: an installation for demonstration switches it on, others do not. What is looked at
        is `plugins.security.system_indices.*`, in force; the file must be one that sets the plugin up.
        """
        from endpointlint.policy.security import protection_known
        from endpointlint.query.permissions import matches

        config = self.security.config
        kind = None if config is None else config.get("privileges_evaluation_type")
        if kind is not None and kind.text == "next_gen" and protection_known("next_gen", self.run.release):
            return True
        enabled = self.effective.setting("plugins.security.system_indices.enabled")
        if enabled.flag is not True:
            set_up = enabled.said is not None or any(self.effective.setting(key).said for key in self._setting_up)
            return False if set_up else None
        if protection_known("registered_indices", self.run.release):
            return True
        listed = self.effective.setting("plugins.security.system_indices.indices").value
        patterns = listed if isinstance(listed, tuple) else str(listed or "").split(",")
        answers = [matches(pattern.strip(), index, java=self.run.judging.java_tables) for pattern in patterns]
        return True in answers or next((answer for answer in answers if isinstance(answer, Unknown)), False)

    @property
    def _setting_up(self) -> Iterator[str]:
        """Settings by which somebody sets the plugin up in `opensearch.yml`."""
        for key in self.run.effective.keys:
            if key.startswith(("plugins.security.ssl.transport.", "plugins.security.authcz.admin_dn")):
                said = self.run.effective.occurrences(key)
                if any(self.run.kind_of(one.place) is DocumentKind.OPENSEARCH_YML for one in said):
                    yield key

    @property
    def connectors(self) -> tuple[ConnectorSubject, ...]:
        """The connectors that are there to be used."""
        return self.run.connectors
