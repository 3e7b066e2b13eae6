"""Regular languages as expressions, with all that a backtracking matcher can say about them.

An expression is what a dialect is lowered to: sets of characters, sequences, alternatives, loops, look-arounds, and the
operators that commit to the first way of matching. It keeps no syntax but the span that each set came from.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import Final

from endpointlint.automata.codepoints import CodePointSet
from endpointlint.source import Span
from endpointlint.source.records import dataclass


@dataclass(frozen=True, slots=True, eq=False)
class Chars:
    """One code point out of a set."""

    chars: CodePointSet
    origin: Span | None = None
    literal: bool = False
    """Written as this very character, ASCII case aside, and not as one of a class."""


@dataclass(frozen=True, slots=True, eq=False)
class Cat:
    """One after the other; the empty word when there are no items."""

    items: tuple[Expr, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Alt:
    """One of several, tried in this order; no word at all when there are no branches."""

    branches: tuple[Expr, ...]


class Order(Enum):
    """Which way a loop tries first, and whether it ever comes back."""

    GREEDY = "greedy"
    LAZY = "lazy"
    POSSESSIVE = "possessive"
    """Every iteration commits to its first way, and the loop to its last iteration."""


@dataclass(frozen=True, slots=True, eq=False)
class Loop:
    """A body repeated. An iteration that consumes nothing leaves the loop at once, even below the minimum."""

    body: Expr
    min: int
    max: int | None
    order: Order = Order.GREEDY


@dataclass(frozen=True, slots=True, eq=False)
class First:
    """An atomic group: the first way in which the body matches, and no other."""

    body: Expr


@dataclass(frozen=True, slots=True, eq=False)
class Ahead:
    """A test of what follows."""

    body: Expr
    negated: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Behind:
    """A test of what went before: the body matches some text that ends here."""

    body: Expr
    negated: bool = False
    halfway: bool = False
    """The body may also begin between the two UTF-16 units of a code point beyond the BMP."""
    within: Expr | None = None
    """What the text has to match as well; without tests."""


@dataclass(frozen=True, slots=True, eq=False)
class Half:
    """The body, begun between the two UTF-16 units of the next code point; see `halves`.

    The second unit is read as a low surrogate of its own. Nothing went before and nothing ends there: tests of the
    place fail, but for those that are negated or match nothing.
    What a look-behind in such a body looks for may not itself begin with a half.
    """

    body: Expr


@dataclass(frozen=True, slots=True, eq=False)
class Start:
    """A test: nothing went before."""


@dataclass(frozen=True, slots=True, eq=False)
class End:
    """A test: nothing follows."""


Expr = Chars | Cat | Alt | Loop | First | Ahead | Behind | Half | Start | End

EPSILON: Final = Cat(())
"""The language of the empty word."""
NOTHING: Final = Alt(())
"""The language without words."""


def children(expr: Expr) -> tuple[Expr, ...]:
    """The parts of an expression, in order."""
    match expr:
        case Cat(items):
            return items
        case Alt(branches):
            return branches
        case Behind(body=body, within=within) if within is not None:
            return (body, within)
        case Loop(body=body) | First(body) | Ahead(body) | Behind(body) | Half(body):
            return (body,)
        case Chars() | Start() | End():
            return ()


def walk(*exprs: Expr) -> Iterator[Expr]:
    """Every part of the expressions once, parents before their parts; without recursion."""
    stack = list(reversed(exprs))
    seen: set[int] = set()
    while stack:
        expr = stack.pop()
        if id(expr) not in seen:
            seen.add(id(expr))
            yield expr
            stack.extend(reversed(children(expr)))


def compounds(expr: Expr) -> Iterator[Expr]:
    """Every part that is no set, once, behind all of its own parts, wherever else they occur; without recursion."""
    stack = [] if isinstance(expr, Chars) else [(expr, False)]
    seen: set[int] = set()
    while stack:
        part, done = stack.pop()
        if done:
            yield part
        elif id(part) not in seen:
            seen.add(id(part))
            stack.append((part, True))
            stack.extend([(below, False) for below in reversed(children(part)) if not isinstance(below, Chars)])


def common_part(expr: Expr) -> str:
    """A text that every word of an expression contains: its longest run of single characters, the last of equals."""
    longest = ""
    run: list[str] = []
    stack = [expr]
    while stack:
        part = stack.pop()
        if isinstance(part, Chars):
            ranges = part.chars.ranges
            if len(ranges) == 1 and ranges[0][0] == ranges[0][1]:
                run.append(chr(ranges[0][0]))
                continue
        elif isinstance(part, Cat):
            stack.extend(reversed(part.items))
            continue
        elif isinstance(part, Start | End | Ahead | Behind):
            continue
        if len(run) >= len(longest):
            longest = "".join(run)
        run.clear()
    return "".join(run) if len(run) >= len(longest) else longest
