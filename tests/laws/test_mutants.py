"""Files broken in every way: no traceback, no network, no file written, and each problem at a place of its file."""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from endpointlint.report import FORMATS
from endpointlint.report.schema import schema
from support.command import ROOT, run

FILES = {path.name: path.read_bytes() for path in sorted((ROOT / "fixtures" / "reader").iterdir())}
NAMES = sorted(FILES)
SCHEMA = Draft202012Validator(schema("check"))
PATIENCE = 10
"""Seconds that one file may take on a busy machine."""

PIECES = tuple(
    bytes(piece, "latin-1")
    for piece in (
        *("\0", "\x01", "\x07", "\x1b[31m", "\x7f", "\t", "\x0c", "\xc2\x85", "\xe2\x80\xa8", "\xe2\x80\xae"),
        *("\xef\xbb\xbf", "\xff\xfe", "\xff", "\xc3", "\xed\xa0\x80", "\\ud83d", "\\udc00", "\\u0000", "\\x", "\\"),
        *('"', "'", "`", '"""', "```\n", "~~~\n", "{", "}", "[", "]", "(", ")", "{{", "{%", "%}", "${", "$(", "&&"),
        *(",", ":", "=", "#", "//", "/*", "*/", "<!--", "- ", "> ", "|\n", ">-\n", "? ", "&a ", "*a", "<<: ", "!!x "),
        *("<<EOF\n", "curl ", "echo ", "-E", "PUT _cluster/settings\n", "GET /\n", "---\n", "...\n", "null", "\\\n"),
    )
)
BRACKETS = (b"{}", b"[]", b"()", b'"', b"'", b"{", b"]")
OPENERS = (b"[", b'{"a":', b"{", b"- ", b"> ", b'[{"persistent":', b"(", b"{{")
SWAPS = ((b'"', b"'"), (b"'", b'"'), (b'"', "“".encode()), (b":", b"="))
LINE_ENDS = (b"\n", b"\r\n", b"\r", b"\xe2\x80\xa8", b"\n\n", b" ")

Mutation = tuple[str, float, float, Any]
AT = st.floats(0, 1, exclude_max=True)
MUTATION = st.one_of(
    st.tuples(st.just("flip"), AT, AT, st.integers(0, 7)),
    st.tuples(st.just("cut"), AT, AT, st.none()),
    st.tuples(st.just("drop"), AT, AT, st.integers(1, 40)),
    st.tuples(st.just("repeat"), AT, AT, st.integers(1, 3)),
    st.tuples(st.just("insert"), AT, AT, st.sampled_from(PIECES)),
    st.tuples(st.just("unbalance"), AT, AT, st.sampled_from(BRACKETS)),
    st.tuples(st.just("swap"), AT, AT, st.sampled_from(SWAPS)),
    st.tuples(st.just("nest"), AT, AT, st.tuples(st.sampled_from(OPENERS), st.sampled_from([3, 600, 1100, 5000]))),
    st.tuples(st.just("lines"), AT, AT, st.sampled_from(LINE_ENDS)),
    st.tuples(st.just("graft"), AT, AT, st.sampled_from(NAMES)),
)  # fmt: skip


def mutated(content: bytes, mutation: Mutation) -> bytes:
    """A file after one accident. Places are given as fractions of its length."""
    kind, first, second, detail = mutation
    at, to = sorted((int(first * (len(content) + 1)), int(second * (len(content) + 1))))
    before, inside, after = content[:at], content[at:to], content[to:]
    match kind:
        case "flip":
            inside = bytes(byte ^ 1 << detail for byte in content[at : at + 1]) + content[at + 1 : to]
        case "cut":
            before, inside, after = (before, b"", b"") if first < second else (b"", inside, after)
        case "drop":
            inside, after = b"", content[at + detail :]
        case "repeat":
            inside *= detail + 1
        case "insert":
            before += detail
        case "unbalance":
            inside = inside.translate(None, detail)
        case "swap":
            inside = inside.replace(*detail)
        case "nest":
            before += detail[0] * detail[1]
        case "lines":
            inside = inside.replace(b"\n", detail)
        case _:
            before += FILES[detail][int(second * len(FILES[detail])) :][:400]
    return before + inside + after


CHANGES = ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.symlink", "os.link", "os.truncate", "os.chmod")


class _Guard:
    """Notes what is done to the world outside; an audit hook stays for as long as the interpreter runs."""

    def __init__(self) -> None:
        self.watching = False
        self.seen: list[str] = []

    def hook(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.watching:
            return
        if event.startswith(("socket.", "urllib.", "subprocess.", "ftplib.", "smtplib.", "os.exec", "os.posix_spawn")):
            self.seen.append(f"{event} {arguments}")
        elif event == "open":
            path, mode, flags = (*arguments, None, None, None)[:3]
            writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
            # what the interpreter compiles of our own modules
            if writes and "__pycache__" not in str(path):
                self.seen.append(f"open {path} {mode}")
        elif event in CHANGES and "__pycache__" not in str(arguments):
            self.seen.append(f"{event} {arguments}")

    @contextmanager
    def watch(self) -> Iterator[list[str]]:
        self.seen = []
        self.watching = True
        try:
            yield self.seen
        finally:
            self.watching = False


GUARD = _Guard()
sys.addaudithook(GUARD.hook)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("mutants")


@settings(
    max_examples=500,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(
    source=st.sampled_from(NAMES),
    name=st.sampled_from(NAMES) | st.none(),
    mutations=st.lists(MUTATION, min_size=1, max_size=3),
    format_=st.sampled_from(["json", "json", "json", *FORMATS]),
)
def test_broken_files(folder: Path, source: str, name: str | None, mutations: list[Mutation], format_: str) -> None:
    content = FILES[source]
    for mutation in mutations:
        content = mutated(content, mutation)
    path = folder / (name or source)
    path.write_bytes(content)
    before = sorted(folder.iterdir())
    start = time.process_time()
    with GUARD.watch() as seen:
        ran = run("check", path.name, "--format", format_, "--examples", "0", "--verbose", cwd=folder)
    taken = time.process_time() - start
    assert (seen, sorted(folder.iterdir())) == ([], before)
    path.unlink()
    assert taken < PATIENCE
    event(f"exit code {ran.code}")
    assert ran.code in (0, 1, 3, 4)
    for word in ("Traceback", "internal error", "failed:"):
        assert word not in ran.err + ran.out
    assert not [char for char in ran.out + ran.err if char != "\n" and not char.isprintable() and format_ != "sarif"]
    if format_ == "json":
        _hold(json.loads(ran.out), content, ran.code)


def _hold(report: dict[str, Any], content: bytes, code: int) -> None:
    """A report keeps its schema, and every place in it is a place of the file."""
    SCHEMA.validate(report)
    assert report["exit_code"] == code
    assert (code == 4) == bool(report["incomplete"])
    lines = text_of(content).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    places = [found[edge] for found in report["findings"] for edge in ("start", "end")]
    places += [found for key in ("incomplete", "refused") for found in report.get(key, []) if "line" in found]
    for place in places:
        assert 1 <= place["line"] <= len(lines)
        assert 1 <= place["column"] <= len(lines[place["line"] - 1]) + 1


def text_of(content: bytes) -> str:
    for mark, encoding in ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")):
        if content.startswith(mark):
            return content.removeprefix(mark).decode(encoding, "replace").removeprefix("\ufeff")
    return content.decode("utf-8", "replace").removeprefix("\ufeff")


def test_the_guard_notices(tmp_path: Path) -> None:
    import socket

    with GUARD.watch() as seen:
        (tmp_path / "x").write_text("")
        socket.socket().close()
    assert [note.split()[0] for note in seen] == ["open", "socket.__new__"]
