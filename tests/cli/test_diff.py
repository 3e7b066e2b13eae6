"""`diff OLD NEW`: files, regexes, exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from endpointlint.report.schema import schema
from support.command import run, settings

NARROW = r"^https://api\.vendor\.com/v1/.*$"
WIDE = r"^https://api\.vendor\.com/.*$"
OPEN = r"^https://api\.vendor\.com.*$"


@pytest.fixture
def files(tmp_path: Path) -> Path:
    lists = {
        "narrow.json": [NARROW],
        "wide.json": [WIDE],
        "open.json": [WIDE, OPEN],
        "both.json": [NARROW, WIDE],
        "invalid.json": [WIDE, "("],
        "unsure.json": [r"^https://(?=(a+))\1\.vendor\.com/$"],
        "refused.json": [r"^https://api\.vendor\.com(/.*)?$"],
    }
    for name, entries in lists.items():
        (tmp_path / name).write_text(settings(*entries), "utf-8")
    (tmp_path / "other.json").write_text('{"persistent": {"plugins.ml_commons.only_run_on_ml_node": false}}')
    (tmp_path / "prose.md").write_text("# Nothing of ours\n")
    (tmp_path / "broken.json").write_text('{"persistent": {"plugins.ml_commons.x": [')
    return tmp_path


@pytest.mark.parametrize(
    ("old", "new", "code", "added", "removed"),
    [
        ("narrow.json", "wide.json", 1, "refuted", "proved"),
        ("wide.json", "narrow.json", 0, "proved", "refuted"),
        ("wide.json", "both.json", 0, "proved", "proved"),
        ("wide.json", "open.json", 1, "refuted", "proved"),
        ("wide.json", "invalid.json", 4, "proved", "proved"),
        ("wide.json", "unsure.json", 4, "unknown", "refuted"),
        ("wide.json", "broken.json", 4, "refuted", "refuted"),
        ("wide.json", "prose.md", 3, "refuted", "refuted"),
        (NARROW, WIDE, 1, "refuted", "proved"),
        (WIDE, WIDE, 0, "proved", "proved"),
    ],
)
def test_what_was_added_and_removed(old: str, new: str, code: int, added: str, removed: str, files: Path) -> None:
    ran = run("diff", old, new, "--format", "json", cwd=files)
    answer = json.loads(ran.out)
    Draft202012Validator(schema("diff")).validate(answer)
    assert (ran.code, answer["exit_code"]) == (code, code)
    assert (answer["nothing_added"]["verdict"], answer["nothing_removed"]["verdict"]) == (added, removed)


def test_the_entry_that_widens_is_named_with_a_telling_url(files: Path) -> None:
    answer = json.loads(run("diff", "wide.json", "open.json", "--format", "json", cwd=files).out)
    (change,) = answer["added"]
    assert (change["pattern"], change["path"], change["start"]["line"]) == (OPEN, "open.json", 5)
    assert change["witness"]["url"] == "https://api.vendor.com.evil.example"
    said = run("diff", "wide.json", "open.json", cwd=files).out
    assert "open.json:5:7: trusts more than before" in said
    assert "trust was widened: 1 of 2 entries lets through more" in said


def test_a_file_without_a_list_leaves_the_built_in_one_in_force(files: Path) -> None:
    answer = json.loads(
        run("diff", "other.json", "wide.json", "--format", "json", "--opensearch", "2.9", cwd=files).out
    )
    assert answer["old"] == {"name": "other.json", "entries": 3, "built_in": True}


def test_what_the_release_refuses_is_said(files: Path) -> None:
    assert "refuses the list" in run("diff", "wide.json", "refused.json", cwd=files).out
    assert "refuses the list" not in run("diff", "wide.json", "refused.json", "--opensearch", "3.6", cwd=files).out


def test_standard_input_can_be_one_of_the_two(files: Path) -> None:
    assert run("diff", "-", "wide.json", stdin=settings(NARROW), cwd=files).code == 1
    assert run("diff", "wide.json", "-", stdin=settings(NARROW), cwd=files).code == 0


@pytest.mark.parametrize("format_", ["text", "json"])
def test_a_secret_in_an_entry_is_not_shown(format_: str, files: Path) -> None:
    secret = "sk-proj-" + "Zq8vB1nT5xK9rW3yL7mD" * 2
    (files / "secret.json").write_text(settings(rf"^https://api\.vendor\.com/\?key={secret}$", NARROW), "utf-8")
    ran = run("diff", "narrow.json", "secret.json", "--format", format_, cwd=files)
    assert ran.code == 1
    assert secret not in ran.out + ran.err
    assert "Zq8vB1nT5x" not in ran.out + ran.err


@pytest.mark.parametrize(
    "arguments", [("wide.json",), ("wide.json", "nowhere.json"), ("-", "-"), ("a.json", "b.json"), (WIDE, "wide.json")]
)
def test_wrong_command_lines(arguments: tuple[str, ...], files: Path) -> None:
    ran = run("diff", *arguments, cwd=files)
    assert (ran.code, ran.out) == (2, "")
