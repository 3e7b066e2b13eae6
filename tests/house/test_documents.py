"""README, CONTRIBUTING, CHANGELOG and the hooks say what is so."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path, PurePath

import click
import pytest
import yaml

from endpointlint import __version__
from endpointlint.cli.exits import ExitCode
from endpointlint.cli.main import COMMANDS, cli
from endpointlint.report import FORMATS
from endpointlint.report.schema import SCHEMAS
from support.command import ROOT
from support.readme import Shown, printed, shown

README = (ROOT / "README.md").read_text("utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")


def steady(text: str) -> list[str]:
    """Lines without what depends on the libraries that are installed."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith(("= confirmed by", "not asked:"))]
    return [re.sub(r"public suffix list of \S+", "public suffix list", line) for line in lines]


@pytest.mark.parametrize("example", list(shown()), ids=lambda example: example.command[:60])
def test_the_readme_shows_what_is_printed(example: Shown) -> None:
    command = example.command + (" --examples 0" if " check " in example.command else "")
    assert steady(example.output) == steady(printed(command))


def options() -> set[str]:
    context = cli.make_context("endpointlint", ["version"])
    commands = [cli, *(cli.get_command(context, name) for name in COMMANDS)]
    return {
        option
        for command in commands
        if command is not None
        for parameter in command.get_params(context)
        if isinstance(parameter, click.Option)
        for option in parameter.opts
    }


@pytest.mark.parametrize("text", [README, CONTRIBUTING], ids=["README", "CONTRIBUTING"])
def test_every_option_that_is_named_exists(text: str) -> None:
    prose = re.sub(r"```(?:sh|yaml).*?```", "", text, flags=re.DOTALL)
    named = set(re.findall(r"(?<![\w-])--[a-z][a-z-]+", prose))
    assert named
    assert named <= options()


def test_the_readme_names_every_command_format_schema_and_exit_code() -> None:
    for command in COMMANDS:
        assert re.search(rf"`(?:endpointlint )?{command}\b|endpointlint {command}\b", README), command
    assert re.findall(r"^\| `(\w+)` \|", README, re.MULTILINE) == list(FORMATS)
    assert re.findall(r"^\| (\d+) \|", README, re.MULTILINE) == [str(code.value) for code in ExitCode]
    assert all(f"`{name}`" in README for name in SCHEMAS)


def test_the_readme_quotes_an_entry_of_the_built_in_list() -> None:
    from endpointlint.policy.enforcement import enforcement

    quoted = re.findall(r"^```\n(\^https.*)\n```$", README, re.MULTILINE)
    assert quoted
    assert set(quoted) <= set(enforcement().default_endpoints)


def test_the_house_is_described_as_it_stands() -> None:
    rooms = {
        path.name for path in (ROOT / "lint/endpointlint").iterdir() if path.is_dir() and path.name != "__pycache__"
    }
    described = re.findall(r"^\| \d \| `(\w+)` \|", CONTRIBUTING, re.MULTILINE)
    assert rooms <= set(described)
    assert len(described) == len(set(described))


def test_the_changelog_knows_this_version() -> None:
    assert f"## [{__version__}]" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_pre_commit_takes_the_hooks() -> None:
    program = Path(sys.executable).parent / "pre-commit"
    if not program.exists():
        pytest.skip("the manifest is not checked: pre-commit is not installed")
    done = subprocess.run(
        [program, "validate-manifest", ROOT / ".pre-commit-hooks.yaml"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_the_hooks_call_what_exists() -> None:
    hooks = {hook["id"]: hook for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text("utf-8"))}
    assert list(hooks) == ["endpointlint", "endpointlint-all"]
    for hook in hooks.values():
        program, command, *arguments = hook["entry"].split()
        assert program == "endpointlint"
        assert command in COMMANDS
        assert set(arguments) <= options()
        assert hook["require_serial"]
    pattern = re.compile(hooks["endpointlint"]["files"])
    carriers = [path.relative_to(ROOT).as_posix() for path in (ROOT / "fixtures").rglob("*") if path.is_file()]
    assert carriers
    for path in [*carriers, ".env.local", "deploy/Dockerfile", "conf/opensearch.yml", "a/SETTINGS.JSON"]:
        assert pattern.search(path), path
    for path in ("logo.png", "Main.java", "package.lock", "lib.py"):
        assert not pattern.search(path), PurePath(path)
