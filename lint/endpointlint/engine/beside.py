"""A second process, which judges about every other entry of a long list.

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

_SHARE: Final = 11, 20
"""So many of so many entries are for the child: a few more than half, for the parent also reports what was found."""
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
    """About every other one of the entries that nobody has judged so far."""
    new: dict[str, EntrySubject] = {}
    for entry in entries:
        if not judge.knows(entry):
            new.setdefault(entry.text, entry)
    share, whole = _SHARE
    return tuple(entry for number, entry in enumerate(new.values()) if number * share % whole < share)


def _work(judge: Judge, tasks: Sequence[EntrySubject], writer: int) -> None:
    """Judge, tell, and end the process."""
    code = 1
    known: dict[int | str, int] = {id(rule): number for number, rule in enumerate(judge.rules)}
    try:
        with os.fdopen(writer, "wb") as out:
            for entry in tasks:
                _Pickler(known, out).dump((judge.judge(entry, keep=False), entry.settle()))
                out.flush()
        code = 0
    finally:
        os._exit(code)


def _asking(judge: Judge, tasks: set[int], told: IO[bytes]) -> Ask:
    known: list[object] = list(judge.rules)

    def ask(entry: EntrySubject) -> Told | None:
        if id(entry) not in tasks:
            return None
        try:
            found: Told = _Unpickler(known, told).load()
        except (EOFError, OSError, PickleError):
            tasks.clear()
            return None
        return found

    return ask


class _Pickler(Pickler):
    """Writes rules, which both processes have, and texts that were told before as their numbers."""

    def __init__(self, known: dict[int | str, int], out: IO[bytes]) -> None:
        """`known`: the numbers of rules by their identity, and of texts."""
        super().__init__(out, protocol=5)
        self._known = known

    def persistent_id(self, obj: Any) -> int | str | None:
        if type(obj) is not str:  # some enumerations are texts, too
            return self._known.get(id(obj))
        number = self._known.get(obj)
        if number is None:
            self._known[obj] = len(self._known)
            return obj
        return number


class _Unpickler(Unpickler):
    """Reads what `_Pickler` writes, so that equal texts are one."""

    def __init__(self, known: list[object], told: IO[bytes]) -> None:
        super().__init__(told)
        self._known = known

    def persistent_load(self, pid: Any) -> Any:
        if isinstance(pid, str):
            self._known.append(pid)
            return pid
        return self._known[pid]
