"""A long list is judged in two processes, and nobody can tell."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from benchmarks.nasty import many

from endpointlint.engine import beside as module
from endpointlint.engine.lint import lint
from endpointlint.engine.options import Options
from endpointlint.engine.result import Report

LIST = "plugins.ml_commons.trusted_connector_endpoints_regex"
STRANGE = ["^https://a", "(", r"^https://[^/]+\.example\.com/(?<x>.)\k<x>$", "^https://chat0\\.example\\.org/.*$"]


@pytest.fixture
def path(tmp_path: Path) -> str:
    entries = [*many(40), *STRANGE, *many(10)]
    (tmp_path / "settings.json").write_text(json.dumps({"persistent": {LIST: entries}}), "utf-8")
    return str(tmp_path / "settings.json")


@pytest.fixture(autouse=True)
def short_lists_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("endpointlint.engine.lint._LONG_LIST", 10)
    monkeypatch.setattr(module, "_WORTH_IT", 10)


def judged(path: str) -> Report:
    return lint([path], Options(examples=0), stdin=bytes)


def forks(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    seen: list[int] = []
    fork: Callable[[], int] = os.fork

    def counted() -> int:
        child = fork()
        seen.append(child)
        return child

    monkeypatch.setattr(os, "fork", counted)
    return seen


def test_two_processes_say_what_one_says(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as alone:
        alone.setattr(module, "_possible", lambda: False)
        expected = judged(path)
    monkeypatch.setattr(module, "_possible", lambda: hasattr(os, "fork"))
    children = forks(monkeypatch)
    found = judged(path)
    assert repr(found) == repr(expected)
    assert len(found.findings) > 40
    assert len(children) == hasattr(os, "fork")
    for child in children:
        with pytest.raises(ChildProcessError):
            os.waitpid(child, 0)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a system that forks")
def test_what_a_process_leaves_undone_is_done_by_the_other(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = judged(path)
    monkeypatch.setattr(module, "_possible", lambda: True)
    work = module._work
    monkeypatch.setattr(module, "_work", lambda judge, tasks, writer: work(judge, tasks[:3], writer))
    children = forks(monkeypatch)
    assert repr(judged(path)) == repr(expected)
    assert len(children) == 1
