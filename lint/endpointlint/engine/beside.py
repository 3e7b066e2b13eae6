"""A second process, which judges every other entry of a long list.

Entries do not depend on each other, so that it makes no difference to what is said who judges which. The parent asks
for the judgements in the order of the list; where the other does not answer, it judges by itself.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from pickle import PickleError, Pickler, Unpickler
from typing import IO, Any, Final

from endpointlint.engine.judge import Judge, Judgement
from endpointlint.rule.entry import EntrySubject, Settled

_WORTH_IT: Final = 1_000
"""Entries from which on a second process pays for itself."""

Told = tuple[Judgement, Settled]
Ask = Callable[[EntrySubject], Told | None]
"""What the other process found out about an entry, asked for in the order of the list; None if that is not its task."""


@contextmanager
def beside(judge: Judge, entries: Sequence[EntrySubject]) -> Generator[Ask]:
    """Have half of a long list judged by a child of this process, which ends with the context.

    A short list, a machine with one core, and a system that does not fork, have no child.
    """
    tasks = _tasks(judge, entries) if _possible() else ()
    if len(tasks) < _WORTH_IT // 2:
        yield lambda _: None
        return
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        _work(judge, tasks, writer)
    os.close(writer)
    try:
        with os.fdopen(reader, "rb") as told:
            yield _asking(judge, {id(entry) for entry in tasks}, told)
    finally:
        with suppress(OSError):
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)


def _possible() -> bool:
    """Whether a child can be had, and has a core to run on. A process with threads is not copied."""
    return sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1 and threading.active_count() == 1


def _tasks(judge: Judge, entries: Sequence[EntrySubject]) -> tuple[EntrySubject, ...]:
    """Every other one of the entries that nobody has judged so far."""
    new: dict[str, EntrySubject] = {}
    for entry in entries:
        if not judge.knows(entry):
            new.setdefault(entry.text, entry)
    return tuple(new.values())[1::2]


def _work(judge: Judge, tasks: Sequence[EntrySubject], writer: int) -> None:
    """Judge, tell, and end the process."""
    code = 1
    try:
        with os.fdopen(writer, "wb") as out:
            for entry in tasks:
                _Pickler(judge, out).dump((judge.judge(entry, keep=False), entry.settle()))
                out.flush()
        code = 0
    finally:
        os._exit(code)


def _asking(judge: Judge, tasks: set[int], told: IO[bytes]) -> Ask:
    def ask(entry: EntrySubject) -> Told | None:
        if id(entry) not in tasks:
            return None
        try:
            found: Told = _Unpickler(judge, told).load()
        except (EOFError, OSError, PickleError):
            tasks.clear()
            return None
        return found

    return ask


class _Pickler(Pickler):
    """Writes rules as their numbers: both processes have the same ones."""

    def __init__(self, judge: Judge, out: IO[bytes]) -> None:
        super().__init__(out, protocol=5)
        self._numbers = {id(rule): number for number, rule in enumerate(judge.rules)}

    def persistent_id(self, obj: Any) -> int | None:
        return self._numbers.get(id(obj))


class _Unpickler(Unpickler):
    def __init__(self, judge: Judge, told: IO[bytes]) -> None:
        super().__init__(told)
        self._rules = judge.rules

    def persistent_load(self, pid: int) -> Any:
        return self._rules[pid]
