"""How a contender written in Python reads questions and answers them; the others do the same in their languages.

A line in is `let NAME TERM`, a language to be known by that name, or `ask TERM`, a term as `core.spelled` writes it. A
line out is a JSON object: `{}`, or `seconds` with `word`, the letters of a word of the term or null if there is none;
or `failed` with the reason. What is measured begins with the term decoded and ends with the word.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from benchmarks.peers.core import And, Cat, Chars, Core, Name, Not, Or, Repeat

from endpointlint.automata.codepoints import CodePointSet

L = TypeVar("L")
Moment = tuple[float, float]


def now() -> Moment:
    """What the clock on the wall says, and that of the process."""
    return time.perf_counter(), time.process_time()


def since(start: Moment) -> float:
    """Seconds since then, by the clock that says less.

    So what others do on the machine is not counted, nor are the threads that a runtime has beside the one that works.
    """
    return min(after - before for before, after in zip(start, now(), strict=True))


def read_term(text: str) -> Core:
    """The term that `core.spelled` wrote."""
    words = iter(text.split(" "))

    def number() -> int:
        return int(next(words))

    def many() -> tuple[Core, ...]:
        return tuple(term() for _ in range(number()))

    def term() -> Core:
        match next(words):
            case "S":
                return Chars(CodePointSet([(number(), number()) for _ in range(number())]))
            case "C":
                return Cat(many())
            case "A":
                return Or(many())
            case "I":
                return And(many())
            case "N":
                return Not(term())
            case "R":
                least, most = number(), number()
                return Repeat(term(), least, None if most < 0 else most)
            case "U":
                return Name(next(words))
            case tag:
                raise ValueError(f"no term: {tag}")

    return term()


def serve(
    build: Callable[[Core, Mapping[str, L]], L],
    word: Callable[[L], Sequence[int] | None],
    *,
    prepare: Callable[[L], L] = lambda language: language,
    built_before: bool = False,
) -> None:
    """Answer standard input line by line.

    Args:
        build: the contender's language for a term; other languages by their names.
        word: the letters of some word of a language, or None.
        prepare: what may be done once for a language that is known by name.
        built_before: building a language is only translation, and not measured.
    """
    known: dict[str, L] = {}
    for line in sys.stdin:
        order, _, rest = line.rstrip("\n").partition(" ")
        answer: dict[str, object] = {}
        try:
            if order == "let":
                name, _, text = rest.partition(" ")
                known[name] = prepare(build(read_term(text), known))
            else:
                term = read_term(rest)
                built = build(term, known) if built_before else None
                start = now()
                found = word(build(term, known) if built is None else built)
                answer = {"seconds": since(start), "word": None if found is None else list(found)}
        except (ArithmeticError, LookupError, MemoryError, RecursionError, RuntimeError, ValueError) as error:
            answer = {"failed": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)
