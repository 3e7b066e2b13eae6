"""Entries of a list that others cover, without asking about every pair.

What covers an entry accepts each of its texts. So one text of the entry is looked up first: an index by the characters
that all URLs of an entry begin with, by the owners that it is pinned to, and by a piece of what all of them contain,
names the few others that may accept it. If none does, that is the answer. Those that do are asked as sets; where they
leave something out, the text that shows it is looked up in turn. A long list of distinct entries therefore costs about
as much as reading it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence, Set
from typing import Final

from endpointlint.automata.budget import BudgetExceeded
from endpointlint.automata.expression import common_part
from endpointlint.query.inclusion import included
from endpointlint.query.language import Language
from endpointlint.query.product import UrlGraph
from endpointlint.query.reach import Reach
from endpointlint.query.verdict import Proved, Refuted, Unknown, Verdict
from endpointlint.source.records import dataclass
from endpointlint.url import suffix
from endpointlint.url.client import dialled

_LONGEST: Final = 64


@dataclass(frozen=True, slots=True)
class Sample:
    """What is kept of an entry's URLs to look for entries that cover it, and for those that it covers."""

    prefix: str
    """The characters that all of its URLs begin with, as far as they are kept."""
    part: str
    """A text that all of its URLs contain."""
    owners: frozenset[str] | None
    """The owners of its hosts; None if it is not known to be pinned."""
    word: str | None
    """A URL that it certainly accepts; None if none was found."""
    dead: bool


def sample(reach: Reach) -> Sample:
    """What is kept of an entry. Cheap once the entry's pinning was asked about."""
    pinned = isinstance(reach.pinning.verdict, Proved)
    return Sample(
        prefix=_prefix(reach),
        part=common_part(reach.language.bounds.outer),
        owners=frozenset(reach.pinning.owners) if pinned else None,
        word=reach.shortest_url,
        dead=reach.is_dead is True,
    )


Covered = tuple[int, tuple[int, ...], Verdict[str]]
"""The number of an entry with those of the entries that cover it and `Proved`; or with none and `Unknown`."""


def coverage(
    texts: Sequence[str], language: Callable[[int], Language], samples: Sequence[Sample] | None
) -> Iterator[Covered]:
    """Take out, from the last to the first, each entry that those left over cover.

    Args:
        texts: the entries of one list as they are written, in order.
        language: the texts that an entry accepts, by its number; asked for few of them.
        samples: what is kept of their URLs, to compare what the client accepts only; None to compare all texts.

    Yields:
        Entries that are covered, and entries of which it is unknown. Dead entries are passed over: nothing needs to
        cover them. A pinned entry counts as covered by pinned ones only: next to a `.*` it is the other that should go.
    """
    pool = _Pool(texts, language, samples)
    for number in reversed(range(len(texts))):
        if samples is not None and samples[number].dead:
            pool.take_out(number)
            continue
        twin = pool.twin(number)
        covering: tuple[int, ...] | Unknown | None = (twin,) if twin is not None else pool.covering(number)
        if isinstance(covering, Unknown):
            yield number, (), covering
        elif covering is not None:
            pool.take_out(number)
            yield number, covering, Proved()


class _Pool:
    """The entries that are left over."""

    def __init__(
        self, texts: Sequence[str], language: Callable[[int], Language], samples: Sequence[Sample] | None
    ) -> None:
        self._texts = texts
        self._language = language
        self._samples = samples
        self._out: set[int] = set()
        self._first: dict[str, int] = {}
        # entries that are written alike count as the first of them
        self._distinct = [n for n, text in enumerate(texts) if self._first.setdefault(text, n) == n]
        # by prefix, owner, and a piece of the part that few others have
        self._index: dict[str, dict[str | None, dict[str, list[int]]]] = defaultdict(lambda: defaultdict(dict))
        if samples is not None:
            frequency = Counter(piece for n in self._distinct for piece in _pieces(samples[n].part))
            for n in self._distinct:
                rarest = min(_pieces(samples[n].part), key=frequency.__getitem__, default="")
                owners = samples[n].owners
                for owner in (None,) if owners is None else owners:
                    self._index[samples[n].prefix][owner].setdefault(rarest, []).append(n)

    def take_out(self, number: int) -> None:
        self._out.add(number)

    def twin(self, number: int) -> int | None:
        """An earlier entry that is written in the same way."""
        first = self._first[self._texts[number]]
        return None if first == number or first in self._out else first

    def covering(self, number: int) -> tuple[int, ...] | Unknown | None:
        """Entries that cover this one together, as few as will do; None if all others do not."""
        word = self._word(number)
        if word is None:
            return None
        together: list[int] = []
        while True:
            takers = self._takers(number, word, self._out.union(together, (number,)))
            if not takers:
                return None
            for other in takers:
                if isinstance(self._included(number, [other]), Proved):
                    return (other,)
            together = sorted([*together, *takers])
            match self._included(number, together):
                case Proved():
                    return self._fewest(number, together)
                case Refuted(left_out):
                    word = left_out
                case Unknown() as unknown:
                    return unknown

    def _word(self, number: int) -> str | None:
        if self._samples is not None:
            return self._samples[number].word
        one = self._language(number)
        verdict = included([one], [], urls=False, budget=one.budget)
        return verdict.witness if isinstance(verdict, Refuted) else None

    def _is_pinned(self, number: int) -> bool:
        return self._samples is not None and self._samples[number].owners is not None

    def _takers(self, number: int, word: str, others: Set[int]) -> list[int]:
        """The entries, none of `others`, that may accept a text of an entry; pinned ones for a pinned one."""
        pinned = self._is_pinned(number)
        return [
            n
            for n in self._candidates(number, word)
            if n not in others and (self._is_pinned(n) or not pinned) and self._language(n).accepts(word) is not False
        ]

    def _candidates(self, number: int, word: str) -> list[int]:
        if self._samples is None:
            return self._distinct
        owner = _owner(self._samples[number], word)
        pieces = ("", *_pieces(word))
        found: list[int] = []
        for end in range(min(len(word), _LONGEST) + 1):
            by_owner = self._index.get(word[:end])
            if by_owner is not None:
                for key in {None, owner}:
                    by_piece = by_owner.get(key, {})
                    found.extend(n for piece in pieces for n in by_piece.get(piece, ()))
        return sorted(n for n in found if self._samples[n].part in word)

    def _included(self, number: int, others: Sequence[int]) -> Verdict[str]:
        one = self._language(number)
        covering = [self._language(n) for n in others]
        urls = self._samples is not None
        return included([one], covering, urls=urls, explored=urls, budget=one.budget)

    def _fewest(self, number: int, candidates: list[int]) -> tuple[int, ...]:
        """Candidates without which the entry would not be covered: those that can go, go."""
        kept = candidates
        for other in candidates:
            rest = [n for n in kept if n != other]
            if rest and isinstance(self._included(number, rest), Proved):
                kept = rest
        return tuple(kept)


def _pieces(text: str) -> set[str]:
    """All pieces of some length; none of a shorter text."""
    return {text[at : at + _PIECE] for at in range(len(text) - _PIECE + 1)}


_PIECE: Final = 5


def _owner(one: Sample, word: str) -> str | None:
    """The owner of the host that a URL of an entry dials."""
    if one.owners is not None and len(one.owners) == 1:
        return next(iter(one.owners))
    seen = dialled(word)
    return None if isinstance(seen, str) else suffix.owner(seen.host)


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
