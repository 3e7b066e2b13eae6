"""What Hypothesis is asked: tapes of bytes that stand for URLs, and the plainest tape that shows a fault.

One run of Hypothesis makes the tapes of the whole session, since a run for each entry would cost more than all else;
what they stand for is another URL for every entry (`walks`). Nothing is kept: no database, no folder, no plugins, and
the same tapes every time.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from functools import cache
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, Final

from endpointlint.evidence.walks import Tape

LENGTH: Final = 80
"""Bytes of a tape."""
_TRIES: Final = 1_000
"""Tapes that are tried for a plainer one."""
_NO_PLUGINS: Final = "HYPOTHESIS_NO_PLUGINS"


@cache
def tapes(count: int) -> tuple[Tape, ...]:
    """So many tapes, the plainest first; some 0.2 milliseconds each, and 0.15 seconds for the import."""
    with _hypothesis() as hypothesis:
        made: list[Tape] = []

        def keep(tape: Tape) -> None:
            made.append(tape)

        strategy = hypothesis.strategies.binary(min_size=LENGTH, max_size=LENGTH)
        hypothesis.settings(**_settings(hypothesis, count, shrink=False))(hypothesis.given(strategy)(keep))()
        return (bytes(LENGTH), *(tape for tape in made if any(tape)))[:count]


def plainest(tape: Tape, shows: Callable[[Tape], bool]) -> Tape:
    """The plainest tape that still shows a fault; the tape given if Hypothesis finds none.

    Args:
        tape: one that shows it.
        shows: whether a tape does.
    """
    with _hypothesis() as hypothesis:

        def cut(kept: int) -> Tape:
            return tape[:kept]

        anything = hypothesis.strategies.binary(min_size=LENGTH, max_size=LENGTH)
        strategy = anything | hypothesis.strategies.integers(0, LENGTH).map(cut)
        try:
            found: Tape = hypothesis.find(
                strategy,
                shows,
                settings=hypothesis.settings(**_settings(hypothesis, _TRIES, shrink=True)),
                random=Random(0),  # noqa: S311 - the same search every time is meant
            )
        except hypothesis.errors.HypothesisException:
            return tape
        return min(found, tape, key=lambda t: (len(t.rstrip(b"\0")), t))


def _settings(hypothesis: Any, count: int, *, shrink: bool) -> dict[str, Any]:
    phases = [hypothesis.Phase.generate, *([hypothesis.Phase.shrink] if shrink else [])]
    return {
        "max_examples": count,
        "database": None,
        "deadline": None,
        "derandomize": not shrink,  # a run with a seed of its own is not derandomized, and just as repeatable
        "phases": phases,
        "print_blob": False,
        "suppress_health_check": list(hypothesis.HealthCheck),
        "verbosity": hypothesis.Verbosity.quiet,
    }


@contextmanager
def _hypothesis() -> Generator[Any]:
    """The module, with a home that is gone afterwards: it writes there whatever it is told about databases."""
    if "hypothesis" not in sys.modules and _NO_PLUGINS not in os.environ:
        # or else the import runs entry points of whatever is installed
        os.environ[_NO_PLUGINS] = "1"
        try:
            import hypothesis
        finally:
            del os.environ[_NO_PLUGINS]
    import hypothesis
    from hypothesis import configuration

    before = vars(configuration).get("__hypothesis_home_directory")
    with TemporaryDirectory(prefix="endpointlint-") as home:
        configuration.set_hypothesis_home_dir(home)
        try:
            yield hypothesis
        finally:
            configuration.set_hypothesis_home_dir(before)
