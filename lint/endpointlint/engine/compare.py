"""Two policies, compared as sets of URLs: what the new one trusts that the old one did not, and the other way round."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from endpointlint.engine.bulk import Defaults
from endpointlint.engine.redact import redactor, redactor_of
from endpointlint.javaregex.parse import parse
from endpointlint.javaregex.problems import PatternProblem
from endpointlint.policy.document import Document, Input, Problem
from endpointlint.policy.effective import effective
from endpointlint.policy.model import Entry, ListSetting
from endpointlint.query.inclusion import each_included
from endpointlint.query.language import Language
from endpointlint.query.reach import Reach
from endpointlint.query.verdict import Proved, Refuted, Unknown, Verdict
from endpointlint.reader.discover import discover, read
from endpointlint.rule.finding import Witness
from endpointlint.source import Place, SourceLiteral, SourceText
from endpointlint.source.records import dataclass
from endpointlint.url import suffix
from endpointlint.url.client import dialled

_SETTING = ListSetting.TRUSTED_ENDPOINTS


@dataclass(frozen=True, slots=True)
class Invalid:
    """An entry that is no regex: the policy fails where it is reached, and nothing was compared with it."""

    entry: Entry
    message: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """An entry that the release refuses when the setting is written, so that the list would not take effect."""

    entry: Entry
    reason: str
    """What its check objects to."""


class Side:
    """One of the two policies: the list of trusted endpoints that is in force."""

    def __init__(
        self, name: str, entries: Sequence[Entry], defaults: Defaults, *, built_in: bool = False, found: bool = True
    ) -> None:
        self.name = name
        """The path, or what stands for a pattern of the command line."""
        self.entries = tuple(entries)
        self.built_in = built_in
        """What was read sets no list, so that the built-in one is in force."""
        self.found = found
        """Whether there was anything to read a list from."""
        self.budget = defaults.budget
        """Of each question."""
        self._defaults = defaults

    @cached_property
    def _parsed(self) -> tuple[tuple[Entry, Language | str], ...]:
        return tuple((entry, self._language(entry)) for entry in self.entries)

    def _language(self, entry: Entry) -> Language | str:
        try:
            pattern = parse(entry.literal.value, self._defaults.java_tables)
        except PatternProblem as problem:
            return str(problem)
        return Language(pattern, operation=self._defaults.operation, budget=self._defaults.budget)

    @cached_property
    def compiled(self) -> tuple[tuple[Entry, Language], ...]:
        """The entries that are regexes."""
        return tuple((entry, language) for entry, language in self._parsed if isinstance(language, Language))

    @property
    def languages(self) -> list[Language]:
        """Their languages."""
        return [language for _, language in self.compiled]

    @property
    def invalid(self) -> tuple[Invalid, ...]:
        """The entries that are none."""
        return tuple(Invalid(entry, said) for entry, said in self._parsed if isinstance(said, str))

    @property
    def refused(self) -> tuple[Refusal, ...]:
        """The entries that the release does not take."""
        tried = ((entry, self._defaults.enforcement.refusal(_SETTING, entry.literal.value)) for entry in self.entries)
        return tuple(Refusal(entry, refusal.reason) for entry, refusal in tried if refusal is not None)


@dataclass(frozen=True, slots=True)
class Change:
    """An entry of one policy that lets through what the other one refuses."""

    entry: Entry
    witness: Witness


@dataclass(frozen=True, slots=True)
class Undecided:
    """An entry of which it is unknown whether it does."""

    entry: Entry
    reason: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of the trust."""

    old: Side
    new: Side
    added: tuple[Change, ...]
    """Entries of the new policy."""
    removed: tuple[Change, ...]
    """Entries of the old policy."""
    undecided: tuple[Undecided, ...]
    unread: tuple[tuple[str, Problem], ...]
    """What could not be read, by the path of its file."""
    nothing_added: Verdict[Witness]
    nothing_removed: Verdict[Witness]
    redact: Callable[[str], str]
    """Takes the secrets of the files out of a text."""


def from_patterns(old: str, new: str, defaults: Defaults) -> Comparison:
    """Compare two regexes, as lists of one entry each."""
    return _compared(_one("OLD", old, defaults), _one("NEW", new, defaults), (), redactor_of(old, new))


def from_paths(old: str, new: str, defaults: Defaults, *, stdin: Callable[[], bytes]) -> Comparison:
    """Compare the lists that are in force by two files or folders; `-` for one of them is standard input."""
    unread: list[tuple[str, Problem]] = []
    sides: list[Side] = []
    inputs: list[Input] = []
    for path in (old, new):
        documents: list[Document] = []
        for found in discover([path], stdin):
            item = read(found)
            inputs.append(item)
            unread.extend((item.path, problem) for problem in item.problems if problem.blocking)
            documents.extend(item.documents)
        in_force = effective(documents, defaults.release).endpoints(_SETTING)
        sides.append(Side(path, in_force.entries, defaults, built_in=not in_force.given, found=bool(documents)))
    return _compared(sides[0], sides[1], tuple(unread), redactor(inputs))


def _one(name: str, text: str, defaults: Defaults) -> Side:
    source = SourceText(name, text)
    literal = SourceLiteral.plain(text, 0)
    return Side(name, [Entry(literal, Place(source, literal.span))], defaults)


def _compared(
    old: Side, new: Side, unread: tuple[tuple[str, Problem], ...], redact: Callable[[str], str]
) -> Comparison:
    added = list(_surplus(new, old))
    removed = list(_surplus(old, new))
    return Comparison(
        old=old,
        new=new,
        added=tuple(one for one in added if isinstance(one, Change)),
        removed=tuple(one for one in removed if isinstance(one, Change)),
        undecided=tuple(one for one in (*added, *removed) if isinstance(one, Undecided)),
        unread=unread,
        nothing_added=_verdict(added),
        nothing_removed=_verdict(removed),
        redact=redact,
    )


def _verdict(found: Sequence[Change | Undecided]) -> Verdict[Witness]:
    change = next((one for one in found if isinstance(one, Change)), None)
    if change is not None:
        return Refuted(change.witness)
    undecided = next((one for one in found if isinstance(one, Undecided)), None)
    return Proved() if undecided is None else Unknown(undecided.reason)


def _surplus(side: Side, other: Side) -> Iterator[Change | Undecided]:
    """The entries of one side that let through what the other side refuses."""
    same = {language.pattern.text for language in other.languages}
    asked = [(entry, language) for entry, language in side.compiled if entry.literal.value not in same]
    verdicts = each_included([language for _, language in asked], other.languages, budget=side.budget)
    for (entry, language), verdict in zip(asked, verdicts, strict=True):
        match verdict:
            case Proved():
                continue
            case Unknown(reason):
                yield Undecided(entry, reason)
            case Refuted(url):
                yield Change(entry, _telling(language, other.languages) or _witness(url))


def _telling(language: Language, others: Sequence[Language]) -> Witness | None:
    """A URL that says more than the shortest one: one to a foreign host, or else a readable one."""
    reach = Reach(language)
    found = reach.pinning.verdict
    foreign = found.witness.url if isinstance(found, Refuted) else None
    readable = reach.url()
    for url in filter(None, (foreign, None if readable is None else readable.url)):
        if all(other.accepts(url) is False for other in others):
            return _witness(url)
    return None


def _witness(url: str) -> Witness:
    seen = dialled(url)
    if isinstance(seen, str):  # the comparison is over URLs that the client accepts
        raise AssertionError(seen)
    return Witness(url, seen.host, suffix.owner(seen.host))
