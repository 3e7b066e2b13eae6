"""Which files are read."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from endpointlint.reader import discover, read

SETTINGS = b'{"persistent": {"plugins.ml_commons.trusted_connector_endpoints_regex": ["^a$"]}}'


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(path: str, content: bytes = SETTINGS) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_bytes(content)


def paths(*given: str) -> list[str]:
    return [found.path for found in discover(given) if found.repeats is None]


def test_files_in_the_order_given_and_folders_sorted(tree: Path) -> None:
    for path in ("b/2.json", "b/10.json", "b/a/x.json", "b/c.json", "a.json", "b/B.md"):
        write(path)
    assert paths("b", "a.json") == ["b/10.json", "b/2.json", "b/B.md", "b/a/x.json", "b/c.json", "a.json"]
    assert paths(".") == ["a.json", "b/10.json", "b/2.json", "b/B.md", "b/a/x.json", "b/c.json"]
    assert paths(str(tree / "a.json")) == [str(tree / "a.json")]


def test_each_file_once(tree: Path) -> None:
    write("a/x.json")
    os.symlink("x.json", "a/y.json")
    assert paths("a/x.json", "a", "./a/x.json") == ["a/x.json"]
    again = list(discover(["a/x.json", "a", "a/x.json"]))
    assert [(one.named, one.path, one.repeats) for one in again] == [
        ("a/x.json", "a/x.json", None),
        ("a", "a/x.json", "a/x.json"),
        ("a", "a/y.json", "a/x.json"),
        ("a/x.json", "a/x.json", "a/x.json"),
    ]
    assert tree.exists()


@pytest.mark.usefixtures("tree")
def test_git_folders_and_binary_files_are_passed_over_when_walking() -> None:
    write(".git/config.json")
    write("sub/.git")
    write("a.png", b"\x89PNG\0")
    write("a.json")
    assert paths(".") == ["a.json"]
    (found,) = discover(["a.png"])
    assert [(problem.message, problem.place) for problem in read(found).problems] == [("binary file", None)]


@pytest.mark.usefixtures("tree")
def test_links_to_folders_are_not_followed_when_walking() -> None:
    write("real/a.json")
    os.symlink("..", "real/up")
    os.symlink("real", "link")
    os.symlink("nowhere", "real/dangling.json")
    assert paths(".") == ["real/a.json"]
    assert paths("link") == ["link/a.json"]


@pytest.mark.usefixtures("tree")
def test_what_cannot_be_opened_is_a_problem_without_a_place() -> None:
    os.symlink("loop", "loop")
    for path in ("missing.json", "loop", "a\0b"):
        (found,) = discover([path])
        made = read(found)
        assert made.path == path
        (problem,) = made.problems
        assert problem.blocking
        assert problem.place is None
        assert problem.message.startswith("cannot be opened: ")


def test_only_a_dash_means_standard_input() -> None:
    found = list(discover(["-", "-"], io.BytesIO(SETTINGS).read, stdin_path="<stdin>"))
    assert [(one.path, one.content, one.repeats) for one in found] == [
        ("<stdin>", SETTINGS, None),
        ("<stdin>", None, "<stdin>"),
    ]
    assert read(found[0]).entries == 1
    assert list(discover([], io.BytesIO(SETTINGS).read)) == []


@pytest.mark.usefixtures("tree")
def test_pipes_that_are_named_are_read() -> None:
    reading, writing = os.pipe()
    os.write(writing, SETTINGS)
    os.close(writing)
    (found,) = discover([f"/dev/fd/{reading}"])
    os.close(reading)
    assert found.content == SETTINGS


@pytest.mark.usefixtures("tree")
@pytest.mark.skipif(shutil.which("git") is None, reason="no git: nothing to compare with")
@pytest.mark.parametrize("start", [".", "sub", "sub/deep"])
def test_ignores_what_git_ignores(start: str) -> None:
    subprocess.run(["git", "init", "-q"], check=True)
    write(".gitignore", b"*.log\n!keep.log\n/build/\nsub/*.tmp\n**/cache/**\n# c\nsecret?.json\n\\#odd\nspace.json \n")
    write("sub/.gitignore", b"!a.log\nlocal.json\ndeep/*\n!deep/b.json\n/only-here\n")
    files = [
        "a.log",
        "keep.log",
        "build/x.json",
        "sub/build/x.json",
        "sub/a.tmp",
        "sub/a.log",
        "sub/b.log",
        "sub/local.json",
    ]
    files += [
        "sub/deep/local.json",
        "sub/deep/a.json",
        "sub/deep/b.json",
        "cache/a/b.json",
        "sub/cache/x.json",
        "secret1.json",
    ]
    files += ["#odd", "space.json", "sub/only-here", "sub/x/only-here", "only-here", "sub/x/a.tmp", "\u00e9.json"]
    for path in files:
        write(path)
    listed = subprocess.run(
        ["git", "-c", "core.quotePath=off", "-c", "core.excludesFile=", "ls-files", "-co", "--exclude-standard", start],
        capture_output=True,
        check=True,
        text=True,
    )
    assert sorted(paths(start)) == sorted(listed.stdout.splitlines())


@pytest.mark.usefixtures("tree")
def test_an_ignored_file_that_is_named_is_read() -> None:
    write(".gitignore", b"*.json\n")
    write("a.json")
    assert paths("a.json") == ["a.json"]
    assert paths(".") == [".gitignore"]
