"""Examples of several files, judged as whoever checks a folder with them will see it."""

from __future__ import annotations

from pathlib import Path

import pytest

from endpointlint.engine.lint import lint
from endpointlint.engine.options import Options
from endpointlint.engine.result import Report
from endpointlint.policy.release import NEWEST, Release
from endpointlint.rule.kinds import AnyRule, Clean, Example, Flagged
from endpointlint.rule.testing import files_of
from endpointlint_rules import RULES

EXAMPLES = [(rule, example) for rule in RULES for example in rule.examples if example.files]
TOGETHER = [(rule, example) for rule, example in EXAMPLES if isinstance(example, Flagged)]


def named(pair: tuple[AnyRule, Example]) -> str:
    rule, example = pair
    return f"{rule.name}-{rule.examples.index(example)}"


def judged(rule: AnyRule, files: tuple[tuple[str, str], ...], folder: Path, release: str | None) -> Report:
    for name, text in files:
        (folder / name).write_text(text, "utf-8")
    options = Options(
        release=Release.parse(release) if release else NEWEST,
        examples=0,
        select=frozenset((rule.name,)),
        allow_empty=True,
    )
    return lint([str(folder)], options, stdin=lambda: b"")


@pytest.mark.parametrize("pair", EXAMPLES, ids=named)
def test_a_folder_with_the_files_of_an_example(pair: tuple[AnyRule, Example], tmp_path: Path) -> None:
    rule, example = pair
    report = judged(rule, files_of(rule, example), tmp_path, example.opensearch)
    assert report.incomplete == ()
    assert report.unknowns == ()
    found = [one.severity for one in report.findings]
    if isinstance(example, Clean):
        assert found == []
    else:
        assert max(found) is (example.severity or rule.severity)


@pytest.mark.parametrize("pair", TOGETHER, ids=named)
def test_what_files_give_together_none_gives_alone(pair: tuple[AnyRule, Flagged], tmp_path: Path) -> None:
    """A finding at or above the severity of the example needs all of its files."""
    rule, example = pair
    for number, file in enumerate(example.files):
        folder = tmp_path / str(number)
        folder.mkdir()
        alone = judged(rule, (file,), folder, example.opensearch)
        assert all(found.severity < (example.severity or rule.severity) for found in alone.findings), file[0]


def test_there_are_rules_across_files() -> None:
    assert {rule.name for rule, _ in TOGETHER} >= {"untrusted-endpoint", "conflicting-layers"}
