"""Who takes part: each in a process of its own, asked line by line and stopped when time is over."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from queue import Empty, Queue
from typing import Final

from benchmarks.peers import core
from benchmarks.peers.cases import URL_GRAMMAR, Question, url_grammar
from benchmarks.peers.core import And, Core, FewPlanes, Letters, Name, SixteenBits, UnsayableError

ROOT: Final = Path(__file__).resolve().parents[2]
HERE: Final = Path(__file__).resolve().parent
TOOLS: Final = ROOT / ".peers"
"""Where `make bench-peers` puts what does not come from PyPI."""
_START: Final = 60.0
"""Seconds for a start, and for the grammar of URLs."""
_POLL: Final = 0.5
_PATIENCE: Final = 10
"""How many times its seconds a process may sit, if others on the machine do not let it work."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a contender said to one question."""

    holds: bool | None = None
    """None if it did not answer."""
    words: tuple[str, ...] = ()
    seconds: float = 0.0
    trouble: str = ""
    """Why it did not answer: "untaken: ", "timeout" or "failed: " with more."""


class StoppedError(Exception):
    """The process did not answer in time, or is gone."""


class Process:
    """One running contender: a line in, a line out."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=ROOT,
            env={**os.environ, **environment},
        )
        self._lines: Queue[str] = Queue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put("")

    def ask(self, line: str, seconds: float) -> dict[str, object]:
        """One exchange.

        Raises:
            StoppedError: no answer in time.
        """
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise StoppedError from None
        said = self._wait(seconds)
        if not said:
            raise StoppedError
        answer: dict[str, object] = json.loads(said)
        return answer

    def _wait(self, seconds: float) -> str:
        wall, processor = time.monotonic(), self._spent()
        while True:
            with suppress(Empty):
                return self._lines.get(timeout=_POLL)
            over = time.monotonic() - wall
            if over > seconds * _PATIENCE or (
                over > seconds and (not processor or self._spent() - processor > seconds)
            ):
                return ""

    def _spent(self) -> float:
        """Seconds of the processor that it had so far; 0 where the system does not tell."""
        try:
            fields = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def peak(self) -> int:
        """The most memory it had, in kilobytes; 0 where the system does not tell."""
        with suppress(OSError):
            for line in Path(f"/proc/{self._process.pid}/status").read_text().splitlines():
                if line.startswith("VmHWM:"):
                    return int(line.split()[1])
        return 0

    def stop(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()


@dataclass
class Contender:
    """Somebody who answers questions, with the process that does it. The process starts when it is first needed."""

    name: str
    release: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)
    letters: Callable[[Sequence[Core]], Letters] = lambda _: Letters()
    alone: bool = False
    """Nothing is prepared: the grammar of URLs is built for each question."""
    peak: int = 0
    _process: Process | None = None

    def ask(self, question: Question, seconds: float) -> Answer:
        """The answer to a question, within some seconds."""
        try:
            lines = list(self._lines(question))
        except UnsayableError as unsayable:
            return Answer(trouble=f"untaken: {unsayable}")
        process = self._running()
        answers: list[dict[str, object]] = []
        try:
            for _, line in lines:
                answers.append(process.ask(line, seconds))
        except StoppedError:
            self.stop()
            return Answer(trouble="timeout")
        self.peak = max(self.peak, process.peak())
        return self._read(lines, answers)

    def begin_round(self) -> None:
        """Say that all questions follow once more."""

    def answer_cold(self, question: Question) -> None:
        """Start, answer one question, and end."""
        self.ask(question, _START)
        self.stop()

    def stop(self) -> None:
        """End the process."""
        if self._process is not None:
            self.peak = max(self.peak, self._process.peak())
            self._process.stop()
            self._process = None

    def _running(self) -> Process:
        if self._process is None:
            self._process = Process(self.command, self.environment)
            self._prepare(self._process)
        return self._process

    def _prepare(self, process: Process) -> None:
        grammar = url_grammar()
        told = core.changed(grammar, self.letters([grammar]))
        said = process.ask(f"let {URL_GRAMMAR} {core.spelled(told)}", _START)
        if "failed" in said:
            raise RuntimeError(f"{self.name}: {said['failed']}")

    def _lines(self, question: Question) -> Iterator[tuple[Letters, str]]:
        for term in question.cores:
            asked = _inlined(term) if self.alone else term
            letters = self.letters([asked])
            yield letters, f"ask {core.spelled(core.changed(asked, letters))}"

    def _read(self, lines: Sequence[tuple[Letters, str]], answers: Sequence[dict[str, object]]) -> Answer:
        words: list[str] = []
        seconds = 0.0
        for (letters, _), said in zip(lines, answers, strict=True):
            if "failed" in said:
                return Answer(trouble=f"failed: {said['failed']}")
            seconds += float(str(said["seconds"]))
            word = said["word"]
            if isinstance(word, list):
                words.append(letters.read(word))
        return Answer(not words, tuple(words), seconds)


def _inlined(term: Core) -> Core:
    match term:
        case Name():
            return url_grammar()
        case And(items):
            return And(tuple(map(_inlined, items)))
        case _:
            return term


class Ourselves(Contender):
    """endpointlint, which reads the patterns itself."""

    def begin_round(self) -> None:
        """Drop what is remembered of the round before."""
        self._running().ask("{}", _START)

    def answer_cold(self, question: Question) -> None:
        """The whole command."""
        command = (sys.executable, "-m", "endpointlint", "reach", *question.left)
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=ROOT)

    def _prepare(self, process: Process) -> None:
        process.ask("{}", _START)

    def _lines(self, question: Question) -> Iterator[tuple[Letters, str]]:
        asked = {
            "kind": question.kind.value,
            "over": question.over.value,
            "left": question.left,
            "right": question.right,
            "alone": self.alone,
        }
        yield Letters(), json.dumps(asked)

    def _read(self, lines: Sequence[tuple[Letters, str]], answers: Sequence[dict[str, object]]) -> Answer:
        (said,) = answers
        holds, words = said["holds"], said["words"]
        trouble = "" if isinstance(holds, bool) else f"unknown: {said.get('reason')}"
        assert isinstance(words, list)
        return Answer(
            holds if isinstance(holds, bool) else None, tuple(map(str, words)), float(str(said["seconds"])), trouble
        )


@dataclass(frozen=True, slots=True)
class Missing:
    """A peer that cannot take part."""

    name: str
    reason: str


def ourselves(*, alone: bool = False) -> Contender:
    """Endpointlint of this tree."""
    command = (sys.executable, "-m", "benchmarks.peers.ours")
    return Ourselves("endpointlint", version("endpointlint"), command, alone=alone)


def peers(*, alone: bool = False) -> Iterator[Contender | Missing]:
    """All others, those that are not here with the reason."""
    for find in (_refa, _brics, _z3, _interegular):
        found = find()
        if isinstance(found, Contender):
            found.alone = alone
        yield found


def _refa() -> Contender | Missing:
    node = shutil.which("node")
    modules = Path(os.environ.get("REFA", TOOLS / "node_modules"))
    if node is None:
        return Missing("refa", "there is no node on PATH")
    try:
        package = json.loads((modules / "refa" / "package.json").read_text("utf-8"))
    except OSError:
        return Missing("refa", "it is neither in .peers/node_modules nor in the folder that REFA names")
    command = (node, str(HERE / "refa_bridge.js"))
    return Contender("refa", str(package["version"]), command, {"NODE_PATH": str(modules.resolve())})


def _brics() -> Contender | Missing:
    jar = Path(os.environ["BRICS"]) if "BRICS" in os.environ else next(TOOLS.glob("automaton-*.jar"), None)
    if jar is None or not jar.exists():
        return Missing("brics", "there is neither an automaton-*.jar in .peers nor a file that BRICS names")
    classes = compiled("Brics.java", jar)
    if classes is None:
        return Missing("brics", "there is no JDK of 17 or newer on PATH")
    path = os.pathsep.join((str(classes), str(jar.resolve())))
    command = ("java", "-XX:+UseSerialGC", "-Xmx4g", "-cp", path, "Brics")
    return Contender("brics", jar.stem.partition("-")[2], command, letters=SixteenBits)


def compiled(source: str, *jars: Path) -> Path | None:
    """The folder with the classes of a source file beside this module; None where there is no compiler for it."""
    if shutil.which("javac") is None or shutil.which("java") is None:
        return None
    folder = TOOLS / "classes"
    folder.mkdir(parents=True, exist_ok=True)
    command = ["javac", "-d", str(folder), "-cp", os.pathsep.join(str(jar) for jar in jars), str(HERE / source)]
    return folder if subprocess.run(command, capture_output=True).returncode == 0 else None


def _z3() -> Contender | Missing:
    return _python("z3", "z3-solver", letters=lambda cores: FewPlanes(cores, _Z3_GREATEST))


def _interegular() -> Contender | Missing:
    return _python("interegular", "interegular", letters=SixteenBits)


def _python(module: str, package: str, letters: Callable[[Sequence[Core]], Letters]) -> Contender | Missing:
    if find_spec(module) is None:
        return Missing(module, f"{package} is not installed")
    try:
        release = version(package)
    except PackageNotFoundError:
        release = "?"
    command = (sys.executable, "-m", f"benchmarks.peers.{module}_bridge")
    return Contender(module, release, command, letters=letters)


_Z3_GREATEST: Final = 0x2FFFF
