"""Why nothing matches: the place in an entry where every way of matching a URL comes to an end."""

from __future__ import annotations

from typing import Final

from endpointlint.automata.budget import BudgetExceeded
from endpointlint.javaregex import ast
from endpointlint.javaregex.ast import Node, Pattern, parts_of
from endpointlint.query.language import Language
from endpointlint.source import Span
from endpointlint.source.records import dataclass
from endpointlint.url.grammar import Phase, bound_grammar


@dataclass(frozen=True, slots=True)
class Stuck:
    """Where an entry comes to an end, and what to say about it."""

    span: Span | None
    label: str


_SAID: Final = {
    Phase.SCHEME: "a URL begins with `http://` or `https://`",
    Phase.AUTHORITY: "no host can begin like this",
    Phase.USERINFO: "this cannot stand in front of a host",
    Phase.NAME: "this cannot stand in a host name",
    Phase.IPV4: "this cannot stand in an address",
    Phase.IPV6: "this cannot stand in an address",
    Phase.PORT: "a port is a number up to 65535",
    Phase.PATH: "this cannot stand in a URL",
    Phase.QUERY: "this cannot stand in a URL",
    Phase.FRAGMENT: "this cannot stand in a URL",
}


def why_dead(language: Language, *, addresses: bool = False) -> Stuck:
    """The likely cause for which an entry matches no URL, or no address. Linear in the product of the two.

    Meant for entries that are dead; a backslash that the entry asks for comes first, since no URL holds one.
    """
    pattern = language.pattern
    if not pattern.text.strip():
        return Stuck(None, "a blank entry matches no URL")
    backslash = _literal_backslash(pattern.root)
    if backslash is not None:
        return Stuck(backslash, "asks for a backslash, which no URL holds; one backslash less is meant")
    if addresses:
        return Stuck(None, "an address is tried as `10.0.0.1`, or as eight groups such as `0:0:0:0:0:0:0:1`")
    try:
        return _furthest(language, pattern)
    except BudgetExceeded:
        return Stuck(None, "no way of matching ends in a URL")


def _furthest(language: Language, pattern: Pattern) -> Stuck:
    machine = language.machine(language.bounds.outer)
    bound = bound_grammar(machine.alphabet)
    phases = bound.grammar.phases
    stack = [(state, 0) for state in machine.initial]
    seen = set(stack)
    best: tuple[int, Span, Phase] | None = None
    ended = False
    while stack:
        state, place = stack.pop()
        went_on = False
        ended |= machine.accepts(state)
        for mask, targets in machine.edges(state):
            for url_mask, next_place in bound.edges[place]:
                if mask & url_mask:
                    went_on = True
                    for target in targets:
                        if (target, next_place) not in seen:
                            seen.add((target, next_place))
                            stack.append((target, next_place))
        origin = machine.origin(state)
        if not went_on and origin is not None and (best is None or origin.start > best[0]):
            best = (origin.start, origin, phases[place])
    if ended or best is None:
        return Stuck(None, "ends before a host is complete" if ended else "no way of matching ends in a URL")
    _, span, phase = best
    text = pattern.text[span.start : span.end]
    if phase is Phase.SCHEME and span.start > 0 and text in (":", "/"):
        return Stuck(span, "only http and https have a host that is called")
    return Stuck(span, _SAID[phase])


def _literal_backslash(node: Node) -> Span | None:
    if isinstance(node, ast.Chars):
        return node.span if node.literal == 0x5C else None
    return next((found for part in parts_of(node) if (found := _literal_backslash(part)) is not None), None)
