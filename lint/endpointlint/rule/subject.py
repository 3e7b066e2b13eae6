"""What rules look at: lists and documents; entries are in `entry`."""

from __future__ import annotations

from collections.abc import Iterator

from endpointlint.automata.budget import DEFAULT_BUDGET, Budget
from endpointlint.javaregex.parse import parse
from endpointlint.javaregex.problems import PatternProblem
from endpointlint.policy.document import Document
from endpointlint.policy.enforcement import Enforcement
from endpointlint.policy.model import EndpointList, ListSetting
from endpointlint.query.coverage import coverage
from endpointlint.query.verdict import Verdict
from endpointlint.rule.entry import EntrySubject
from endpointlint.source.records import dataclass

URL_SETTINGS = frozenset((ListSetting.TRUSTED_ENDPOINTS, ListSetting.PRIVATE_ENDPOINTS, ListSetting.MODEL_URL))
"""Settings whose regexes are tried on URLs; those of the remaining one are tried on the text of an address."""


@dataclass(frozen=True, slots=True)
class Judging:
    """What a run judges by."""

    enforcement: Enforcement
    budget: Budget = DEFAULT_BUDGET
    java: int | None = None
    """The JDK asked for; the one that the release bundles if None."""

    @property
    def java_tables(self) -> int:
        """The JDK whose regexes are meant: 11, 17, 21 or 25."""
        return self.java or self.enforcement.java_tables


class ListSubject:
    """One list setting of a document, with its entries."""

    def __init__(self, endpoints: EndpointList, judging: Judging) -> None:
        self.endpoints = endpoints
        self.judging = judging
        self.entries = tuple(EntrySubject(entry, self, index) for index, entry in enumerate(endpoints.entries))

    @property
    def setting(self) -> ListSetting:
        """The setting."""
        return self.endpoints.setting

    @property
    def enforcement(self) -> Enforcement:
        """What the release does."""
        return self.judging.enforcement

    def whole_compiles(self) -> bool:
        """For a list written as one text: whether the text as a whole is a regex."""
        whole = self.endpoints.whole
        if whole is None:
            return False
        try:
            parse(whole.value, self.judging.java_tables)
        except PatternProblem:
            return False
        return True

    def covered(self) -> Iterator[tuple[int, tuple[EntrySubject, ...], Verdict[str]]]:
        """The entries that could be taken out one after the other, the last first, without changing the list's URLs.

        Yields:
            The number of the entry, those that cover it, and `Proved`; or the number, nothing, and why it is unknown.
        """
        valid = [e for e in self.entries if e.compiles]
        samples = [e.sample for e in valid] if self.setting in URL_SETTINGS else None
        found = coverage([e.text for e in valid], lambda number: valid[number].language, samples)
        for number, others, verdict in found:
            yield valid[number].index, tuple(valid[other] for other in others), verdict


class DocumentSubject:
    """One settings body: everything that was set together."""

    def __init__(self, document: Document, judging: Judging) -> None:
        self.document = document
        self.judging = judging
        self.lists = tuple(ListSubject(found, judging) for found in document.lists)

    @property
    def enforcement(self) -> Enforcement:
        """What the release does."""
        return self.judging.enforcement
