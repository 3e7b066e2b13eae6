"""Entries of a list that others cover, without asking about every pair.

For an entry to cover another one it must be able to begin like it, and to end in one of its owners. Both are cheap to
know: the characters that all URLs of an entry have in common at their beginning, and the owners that it is pinned to.
Only entries that agree in both are compared as sets, so that a long list of distinct entries costs about as much as
reading it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from endpointlint.automata.budget import BudgetExceeded
from endpointlint.query.inclusion import included
from endpointlint.query.language import Language
from endpointlint.query.product import UrlGraph
from endpointlint.query.reach import Reach
from endpointlint.query.verdict import Proved, Refuted, Unknown, Verdict

_LONGEST = 64


def coverage(
    languages: Sequence[Language], reaches: Sequence[Reach] | None
) -> Iterator[tuple[int, tuple[int, ...], Verdict[str]]]:
    """Take out, from the last to the first, each entry that those left over cover.

    Args:
        languages: the entries of one list, in order.
        reaches: their URLs, to compare what the client accepts only; None to compare all texts.

    Yields:
        The number of an entry with the numbers of the entries that cover it and `Proved`; or with nothing and
        `Unknown`. Dead entries are passed over: nothing needs to cover them.
    """
    index = _Index(reaches) if reaches is not None else None
    left = [n for n in range(len(languages)) if reaches is None or not isinstance(reaches[n].dead, Proved)]
    out = set(range(len(languages))) - set(left)
    for number in reversed(left):
        candidates = index.candidates(number) if index else [n for n in left if n != number]
        candidates = [n for n in candidates if n not in out and n != number]
        if not candidates:
            continue
        urls = reaches is not None
        verdict: Verdict[str] = Refuted("")
        for other in candidates:
            verdict = included([languages[number]], [languages[other]], urls=urls, budget=languages[number].budget)
            if isinstance(verdict, Proved):
                break
        else:
            other = -1
        if isinstance(verdict, Proved):
            out.add(number)
            yield number, (other,), verdict
            continue
        if len(candidates) > 1:
            others = [languages[n] for n in candidates]
            verdict = included([languages[number]], others, urls=urls, budget=languages[number].budget)
            if isinstance(verdict, Proved):
                out.add(number)
                yield number, _fewest(number, candidates, languages, urls=urls), verdict
                continue
        if isinstance(verdict, Unknown):
            yield number, (), verdict


def _fewest(number: int, candidates: list[int], languages: Sequence[Language], *, urls: bool) -> tuple[int, ...]:
    """Candidates without which the entry would not be covered: those that can go, go."""
    kept = list(candidates)
    for other in candidates:
        rest = [n for n in kept if n != other]
        if rest and isinstance(included([languages[number]], [languages[n] for n in rest], urls=urls), Proved):
            kept = rest
    return tuple(kept)


class _Index:
    """Entries by how their URLs begin, and by the owners that they are pinned to."""

    def __init__(self, reaches: Sequence[Reach]) -> None:
        self._prefixes: list[str] = []
        self._owners: list[frozenset[str] | None] = []
        self._by_prefix: dict[str, list[int]] = defaultdict(list)
        for number, reach in enumerate(reaches):
            prefix = _prefix(reach)
            self._prefixes.append(prefix)
            pinned = isinstance(reach.pinning.verdict, Proved)
            self._owners.append(frozenset(reach.pinning.owners) if pinned else None)
            self._by_prefix[prefix].append(number)

    def candidates(self, number: int) -> list[int]:
        """The entries that may cover this one, alone or with others, in order."""
        prefix, owners = self._prefixes[number], self._owners[number]
        found: list[int] = []
        for end in range(len(prefix) + 1):
            found.extend(self._by_prefix.get(prefix[:end], ()))
        # an entry that may begin in more ways than this one is in another bucket only if its prefix is shorter; one
        # with a longer prefix can still cover a part
        found.extend(n for n in self._longer(prefix) if n not in found)
        return sorted(n for n in found if _may_share(owners, self._owners[n]))

    def _longer(self, prefix: str) -> list[int]:
        return [
            n
            for other, numbers in self._by_prefix.items()
            if len(other) > len(prefix) and other.startswith(prefix)
            for n in numbers
        ]


def _may_share(owners: frozenset[str] | None, others: frozenset[str] | None) -> bool:
    return owners is None or others is None or bool(owners & others)


def _prefix(reach: Reach) -> str:
    try:
        _, outer = next(reach.language.stages())
    except BudgetExceeded:
        return ""
    return common_prefix(outer)


def common_prefix(graph: UrlGraph) -> str:
    """The characters that all accepted URLs begin with, up to the first choice. Linear in its length."""
    nodes = frozenset(graph.starts)
    out: list[str] = []
    while nodes and len(out) < _LONGEST and not any(graph.accepting[n] for n in nodes):
        mask = 0
        reached: set[int] = set()
        for node in nodes:
            for edge, target in graph.successors[node]:
                mask |= edge
                reached.add(target)
        if mask & (mask - 1) or mask >> 128:
            break
        out.append(chr(mask.bit_length() - 1))
        nodes = frozenset(reached)
    return "".join(out)
