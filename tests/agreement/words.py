"""Texts on which two matchers may differ: words of an automaton, words nearly so, and any others."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from random import Random

from agreement.dialect import LETTERS, ODD
from endpointlint.automata.codepoints import CodePointSet
from endpointlint.automata.machine import Machine, State

_FAR = 40


def combined(text: str) -> str:
    """The text with pairs of surrogates as single code points."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")


def word(machine: Machine, random: Random, length: int) -> str:
    """A text on a random way through an automaton, which goes for the end after some length."""
    out: list[str] = []
    states = sorted(machine.initial)
    if not states:
        return ""
    state = states[random.randrange(len(states))]
    for _ in range(random.randrange(length + 1)):
        if machine.accepts(state) and random.randrange(6) == 0:
            return "".join(out)
        edges = machine.edges(state)
        if not edges:
            return "".join(out)
        mask, targets = edges[random.randrange(len(edges))]
        out.append(_char(machine, random, mask))
        state = targets[random.randrange(len(targets))]
    return "".join((*out, *(_char(machine, random, mask) for mask in _way_out(machine, state))))


def _way_out(machine: Machine, start: State) -> list[int]:
    """The masks on a shortest way to acceptance; empty if none was found in a few steps."""
    came: dict[State, tuple[State, int] | None] = {start: None}
    queue = deque([start])
    while queue and len(came) < _FAR * 5:
        state = queue.popleft()
        if machine.accepts(state):
            masks: list[int] = []
            step = came[state]
            while step is not None:
                masks.append(step[1])
                step = came[step[0]]
            return masks[::-1]
        for mask, targets in machine.edges(state):
            for target in targets:
                if target not in came:
                    came[target] = (state, mask)
                    queue.append(target)
    return []


def _char(machine: Machine, random: Random, mask: int) -> str:
    bits = [n for n in range(mask.bit_length()) if mask >> n & 1]
    favoured = [n for n in bits if n < 128 and chr(n) in LETTERS]
    if favoured and random.randrange(3):
        return chr(favoured[random.randrange(len(favoured))])
    block = machine.alphabet.block(1 << bits[random.randrange(len(bits))])
    return chr(member(random, block))


def member(random: Random, chars: CodePointSet) -> int:
    """Some member of a set, the ends of its ranges more often."""
    low, high = chars.ranges[random.randrange(len(chars.ranges))]
    match random.randrange(3):
        case 0:
            return low
        case 1:
            return high
        case _:
            return random.randrange(low, high + 1)


def near(text: str, random: Random, chars: str) -> str:
    """The text with one character changed, dropped, doubled or added, or two halves swapped."""
    at = random.randrange(len(text) + 1)
    char = chars[random.randrange(len(chars))]
    match random.randrange(6):
        case 0:
            return text[:at] + char + text[at:]
        case 1:
            return text[:at] + text[at + 1 :]
        case 2:
            return text[:at] + char + text[at + 1 :]
        case 3:
            return text[:at] + text[at : at + 1] + text[at:]
        case 4:
            return text[at:] + text[:at]
        case _:
            return text[:at] + text[at : at + 1].swapcase()[:1] + text[at + 1 :]


def interesting(sets: Iterable[CodePointSet]) -> str:
    """Characters that a regex tells apart: the ends of the ranges of its sets, and what stands beside them."""
    out = set(LETTERS + ODD)
    for chars in sets:
        for low, high in chars.ranges[:12]:
            out.update(map(chr, (low, high, max(low - 1, 0), min(high + 1, 0x10FFFF))))
    return "".join(sorted(out))


def texts(machine: Machine, random: Random, chars: str, count: int) -> list[str]:
    """Texts for one regex: words, near misses and free texts, in turn; pairs of surrogates are combined."""
    out: list[str] = []
    while len(out) < count:
        found = word(machine, random, 8)
        free = "".join(chars[random.randrange(len(chars))] for _ in range(random.randrange(5)))
        out += [found, near(found, random, chars), near(near(found, random, chars), random, chars), free]
    return [combined(text) for text in out[:count]]
