"""Standard streams and output files: UTF-8 whatever the locale, and never half a file."""

from __future__ import annotations

import contextlib
import io
import os
import stat
import sys
from typing import BinaryIO, TextIO

import click

from endpointlint.cli.exits import ExitCode


class OutputError(click.ClickException):
    """Output cannot be written."""

    exit_code = ExitCode.USAGE


def prepare() -> None:
    """Make standard output and standard error write UTF-8; what UTF-8 cannot hold is written as an escape."""
    for name in ("stdout", "stderr"):
        stream: TextIO | None = getattr(sys, name)
        if stream is None:  # closed by whoever started us
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - it lasts as long as we do
        elif isinstance(stream, io.TextIOWrapper):
            if stream.encoding.lower() == "utf-8":
                stream.reconfigure(errors="backslashreplace")
            else:
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")


def emit(text: str) -> None:
    """Write to standard output, at once.

    Raises:
        BrokenPipeError: nobody reads any more.
        OutputError: it cannot be written.
    """
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        abandon(sys.stdout)
        raise OutputError(f"standard output cannot be written: {error.strerror}") from error


def say(text: str) -> None:
    """Write a line to standard error. That nobody reads it is no reason to fail."""
    with contextlib.suppress(OSError):
        sys.stderr.write(text + "\n")
        sys.stderr.flush()


def abandon(stream: TextIO) -> None:
    """Send what a stream still holds nowhere, so that the interpreter does not stumble over it at its end."""
    with contextlib.suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)


def standard_input() -> BinaryIO:
    """Standard input as bytes; empty if whoever started us closed it."""
    stream: TextIO | None = sys.stdin
    if stream is None:
        return io.BytesIO()
    return stream.buffer


def save(path: str, text: str) -> None:
    """Write a file as a whole, or leave what was there. `-` is standard output; pipes and devices are written directly.

    Raises:
        BrokenPipeError: nobody reads standard output any more.
        OutputError: it cannot be written.
    """
    if path == "-":
        emit(text)
        return
    content = text.encode("utf-8", "backslashreplace")
    try:
        mode = os.stat(path).st_mode if os.path.exists(path) else None
        if mode is not None and not stat.S_ISREG(mode):
            with open(path, "wb") as file:
                file.write(content)
        else:
            # a link stays one: what it leads to is replaced
            target = os.path.realpath(path)
            _replace(target, content, 0o666 & ~_umask() if mode is None else stat.S_IMODE(mode))
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}") from error


def _replace(target: str, content: bytes, mode: int) -> None:
    import tempfile

    handle, scratch = tempfile.mkstemp(prefix=f".{os.path.basename(target)}.", dir=os.path.dirname(target))
    try:
        with open(handle, "wb") as file:
            file.write(content)
        os.chmod(scratch, mode)
        os.replace(scratch, target)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(scratch)
        raise


def _umask() -> int:
    # it can only be read by setting it
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
