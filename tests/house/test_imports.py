"""What is imported when: rooms look downwards only, and what a run does not need is not loaded."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from support.command import ROOT, environment, settings

HEAVY = ("hypothesis", "regex", "tldextract", "jsonschema", "yaml", "markdown_it", "requests", "pathspec", "jpype")

PROGRAM = """
import sys
from endpointlint.cli.main import main
code = main(sys.argv[1:])
print("loaded", code, *sorted(name for name in sys.modules if "." not in name), file=sys.stderr)
"""


def loaded(*arguments: str, cwd: Path = ROOT) -> set[str]:
    """The modules that a command loads."""
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *arguments],
        capture_output=True,
        text=True,
        env=environment(),
        cwd=cwd,
        timeout=60,
        check=True,
    )
    word, code, *names = done.stderr.splitlines()[-1].split()
    assert (word, code) == ("loaded", "0"), done.stderr
    return set(names)


def test_rooms_import_downwards_only() -> None:
    done = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"],
        capture_output=True,
        text=True,
        env=environment(),
        cwd=ROOT,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    "arguments",
    [("--version",), ("--help",), ("check", "--help"), ("check", "--allow-empty", "pyproject.toml")],
)
def test_what_needs_no_library_loads_none(arguments: tuple[str, ...]) -> None:
    assert not loaded(*arguments).intersection(HEAVY)


def test_the_version_loads_nothing_of_ours_but_the_command_line() -> None:
    done = subprocess.run(
        [
            sys.executable,
            "-c",
            PROGRAM.replace('if "." not in name', 'if name.startswith("endpointlint.")'),
            "--version",
        ],
        capture_output=True,
        text=True,
        env=environment(),
        check=True,
    )
    rooms = {name.split(".")[1] for name in done.stderr.split()[2:]}
    assert rooms == {"cli"}


def test_a_settings_file_needs_no_more_than_the_engine(tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text(settings(r"^https://api\.example\.com/.*$"), "utf-8")
    names = loaded("check", "--examples", "0", "s.json", cwd=tmp_path)
    assert not names.intersection(HEAVY)
    assert "click" in names


def test_lists_need_nothing_of_connectors_and_roles(tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text(settings(r"^https://api\.example\.com/.*$"), "utf-8")
    program = PROGRAM.replace('if "." not in name', 'if name.startswith("endpointlint.")')
    done = subprocess.run(
        [sys.executable, "-c", program, "check", "--examples", "0", "s.json"],
        capture_output=True,
        text=True,
        env=environment(),
        cwd=tmp_path,
        check=True,
    )
    names = {name.removeprefix("endpointlint.") for name in done.stderr.split()[2:]}
    assert "policy.settings" in names
    assert not names.intersection(
        (
            "policy.connector",
            "policy.secret",
            "policy.security",
            "query.permissions",
            "reader.schemas",
            "reader.security",
        )
    )


def test_a_folder_needs_pathspec_only_for_its_gitignore(tmp_path: Path) -> None:
    (tmp_path / "s.json").write_text(settings(r"^https://api\.example\.com/.*$"), "utf-8")
    assert "pathspec" not in loaded("check", "--examples", "0", ".", cwd=tmp_path)
    (tmp_path / ".gitignore").write_text("*.log\n")
    assert "pathspec" in loaded("check", "--examples", "0", ".", cwd=tmp_path)


def test_nothing_else_lies_on_the_path() -> None:
    """Both roots are on the path of whoever installs this in place; a second module there would be importable."""
    for root, package in (("lint", "endpointlint"), ("rules", "endpointlint_rules")):
        found = {path.name for path in (ROOT / root).iterdir() if path.name != "__pycache__"}
        assert found == {package}
