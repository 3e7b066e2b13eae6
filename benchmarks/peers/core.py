"""The language in which peers get their questions: sets, sequences, unions, counts, intersections, complements.

Java's regexes say more than that. Look-arounds, possessive and atomic parts are translated where they become
intersections and complements of what stands before or behind them; where they do not, the question is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from endpointlint.automata import expression as ex
from endpointlint.automata.alphabet import ASCII, Alphabet, alphabet_of
from endpointlint.automata.codepoints import FULL, CodePointSet
from endpointlint.url.grammar import OTHER


@dataclass(frozen=True, slots=True)
class Chars:
    """One code point out of a set; none at all if the set is empty."""

    chars: CodePointSet


@dataclass(frozen=True, slots=True)
class Cat:
    """One after the other."""

    items: tuple[Core, ...]


@dataclass(frozen=True, slots=True)
class Or:
    """Union."""

    items: tuple[Core, ...]


@dataclass(frozen=True, slots=True)
class And:
    """Intersection."""

    items: tuple[Core, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """Complement, among all texts."""

    item: Core


@dataclass(frozen=True, slots=True)
class Repeat:
    """From `min` to `max` times; without end where that is None."""

    item: Core
    min: int
    max: int | None


@dataclass(frozen=True, slots=True)
class Name:
    """A language that the contender was told beforehand."""

    name: str


Core = Chars | Cat | Or | And | Not | Repeat | Name

EMPTY_WORD: Final = Cat(())
ANY: Final = Repeat(Chars(FULL), 0, None)
_MOST_SEQUENCES: Final = 64


class UnsayableError(ValueError):
    """The core has no words for a construct; its text names it."""


def translated(expr: ex.Expr) -> Core:
    """The words of an expression under whole match.

    Raises:
        UnsayableError: it holds a test or an atomic part that does not translate.
    """
    branches = [_behinds(sequence) for sequence in _sequences(expr)]
    return branches[0] if len(branches) == 1 else Or(tuple(branches))


def _sequences(expr: ex.Expr) -> list[tuple[ex.Expr, ...]]:
    """The expression as a choice of sequences, in none of which a look-behind hides inside of an alternative."""
    match expr:
        case ex.Cat(items):
            parts = [_sequences(item) for item in items]
            size = 1
            for part in parts:
                size *= len(part)
                if size > _MOST_SEQUENCES:
                    raise UnsayableError("many look-behinds")
            return [tuple(x for part in chosen for x in part) for chosen in product(*parts)]
        case ex.Alt(branches) if _looks_behind(expr):
            return [sequence for branch in branches for sequence in _sequences(branch)]
        case _:
            return [(expr,)]


def _looks_behind(expr: ex.Expr) -> bool:
    return any(isinstance(part, ex.Behind | ex.Start) for part in ex.walk(expr))


def _behinds(items: Sequence[ex.Expr]) -> Core:
    """A sequence whose look-behinds speak of what stands before them in it."""
    at = next((n for n in range(len(items) - 1, -1, -1) if isinstance(items[n], ex.Behind | ex.Start)), None)
    if at is None:
        return _then(ex.Cat(tuple(items)), EMPTY_WORD)
    before, test, after = items[:at], items[at], items[at + 1 :]
    if any(has_tests(item) and not isinstance(item, ex.Behind | ex.Start) for item in before):
        raise UnsayableError("look-behind after another test")
    start = _behinds(before)
    match test:
        case ex.Behind(within=within, halfway=halfway) if within is not None or halfway:
            raise UnsayableError("look-behind of a width of its own")
        case ex.Behind(body, negated):
            ending = _cat(ANY, _plain(body))
            start = And((start, Not(ending) if negated else ending))
        case _:
            start = And((start, EMPTY_WORD)) if start != EMPTY_WORD else start
    return _cat(start, _then(ex.Cat(tuple(after)), EMPTY_WORD))


def _cat(*items: Core) -> Core:
    flat: list[Core] = []
    for item in items:
        flat.extend(item.items if isinstance(item, Cat) else (item,))
    return flat[0] if len(flat) == 1 else Cat(tuple(flat))


def _then(expr: ex.Expr, rest: Core) -> Core:
    """The words of an expression, each followed by one of the rest, of which its tests may speak."""
    if not has_tests(expr):
        return _cat(_plain(expr), rest)
    match expr:
        case ex.Cat(items):
            for item in reversed(items):
                rest = _then(item, rest)
            return rest
        case ex.Alt(branches):
            return Or(tuple(_then(branch, rest) for branch in branches))
        case ex.Ahead(body, negated):
            begun = _cat(_then(body, ANY))
            return And((rest, Not(begun) if negated else begun))
        case ex.End():
            return And((rest, EMPTY_WORD))
        case ex.First(body):
            return _first(body, rest)
        case ex.Loop(body, least, most, ex.Order.POSSESSIVE):
            return _committed(body, least, most, rest)
        case ex.Loop():
            raise UnsayableError("test inside of a loop")
        case _:
            raise UnsayableError("look-behind inside of a test")


def _first(body: ex.Expr, rest: Core) -> Core:
    match body:
        case ex.Alt(branches) if all(map(_one_way, branches)):
            # a branch is taken where no earlier one matches
            plain = [_plain(branch) for branch in branches]
            earlier = [Not(_cat(one, ANY)) for one in plain]
            return Or(tuple(And((_cat(one, rest), *earlier[:n])) for n, one in enumerate(plain)))
        case ex.Loop(inside, least, most, ex.Order.GREEDY):
            return _committed(inside, least, most, rest)
        case ex.Cat(items) if items and _one_way(ex.Cat(items[:-1])):
            return _cat(_plain(ex.Cat(items[:-1])), _first(items[-1], rest))
        case _ if _one_way(body):
            return _cat(_plain(body), rest)
        case _:
            raise UnsayableError("atomic group")


def _committed(body: ex.Expr, least: int, most: int | None, rest: Core) -> Core:
    """A loop that goes on while it can."""
    if not _one_way(body) or not any(isinstance(part, ex.Chars) for part in ex.walk(body)):
        raise UnsayableError("possessive loop over a group")
    one = _plain(body)
    over = And((rest, Not(_cat(one, ANY))))
    if most is None:
        return _cat(Repeat(one, least, None), over)
    full = _cat(Repeat(one, most, most), rest)
    return Or((_cat(Repeat(one, least, most - 1), over), full)) if least < most else full


def has_tests(expr: ex.Expr) -> bool:
    """Whether an expression holds look-arounds, tests of places or parts that commit to their first way."""
    tests = (ex.First, ex.Ahead, ex.Behind, ex.Half, ex.Start, ex.End)
    return any(
        isinstance(part, tests) or (isinstance(part, ex.Loop) and part.order is ex.Order.POSSESSIVE)
        for part in ex.walk(expr)
    )


def _one_way(expr: ex.Expr) -> bool:
    """Whether an expression matches at one place in one way at most: sets, one after the other."""
    return all(isinstance(part, ex.Chars | ex.Cat) for part in ex.walk(expr))


def _plain(expr: ex.Expr) -> Core:
    match expr:
        case ex.Chars(chars):
            return Chars(chars)
        case ex.Cat(items):
            return _cat(*map(_plain, items))
        case ex.Alt(branches):
            return Or(tuple(map(_plain, branches)))
        case ex.Loop(body, least, most) if expr.order is not ex.Order.POSSESSIVE:
            return Repeat(_plain(body), least, most)
        case _:
            raise UnsayableError("test inside of a look-behind")


def parts(core: Core) -> Iterator[Core]:
    """Every part of a term, itself first."""
    stack = [core]
    while stack:
        part = stack.pop()
        yield part
        match part:
            case Cat(items) | Or(items) | And(items):
                stack.extend(items)
            case Not(item) | Repeat(item):
                stack.append(item)
            case Chars() | Name():
                pass


def spelled(core: Core) -> str:
    """A term as words in prefix order.

    `S n low high ...` a set, `C n ...` a sequence, `A n ...` a union, `I n ...` an intersection, `N x` a complement,
    `R min max x` a repeat (max -1: without end), `U name` a language known by name.
    """
    out: list[str] = []

    def spell(core: Core) -> None:
        match core:
            case Chars(chars):
                out.extend(("S", str(len(chars.ranges)), *(str(end) for ends in chars.ranges for end in ends)))
            case Cat(items):
                many("C", items)
            case Or(items):
                many("A", items)
            case And(items):
                many("I", items)
            case Not(item):
                out.append("N")
                spell(item)
            case Repeat(item, least, most):
                out.extend(("R", str(least), str(-1 if most is None else most)))
                spell(item)
            case Name(name):
                out.extend(("U", name))

    def many(tag: str, items: Sequence[Core]) -> None:
        out.extend((tag, str(len(items))))
        for item in items:
            spell(item)

    spell(core)
    return " ".join(out)


def changed(core: Core, letters: Letters) -> Core:
    """The term over other letters."""
    match core:
        case Chars(chars):
            return Chars(letters.written(chars))
        case Cat(items):
            return Cat(tuple(changed(item, letters) for item in items))
        case Or(items):
            return Or(tuple(changed(item, letters) for item in items))
        case And(items):
            return And(tuple(changed(item, letters) for item in items))
        case Not(item):
            return Not(changed(item, letters))
        case Repeat(item, least, most):
            return Repeat(changed(item, letters), least, most)
        case Name():
            return core


def sets_of(*cores: Core) -> frozenset[CodePointSet]:
    """Every set of characters in the terms."""
    return frozenset(part.chars for core in cores for part in parts(core) if isinstance(part, Chars))


class Letters:
    """How a contender that does not know all code points writes them."""

    def written(self, chars: CodePointSet) -> CodePointSet:
        """A set in the contender's letters."""
        return chars

    def read(self, word: Iterable[int]) -> str:
        """A word in the contender's letters as a text."""
        return "".join(map(chr, word))


class FewPlanes(Letters):
    """Code points up to a greatest one; whatever lies beyond is left out.

    Raises:
        UnsayableError: when it is made, if some characters that the terms tell apart all lie beyond.
    """

    def __init__(self, cores: Sequence[Core], greatest: int) -> None:
        self._universe = CodePointSet.span(0, greatest)
        alphabet = alphabet_of(sets_of(*cores))
        bits = (1 << n for n in range(ASCII, alphabet.full.bit_length()))
        if not all(alphabet.block(bit) & self._universe for bit in bits):
            raise UnsayableError("characters beyond the greatest one that it knows")

    def written(self, chars: CodePointSet) -> CodePointSet:
        """The part of the set that the contender knows."""
        return chars & self._universe


class SixteenBits(Letters):
    """ASCII as it is, and beyond it one letter or range of letters for all characters that the terms do not tell apart.

    What may stand in a URL is written from `FIRST_OTHER` on, everything else below, so that the grammar of URLs reads
    the same in every question.
    """

    FIRST_OTHER: Final = 0x100
    GREATEST: Final = 0xFFFF

    def __init__(self, cores: Sequence[Core]) -> None:
        self._alphabet = alphabet_of((*sets_of(*cores), OTHER))
        self._ranges: dict[int, tuple[int, int]] = {}
        blocks = [1 << n for n in range(ASCII, self._alphabet.full.bit_length())]
        other = self._alphabet.beyond(OTHER.beyond_ascii)
        self._assign([b for b in blocks if b & other], self.FIRST_OTHER, self.GREATEST)
        self._assign([b for b in blocks if not b & other], ASCII, self.FIRST_OTHER - 1)

    def _assign(self, blocks: Sequence[int], first: int, last: int) -> None:
        if first + len(blocks) - 1 > last:
            raise UnsayableError("too many kinds of characters")
        for number, block in enumerate(blocks):
            self._ranges[block] = (first + number, last if number == len(blocks) - 1 else first + number)

    def written(self, chars: CodePointSet) -> CodePointSet:
        """The letters of the set."""
        mask = _mask(self._alphabet, chars)
        return CodePointSet(
            (
                *((low, min(high, ASCII - 1)) for low, high in chars.ranges if low < ASCII),
                *(ends for block, ends in self._ranges.items() if block & mask),
            )
        )

    def read(self, word: Iterable[int]) -> str:
        """The text, with some character for each letter that stands for many."""
        return "".join(self._char(letter) for letter in word)

    def _char(self, letter: int) -> str:
        if letter < ASCII:
            return chr(letter)
        block = next(block for block, (low, high) in self._ranges.items() if low <= letter <= high)
        return self._alphabet.spell(block)


def _mask(alphabet: Alphabet, chars: CodePointSet) -> int:
    return alphabet.mask(chars)
