"""One entry of a list, with the questions that rules ask about it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from endpointlint.javaregex.anchors import missing_anchors
from endpointlint.javaregex.ast import Pattern
from endpointlint.javaregex.parse import parse
from endpointlint.javaregex.problems import PatternProblem
from endpointlint.policy.enforcement import Enforcement, enforcement
from endpointlint.policy.model import Entry, ListSetting
from endpointlint.policy.release import spans, spans_text
from endpointlint.policy.settings import settings
from endpointlint.query.blame import Blame, blame, repeat_around
from endpointlint.query.claim import Claim, DeepClaim, Operation, Pump, SlowClaim
from endpointlint.query.cost import Cost, cost
from endpointlint.query.coverage import Sample, sample
from endpointlint.query.freedom import FreeLabel, bare_dots, free_label, free_user_name
from endpointlint.query.hosts import ForeignHost
from endpointlint.query.inclusion import disjoint
from endpointlint.query.language import Language
from endpointlint.query.reach import Reach
from endpointlint.query.stuck import Stuck, why_dead
from endpointlint.query.tenants import private_foreign, stranger
from endpointlint.query.trial import Trial
from endpointlint.query.verdict import Proved, Refuted, Unknown, Verdict
from endpointlint.query.witness import Path
from endpointlint.source import Span
from endpointlint.url.addresses import address_texts

if TYPE_CHECKING:
    from endpointlint.rule.subject import ListSubject


Settled = tuple[bool, Sample | None]
"""What is kept of an entry of a long list: whether it compiles, and what is kept of its URLs."""


class EntrySubject:
    """One entry, with its list and the release that it is judged for."""

    def __init__(self, entry: Entry, listed: ListSubject, index: int) -> None:
        self.entry = entry
        self.list = listed
        self.index = index
        """The entry's number in its list, from 0."""

    @property
    def text(self) -> str:
        """The regex as Java reads it."""
        return self.entry.literal.value

    @property
    def setting(self) -> ListSetting:
        """The setting whose list this is."""
        return self.list.setting

    @property
    def enforcement(self) -> Enforcement:
        """What the release does."""
        return self.list.judging.enforcement

    @property
    def operation(self) -> Operation:
        """How the setting applies its regexes."""
        return Operation(self.enforcement.operation(self.setting))

    @cached_property
    def parsed(self) -> Pattern | PatternProblem:
        """The regex, or what `Pattern.compile` objects to."""
        try:
            return parse(self.text, self.list.judging.java_tables)
        except PatternProblem as problem:
            return problem

    @cached_property
    def compiles(self) -> bool:
        """Whether the text is a regex."""
        return isinstance(self.parsed, Pattern)

    @property
    def pattern(self) -> Pattern:
        """The regex; only for entries that compile, which is all that most rules are shown."""
        parsed = self.parsed
        if isinstance(parsed, PatternProblem):
            raise parsed
        return parsed

    @cached_property
    def language(self) -> Language:
        """The texts that the regex accepts."""
        return Language(self.pattern, operation=self.operation, budget=self.list.judging.budget)

    @cached_property
    def reach(self) -> Reach:
        """The URLs that the regex accepts, and where they lead."""
        return Reach(self.language)

    @cached_property
    def trial(self) -> Trial:
        """For trying many texts on the regex."""
        return Trial(self.language)

    @cached_property
    def cost(self) -> Cost:
        """What a match costs on the JVM, over texts of any kind."""
        return cost(self.pattern, self.operation, self.list.judging.budget)

    @cached_property
    def sample(self) -> Sample:
        """What is kept of the URLs to find entries that cover others."""
        return sample(self.reach)

    def settle(self, known: Settled | None = None) -> Settled:
        """Let go of what takes room: nothing more will be asked about this entry alone.

        Returns:
            What is kept, which is `known` if somebody else has worked it out.
        """
        if known is None:
            sampled = self.compiles and self.setting is not ListSetting.RESTRICTED_ADDRESSES
            known = self.compiles, self.sample if sampled else None
        else:
            self.__dict__["compiles"], sample = known
            if sample is not None:
                self.__dict__["sample"] = sample
        for name in ("parsed", "reach", "language", "trial"):
            self.__dict__.pop(name, None)
        return known

    def blame(self, foreign: ForeignHost) -> Blame:
        """The characters of the entry that let a foreign host through."""
        return blame(self.pattern, foreign.path, foreign.owner)

    @cached_property
    def releases(self) -> str:
        """The releases that know the setting and load the entry, in words."""
        known = settings()[self.setting]
        return spans_text(
            spans(
                lambda release: known.exists(release) and enforcement(release).refusal(self.setting, self.text) is None
            )
        )

    @cached_property
    def setting_releases(self) -> str:
        """The releases that know the setting, in words."""
        known = settings()[self.setting]
        return spans_text(spans(known.exists))

    @cached_property
    def refusing_releases(self) -> str:
        """The releases whose check refuses the entry when it is written, in words."""
        return spans_text(spans(lambda release: enforcement(release).refusal(self.setting, self.text) is not None))

    # -- places in the text -----------------------------------------------------------------------------------------

    def scheme_span(self, path: Path) -> Span | None:
        """The characters that read the scheme of a URL, what may follow them before the `:` included."""
        first, colon = path.origin(0), path.origin(path.url.index(":"))
        if first is None or colon is None or colon.start <= first.start:
            return first
        return Span(first.start, colon.start)

    def repeat_at(self, path: Path, number: int) -> Span | None:
        """The repeat, or else the single set, that read a character of a URL."""
        origin = path.origin(number)
        return None if origin is None else repeat_around(self.pattern, origin)

    def host_span(self, path: Path) -> Span | None:
        """The characters that read the host of a URL."""
        origins = path.host_origins
        if not origins:
            return None
        spans_of_repeats = [repeat_around(self.pattern, origin) for origin in origins]
        return Span(min(s.start for s in spans_of_repeats), max(s.end for s in spans_of_repeats))

    def end_of_text(self) -> Span:
        """The last character of the entry."""
        end = len(self.text)
        return Span(max(end - 1, 0), end)

    # -- questions --------------------------------------------------------------------------------------------------

    def dead(self) -> Verdict[str]:
        """Returns `Proved` iff the entry matches no text that it is ever tried on; otherwise one that it matches."""
        if self.setting is ListSetting.RESTRICTED_ADDRESSES:
            return disjoint(self.language, address_texts())
        return self.reach.dead

    def why_dead(self) -> Stuck:
        """Where every way of matching a URL, or an address, comes to an end."""
        return why_dead(self.language, addresses=self.setting is ListSetting.RESTRICTED_ADDRESSES)

    def free_label(self) -> FreeLabel | None:
        """An open leftmost label, or labels without number; None if neither, or if it could not be told."""
        return self.reach.first(free_label)

    def free_user_name(self) -> Span | None:
        """What reads a user name in front of the host without spelling it out; None if nothing does."""
        found = self.reach.first(free_user_name)
        return None if found is None else repeat_around(self.pattern, found)

    def bare_dots(self) -> tuple[Span, ...]:
        """Single unescaped dots between literal characters of the host."""
        return self.reach.first(lambda graph: bare_dots(self.pattern, graph) or None) or ()

    def host_is_spelled_out(self) -> bool:
        """Whether the entry spells every character of its hosts out, dots aside."""
        return self.reach.spelled_out is True

    def stranger(self, shape: str, tenant_labels: Sequence[int], labels: int) -> Path | Unknown | None:
        """A URL whose host has a shape, of a customer that the entry does not spell out; see `query.tenants`."""
        meter = self.list.judging.budget.meter()
        return self.reach.search(lambda graph: stranger(graph, shape, tenant_labels, labels, meter))

    def private_foreign(self) -> ForeignHost | Unknown | None:
        """A host below a suffix of the public suffix list's private section that the entry does not spell out."""
        # more URLs may spell more owners out
        return self.reach.search(
            lambda graph: private_foreign(graph, self.list.judging.budget.meter()), more_is_more=False
        )

    def free_host_span(self, path: Path) -> Span | None:
        """The repeat, or else the set, that read the first character of a host that is not spelled out."""
        origins = (path.origin(number) for number in path.open_in_host)
        first = next((origin for origin in origins if origin is not None), None)
        return self.host_span(path) if first is None else repeat_around(self.pattern, first)

    def around(self, origin: Span) -> Span:
        """The innermost repeat around a set of characters, or the set alone."""
        return repeat_around(self.pattern, origin)

    def missing_anchors(self) -> tuple[str, ...]:
        """Those of `^` and `$` that the entry does not have at its ends, in any spelling."""
        return missing_anchors(self.pattern)

    def foreign_when_searched(self) -> ForeignHost | Unknown | None:
        """A foreign host that is reached only because the regex is searched for, not matched with the whole URL."""
        if self.operation is not Operation.FIND:
            return None
        found = self.reach.pinning.verdict
        if not isinstance(found, Refuted):
            return None
        whole = Reach(Language(self.pattern, operation=Operation.MATCHES, budget=self.list.judging.budget))
        match whole.pinning.verdict:
            case Proved():
                return None if isinstance(whole.dead, Proved) else found.witness
            case Refuted():
                return None
            case Unknown() as unknown:
                return unknown

    def accepts(self, text: str, host: str | None = None) -> Claim:
        """The claim that the entry accepts a text and, if it is a URL, that the client dials a host for it."""
        return Claim(self.pattern, text, self.operation, accepted=True, host=host)

    def refuses(self, text: str) -> Claim:
        """The claim that the entry refuses a text."""
        return Claim(self.pattern, text, self.operation, accepted=False)

    def reads_much_of(self, pump: Pump, degree: int | None) -> SlowClaim:
        """The claim that what is read of a pump's texts grows as a power of their length, or as an exponential."""
        return SlowClaim(self.pattern, pump, self.operation, degree)

    def recurses_on(self, pump: Pump) -> DeepClaim:
        """The claim that long texts of a pump overflow the stack."""
        return DeepClaim(self.pattern, pump, self.operation)

    def can_be_fed(self, pump: Pump) -> bool:
        """Whether texts of a pump reach the matcher as they are.

        The list of private endpoints is tried on URLs that were parsed and put together again; the others on the text
        of a request.
        """
        if self.setting is not ListSetting.PRIVATE_ENDPOINTS:
            return True
        return all("!" <= char <= "~" for char in pump.text(1))

    @property
    def fed_by(self) -> str:
        """Who decides about the texts that the entry is tried on, in words."""
        if self.setting is ListSetting.MODEL_URL:
            return "whoever may register a model by its URL"
        creating = "whoever may create or update a connector"
        if not self.enforcement.checks_calls:
            return creating
        calling = "predict through one that has a placeholder in its URL"
        if self.setting is ListSetting.PRIVATE_ENDPOINTS:
            return f"whoever may {calling}"
        return f"{creating}, or {calling}"
