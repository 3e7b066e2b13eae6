"""How wide the JDK thinks the body of a look-behind is.

The JDK adds lengths up in 32-bit integers that wrap around, and starts its sums anew behind each alternation, so that
what it finds is not always a width of the body: the result decides whether a look-behind compiles, and where its body
may begin. One unbounded loop beside other characters wraps around twice, and so works; two unbounded loops do not.
Source: the `study` methods of the nodes of `java.util.regex.Pattern`, JDK 11 to 25.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Final

from endpointlint.javaregex import ast
from endpointlint.javaregex.ast import Mode, Node
from endpointlint.source.records import dataclass

_MAX_INT: Final = 0x7FFFFFFF
_WRAP: Final = 0x80000000
_LONGEST_TEXT: Final = 0x40000000
_NEVER: Final = -1
_FIRST_UNCOUNTED: Final = 12
"""The JDK since which `{0,1}` is `?`, and `{n,}` on a character is studied like `*` and `+`."""
_LARGE: Final = 0xFFFFFFF
"""What the JDK takes for a least length that has wrapped around."""


@dataclass(slots=True)
class _Info:
    """What is known of a chain of nodes so far.

    `min` and `max` count from the last alternation, and the `before_` fields hold what stands before it: the JDK's
    test for overflow looks at the former only.
    """

    min: int = 0
    max: int = 0
    valid: bool = True
    fixed: bool = True
    """Whether the nodes can match in one way only, as far as the JDK can tell."""
    before_min: int = 0
    before_max: int = 0

    def total(self) -> tuple[int, int]:
        return _wrapped(self.before_min + self.min), _wrapped(self.before_max + self.max)


@dataclass(frozen=True, slots=True)
class Widths:
    """Where the body of a look-behind may begin: `min` to `max` before the place, which is at `earliest` or later.

    A maximum below the minimum never matches. `erratic`: the length of the rest of the text comes in too.
    """

    min: int
    max: int
    earliest: int = 0
    erratic: bool = False


_Study = Generator["tuple[Node, _Info]", None, None]


def look_behind_widths(body: Node, text: str, java: int, *, utf16: bool) -> Widths | None:
    """Where the body of a look-behind may begin.

    Args:
        body: the look-behind's body.
        text: the text of the regex, in which the spans of the tree lie.
        java: the JDK.
        utf16: whether the JDK counts UTF-16 units here.

    Returns:
        None where the JDK finds that the body has no obvious greatest length and refuses it.
    """
    info = _studied(body, text, java)
    if not info.valid:
        return None
    least, most = info.total()
    if least < 0:
        return Widths(0, _NEVER)
    if most >= 0:
        return Widths(least, most)
    if not utf16:
        # a negative width makes the JDK count the code points that follow instead of those before
        return Widths(least, _NEVER, erratic=True)
    # the greatest width is subtracted from the place, and that wraps around again where the place is late enough
    earliest = most + _WRAP
    if earliest > _LONGEST_TEXT:
        return Widths(least, _NEVER)
    return Widths(least, _MAX_INT, earliest if earliest > least else 0)


def _studied(body: Node, text: str, java: int) -> _Info:
    # a stack of generators in place of recursion: bodies can be nested deeper than Python's stack
    info = _Info()
    stack = [_study(body, info, text, java)]
    while stack:
        try:
            node, below = next(stack[-1])
        except StopIteration:
            stack.pop()
        else:
            stack.append(_study(node, below, text, java))
    return info


def _study(node: Node, info: _Info, text: str, java: int) -> _Study:
    """Add a node to a chain. What is yielded is studied before the generator goes on."""
    match node:
        case ast.Chars(canonical=True):
            _add(info, 1, 0)
            info.fixed = False
        case ast.Chars():
            _add(info, 1, 1)
        case ast.LineBreak():
            _add(info, 1, 2)
        case ast.Grapheme():
            _add(info, 1, 0)
            info.fixed = False
        case ast.BackReference():
            info.valid = False
        case ast.Sequence(items=items):
            for item in items:
                yield item, info
        case ast.Group(body=body):
            yield body, info
        case ast.Alternation(branches=branches):
            yield from _branch(branches, info)
        case ast.Atomic(body=body):
            inner = _Info(info.min, info.max, info.valid, info.fixed)
            yield body, inner
            info.min, info.max = inner.total()
            info.valid, info.fixed = inner.valid, inner.fixed
        case ast.Repeat():
            counted = is_counted(node, java, text)
            if (node.min, node.max) == (0, 1) and not counted:
                yield from _optional(node, info)
            else:
                yield from _repeat(node, info, counted=counted)
        case _:
            pass


def _branch(branches: tuple[Node, ...], info: _Info) -> _Study:
    least, most = _MAX_INT, -1
    for branch in branches:
        inner = _Info()
        yield branch, inner
        low, high = inner.total()
        least, most = min(least, low), max(most, high)
        info.valid &= inner.valid
    info.before_min = _wrapped(info.before_min + info.min + least)
    info.before_max = _wrapped(info.before_max + info.max + most)
    info.min = info.max = 0
    info.fixed = False


def _optional(node: ast.Repeat, info: _Info) -> _Study:
    """`?`, and what is compiled like it."""
    if isinstance(node.body, ast.Group) and node.mode is not Mode.POSSESSIVE:
        yield from _branch((node.body, ast.Sequence(node.body.span, ())), info)
        return
    least = info.min
    inner = _Info(info.min, info.max, info.valid, info.fixed)
    yield node.body, inner
    info.min, info.max = least, inner.total()[1]
    info.valid, info.fixed = inner.valid, False


def _repeat(node: ast.Repeat, info: _Info, *, counted: bool) -> _Study:
    """Any other quantifier."""
    body = node.body
    most = _MAX_INT if node.max is None else node.max
    group = isinstance(body, ast.Group) and node.mode is not Mode.POSSESSIVE
    single = isinstance(body, ast.Chars) and not body.canonical
    if single and node.mode is Mode.GREEDY and node.max is None and not counted:
        _add(info, node.min, _MAX_INT)
        info.fixed = False
        return
    inner = _Info()
    yield body, inner
    if group and not inner.fixed:
        info.valid = info.fixed = False
        return
    low, high = inner.total()
    total = _wrapped(low * node.min + info.min)
    info.min = _LARGE if total < info.min else total
    total = _wrapped(high * most + info.max)
    info.valid = info.valid and inner.valid and total >= info.max
    info.max = total
    info.fixed = info.fixed and inner.fixed and node.min == most


def is_counted(node: ast.Repeat, java: int, text: str) -> bool:
    """Whether the JDK keeps a quantifier in braces apart from the sign that means the same (`{0,1}` and `?`).

    Args:
        node: the quantified item.
        java: the JDK.
        text: the text of the regex, in which the node's spans lie.
    """
    return java < _FIRST_UNCOUNTED and text[node.quantifier.start] == "{"


def _add(info: _Info, least: int, most: int) -> None:
    info.min = _wrapped(info.min + least)
    info.max = _wrapped(info.max + most)


def _wrapped(number: int) -> int:
    """A number in 32 bits, two's complement."""
    return (number + _WRAP) % (2 * _WRAP) - _WRAP
