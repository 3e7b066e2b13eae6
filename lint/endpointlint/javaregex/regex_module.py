"""A Java regex in the language of the `regex` package for Python, where that can say the same.

The text is for `regex.fullmatch`, without flags. Nothing in it depends on that package's tables or on its idea of lines
and words: sets are printed as ranges, anchors and boundaries as look-arounds. What the two engines read in different
ways, or may, is not transcribed at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from endpointlint.automata.codepoints import EMPTY, CodePointSet, Range
from endpointlint.javaregex import ast
from endpointlint.javaregex.ast import AnchorKind, Mode, Node, Pattern, parts_of
from endpointlint.javaregex.study import varies
from endpointlint.javaregex.widths import is_counted
from endpointlint.source.records import dataclass, replace

_MOST_LEVELS: Final = 60
"""The package reads groups by recursion."""
_MOST_TIMES: Final = 100_000
"""The package allocates by the count of a loop."""
_ENDLESS: Final = 1_000_000
"""A width that no text reaches."""
_NEVER: Final = "(?!)"
_BREAK: Final = r"(?:\r\n|[\n-\r\x85\u2028\u2029])"
_SUFFIX: Final = {Mode.GREEDY: "", Mode.LAZY: "?", Mode.POSSESSIVE: "+"}
_ANCHORS: Final = {
    AnchorKind.BEGIN: r"\A",
    AnchorKind.LAST_MATCH: r"\A",
    AnchorKind.END: r"\Z",
    AnchorKind.FINAL_END: r"(?=(?:\r\n|(?<!\r)\n|[\r\x85\u2028\u2029])?\Z)",
    AnchorKind.UNIX_FINAL_END: r"(?=\n?\Z)",
    AnchorKind.LINE_END: r"(?=\Z|(?<!\r)\n|[\r\x85\u2028\u2029])",
    AnchorKind.UNIX_LINE_END: r"(?=\Z|\n)",
    AnchorKind.LINE_BEGIN: r"(?!\Z)(?:\A|(?<=[\n\x85\u2028\u2029])|(?<=\r)(?!\n))",
    AnchorKind.UNIX_LINE_BEGIN: r"(?!\Z)(?:\A|(?<=\n))",
}
_SURROGATES: Final = CodePointSet.span(0xD800, 0xDFFF)
_HIGH_SURROGATES: Final = CodePointSet.span(0xD800, 0xDBFF)
_LOW_SURROGATES: Final = CodePointSet.span(0xDC00, 0xDFFF)
_BEYOND_BMP: Final = CodePointSet.span(0x10000, 0x10FFFF)


def to_regex_module(pattern: Pattern, *, bmp: bool = False) -> str | None:
    r"""A text that means the same to `regex.fullmatch` as the pattern to `Matcher.matches`.

    Args:
        pattern: a parsed regex.
        bmp: the text has to be right only for texts without supplementary characters.

    Returns:
        None where that package cannot say the same, or not surely: `\X`, `\b{g}`, CANON_EQ, classes on which the JDK
        fails; loops of bodies that may match nothing and hold tests, or stand inside atomic parts; captures that
        survive backtracking, references that ignore case; look-behinds that step into surrogate pairs or are atomic
        inside; very deep nesting. Cost: linear in the pattern and in the ranges of its sets.
    """
    if pattern.canonical_equivalence or _is_deep(pattern.root):
        return None
    try:
        return "(?V1)" + _Transcription(pattern, bmp=bmp).text()
    except _InexpressibleError:
        return None


class _InexpressibleError(Exception):
    """The other engine cannot say this."""


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is known of a node: its widths in code points, and what it holds."""

    min: int
    max: float
    tests: bool = False
    """Holds tests of the place, or references."""
    breaks: bool = False
    r"""Holds `\R`."""
    captures: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """What a node stands in."""

    committed: bool = False
    """An atomic part: which way is first matters."""
    behind: bool = False
    utf16: bool = False
    """A look-behind whose places count UTF-16 units."""
    stale: bool = False
    """Captures made here survive backtracking."""


class _Transcription:
    """One run over a tree."""

    def __init__(self, pattern: Pattern, *, bmp: bool) -> None:
        self._bmp = bmp
        self._source = pattern.text
        self._java = pattern.java
        self._root = pattern.root
        self._groups = pattern.groups
        self._referenced = {n.index for n in _nodes(pattern.root) if isinstance(n, ast.BackReference)}
        self._closed: set[int] = set()

    def text(self) -> str:
        return self._write(self._root, _Place())

    def _write(self, node: Node, place: _Place) -> str:
        match node:
            case ast.Chars():
                if node.failing or (place.utf16 and node.set & (_SURROGATES | _BEYOND_BMP)):
                    raise _InexpressibleError
                return set_text(node.set)
            case ast.Anchor(kind=kind):
                return _ANCHORS[kind]
            case ast.WordBoundary():
                return _boundary(node)
            case ast.LineBreak():
                return _BREAK
            case ast.Sequence(items=items):
                return "".join(self._write(item, place) for item in items)
            case ast.Alternation(branches=branches):
                return f"(?:{'|'.join(self._write(branch, place) for branch in branches)})"
            case ast.Group():
                return self._group(node, place)
            case ast.Atomic(body=body):
                if place.behind:
                    raise _InexpressibleError
                return f"(?>{self._write(body, replace(place, committed=True, stale=True))})"
            case ast.Look():
                return self._look(node, replace(place, stale=True))
            case ast.Repeat():
                return self._repeat(node, place)
            case ast.BackReference():
                return self._reference(node)
            case ast.Grapheme() | ast.GraphemeBoundary():
                raise _InexpressibleError

    def _group(self, node: ast.Group, place: _Place) -> str:
        if node.index in self._referenced and place.stale:
            raise _InexpressibleError
        if node.index in self._referenced and not self._bmp and _may_hold_half(node.body):
            raise _InexpressibleError  # a reference compares units, and may end halfway
        body = self._write(node.body, place)
        if node.index is None:
            return f"(?:{body})"
        self._closed.add(node.index)
        # without references a capture tells nothing, and would only cost
        return f"({body})" if self._referenced else f"(?:{body})"

    def _look(self, node: ast.Look, place: _Place) -> str:
        sign = "!" if node.negated else "="
        if node.ahead:
            # only whether there is a way matters, not which is the first; and it looks forward again
            return f"(?{sign}{self._write(node.body, _Place(stale=True))})"
        if node.erratic or node.earliest:
            raise _InexpressibleError
        if node.max_width < node.min_width:
            return "" if node.negated else _NEVER
        facts = _facts(node.body)
        if node.min_width != facts.min or (min(node.max_width, _ENDLESS) != min(facts.max, _ENDLESS)):
            raise _InexpressibleError
        utf16 = node.utf16 and not self._bmp
        if utf16 and isinstance(node.body, ast.Chars) and not node.body.failing:
            return f"(?<{sign}{set_text(_behind_unit(node.body.set))})"
        inner = _Place(behind=True, utf16=utf16, stale=True)
        return f"(?<{sign}{self._write(node.body, inner)})"

    def _repeat(self, node: ast.Repeat, place: _Place) -> str:
        body = node.body
        facts = _facts(body)
        if facts.max == 0:
            if facts.captures and self._referenced:
                raise _InexpressibleError
            return self._write(body, place) if node.min else ""
        if facts.min == 0 and (facts.tests or place.committed or node.mode is Mode.POSSESSIVE or self._referenced):
            raise _InexpressibleError
        if facts.breaks and not isinstance(body, ast.LineBreak) and not self._is_optional(node):
            raise _InexpressibleError
        group = body if isinstance(body, ast.Group) and not self._is_optional(node) else None
        if group is not None and not varies(group.body) and self._captures(group.body):
            raise _InexpressibleError  # captures in iterations that are given back are kept
        commits = node.mode is Mode.POSSESSIVE or isinstance(body, ast.LineBreak)
        if commits and place.behind:
            raise _InexpressibleError
        count = _count(node)
        if isinstance(body, ast.Chars):
            return f"{self._write(body, place)}{count}{_SUFFIX[node.mode]}"
        if node.mode is Mode.POSSESSIVE:
            inner = self._write(body, replace(place, committed=True, stale=True))
            return f"(?>(?>{inner}){count})"
        inner = self._write(body, place)
        return f"(?{'>' if commits else ':'}{inner}){count}{_SUFFIX[node.mode]}"

    def _captures(self, node: Node) -> bool:
        return any(isinstance(part, ast.Group) and part.index in self._referenced for part in _nodes(node))

    def _is_optional(self, node: ast.Repeat) -> bool:
        """Whether it is a group that may be left out, whose one iteration the JDK comes back to."""
        optional = isinstance(node.body, ast.Group) and (node.min, node.max) == (0, 1)
        return optional and node.mode is not Mode.POSSESSIVE and not is_counted(node, self._java, self._source)

    def _reference(self, node: ast.BackReference) -> str:
        if node.index > self._groups:
            return _NEVER
        if node.ignore_case or node.index not in self._closed:
            raise _InexpressibleError
        return f"(?:\\{node.index})"


def _nodes(root: Node) -> Iterator[Node]:
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        stack.extend(parts_of(node))


def _may_hold_half(body: Node) -> bool:
    """Whether a text of a group may hold a lone high surrogate."""
    return any(isinstance(part, ast.Chars) and part.set & _HIGH_SURROGATES for part in _nodes(body))


def _is_deep(root: Node) -> bool:
    level: tuple[Node, ...] = (root,)
    for _ in range(_MOST_LEVELS):
        level = tuple(below for node in level for below in parts_of(node))
    return bool(level)


def _facts(node: Node) -> _Facts:
    match node:
        case ast.Chars():
            return _Facts(1, 1)
        case ast.LineBreak():
            return _Facts(1, 2, breaks=True)
        case ast.Grapheme():
            return _Facts(1, float("inf"))
        case ast.BackReference():
            return _Facts(0, float("inf"), tests=True)
        case ast.Anchor() | ast.WordBoundary() | ast.GraphemeBoundary():
            return _Facts(0, 0, tests=True)
        case ast.Look(body=body):
            return replace(_facts(body), min=0, max=0, tests=True, breaks=False)
        case ast.Group(body=body, index=index):
            inner = _facts(body)
            return replace(inner, captures=inner.captures or index is not None)
        case ast.Atomic(body=body):
            return _facts(body)
        case ast.Repeat(body=body):
            inner = _facts(body)
            most = float("inf") if node.max is None else node.max
            return replace(inner, min=inner.min * node.min, max=inner.max * most if inner.max and most else 0)
        case ast.Sequence(items=items):
            parts = [_facts(item) for item in items]
            return _all(parts, sum(part.min for part in parts), sum(part.max for part in parts))
        case ast.Alternation(branches=branches):
            parts = [_facts(branch) for branch in branches]
            return _all(parts, min(part.min for part in parts), max(part.max for part in parts))


def _all(parts: Iterable[_Facts], least: int, most: float) -> _Facts:
    parts = tuple(parts)
    return _Facts(
        least,
        most,
        any(part.tests for part in parts),
        any(part.breaks for part in parts),
        any(part.captures for part in parts),
    )


def _count(node: ast.Repeat) -> str:
    if max(node.min, node.max or 0) > _MOST_TIMES:
        raise _InexpressibleError
    match node.min, node.max:
        case 0, None:
            return "*"
        case 1, None:
            return "+"
        case 0, 1:
            return "?"
        case least, None:
            return f"{{{least},}}"
        case least, most:
            return f"{{{least},{most}}}"


def _behind_unit(chars: CodePointSet) -> CodePointSet:
    """The characters before a place whose last UTF-16 unit, read as a character, is in the set."""
    units = chars & _LOW_SURROGATES
    if units and units != _LOW_SURROGATES:
        raise _InexpressibleError
    return (chars - _BEYOND_BMP) | (_BEYOND_BMP if units else EMPTY)


def _boundary(node: ast.WordBoundary) -> str:
    r"""`\b`: exactly one side is a word character; a mark is one if a letter or digit stands before its run."""
    word, mark, base = set_text(node.word), set_text(node.marks), set_text(node.bases)
    left = f"{word}|{base}{mark}+"
    right = f"{word}|(?<={base}{mark}*){set_text(node.marks | node.far_marks)}"
    if node.negated:
        return f"(?:(?<={left})(?={right})|(?<!{left})(?!{right}))"
    return f"(?:(?<={left})(?!{right})|(?<!{left})(?={right}))"


def set_text(chars: CodePointSet) -> str:
    """A set as a class of explicit ranges, or one character.

    Never as a negated class: the package (2026.11.19) merges `[^a]|b` into one set, and loses the b.
    """
    match chars.ranges:
        case ():
            return _NEVER
        case ((low, high),) if low == high:
            return _character(low)
        case ranges:
            return f"[{''.join(map(_range, ranges))}]"


def _range(span: Range) -> str:
    low, high = span
    if low == high:
        return _character(low)
    return f"{_character(low)}{'-' if high > low + 1 else ''}{_character(high)}"


def _character(code: int) -> str:
    if code < 128:
        return chr(code) if chr(code).isalnum() else f"\\x{code:02x}"
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
