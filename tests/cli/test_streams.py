"""What leaves the program, and how: encodings, pipes, files, colour, the keyboard."""

from __future__ import annotations

import contextlib
import os
import pty
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from endpointlint.cli import main as entry
from endpointlint.cli import streams
from endpointlint.cli.exits import ExitCode
from endpointlint.cli.progress import Progress
from support.command import ENDPOINTLINT, environment, run, settings

OPEN = settings("^https://.*$")
QUICK = ("check", "-", "--examples", "0")


def on_terminal(*arguments: str, stdin: str, **changes: str) -> str:
    """What a terminal is sent."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*ENDPOINTLINT, *arguments],
        stdin=subprocess.PIPE,
        stdout=theirs,
        stderr=theirs,
        env=environment(**{"TERM": "xterm-256color", **changes}),
    ) as program:
        os.close(theirs)
        assert program.stdin is not None
        program.stdin.write(stdin.encode())
        program.stdin.close()
        sent = b""
        # at the end Linux reports an error, others nothing
        with contextlib.suppress(OSError):
            while piece := os.read(ours, 65536):
                sent += piece
    os.close(ours)
    return sent.decode("utf-8")


@pytest.mark.parametrize(
    ("arguments", "changes", "painted"),
    [
        ((), {}, True),
        ((), {"NO_COLOR": "1"}, False),
        ((), {"TERM": "dumb"}, False),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
    ],
)
def test_colour_on_a_terminal(arguments: tuple[str, ...], changes: dict[str, str], painted: bool) -> None:
    sent = on_terminal(*QUICK, *arguments, stdin=OPEN, **changes)
    assert "unpinned-host" in sent
    assert ("\x1b[" in sent) is painted


@pytest.mark.parametrize(
    ("arguments", "changes", "painted"),
    [
        ((), {}, False),
        ((), {"FORCE_COLOR": "1"}, True),
        ((), {"CLICOLOR_FORCE": "1"}, True),
        ((), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
        (("--color", "always"), {}, True),
    ],
)
def test_colour_in_a_pipe(arguments: tuple[str, ...], changes: dict[str, str], painted: bool) -> None:
    ran = run(*QUICK, *arguments, stdin=OPEN, env=environment(**changes))
    assert ran.code == 1
    assert ("\x1b[" in ran.out) is painted


def test_a_file_is_not_painted_because_the_terminal_is(tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    run(*QUICK, "--output", str(report), stdin=OPEN, env=environment(FORCE_COLOR="1"))
    assert "\x1b" not in report.read_text("utf-8")
    run(*QUICK, "--output", str(report), "--color", "always", stdin=OPEN)
    assert "\x1b[" in report.read_text("utf-8")


@pytest.mark.parametrize("locale", ["C", "POSIX", "en_US.ISO-8859-1"])
def test_output_is_utf8_whatever_the_locale(locale: str) -> None:
    text = settings("^https://für\\.example/.*$")
    ran = run(*QUICK, stdin=text, env=environment(LC_ALL=locale, PYTHONUTF8="0", PYTHONCOERCECLOCALE="0"))
    assert ran.code in (0, 1)
    assert "Traceback" not in ran.err
    patterns = run("reach", "^für$", env=environment(LC_ALL=locale))
    assert patterns.out.startswith("^für$")


def test_a_reader_that_goes_away_is_no_error() -> None:
    lines = b'"^https://api\\\\.example\\\\.com/.*$"\n' * 2000
    with subprocess.Popen(
        [*ENDPOINTLINT, "reach", "-", "--format", "json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        assert program.stderr is not None
        program.stdout.close()
        try:
            program.stdin.write(lines)
            program.stdin.close()
        except BrokenPipeError:
            pass
        assert program.wait(60) == ExitCode.PIPE_CLOSED
        assert program.stderr.read() == b""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")
@pytest.mark.parametrize("arguments", [("rules",), ("schema", "check"), QUICK])
def test_a_full_disk_is_said_in_one_line(arguments: tuple[str, ...]) -> None:
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            [*ENDPOINTLINT, *arguments],
            input=OPEN.encode(),
            stdout=full,
            stderr=subprocess.PIPE,
            env=environment(),
            check=False,
        )
    assert done.returncode == 2
    assert b"standard output cannot be written" in done.stderr
    assert b"Traceback" not in done.stderr
    assert b"Exception ignored" not in done.stderr


@pytest.mark.parametrize("closed", [0, 1, 2])
def test_a_closed_stream_is_no_reason_to_crash(closed: int) -> None:
    command = " ".join(f"'{word}'" for word in (*ENDPOINTLINT, "check", "-", "--examples", "0", "--allow-empty"))
    redirect = f"{closed}{'<' if closed == 0 else '>'}&-"
    done = subprocess.run(
        ["sh", "-c", f"{command} {redirect}"], input=OPEN.encode(), capture_output=True, env=environment(), check=False
    )
    assert done.returncode == (0 if closed == 0 else 1)
    assert b"Traceback" not in done.stderr


def test_a_file_is_written_as_a_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "report.json"
    target.write_text("before")

    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", broken)
    with pytest.raises(streams.OutputError, match=r"report\.json cannot be written: No space left on device"):
        streams.save(str(target), "after")
    assert target.read_text() == "before"
    assert os.listdir(tmp_path) == ["report.json"]


def test_a_file_keeps_its_mode_and_a_link_its_target(tmp_path: Path) -> None:
    target, link = tmp_path / "report", tmp_path / "link"
    target.write_text("before")
    target.chmod(0o640)
    link.symlink_to(target)
    streams.save(str(link), "ü\ud800")
    assert link.is_symlink()
    assert target.read_bytes() == "ü".encode() + b"\\ud800"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    old = os.umask(0o027)
    try:
        streams.save(str(tmp_path / "new"), "")
    finally:
        os.umask(old)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640


def test_output_may_be_a_device() -> None:
    ran = run(*QUICK, "--output", "/dev/stdout", stdin=OPEN, env=environment())
    assert ran.code == 1
    assert "<stdin>" in ran.out


def test_two_reports_of_one_run(tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text(OPEN)
    pairs = ("--format", "text", "--output", "-", "--format", "json", "--output", "r.json")
    ran = run("check", "s.json", "--examples", "0", *pairs, cwd=tmp_path)
    assert ran.code == 1
    assert "unpinned-host" in ran.out
    assert '"schema_version": 1' in (tmp_path / "r.json").read_text()


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), RecursionError("deep"), MemoryError(), ValueError("a\x1bb"), ZeroDivisionError()]
)
def test_no_end_is_a_traceback(
    error: BaseException, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(_: object) -> int:
        raise error

    monkeypatch.setattr(entry, "_run", fail)
    code = entry.main(["check", "x"])
    err = capsys.readouterr().err
    if isinstance(error, KeyboardInterrupt):
        assert (code, err) == (ExitCode.INTERRUPTED, "")
        return
    assert code == ExitCode.INCOMPLETE
    assert "internal error" in err
    assert "Traceback" not in err
    assert "\x1b" not in err
    entry.main(["--debug", "check", "x"])
    assert "Traceback" in capsys.readouterr().err


def test_an_interrupt_ends_a_run_quietly() -> None:
    with subprocess.Popen(
        [*ENDPOINTLINT, "reach", "-", "--format", "json"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        program.stdin.write(b'"a"\n')
        program.stdin.flush()
        program.stdout.readline()
        program.send_signal(signal.SIGINT)
        _, err = program.communicate(timeout=30)
    assert (program.returncode, err) == (130, b"")


def test_progress_is_for_terminals_and_for_the_patient(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[str] = []

    class Terminal:
        def __init__(self, terminal: bool) -> None:
            self.terminal = terminal

        def isatty(self) -> bool:
            return self.terminal

        def write(self, text: str) -> None:
            sent.append(text)

        def flush(self) -> None: ...

        def fileno(self) -> int:
            return 2

    monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((20, 5)))
    monkeypatch.setenv("TERM", "xterm")
    now = time.monotonic()
    for terminal in (False, True):
        monkeypatch.setattr(sys, "stderr", Terminal(terminal))
        progress = Progress()
        progress("file", 1, 9)
        monkeypatch.setattr(time, "monotonic", lambda: now + 100)
        progress("a\x1bfile.json with a long name", 2, 9)
        progress("too soon after that", 3, 9)
        progress.close()
        monkeypatch.undo()
        monkeypatch.setattr(os, "get_terminal_size", lambda _: os.terminal_size((20, 5)))
        monkeypatch.setenv("TERM", "xterm")
    assert sent == ["\r\x1b[K2/9 a\\u{1b}file.jso", "\r\x1b[K"]
