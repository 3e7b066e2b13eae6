"""Texts with `${parameters.…}` in them, and what becomes of them: `StringSubstitutor` of commons-text, with places.

ML Commons fills a connector's `url`, `headers` and `request_body` with `new StringSubstitutor(parameters,
"${parameters.", "}")` (`HttpConnector.java`, `Connector.java`, tags 2.9.0.0 to 3.8.0.0). Its ways, all kept here:

* the name ends at the first `}`; a placeholder inside of a name is no placeholder;
* `:-` inside of the name begins a default, used where no parameter has the name;
* a `$` in front of a complete placeholder is taken away, and the placeholder stays;
* a value is filled itself, and a name that is met again inside of its own value ends in an error;
* names are compared as they are, blanks and case included; what no parameter has stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from endpointlint.source import SourceLiteral, Span
from endpointlint.source.records import dataclass, field

PARAMETERS = "parameters"
CREDENTIAL = "credential"

LONGEST = 100_000
"""Code points of a resolved text; values that name each other could make any number of them."""
MOST_FILLS = 10_000
DEEPEST = 200
"""Values inside of values; a JVM's stack holds a few thousand."""

_SUFFIX = "}"
_DEFAULT = ":-"
_ESCAPE = "$"


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A placeholder as it stands in a text."""

    name: str
    span: Span
    """All of it, from `$` to `}`."""
    name_span: Span
    default: str | None
    default_span: Span | None
    escaped: bool
    """A `$` stands in front of it: it is never filled, and loses that `$`."""


@dataclass(frozen=True, slots=True)
class Fill:
    """A name that was looked up on the way."""

    name: str
    span: Span
    """What it became, in the resolved text: its value, or the placeholder itself where there is none."""
    origin: int
    """The number of the literal in which the placeholder stands, see `Resolved.literals`."""
    token: Span
    """The placeholder in that literal. Where it was put together from several, what of it stands in that one."""
    stored: bool
    """A parameter has the name."""
    default: bool
    """No parameter has the name, and the default was taken."""
    depth: int
    """0 for a placeholder of the template, 1 for one in a value of such a one, and so on."""

    @property
    def open(self) -> bool:
        """Whether it was left as it is."""
        return not (self.stored or self.default)


@dataclass(frozen=True, slots=True)
class Piece:
    """Code points of a resolved text that stand side by side in one literal."""

    span: Span
    """In the resolved text."""
    origin: int
    """The number of the literal."""
    at: Span
    """In the value of that literal."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """What became of a template."""

    text: str = field(repr=False)
    literals: tuple[SourceLiteral, ...] = field(repr=False)
    """The template, then the values of the parameters that were used."""
    names: tuple[str, ...]
    """For each literal the parameter whose value it is; empty for the template."""
    fills: tuple[Fill, ...]
    """Every name that was looked up, in order. A caller of the connector may give any of them another value."""
    origins: tuple[tuple[int, int], ...] = field(repr=False)
    """For each code point the number of its literal, and its index there."""

    def pieces(self, span: Span) -> tuple[Piece, ...]:
        """Where some code points of the text come from."""
        found: list[Piece] = []
        for index in range(span.start, span.end):
            origin, at = self.origins[index]
            last = found[-1] if found else None
            if last is not None and last.origin == origin and last.at.end == at:
                found[-1] = Piece(Span(last.span.start, index + 1), origin, Span(last.at.start, at + 1))
            else:
                found.append(Piece(Span(index, index + 1), origin, Span(at, at + 1)))
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Unresolvable:
    """A template that has no value: OpenSearch answers with an error (`IllegalStateException`), or it is too long."""

    reason: str
    cycle: tuple[str, ...] = ()
    """The names that lead back to the first one, which is repeated at the end; empty if there is another reason."""


@dataclass(frozen=True, slots=True)
class Template:
    """A text with placeholders of one namespace."""

    literal: SourceLiteral = field(repr=False)
    namespace: str = PARAMETERS

    @property
    def text(self) -> str:
        """The text as it was written."""
        return self.literal.value

    @property
    def prefix(self) -> str:
        """How a placeholder begins."""
        return f"${{{self.namespace}."

    def placeholders(self) -> tuple[Placeholder, ...]:
        """The placeholders that stand in the text itself, in order."""
        return tuple(_scan(self.text, self.prefix))

    def part(self, span: Span) -> Template:
        """A part of it as a template of its own."""
        return Template(self.literal.part(span.start, span.end), self.namespace)

    def resolve(self, parameters: Mapping[str, SourceLiteral]) -> Resolved | Unresolvable:
        """Fill the text as `StringSubstitutor.replace` does.

        Args:
            parameters: values by name, as OpenSearch keeps them: see `policy.connector.Parameter`.

        Returns:
            The text with its origins, or why there is none. Cost: the number of fills, at most `MOST_FILLS`, times the
            length of the text, at most `LONGEST`.
        """
        run = _Run(self.literal, self.prefix, parameters)
        try:
            run.substitute(0, len(run.chars), [])
        except _Cycle as cycle:
            return Unresolvable(f"the parameter {cycle.names[-1]} leads back to itself", tuple(cycle.names))
        except _TooMuch as limit:
            return Unresolvable(str(limit))
        fills = tuple(fill.done() for fill in run.fills)
        return Resolved("".join(run.chars), tuple(run.literals), tuple(run.names), fills, tuple(run.origins))


_HOLES = (
    r"<[^<>\r\n]*>"  # <YOUR HOST>
    r"|\$\{\{[^{}\r\n]*\}\}|\{\{[^{}\r\n]*\}\}"  # ${{step.url}}, {{ host }}
    r"|\$\{(?!parameters\.|credential\.)[^{}\r\n]*\}"  # ${HOST}
    r"|(?<![$\w])\{[A-Za-z_][\w .\[\]\"']*\}"  # {host}
    r"|%s|%\([^()\r\n]*\)s|«[^«»\r\n]*»|`[^`\r\n]*`|'?\"?\$[A-Za-z_]\w*\"?'?"
    r"|(?<![A-Za-z0-9])[Yy][Oo][Uu][Rr][-_ ]?[A-Za-z0-9_-]+"  # your-resource
    r"|(?<![A-Za-z0-9_])[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+(?![A-Za-z0-9])"  # HOST_NAME
)


@cache
def _hole() -> re.Pattern[str]:
    return re.compile(_HOLES)


def holes(text: str) -> tuple[Span, ...]:
    """Where a text of a page, a template or a program has something else put in before OpenSearch sees it, in order.

    By their looks only: `<YOUR HOST>`, `${HOST}`, `{{ host }}`, `%s`, `your-resource`, `HOST_NAME`. Placeholders of ML
    Commons are none.
    """
    return tuple(Span(*found.span()) for found in _hole().finditer(text))


def fill_with(parameters: Mapping[str, str]) -> dict[str, SourceLiteral]:
    """Parameters that stand in no file, such as those of a caller."""
    return {name: SourceLiteral.plain(value, 0) for name, value in parameters.items()}


def _scan(text: str, prefix: str) -> Sequence[Placeholder]:
    found: list[Placeholder] = []
    at = text.find(prefix)
    while at >= 0:
        inside = at + len(prefix)
        end = text.find(_SUFFIX, inside)
        if end < 0:
            break
        escaped = at > 0 and text[at - 1] == _ESCAPE
        name_end, default = _split(text[inside:end], prefix)
        name_span = Span(inside, inside + name_end)
        default_span = None if default is None else Span(end - len(default), end)
        found.append(
            Placeholder(text[inside : inside + name_end], Span(at, end + 1), name_span, default, default_span, escaped)
        )
        # what stands inside of an escaped placeholder is looked at on its own
        at = text.find(prefix, at + 1 if escaped else end + 1)
    return found


def _split(expression: str, prefix: str) -> tuple[int, str | None]:
    """Where the name of an expression ends, and its default.

    A placeholder in front of the first `:-` makes all of it a name (`StringSubstitutor.substitute`).
    """
    delimiter = expression.find(_DEFAULT)
    nested = expression.find(prefix)
    if delimiter < 0 or 0 <= nested <= delimiter:
        return len(expression), None
    return delimiter, expression[delimiter + len(_DEFAULT) :]


class _Cycle(Exception):  # noqa: N818
    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self.names = names


class _TooMuch(Exception):  # noqa: N818
    """More than any connector needs."""


@dataclass(slots=True)
class _Filling:
    """A fill whose place may still move."""

    name: str
    start: int
    end: int
    origin: int
    token: Span
    stored: bool
    default: bool
    depth: int

    def done(self) -> Fill:
        return Fill(
            self.name, Span(self.start, self.end), self.origin, self.token, self.stored, self.default, self.depth
        )


class _Run:
    """One substitution: the text under way, code point by code point, each with its origin."""

    def __init__(self, template: SourceLiteral, prefix: str, parameters: Mapping[str, SourceLiteral]) -> None:
        self.chars = list(template.value)
        self.origins = [(0, index) for index in range(len(self.chars))]
        self.literals = [template]
        self.names = [""]
        self.fills: list[_Filling] = []
        self._prefix = list(prefix)
        self._parameters = parameters
        self._numbers: dict[str, int] = {}

    def substitute(self, offset: int, end: int, prior: list[str]) -> int:
        """Fill what stands in a range; where the range ends afterwards."""
        at = offset
        while at < end:
            if not self._begins(at, end):
                at += 1
                continue
            close = self._suffix(at + len(self._prefix), end)
            if close < 0:
                # nothing behind this can be complete either
                return end
            if at > offset and self.chars[at - 1] == _ESCAPE:
                self._unescape(at - 1)
                end -= 1
                # on behind the `$` of the placeholder that stays
                continue
            at, end = self._fill(at, close + 1, end, prior)
        return end

    def _begins(self, at: int, end: int) -> bool:
        size = len(self._prefix)
        return at + size <= end and self.chars[at] == _ESCAPE and self.chars[at : at + size] == self._prefix

    def _suffix(self, start: int, end: int) -> int:
        try:
            return self.chars.index(_SUFFIX, start, end)
        except ValueError:
            return -1

    def _unescape(self, at: int) -> None:
        del self.chars[at], self.origins[at]
        for fill in self.fills:
            fill.start -= fill.start > at
            fill.end -= fill.end > at

    def _fill(self, start: int, stop: int, end: int, prior: list[str]) -> tuple[int, int]:
        """Fill one placeholder; where to go on, and where the range ends now."""
        inside = start + len(self._prefix)
        expression = "".join(self.chars[inside : stop - 1])
        name_end, default = _split(expression, "".join(self._prefix))
        name = expression[:name_end]
        if name in prior:
            raise _Cycle([*prior[prior.index(name) :], name])
        stored = name in self._parameters
        filled = not stored and default is not None
        filling = _Filling(name, start, stop, *self._token(start, stop), stored, filled, len(prior))
        self.fills.append(filling)
        if len(self.fills) > MOST_FILLS:
            raise _TooMuch(f"more than {MOST_FILLS} values would be put in")
        if len(prior) > DEEPEST:
            raise _TooMuch(f"values are nested deeper than {DEEPEST} levels")
        if stored:
            chars, origins = self._value(name)
        elif default is not None:
            first = stop - 1 - len(default)
            chars, origins = self.chars[first : stop - 1], self.origins[first : stop - 1]
        else:
            return stop, end
        self.chars[start:stop], self.origins[start:stop] = chars, origins
        if len(self.chars) > LONGEST:
            raise _TooMuch(f"it would be longer than {LONGEST} characters")
        filling.end = self.substitute(start, start + len(chars), [*prior, name])
        change = filling.end - stop
        return filling.end, end + change

    def _token(self, start: int, stop: int) -> tuple[int, Span]:
        origin, first = self.origins[start]
        last = first
        for number, index in self.origins[start:stop]:
            if number == origin:
                last = index
        return origin, Span(first, max(first, last) + 1)

    def _value(self, name: str) -> tuple[list[str], list[tuple[int, int]]]:
        literal = self._parameters[name]
        number = self._numbers.get(name)
        if number is None:
            number = self._numbers[name] = len(self.literals)
            self.literals.append(literal)
            self.names.append(name)
        return list(literal.value), [(number, index) for index in range(len(literal.value))]
