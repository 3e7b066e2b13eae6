"""A walk through a graph of nodes, in the steps of `java.util.regex`.

A node is entered at an index of UTF-16 units and says whether it and all behind it match. It answers at once, or hands
over to the node behind it, or becomes a generator that asks other nodes in turn; so the JDK's recursion costs no stack
here. What the JDK keeps in its `Matcher` while it matches is the state of the walk.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Protocol

from endpointlint.automata.budget import Meter


class MatchFailure(Exception):  # noqa: N818 - the JVM's error, not ours
    """The JVM throws an exception in the middle of the match."""


class State:
    """A text that is being matched."""

    __slots__ = ("behind", "failed", "groups", "java", "last", "locals", "meter", "to", "units", "whole")

    def __init__(self, units: list[int], java: int, groups: int, variables: int, meter: Meter, *, whole: bool) -> None:
        """`units` are of UTF-16; `variables` is how many the nodes use."""
        self.units = units
        self.to = len(units)
        self.java = java
        self.whole = whole
        self.last = 0
        """Where some part of the match has ended last."""
        self.groups = [-1] * (2 * groups + 2)
        self.locals = [-1] * variables
        self.behind = -1
        """Where the body of a look-behind has to end."""
        self.failed: dict[int, set[int]] = {}
        self.meter = meter

    def code_at(self, i: int) -> int:
        """The code point at an index, or the lone surrogate."""
        units = self.units
        if i >= self.to:
            raise MatchFailure
        code = units[i]
        if 0xD800 <= code <= 0xDBFF and i + 1 < self.to and 0xDC00 <= units[i + 1] <= 0xDFFF:
            return 0x10000 + ((code - 0xD800) << 10) + units[i + 1] - 0xDC00
        return code

    def code_before(self, i: int) -> int:
        """The code point that ends at an index."""
        code = self.units[i - 1]
        if 0xDC00 <= code <= 0xDFFF and i > 1 and 0xD800 <= self.units[i - 2] <= 0xDBFF:
            return 0x10000 + ((self.units[i - 2] - 0xD800) << 10) + code - 0xDC00
        return code

    def is_halfway(self, i: int) -> bool:
        """Whether an index lies between the two units of a code point."""
        return 0 < i < self.to and self.code_before(i + 1) > 0xFFFF


def size(code: int) -> int:
    """How many units a code point takes."""
    return 2 if code > 0xFFFF else 1


Call = tuple["Node", int]
Asking = Generator[Call, bool, "bool | Call"]
Reply = bool | Call | Asking


class Node(Protocol):
    """A node of the graph."""

    def match(self, state: State, i: int) -> Reply:
        """Match from an index on: an answer, the node that answers, or a generator that yields whom to ask."""
        ...


def run(state: State, node: Node, i: int) -> bool:
    """Ask a node.

    Raises:
        BudgetExceeded: when the meter of the state runs out.
        MatchFailure: where the JVM throws.
    """
    stack: list[Asking] = []
    spend = state.meter.spend
    reply: Reply = (node, i)
    while True:
        if isinstance(reply, tuple):
            spend()
            reply = reply[0].match(state, reply[1])
        elif isinstance(reply, bool):
            if not stack:
                return reply
            try:
                reply = stack[-1].send(reply)
            except StopIteration as stop:
                stack.pop()
                reply = stop.value
        else:
            stack.append(reply)
            try:
                reply = next(reply)
            except StopIteration as stop:
                stack.pop()
                reply = stop.value
