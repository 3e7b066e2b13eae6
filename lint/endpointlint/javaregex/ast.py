"""The tree of a Java regex: every construct of `java.util.regex.Pattern` as a node with its span.

Flags are resolved while parsing: a node carries the set of characters or the mode that the flags in force at its place
give it, under the JDK asked for. `(?i)` itself leaves no node behind.
"""

from __future__ import annotations

from enum import Enum
from typing import Final

from endpointlint.automata.codepoints import EMPTY, CodePointSet
from endpointlint.source import Span
from endpointlint.source.records import dataclass, field


class Flag:
    """The embedded flags of `Pattern`, with the values of its constants; sets of them are plain integers."""

    UNIX_LINES: Final = 0x01
    CASE_INSENSITIVE: Final = 0x02
    COMMENTS: Final = 0x04
    MULTILINE: Final = 0x08
    DOTALL: Final = 0x20
    UNICODE_CASE: Final = 0x40
    CANON_EQ: Final = 0x80
    UNICODE_CHARACTER_CLASS: Final = 0x100


class CharsForm(Enum):
    """How a set of characters was written."""

    LITERAL = "literal"
    """One character, bare or escaped; `Chars.literal` is its code point."""
    DOT = "dot"
    PREDEFINED = "predefined"
    r"""`\d`, `\W` and the like."""
    PROPERTY = "property"
    BRACKET = "bracket"


class Mode(Enum):
    """The three kinds of quantifier."""

    GREEDY = "greedy"
    LAZY = "lazy"
    POSSESSIVE = "possessive"


class AnchorKind(Enum):
    """Zero-width tests of a place in the input; the line modes are resolved."""

    BEGIN = "begin"
    r"""`\A`, `^` without MULTILINE."""
    LAST_MATCH = "last-match"
    r"""`\G`: the beginning, for a fresh matcher."""
    LINE_BEGIN = "line-begin"
    """`^` under MULTILINE."""
    UNIX_LINE_BEGIN = "unix-line-begin"
    """`^` under MULTILINE and UNIX_LINES."""
    END = "end"
    r"""`\z`."""
    FINAL_END = "final-end"
    r"""`\Z`, `$` without MULTILINE: the end, or before a final line terminator."""
    UNIX_FINAL_END = "unix-final-end"
    r"""The same under UNIX_LINES."""
    LINE_END = "line-end"
    """`$` under MULTILINE."""
    UNIX_LINE_END = "unix-line-end"
    """`$` under MULTILINE and UNIX_LINES."""


@dataclass(frozen=True, slots=True, eq=False)
class Chars:
    """One character out of a set."""

    span: Span
    set: CodePointSet
    form: CharsForm
    literal: int | None = None
    failing: CodePointSet = EMPTY
    """Characters, not in `set`, on which JDK 11 and 17 throw a NullPointerException while matching (`[\\w.&&]`)."""
    canonical: bool = False
    """A class or property under CANON_EQ."""


@dataclass(frozen=True, slots=True, eq=False)
class Anchor:
    """A test of the place in the input."""

    span: Span
    kind: AnchorKind


@dataclass(frozen=True, slots=True, eq=False)
class WordBoundary:
    r"""`\b` or `\B`."""

    span: Span
    negated: bool
    word: CodePointSet
    """What counts as a word character by itself, under the JDK and flags in force."""
    marks: CodePointSet
    """Non-spacing marks of the BMP: one counts as a word character if, walking left over such marks, a letter or digit
    (`Character.isLetterOrDigit`, see `bases`) is reached."""
    bases: CodePointSet
    """Of the BMP too: the JDK walks by UTF-16 units."""
    far_marks: CodePointSet = EMPTY
    """Marks beyond the BMP: one counts in the same way where it stands right of the place, and never left of it."""


@dataclass(frozen=True, slots=True, eq=False)
class GraphemeBoundary:
    r"""`\b{g}`."""

    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class LineBreak:
    r"""`\R`."""

    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class Grapheme:
    r"""`\X`."""

    span: Span


@dataclass(frozen=True, slots=True, eq=False)
class Sequence:
    """Items one after the other; none at all for the empty regex."""

    span: Span
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Alternation:
    """Two or more branches, in the order in which they are tried."""

    span: Span
    branches: tuple[Node, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Group:
    """`(…)`, `(?<name>…)`, `(?:…)` or `(?flags:…)`."""

    span: Span
    body: Node
    index: int | None = None
    """The number of a capturing group, from 1."""
    name: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Atomic:
    """`(?>…)`."""

    span: Span
    body: Node


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """`(?=…)`, `(?!…)`, `(?<=…)`, `(?<!…)`."""

    span: Span
    body: Node
    ahead: bool
    negated: bool
    min_width: int = 0
    """For a look-behind: how far before the place its body may begin, at least and at most, by the JDK's arithmetic in
    32 bits. A maximum below the minimum never matches; one of 2^31 - 1 reaches back to the beginning."""
    max_width: int = 0
    utf16: bool = False
    """For a look-behind: the widths count UTF-16 units, so that the body may begin between the halves of a pair; else
    they count code points."""
    earliest: int = 0
    """For a look-behind: at places before this one its body is not tried, as the arithmetic wraps around there."""
    erratic: bool = False
    """For a look-behind: wrapped around in such a way that it depends on the length of the rest; not modelled."""


@dataclass(frozen=True, slots=True, eq=False)
class Repeat:
    """A quantified item."""

    span: Span
    body: Node
    min: int
    max: int | None
    """None: no upper bound."""
    mode: Mode
    quantifier: Span
    """The quantifier alone."""


@dataclass(frozen=True, slots=True, eq=False)
class BackReference:
    r"""`\1` or `\k<name>`."""

    span: Span
    index: int
    """The group's number. There may be no such group: the reference then never matches."""
    ignore_case: bool
    unicode_case: bool


Node = (
    Chars
    | Anchor
    | WordBoundary
    | GraphemeBoundary
    | LineBreak
    | Grapheme
    | Sequence
    | Alternation
    | Group
    | Atomic
    | Look
    | Repeat
    | BackReference
)


@dataclass(frozen=True, slots=True, eq=False)
class Pattern:
    """A regex that compiles on the JDK asked for."""

    text: str
    java: int
    """11, 17, 21 or 25."""
    root: Node
    groups: int
    """Number of capturing groups."""
    names: dict[str, int] = field(default_factory=dict[str, int])
    """Group names and their numbers."""
    canonical_equivalence: bool = False
    """`(?c)` was given somewhere: CANON_EQ, which is not modelled."""
    halfway: bool = False
    """A search may begin between the two UTF-16 units of a code point: the JDK has seen nothing beyond the BMP."""


def parts_of(node: Node) -> tuple[Node, ...]:
    """The nodes directly below a node, in the order of the text."""
    match node:
        case Sequence(items=items):
            return items
        case Alternation(branches=branches):
            return branches
        case Group(body=body) | Atomic(body=body) | Look(body=body) | Repeat(body=body):
            return (body,)
        case _:
            return ()
