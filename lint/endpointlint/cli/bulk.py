"""Answers in bulk: one JSON value a line from standard input, one JSON object a line to standard output, in order."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, NoReturn

import click

from endpointlint.cli.exits import ExitCode
from endpointlint.cli.streams import emit, standard_input

BULK = "-"
"""The argument that asks for answers in bulk."""

Answer = dict[str, object]


class _UnreadableError(ValueError):
    """A line that is no JSON value; the text says why."""


def answer_lines(answer: Callable[[object], Answer], *, format_: str) -> ExitCode:
    """Answer standard input to its end, each line as soon as it has been read.

    Args:
        answer: turns a decoded request into its answer; raises ValueError, with the reason, for a bad one.
        format_: must be `json`; there is no form for people.

    Returns:
        INCOMPLETE if there was a line that could not be read or answered, else OK.
    """
    if format_ != "json":
        raise click.UsageError(f"{BULK} answers other programs: add --format json")
    from endpointlint.report.json_report import dump

    code = ExitCode.OK
    for line in _lines(standard_input()):
        found = _answered(line, answer)
        if "error" in found:
            code = ExitCode.INCOMPLETE
        emit(dump(found, one_line=True))
    return code


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    first = True
    for line in stream:
        yield line.removeprefix(b"\xef\xbb\xbf") if first else line
        first = False


def _answered(line: bytes, answer: Callable[[object], Answer]) -> Answer:
    try:
        return answer(decode(line))
    except ValueError as error:
        return _failure(str(error))
    except Exception as error:
        return _failure(f"internal error: {type(error).__name__}: {error}")


def _failure(reason: str) -> Answer:
    return {"schema_version": 1, "error": reason}


def decode(line: bytes) -> object:
    """A JSON value (RFC 8259) of one line. Duplicate keys, NaN and Infinity, which Python would take, are refused.

    Raises:
        ValueError: it is none; the message has the column.
    """
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        column = len(line[: error.start].decode("utf-8")) + 1
        raise _UnreadableError(f"not UTF-8: byte 0x{line[error.start]:02x} at column {column}") from None
    try:
        return json.loads(text, object_pairs_hook=_object, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise _UnreadableError(f"not JSON: {error.msg} at column {error.colno}") from None
    except RecursionError:
        raise _UnreadableError("nested too deeply") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise _UnreadableError(f"the key {json.dumps(twice)} is there twice")
    return fields


def _no_constant(name: str) -> NoReturn:
    raise _UnreadableError(f"not JSON: {name}")
