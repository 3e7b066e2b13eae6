"""Where callers can take a connector without leaving its host: up its path, past its end, or to other parameters of it.

The client sends a path as it is (`java.net.URI`); that `..` leads upwards is what most servers make of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cached_property

from endpointlint.automata.budget import DEFAULT_BUDGET, Budget
from endpointlint.automata.codepoints import CodePointSet, single
from endpointlint.automata.expression import EPSILON, NOTHING, Alt, Cat, Chars, Expr, Loop
from endpointlint.policy.template import Placeholder, Resolved, Template, fill_with
from endpointlint.query.filled import STAND_IN, Callers, stood_in
from endpointlint.query.language import Language
from endpointlint.query.steering import Steered, Steering, in_authority
from endpointlint.query.verdict import Proved, Refuted, Unknown, Verdict
from endpointlint.source import SourceLiteral, Span
from endpointlint.source.records import dataclass


class Way(StrEnum):
    """How a value leads away from what the template means, the worst first."""

    UP = "up"
    """By `..` out of its folder."""
    PAST = "past"
    """By `?` or `#` past what stands behind it."""
    DOWN = "down"
    """By `/` to further segments."""
    BESIDE = "beside"
    """By `&` to further parameters of a query."""


@dataclass(frozen=True, slots=True)
class Left:
    """A URL of the same host that the template does not look like."""

    way: Way
    steered: Steered


@dataclass(frozen=True, slots=True)
class _Open:
    """A placeholder behind the authority."""

    placeholder: Placeholder
    in_query: bool
    begins: bool
    """It stands at the beginning of a segment."""
    ends: bool
    """A segment ends behind it."""


class Leaving:
    """One template whose authority stays as it is stored, in the hands of callers; shared as `Steering` is."""

    def __init__(
        self, template: Template, who: Callers, fixed: Mapping[str, str], *, budget: Budget = DEFAULT_BUDGET
    ) -> None:
        """Costs next to nothing before somebody asks.

        Args:
            template: of a URL.
            who: those who fill it.
            fixed: what is stored for the names that stand in the authority, see `fixed_by`.
            budget: for each question.
        """
        self._template = template
        self._who = who
        self._budget = budget
        self._fixed = fixed
        self._under: dict[tuple[Placeholder, Way, int, Language | None], Steering] = {}

    @cached_property
    def placeholders(self) -> tuple[Placeholder, ...]:
        """The placeholders of path and query that callers fill, and that say nothing about the host."""
        return tuple(found.placeholder for found in self._open())

    @cached_property
    def start(self) -> str:
        """What every URL of it begins with."""
        text, out, at = self._template.text, list[str](), 0
        for found in self._template.placeholders():
            if found.escaped:
                continue
            out.append(text[at : found.span.start])
            if found.name not in self._fixed:
                return stood_in("".join(out))
            out.append(self._fixed[found.name])
            at = found.span.end
        return stood_in("".join([*out, text[at:]]))

    def away(self, host: str, entry: Language | None, stored: Mapping[str, SourceLiteral]) -> Verdict[Left]:
        """Returns `Proved` iff no value leads away from what the template means; otherwise a URL that shows it.

        Args:
            host: that the connector dials.
            entry: of the list that calls are tried on; None where they are not.
            stored: the connector's parameters, with a word for what a page leaves open.
        """
        unknown: Unknown | None = None
        opened = list(self._open())
        filled = {**stored, **fill_with(self._fixed)}
        for way in Way:
            for one in opened:
                for number, value in enumerate(self._values(way, one)):
                    steering = self._steering(one.placeholder, way, number, value, entry)
                    match steering.any_url(host, filled):
                        case Refuted(steered):
                            return Refuted(Left(way, steered))
                        case Unknown() as found:
                            unknown = unknown or found
                        case Proved():
                            continue
        return unknown or Proved()

    def _steering(
        self, placeholder: Placeholder, way: Way, number: int, value: Expr, entry: Language | None
    ) -> Steering:
        """The template with one placeholder that becomes a certain kind of value."""
        key = (placeholder, way, number, entry)
        known = self._under.get(key)
        if known is not None:
            return known

        def fill(other: Placeholder) -> tuple[Expr, Expr]:
            if other == placeholder:
                return value, value
            if other.name in self._fixed:
                fixed = _spelled(self._fixed[other.name], other.span)
                return fixed, fixed
            free = Loop(Chars(self._who.free, other.span), 0, None)
            return free, free

        only = (placeholder, fill)
        made = self._under[key] = Steering(self._template, self._who, {}, entry, only=only, budget=self._budget)
        return made

    def _open(self) -> Iterator[_Open]:
        text = self._template.text
        authority = in_authority(self._template)
        start = authority[-1].span.end if authority else text.find("://") + len("://")
        query = False
        for found in self._template.placeholders():
            if found.escaped or found in authority:
                continue
            between = text[start : found.span.start]
            start = found.span.end
            if "#" in between:
                return  # a fragment is not sent
            query = query or "?" in between
            if found.name not in self._fixed:
                before, after = text[: found.span.start][-1:], text[found.span.end :][:1]
                yield _Open(found, query, before == "/", after in ("", "/", "?", "#"))

    def _values(self, way: Way, where: _Open) -> Iterator[Expr]:
        """Kinds of values that lead a way, those that say most first."""
        span = where.placeholder.span
        anything = Loop(Chars(self._who.free, span), 0, None)
        start = EPSILON if where.begins else Cat((anything, self._one("/", span)))
        dots = Cat((start, self._one(".", span), self._one(".", span)))
        match way, where.in_query:
            case Way.UP, False:
                yield Cat((dots, self._one("/", span), anything, self._one("?", span)))
                yield Cat((dots, self._one("?", span)))
                yield Cat((dots, Alt((Cat((self._one("/", span), anything)), EPSILON if where.ends else NOTHING))))
            case Way.PAST, False:
                yield Cat((anything, self._one("?#", span), anything))
            case Way.PAST, True:
                yield Cat((anything, self._one("#", span), anything))
            case Way.DOWN, False:
                yield Cat((anything, self._one("/", span), anything))
            case Way.BESIDE, True:
                yield Cat((anything, self._one("&", span), anything))
            case _:
                return

    def _one(self, chars: str, span: Span) -> Expr:
        """One of some characters, as far as callers get them through."""
        allowed = CodePointSet.chars(chars) & self._who.free
        return Chars(allowed, span) if allowed else NOTHING


def fixed_by(template: Template, stored: Mapping[str, SourceLiteral]) -> dict[str, str]:
    """What the names that stand in the authority become as they are stored; a word for what nobody stored."""
    fixed: dict[str, str] = {}
    for placeholder in in_authority(template):
        whole = template.part(placeholder.span).resolve(stored)
        known = isinstance(whole, Resolved) and not any(fill.open for fill in whole.fills)
        fixed[placeholder.name] = stood_in(whole.text) if isinstance(whole, Resolved) and known else STAND_IN
    return fixed


def _spelled(text: str, span: Span) -> Expr:
    return Cat(tuple(Chars(single(ord(char)), span, literal=True) for char in text))
