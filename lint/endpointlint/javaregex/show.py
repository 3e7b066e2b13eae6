"""A tree as text again: for Java, and for the `regex` package (see `regex_module`)."""

from __future__ import annotations

from typing import Final

from endpointlint.automata.codepoints import CodePointSet, Range
from endpointlint.javaregex import ast, classes
from endpointlint.javaregex.ast import AnchorKind, CharsForm, Flag, Mode, Node, Pattern
from endpointlint.javaregex.parse import parse
from endpointlint.javaregex.regex_module import to_regex_module

__all__ = ["to_java", "to_regex_module"]

_META: Final = frozenset("\\^$.|?*+()[]{}")
_SUFFIX: Final = {Mode.GREEDY: "", Mode.LAZY: "?", Mode.POSSESSIVE: "+"}
_ANCHORS: Final = {
    AnchorKind.BEGIN: ("", "^"),
    AnchorKind.LAST_MATCH: ("", r"\G"),
    AnchorKind.LINE_BEGIN: ("m", "^"),
    AnchorKind.UNIX_LINE_BEGIN: ("md", "^"),
    AnchorKind.END: ("", r"\z"),
    AnchorKind.FINAL_END: ("", "$"),
    AnchorKind.UNIX_FINAL_END: ("d", "$"),
    AnchorKind.LINE_END: ("m", "$"),
    AnchorKind.UNIX_LINE_END: ("md", "$"),
}
_LOOKS: Final = {(True, False): "?=", (True, True): "?!", (False, False): "?<=", (False, True): "?<!"}
_SIGNS: Final[dict[tuple[int, int | None], str]] = {(0, 1): "?", (0, None): "*", (1, None): "+"}
_DOTS: Final = {0: "", Flag.DOTALL: "s", Flag.UNIX_LINES: "d"}
_SEPARATOR: Final = "(?)"
"""A group of flags that sets none: keeps what follows apart from what stands before."""


_WIDE: Final = "(?x)#\U0001f600\n(?-x)"
"""A comment with a character beyond U+FFFF: makes the JDK count the widths of look-behinds in code points."""


def to_java(pattern: Pattern) -> str:
    """A text that Java reads as the same language.

    Parsed again for the same JDK, it gives the same tree, up to spans and to how sets were written: a class under
    `(?i)` comes back with its members spelled out. Cost: linear in the pattern and in the ranges of its sets.
    """
    # a stack of our own: trees can be deeper than Python's stack
    out = ["(?c)(?-c)"] if pattern.canonical_equivalence else []
    stack: list[Node | str] = [pattern.root]
    while stack:
        part = stack.pop()
        if not isinstance(part, str):
            stack.extend(reversed(_parts(part, pattern)))
        elif part:
            if out and _is_reference(out[-1]) and part[0].isdigit():
                out.append(_SEPARATOR)
            out.append(part)
    text = "".join(out)
    if not pattern.halfway and parse(text, pattern.java).halfway:
        # printed as ranges, a set looks narrower than it did
        return _WIDE + text
    return text


def _is_reference(text: str) -> bool:
    return text[0] == "\\" and text[1:].isdigit()


_Parts = list[Node | str]


def _parts(node: Node, pattern: Pattern) -> _Parts:
    """The pieces of text and the nodes that a node is made of, in order."""
    match node:
        case ast.Chars():
            if node.form is CharsForm.DOT:
                return _dot(node)
            return _flagged("c" if node.canonical else "", _chars(node))
        case ast.Anchor(kind=kind):
            return _flagged(*_ANCHORS[kind])
        case ast.WordBoundary(negated=negated, word=word):
            default = word == classes.word_characters(pattern.java, 0)
            return _flagged("" if default else "U", r"\B" if negated else r"\b")
        case ast.GraphemeBoundary():
            return [r"\b{g}"]
        case ast.LineBreak():
            return [r"\R"]
        case ast.Grapheme():
            return [r"\X"]
        case ast.BackReference(index=index, ignore_case=ignore_case, unicode_case=unicode_case):
            return _flagged(("iu" if unicode_case else "i") if ignore_case else "", f"\\{index}")
        case ast.Sequence(items=items):
            return [
                piece for item in items for piece in _grouped(item, isinstance(item, ast.Alternation | ast.Sequence))
            ]
        case ast.Alternation(branches=branches):
            pieces = [p for branch in branches for p in ("|", *_grouped(branch, isinstance(branch, ast.Alternation)))]
            return pieces[1:]
        case ast.Group(body=body, index=index, name=name):
            return ["(" if index is not None else "(?:", f"?<{name}>" if name is not None else "", body, ")"]
        case ast.Atomic(body=body):
            return ["(?>", body, ")"]
        case ast.Look(body=body, ahead=ahead, negated=negated, utf16=utf16):
            return ["(", _LOOKS[ahead, negated], "" if ahead or utf16 else _WIDE, body, ")"]
        case ast.Repeat():
            return _repeat(node, pattern)


def _flagged(flags: str, text: str) -> _Parts:
    return [f"(?{flags})", text, f"(?-{flags})"] if flags else [text]


def _grouped(node: Node, composed: bool) -> _Parts:
    return ["(?:", node, ")"] if composed else [node]


def _repeat(node: ast.Repeat, pattern: Pattern) -> _Parts:
    body = node.body
    start = node.quantifier.start
    counted = pattern.text[start : start + 1] == "{"
    if isinstance(body, ast.Sequence) and not body.items:
        return [_SEPARATOR, _quantifier(node, counted=True)]
    composed = isinstance(body, ast.Sequence | ast.Alternation | ast.Repeat)
    parts = ["(?:", body, ")"] if composed else _parts(body, pattern)
    last = parts[-1]
    # the flags of an atom are reset behind its quantifier
    reset: _Parts = [parts.pop()] if isinstance(last, str) and last.startswith("(?-") else []
    return [*parts, _quantifier(node, counted=counted), *reset]


def _quantifier(node: ast.Repeat, *, counted: bool) -> str:
    bounds = (node.min, node.max)
    if bounds in _SIGNS and not counted:
        sign = _SIGNS[bounds]
    elif node.min == node.max:
        sign = f"{{{node.min}}}"
    else:
        sign = f"{{{node.min},{'' if node.max is None else node.max}}}"
    return sign + _SUFFIX[node.mode]


def _chars(node: ast.Chars) -> str:
    if node.failing:
        return _failing(node)
    if node.form is CharsForm.LITERAL and node.literal is not None and len(node.set) == 1:
        return _literal(node.literal)
    return class_text(node.set)


def _failing(node: ast.Chars) -> str:
    """A class that fails where this one does: `[[x]x&&]` fails on x, and what stands before it is asked before it."""
    first = _member(next(iter(node.failing)))
    members = class_text(node.set) if node.set else ""
    return f"[{members}[{class_text(node.failing)}{first}&&]]"


def _dot(node: ast.Chars) -> _Parts:
    return next(_flagged(flags, ".") for mode, flags in _DOTS.items() if classes.dot(mode) == node.set)


def _literal(code: int) -> str:
    char = chr(code)
    if char in _META:
        return f"\\{char}"
    return char if 32 <= code < 127 else f"\\x{{{code:x}}}"


def class_text(chars: CodePointSet) -> str:
    """A set as a Java bracket class of explicit ranges."""
    ranges = chars.ranges
    if not ranges:
        return "[a&&b]"
    others = (~chars).ranges
    negated = 0 < len(others) < len(ranges)
    return f"[{'^' if negated else ''}{''.join(map(_range, others if negated else ranges))}]"


def _range(span: Range) -> str:
    low, high = span
    if low == high:
        return _member(low)
    return f"{_member(low)}{'-' if high > low + 1 else ''}{_member(high)}"


def _member(code: int) -> str:
    char = chr(code)
    if code < 128 and char.isalnum():
        return char
    return f"\\{char}" if 32 < code < 127 else f"\\x{{{code:x}}}"
