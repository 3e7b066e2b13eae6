r"""A tighter entry in place of one that is not pinned, where the fault has an obvious repair.

A repair is an edit of the guilty characters: a repeat inside the host becomes one label, a bare dot is escaped, a host
that nothing ends gets its slash. What comes out is asked the same questions as any entry, and offered only if the
answers are proofs: it is pinned, it accepts no URL that the old entry did not, it is not dead, and the release takes
it.
"""

from __future__ import annotations

from typing import Final

from endpointlint.javaregex import ast
from endpointlint.javaregex.ast import CharsForm, Node, Pattern, parts_of
from endpointlint.javaregex.parse import parse
from endpointlint.javaregex.problems import PatternProblem
from endpointlint.policy.enforcement import Enforcement
from endpointlint.policy.model import ListSetting
from endpointlint.query.blame import Blame, Cause, ancestors, blame, chars_at
from endpointlint.query.freedom import bare_dots
from endpointlint.query.inclusion import included
from endpointlint.query.language import Language
from endpointlint.query.reach import Reach
from endpointlint.query.verdict import Proved, Refuted
from endpointlint.source import Span
from endpointlint.source.records import dataclass
from endpointlint.url.special import AddressKind, kind_of_host

_LABEL: Final = "[a-z0-9-]+"
_LABELS: Final = r"(?:[a-z0-9-]+\.)*[a-z0-9-]+"
_MOST_EDITS: Final = 6
_NAME_CHARACTERS: Final = frozenset(map(ord, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"))
_PLACES: Final = ("us-east-1", "eu-west-1", "us-central1", "eastus")


@dataclass(frozen=True, slots=True)
class Tighter:
    """A replacement for an entry, and what was proved about it."""

    text: str
    owners: tuple[str, ...]
    still_allows: str
    """A URL that it still accepts."""


def tighter(reach: Reach, enforcement: Enforcement, setting: ListSetting) -> Tighter | None:
    """A replacement for an entry that is not pinned, or None where no obvious one can be proved.

    Args:
        reach: the entry's URLs.
        enforcement: the release that must take the replacement.
        setting: the setting that it stands in.
    """
    for label in (_LABEL, _LABELS):
        found = _repaired(reach, label)
        if (
            found is None
            or _is_guess(reach, found)
            or enforcement.refusal(setting, found.language.pattern.text) is not None
        ):
            continue
        less = included([found.language], [reach.language], explored=True, budget=reach.language.budget)
        if not isinstance(less, Proved):
            continue
        allowed = _still_allows(found)
        if allowed is not None:
            return Tighter(found.language.pattern.text, found.pinning.owners, allowed)
    return None


def _repaired(reach: Reach, label: str) -> Reach | None:
    """Edit until pinned."""
    current = reach
    for _ in range(_MOST_EDITS):
        match current.pinning.verdict:
            case Proved():
                if current is reach or not current.pinning.owners or isinstance(current.dead, Proved):
                    return None
                return current
            case Refuted(foreign):
                pattern = current.language.pattern
                edited = _edit(current, blame(pattern, foreign.path, foreign.owner), label)
                if edited is None:
                    return None
                try:
                    parsed = parse(edited, pattern.java)
                except PatternProblem:
                    return None
                language = Language(parsed, operation=current.language.operation, budget=current.language.budget)
                current = Reach(language)
            case _:
                return None
    return None


def _is_guess(reach: Reach, found: Reach) -> bool:
    """Whether the repair ends the host behind a single label: most likely a piece of the name that was meant."""
    before = reach.pinning
    return (
        isinstance(before.verdict, Refuted)
        and blame(reach.language.pattern, before.verdict.witness.path, before.verdict.witness.owner).cause
        is Cause.CONTINUES
        and any("." not in o and kind_of_host(o) is not AddressKind.LOOPBACK for o in found.pinning.owners)
    )


def _edit(reach: Reach, fault: Blame, label: str) -> str | None:
    pattern = reach.language.pattern
    at_fault = chars_at(pattern, fault.span)
    if at_fault is not None and at_fault.form is CharsForm.DOT:
        dots = reach.first(lambda graph: bare_dots(pattern, graph) or None) or (fault.span,)
        return _replaced(pattern.text, [(dot, r"\.") for dot in dots])
    match fault.cause:
        case Cause.UNESCAPED_DOT:
            return None
        case Cause.CONTINUES:
            return _replaced(pattern.text, [(fault.span, "/" + pattern.text[fault.span.start : fault.span.end])])
        case Cause.CROSSES_END | Cause.USER_NAME | Cause.FREE_NAME if pattern.text[: fault.span.start].endswith(":"):
            # behind a colon that no slashes follow stands a port
            return _replaced(pattern.text, [(fault.span, "[0-9]+/" + pattern.text[fault.span.start : fault.span.end])])
        case Cause.CROSSES_END | Cause.USER_NAME | Cause.FREE_NAME:
            span = _with_neighbours(pattern, fault.span)
            return None if span is None else _replaced(pattern.text, [(span, label)])


def _replaced(text: str, edits: list[tuple[Span, str]]) -> str:
    for span, new in sorted(edits, reverse=True):
        text = text[: span.start] + new + text[span.end :]
    return text


def _with_neighbours(pattern: Pattern, span: Span) -> Span | None:
    """The repeat together with sets of name characters on either side of it; None if it is not a repeat of one set."""
    for node in ancestors(pattern, span):
        if isinstance(node, ast.Sequence):
            for at, item in enumerate(node.items):
                if item.span == span and isinstance(item, ast.Repeat) and isinstance(item.body, ast.Chars):
                    first = last = at
                    while first > 0 and _open_name(node.items[first - 1]):
                        first -= 1
                    while last + 1 < len(node.items) and _open_name(node.items[last + 1]):
                        last += 1
                    return node.items[first].span.join(node.items[last].span)
    return None


def _open_name(node: Node) -> bool:
    """A class of name characters, or a repeat of one, but not a character that is spelled out."""
    if isinstance(node, ast.Repeat):
        return _open_name(node.body)
    return (
        isinstance(node, ast.Chars)
        and node.form is not CharsForm.LITERAL
        and not parts_of(node)
        and len(node.set) <= len(_NAME_CHARACTERS)
        and all(c in _NAME_CHARACTERS for c in node.set)
    )


def _still_allows(reach: Reach) -> str | None:
    """A URL of the repaired entry, with a name of a real place in its open label if it takes one."""
    graph_url = reach.url()
    if graph_url is None:
        return None
    host = graph_url.host
    free = [number - graph_url.host_at.start for number in graph_url.open_in_host]
    if free:
        for place in _PLACES:
            candidate = host[: free[0]] + place + host[free[-1] + 1 :]
            found = reach.url_at(candidate)
            if found is not None and found.host == candidate:
                return found.url
    return graph_url.url
