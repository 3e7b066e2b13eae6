"""Which files there are to read: those that are named, those below folders that are named, standard input."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from endpointlint.policy.document import Input
from endpointlint.reader.inputs import is_binary, read_bytes, unreadable
from endpointlint.source.records import dataclass, replace

if TYPE_CHECKING:
    from pathspec import GitIgnoreSpec

STDIN = "-"
"""The only argument that means standard input."""


@dataclass(frozen=True, slots=True)
class Found:
    """One input before reading: its content, or why there is none."""

    path: str
    """For display: as given, or below the folder that was given."""
    content: bytes | None
    problem: str | None = None
    named: str = ""
    """The argument that led to it."""
    repeats: str | None = None
    """The path under which this very file was given before; there is no content then."""


def read(found: Found) -> Input:
    """Read what was found."""
    if found.content is None:
        return unreadable(found.path, found.problem or "cannot be read")
    return read_bytes(found.path, found.content)


def discover(
    paths: Iterable[str], stdin: Callable[[], bytes] | None = None, *, stdin_path: str = "<stdin>"
) -> Iterator[Found]:
    """Every input below the given paths in the order given; folders sorted by name.

    Named files are always given. In folders `.gitignore` files hold as git has them, from the repository's root down;
    `.git`, links to folders and binary files are passed over. A file that was given before is given again as a repeat,
    without its content. Never raises: what cannot be opened is given with the reason.

    Args:
        paths: files, folders, and `-` for standard input.
        stdin: reads standard input; called at most once, and only for `-`.
        stdin_path: what to call standard input.
    """
    seen: _Seen = {}
    stdin_read = False
    for path in paths:
        if path != STDIN:
            for found in _named(path, seen):
                yield replace(found, named=path)
        elif stdin_read:
            yield Found(stdin_path, None, named=path, repeats=stdin_path)
        elif stdin is not None:
            stdin_read = True
            yield Found(stdin_path, stdin(), named=path)


_Seen = dict[tuple[int, int], str]
"""The files that were given, by device and number, with the paths under which they were."""


def _named(path: str, seen: _Seen) -> Iterator[Found]:
    try:
        status = os.stat(path)
    except (OSError, ValueError) as error:
        yield Found(path, None, _reason(error))
        return
    if stat.S_ISDIR(status.st_mode):
        yield from _walk(path, seen)
    elif stat.S_ISREG(status.st_mode):
        yield _once(path, status, seen)
    else:
        yield _open(path)


def _reason(error: OSError | ValueError) -> str:
    if isinstance(error, OSError) and error.strerror:
        return f"cannot be opened: {error.strerror}"
    return f"cannot be opened: {error}"


def _once(path: str, status: os.stat_result, seen: _Seen) -> Found:
    """A file with its content the first time, and as a repeat after that."""
    key = (status.st_dev, status.st_ino)
    if key in seen:
        return Found(path, None, repeats=seen[key])
    seen[key] = path
    return _open(path)


def _open(path: str) -> Found:
    try:
        with open(path, "rb") as file:
            return Found(path, file.read())
    except OSError as error:
        return Found(path, None, _reason(error))


@dataclass(frozen=True, slots=True)
class _Rules:
    """The `.gitignore` of one folder."""

    folder: str
    spec: GitIgnoreSpec


def _walk(root: str, seen: _Seen) -> Iterator[Found]:
    """The text files below a folder. Iterative: depth costs no stack."""
    todo: list[tuple[str, tuple[_Rules, ...], bool]] = [(root, _outer_rules(root), True)]
    while todo:
        path, rules, is_folder = todo.pop()
        try:
            if not is_folder:
                found = _once(path, os.stat(path), seen)
                if found.content is None or not is_binary(found.content):
                    yield found
                continue
            with os.scandir(path) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
        except OSError as error:
            yield Found(path, None, _reason(error))
            continue
        rules = _with_rules_of(path, rules)
        todo.extend(reversed(list(_kept(path, entries, rules))))


def _kept(
    folder: str, entries: list[os.DirEntry[str]], rules: tuple[_Rules, ...]
) -> Iterator[tuple[str, tuple[_Rules, ...], bool]]:
    for entry in entries:
        path = entry.name if folder == os.curdir else os.path.join(folder, entry.name)
        try:
            is_folder = entry.is_dir(follow_symlinks=False)
            if entry.name == ".git" or (not is_folder and not entry.is_file()):
                continue
            if not _ignored(path, is_folder, rules):
                yield path, rules, is_folder
        except OSError:
            # a link that leads nowhere, or a file that has gone
            continue


def _with_rules_of(folder: str, rules: tuple[_Rules, ...]) -> tuple[_Rules, ...]:
    try:
        with open(os.path.join(folder, ".gitignore"), encoding="utf-8", errors="replace") as file:
            lines = file.read().splitlines()
    except OSError:
        return rules
    from pathspec import GitIgnoreSpec

    return (*rules, _Rules(os.path.abspath(folder), GitIgnoreSpec.from_lines(lines)))


def _outer_rules(folder: str) -> tuple[_Rules, ...]:
    """The rules of the folders above, up to the root of the repository; none outside of one."""
    above: list[str] = []
    current = os.path.abspath(folder)
    while not os.path.exists(os.path.join(current, ".git")):
        parent = os.path.dirname(current)
        if parent == current:
            return ()
        current = parent
        above.append(current)
    rules: tuple[_Rules, ...] = ()
    for one in reversed(above):
        rules = _with_rules_of(one, rules)
    return rules


def _ignored(path: str, is_folder: bool, rules: tuple[_Rules, ...]) -> bool:
    """Whether the deepest `.gitignore` that says anything about a path says that it is ignored."""
    if not rules:
        return False
    full = os.path.abspath(path)
    for rule in reversed(rules):
        relative = os.path.relpath(full, rule.folder).replace(os.sep, "/") + ("/" if is_folder else "")
        verdict = rule.spec.check_file(relative).include
        if verdict is not None:
            return verdict
    return False
