"""Attacks tried out: what growth they really show, and with which end."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from endpointlint.automata.budget import BudgetExceeded
from endpointlint.query.backtracking.ambiguity import Attack
from endpointlint.query.backtracking.counting import Counting, Reads
from endpointlint.query.backtracking.growth import MOST_DEGREE, degree_of, is_exponential, slope
from endpointlint.query.backtracking.moves import Automata
from endpointlint.query.backtracking.nodes import Ahead, Behind, Pc, Run
from endpointlint.query.backtracking.refusal import Refusal, Refused
from endpointlint.query.backtracking.replay import Replay, TooLong
from endpointlint.source.records import dataclass, replace

MOST_READS: Final = 10_000_000
"""What grows no further than that is a constant factor: a tenth of a second at most."""
_LONGEST: Final = 16_000
_POLYNOMIAL: Final = 1.35
_SURE: Final = 5
"""A polynomial of a greater degree may be taken for an exponential before it has shown what it is."""
_FEW_TURNS: Final = 24
_TRIAL_READS: Final = 4_000
_SETTLED: Final = 7
_TRIALS: Final = ((18, 1), (12, 4))
"""How many points, and how many repetitions lie between them."""
_FEW_COUNTS: Final = 4
_FURTHER: Final = 4
"""How far behind the length at which more is read than anyone waits for a bound is taken to make no difference."""
_LOOKS: Final = (10, 20, 40)
_BENT: Final = 2.3
"""What is linear doubles between the looks."""
_LONG: Final = 40
"""A longer text is not made shorter."""
_FIRST_TURNS: Final = 4
_FIRST_READS: Final = 1_500
_EXTRA_ENDS: Final = ("", "\n", "!", "\x00")


@dataclass(frozen=True, slots=True)
class Shown:
    """The growth that one attack shows."""

    degree: int | None
    """Of the number of characters read; None for an exponential."""
    prefix: str
    repeat: str
    suffix: str


class Trial:
    """Tries attacks on one program."""

    def __init__(self, automata: Automata, exact: int) -> None:
        """`exact`: the counts that the automaton which the attacks come from has kept."""
        self._program = automata.program
        self._automata = automata
        self._refusal = Refusal(automata)
        self._replay = Replay(automata.program, automata.operation, automata.meter)
        self._counted = automata.greatest > exact
        self._looks: list[str] | None = None
        self._counting: Counting | None = None

    def show(self, attack: Attack, pc: Pc) -> Shown | None:
        """The growth that an attack shows; None if it is linear, or no end makes the search fail.

        Raises:
            BudgetExceeded: when the meter runs out.
        """
        best: Shown | None = None
        for text in self._refusal.spelled(attack.way, attack.repeat, pc):
            rest = self._refusal.plainly(attack.rest)
            best = worse(best, self._show(text, rest, attack.degree))
            if best is not None and (best.degree is None or best.degree == attack.degree):
                break
        return best

    def shortened(self, shown: Shown) -> Shown:
        """The same attack with fewer characters, where it shows the same growth.

        Where that cannot be counted, no more is tried than whether the repeated text repeats another.
        """
        try:
            refused = self._refusal.refuses(shown.prefix, shown.repeat, shown.suffix)
            if not self._program.plain or self._counted or not refused:
                return self._once(shown)
            root = replace(shown, repeat=_root(shown.repeat))
            if root != shown and self._still_shows(root):
                shown = root
            while shown.prefix and self._still_shows(less := replace(shown, prefix=shown.prefix[:-1])):
                shown = less
            # it is a shortest text from one place to another, but another place to begin may do with less
            while 1 < len(shown.repeat) <= _LONG and self._still_shows(less := replace(shown, repeat=shown.repeat[1:])):
                shown = less
        except BudgetExceeded:
            pass
        return shown

    def _once(self, shown: Shown) -> Shown:
        root = _root(shown.repeat)
        if root == shown.repeat:
            return shown
        every = self._refusal.refuses(shown.prefix, root, shown.suffix)
        less = self._show(Refused(shown.prefix, root, shown.suffix, every), "", shown.degree)
        return less if less is not None and less.degree == shown.degree else shown

    def _still_shows(self, shown: Shown) -> bool:
        if not self._refusal.refuses(shown.prefix, shown.repeat, shown.suffix):
            return False
        counts: list[int] = []
        rows = self._counts(shown.prefix, shown.repeat)
        degree: int | None = None
        for count in islice(rows, _SETTLED + (shown.degree or 0)):
            counts.append(count)
            if rows.more is not None:
                return False
            before = degree
            degree = degree_of(counts) if len(counts) >= _SETTLED - 1 else None
            if degree == 1 or (degree is not None and degree == before):
                break
        return degree == shown.degree if degree is not None else shown.degree is None and is_exponential(counts)

    def _show(self, text: Refused, rest: str, expected: int | None) -> Shown | None:
        if self._program.plain:
            if text.suffix is None:
                return None
            if text.every:
                steep = expected is not None and expected > _SURE
                degree = self._count(text) if self._counted or steep else expected
                if degree is not None and degree < 2:
                    return None
                return Shown(degree, text.prefix, text.repeat, text.suffix)
        # what a look-behind reads comes after the repeated text, and is not counted
        most = None if rest else self._count(text)
        if most is not None and most < 2:
            return None
        shown = self._run(text, rest, expected)
        if shown is None or most is None or (shown.degree is not None and shown.degree <= most):
            return shown
        return Shown(most, shown.prefix, shown.repeat, shown.suffix)

    def _count(self, text: Refused) -> int | None:
        """The degree of a text that is refused, loops with great bounds included; None for an exponential."""
        counts: list[int] = []
        lengths: list[int] = []
        bounds = [node.most for node in self._program.code if isinstance(node, Run) and node.most is not None]
        enough = min(4 * sum(bounds) + 4 * len(text.repeat), _LONGEST)
        found: int | None = None
        shown = 0
        rows = self._counts(text.prefix, text.repeat)
        for n, count in enumerate(rows):
            counts.append(count)
            lengths.append(1 + n * len(text.repeat))
            if count <= MOST_READS:
                shown = n + 1
            elif shown == n:
                if _is_steep(counts[:shown], lengths[:shown]):
                    return None
                enough = min(enough, _FURTHER * lengths[-1])
            if rows.more is not None and count + rows.more * (enough // len(text.repeat) + _FEW_TURNS) <= MOST_READS:
                return min(rows.more, 1)
            if lengths[-1] <= enough or n < _SETTLED + 2:
                continue
            before = found
            found = degree_of(counts)
            if (found is not None and found == before) or n >= _FEW_TURNS:
                break
        if _is_steep(counts[:shown], lengths[:shown]):
            return None
        if found is not None and (found > 1 or max(counts) <= MOST_READS):
            return found
        if is_exponential(counts):
            return None
        # beyond that, a bound may end it
        steep = slope(counts[:shown], lengths[:shown])
        return round(steep) if steep > _POLYNOMIAL else 1

    def _counts(self, prefix: str, repeat: str) -> Reads:
        if self._counting is None:
            self._counting = Counting(self._automata.keeping(None), self._automata.meter)
        return self._counting.reads(prefix, repeat)

    def _run(self, text: Refused, rest: str, expected: int | None) -> Shown | None:
        """The growth that the model of the matcher shows, with the end that costs most."""
        more = [*([] if text.suffix is None else [text.suffix]), *self._more_ends()]
        ends: dict[str, None] = dict.fromkeys(rest + end for end in more)
        first = {end: self._reads(text, _FIRST_TURNS, end, _FIRST_READS) for end in ends}
        end = max(first, key=lambda end: first[end])
        if not self._bends(text, end):
            return None
        for turns, stride in _TRIALS:
            counts: list[int] = []
            found: int | None = None
            for n in range(turns):
                counts.append(self._reads(text, n * stride, end, _TRIAL_READS))
                if counts[-1] > _TRIAL_READS:
                    break
                before, found = found, degree_of(counts) if n >= _SETTLED else None
                if found is not None and found == before:
                    return Shown(found, text.prefix, text.repeat, end) if found > 1 else None
            exploded = counts[-1] > _TRIAL_READS
            if exploded and is_exponential(counts):
                return Shown(None, text.prefix, text.repeat, end)
            steep = slope(counts, [1 + n * stride * len(text.repeat) for n in range(len(counts))])
            found = expected if expected is not None and expected - 0.6 < steep < expected else round(steep)
            if found > 1:
                return Shown(found, text.prefix, text.repeat, end)
        return None

    def _bends(self, text: Refused, end: str) -> bool:
        """Whether the characters read grow faster than the text, at a first look."""
        few, some, many = (self._reads(text, turns, end, _TRIAL_READS) for turns in _LOOKS)
        return many > _TRIAL_READS or many - some > _BENT * (some - few)

    def _reads(self, text: Refused, turns: int, end: str, most: int) -> int:
        try:
            return self._replay.search(text.prefix + text.repeat * turns + end, most).reads
        except TooLong:
            return most + 1

    def _more_ends(self) -> Iterator[str]:
        yield from _EXTRA_ENDS
        yield from self._refusal.letters()
        if self._looks is None:
            looks = [node.inner for node in self._program.code if isinstance(node, Ahead | Behind)]
            self._looks = [word for scope in looks if (word := self._refusal.word(scope)) is not None]
        for word in self._looks:
            yield word
            yield word + "\n"


def _is_steep(counts: list[int], lengths: list[int]) -> bool:
    """Whether counts rise so fast that nobody could tell them from an exponential."""
    return len(counts) < _FEW_COUNTS or slope(counts, lengths) > MOST_DEGREE


def _root(text: str) -> str:
    """The shortest text of which another is a repetition."""
    return text[: (text * 2).index(text, 1)]


def worse(one: Shown | None, other: Shown | None) -> Shown | None:
    """The one of two that shows the greater growth."""
    if one is None or other is None:
        return one or other
    return max(one, other, key=lambda shown: MOST_DEGREE + 1 if shown.degree is None else shown.degree)
