"""What callers can make of a template: all texts that it may become, as a language with the list's entry beside it.

A caller's parameters win over the stored ones (`RemoteConnectorExecutor.java`), so that a placeholder may become any
text that the release lets through as it is. A value is filled itself; what it may name that the caller does not give
are the stored parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Final

from endpointlint.automata.budget import DEFAULT_BUDGET, Budget
from endpointlint.automata.codepoints import FULL, CodePointSet, single
from endpointlint.automata.expression import Ahead, Alt, Cat, Chars, End, Expr, Loop
from endpointlint.javaregex.ast import Pattern
from endpointlint.javaregex.lower import Bounds, Gap
from endpointlint.javaregex.parse import parse
from endpointlint.policy.enforcement import Enforcement
from endpointlint.policy.template import Placeholder, Template, holes
from endpointlint.query.language import Language
from endpointlint.source import SourceLiteral, Span
from endpointlint.source.records import dataclass

STAND_IN: Final = "left-open"
"""Stands for what a page or a template leaves to its reader; a label of a host, and a segment of a path."""

_UNESCAPED: Final = CodePointSet.span(" ", "~") - CodePointSet.chars('"\\/')
"""What `StringEscapeUtils.escapeJson` of commons-text leaves as it is; the rest gets a backslash, which no URL has."""


@dataclass(frozen=True, slots=True)
class Callers:
    """What callers can put in the place of a placeholder of a URL."""

    free: CodePointSet
    """The characters that they can get into it."""
    plain: CodePointSet
    """Those that need nothing else."""
    unescaping_key: str | None
    """For the others their parameter must be named in this one."""

    @property
    def limited(self) -> bool:
        """Whether there are characters that they cannot get into it by themselves."""
        return self.free != FULL

    def must_unescape(self, values: Mapping[str, str]) -> tuple[str, ...]:
        """The parameters of some values that must be named so that the values go in as they are."""
        return tuple(name for name, value in values.items() if any(ord(char) not in self.plain for char in value))


def callers(rules: Enforcement) -> Callers:
    """What callers of a release can put into a URL.

    A value that is a JSON object or array goes in as it is on every release; no such value with a character that would
    be escaped can be part of a URL, since it has blanks, quotes or brackets where a URL has none.
    """
    if rules.caller_escaping == "none":
        return Callers(FULL, FULL, None)
    return Callers(FULL if rules.unescaping_key else _UNESCAPED, _UNESCAPED, rules.unescaping_key)


Fill = Callable[[Placeholder], tuple[Expr, Expr]]
"""What a placeholder may become: a lower and an upper bound."""


class Filled(Language):
    """The texts that a template may become, those of them that an entry accepts. Questions as for an entry alone.

    The characters of the template are the spelled ones; the origin of any other is the placeholder that it stands for,
    or what `stored_at` knows.
    """

    def __init__(
        self, template: Template, fill: Fill, entry: Language | None = None, *, budget: Budget = DEFAULT_BUDGET
    ) -> None:
        """Costs next to nothing before somebody asks.

        Args:
            template: of a URL.
            fill: for each placeholder that stands in it what it may become.
            entry: of the list that the text is tried on; None for no list.
            budget: for each question.
        """
        super().__init__(_anything() if entry is None else entry.pattern, budget=budget)
        self.template = template
        self.entry = entry
        self._fill = fill

    @cached_property
    def bounds(self) -> Bounds:
        """The expressions that enclose the language."""
        inner: list[Expr] = []
        outer: list[Expr] = []
        gaps: list[Gap] = []
        for part in _parts(self.template):
            if isinstance(part, Placeholder):
                least, most = self._fill(part)
                if least is not most:
                    gaps.append(Gap(f"value of {part.name}", part.span))
                inner.append(least)
                outer.append(most)
            else:
                inner.append(part)
                outer.append(part)
        low, high = Cat(tuple(inner)), Cat(tuple(outer))
        if self.entry is None:
            return Bounds(low, high if gaps else low, tuple(gaps))
        listed = self.entry.bounds
        gaps.extend(listed.gaps)
        least_both = _both(listed.inner, low)
        return Bounds(least_both, _both(listed.outer, high) if gaps else least_both, tuple(gaps))


def _both(entry: Expr, template: Expr) -> Expr:
    """The template last: what it spells out is what counts as spelled."""
    return Cat((Ahead(Cat((entry, End()))), template))


@lru_cache(maxsize=1)
def _anything() -> Pattern:
    return parse("(?s).*")


def _parts(template: Template) -> Iterator[Expr | Placeholder]:
    """The characters of a template, and the placeholders that are filled."""
    text, at = template.text, 0
    for placeholder in template.placeholders():
        if placeholder.escaped:
            # the `$` in front of it goes away, and it stays
            yield from _spelled(text, at, placeholder.span.start - 1)
            at = placeholder.span.start
        else:
            yield from _spelled(text, at, placeholder.span.start)
            yield placeholder
            at = placeholder.span.end
    yield from _spelled(text, at, len(text))


def _spelled(text: str, start: int, end: int) -> Iterator[Expr]:
    """Characters that nobody changes; where a page leaves something open, the text that stands for it."""
    at = start
    for hole in holes(text[start:end]):
        yield from (_char(text[n], Span(n, n + 1)) for n in range(at, start + hole.start))
        yield from (_char(char, Span(start + hole.start, start + hole.end)) for char in STAND_IN)
        at = start + hole.end
    yield from (_char(text[n], Span(n, n + 1)) for n in range(at, end))


def _char(char: str, origin: Span) -> Chars:
    return Chars(single(ord(char)), origin, literal=True)


def stood_in(text: str) -> str:
    """A text in which what a page or a template leaves open is a word."""
    at = 0
    out: list[str] = []
    for hole in holes(text):
        out += [text[at : hole.start], STAND_IN]
        at = hole.end
    return "".join([*out, text[at:]])


def stood_template(template: Template) -> Template:
    """A template in which what a page or a template leaves open is a word; its placeholders stay."""
    text, at = template.text, 0
    out: list[str] = []
    for placeholder in template.placeholders():
        out += [stood_in(text[at : placeholder.span.start]), text[placeholder.span.start : placeholder.span.end]]
        at = placeholder.span.end
    stood = "".join([*out, stood_in(text[at:])])
    return template if stood == text else Template(SourceLiteral.plain(stood, 0), template.namespace)


class CallerValues:
    """Fills placeholders with everything that callers can give, and knows where the characters came from."""

    def __init__(self, free: CodePointSet, stored: Mapping[str, SourceLiteral]) -> None:
        self._free = free
        # where callers can give any text, what is stored adds nothing to it
        self._stored = {} if free == FULL else {name: literal.value for name, literal in stored.items()}
        self._at: dict[Span, tuple[str, int]] = {}

    def __call__(self, placeholder: Placeholder) -> tuple[Expr, Expr]:
        """Any characters that get through, and stored values in between."""
        chars = Chars(self._free, placeholder.span)
        others = {name: value for name, value in self._stored.items() if name != placeholder.name}
        if not any(ord(char) not in self._free for value in others.values() for char in value):
            every = Loop(chars, 0, None)
            return every, every
        whole = [self._value(name, value) for name, value in others.items() if "${" not in value and value]
        all_chars = self._free | CodePointSet.chars("".join(others.values()))
        return Loop(Alt((chars, *whole)), 0, None), Loop(Chars(all_chars, placeholder.span), 0, None)

    def _value(self, name: str, value: str) -> Expr:
        """A stored value as a whole. Its characters have places of their own, behind all that a file can have."""
        items: list[Expr] = []
        for index, char in enumerate(value):
            place = Span(_BEHIND + len(self._at), _BEHIND + len(self._at) + 1)
            self._at[place] = name, index
            items.append(Chars(single(ord(char)), place))
        return Cat(tuple(items))

    def stored_at(self, origin: Span | None) -> tuple[str, int] | None:
        """The stored parameter that a character comes from, and its number in it; None for one that a caller wrote."""
        return None if origin is None else self._at.get(origin)


_BEHIND: Final = 1 << 40
