r"""An entry of linear cost in place of a slow one, or of one that overflows the stack.

A repair is an edit that keeps the URLs: loops around loops become one, a loop of alternatives becomes one set, a loop
of labels becomes a run of label characters in front of the separator, and a run that is tried against every place where
what follows it could stand commits to the first one, which is all the same where everything may follow. What comes out
is asked the same questions as any entry, and offered only if the answers are proofs: it accepts the same URLs, its cost
is linear, its stack is bounded, and the release takes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from endpointlint.javaregex import ast
from endpointlint.javaregex.ast import CharsForm, Mode, Node, Pattern, parts_of
from endpointlint.javaregex.parse import parse
from endpointlint.javaregex.problems import PatternProblem
from endpointlint.policy.enforcement import Enforcement
from endpointlint.policy.model import ListSetting
from endpointlint.query.blame import ancestors
from endpointlint.query.cost import Bounded, Cost, Exponential, Grows, Linear, Polynomial, cost
from endpointlint.query.inclusion import included
from endpointlint.query.language import Language
from endpointlint.query.verdict import Proved
from endpointlint.source import Span
from endpointlint.source.records import dataclass

_MOST_EDITS: Final = 6
_SPECIAL: Final = frozenset(r"\^[]&")
"""What a literal character must not be in a class without a backslash."""


@dataclass(frozen=True, slots=True)
class Faster:
    """A replacement for an entry, which accepts the same URLs."""

    text: str


def faster(language: Language, enforcement: Enforcement, setting: ListSetting) -> Faster | None:
    """A replacement of linear cost and bounded stack, or None where no obvious one can be proved.

    Args:
        language: the entry.
        enforcement: the release that must take the replacement.
        setting: the setting that it stands in.
    """
    current = language.pattern
    for _ in range(_MOST_EDITS):
        found = cost(current, language.operation, language.budget)
        if isinstance(found.growth, Linear) and isinstance(found.stack, Bounded):
            break
        edited = next((one for text in _edits(current, found) if (one := _proved(text, language)) is not None), None)
        if edited is None:
            return None
        current = edited
    else:
        return None
    if current is language.pattern:
        return None
    if enforcement.refusal(setting, current.text) is not None:
        respelled = _proved(_respelled(current), language)
        if respelled is None or enforcement.refusal(setting, respelled.text) is not None:
            return None
        current = respelled
    return Faster(current.text)


def _respelled(pattern: Pattern) -> str:
    """The regex with `(…*|)` for `(…*)?`, which the check of OpenSearch 3.7 refuses."""
    text = pattern.text
    stack: list[Node] = [pattern.root]
    spans: list[tuple[Span, Node]] = []
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Repeat) and isinstance(node.body, ast.Group) and (node.min, node.max) == (0, 1):
            spans.append((node.span, node.body.body))
        else:
            stack.extend(parts_of(node))
    for span, body in sorted(spans, key=lambda pair: pair[0], reverse=True):
        if text[body.span.end - 1] in "*+?":
            text = _replaced(text, span, f"(?:{_slice(pattern, body)}|)")
    return text


def _proved(text: str, language: Language) -> Pattern | None:
    """The regex, if it accepts the same URLs."""
    try:
        pattern = parse(text, language.pattern.java)
    except PatternProblem:
        return None
    other = Language(pattern, operation=language.operation, budget=language.budget)
    same = isinstance(included([other], [language], budget=language.budget), Proved) and isinstance(
        included([language], [other], budget=language.budget), Proved
    )
    return pattern if same else None


def _edits(pattern: Pattern, found: Cost) -> Iterator[str]:
    """Regexes with one loop of those that cost less, the most readable first."""
    match found.growth:
        case Polynomial(loops=loops) | Exponential(loops=loops):
            spans = list(loops)
        case _:
            spans = []
    if isinstance(found.stack, Grows):
        spans.append(found.stack.loop)
    for span in dict.fromkeys(spans):
        for node in reversed(list(ancestors(pattern, span))):
            if isinstance(node, ast.Repeat):
                for new in _flattened(pattern, node):
                    yield _replaced(pattern.text, node.span, new)
    for first, last in pairwise(spans):
        committed = _committed(pattern, first, last)
        if committed is not None:
            yield committed


def _flattened(pattern: Pattern, loop: ast.Repeat) -> Iterator[str]:
    """What a recursive loop may be instead, as text."""
    if not isinstance(loop.body, ast.Group) or loop.max is not None or loop.mode is Mode.POSSESSIVE:
        return
    body = _bare(loop.body)
    sign = pattern.text[loop.quantifier.start : loop.quantifier.end]
    if isinstance(body, ast.Chars):
        yield _slice(pattern, body) + sign
    if isinstance(body, ast.Repeat):
        yield _slice(pattern, body.body) + ("+" if loop.min and body.min else "*")
    if isinstance(body, ast.Alternation):
        branches = [_bare(branch) for branch in body.branches]
        united = _class(pattern, tuple(_run_of(branch) or branch for branch in branches))
        if united is not None:
            yield united + sign
    items = [_bare(item) for item in body.items] if isinstance(body, ast.Sequence) else []
    if len(items) == 2:
        for run, mark, in_front in ((items[0], items[1], False), (items[1], items[0], True)):
            one = _run_of(run)
            chars = None if one is None else _class(pattern, (one, mark))
            if chars is not None and isinstance(run, ast.Repeat):
                separator = _slice(pattern, mark)
                once = f"{separator}{chars}*" if in_front else f"{chars}{'+' if run.min else '*'}{separator}"
                # the check of OpenSearch 3.7 refuses a `?` behind `*)`
                yield once if loop.min else f"(?:{once}|)"


def _run_of(node: Node) -> Node | None:
    """What a loop without a bound repeats, if it is one character."""
    one = node.body if isinstance(node, ast.Repeat) and node.max is None else None
    return one if isinstance(one, ast.Chars) else None


def _committed(pattern: Pattern, first: Span, last: Span) -> str | None:
    """The regex with what stands between two loops of one sequence found once, at the first place."""
    for node in ancestors(pattern, first):
        if not isinstance(node, ast.Sequence):
            continue
        spans = [item.span for item in node.items]
        if first in spans and last in spans and spans.index(first) < spans.index(last):
            loop = node.items[spans.index(first)]
            if not isinstance(loop, ast.Repeat) or loop.mode is Mode.POSSESSIVE:
                return None
            plain = pattern.text[loop.span.start : loop.quantifier.end]
            lazy = plain if loop.mode is Mode.LAZY else pattern.text[loop.span.start : loop.span.end] + "?"
            rest = pattern.text[first.end : last.start]
            return _replaced(pattern.text, Span(first.start, last.start), f"(?>{lazy}{rest})")
    return None


def _bare(node: Node) -> Node:
    """A node without the groups around it."""
    while isinstance(node, ast.Group) or (isinstance(node, ast.Sequence) and len(node.items) == 1):
        node = node.body if isinstance(node, ast.Group) else node.items[0]
    return node


def _class(pattern: Pattern, nodes: tuple[Node, ...]) -> str | None:
    """The characters of some sets as one set, written as they were; None if it cannot be."""
    texts = list(dict.fromkeys(_slice(pattern, node) for node in nodes))
    if not all(isinstance(node, ast.Chars) for node in nodes):
        return None
    if len(texts) == 1:
        return texts[0]
    parts: dict[str, None] = {}
    for node in nodes:
        assert isinstance(node, ast.Chars)
        text = _slice(pattern, node)
        if node.form is CharsForm.DOT or (node.form is CharsForm.LITERAL and len(node.set) > 1):
            return None
        if node.form is CharsForm.LITERAL:
            assert node.literal is not None
            text = chr(node.literal)
            parts["\\" + text if text in _SPECIAL else text] = None
        elif node.form is CharsForm.BRACKET and not (text[1] == "^" or "[" in text[1:] or "&&" in text):
            inside = text[1:-1]
            if inside.endswith("-") and not inside.endswith("\\-"):
                parts["-"] = None
                inside = inside[:-1]
            parts[inside] = None
        else:
            parts[text] = None
    # a hyphen in the middle would make a range
    return f"[{''.join(sorted(parts, key=lambda part: part == '-'))}]"


def _slice(pattern: Pattern, node: Node) -> str:
    return pattern.text[node.span.start : node.span.end]


def _replaced(text: str, span: Span, new: str) -> str:
    return text[: span.start] + new + text[span.end :]
