"""Wrong command lines, help, and what is printed about the program itself."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from endpointlint import __version__
from endpointlint.cli.arguments import NEVER
from endpointlint.cli.main import COMMANDS, cli
from endpointlint.report import FORMATS
from endpointlint.report.schema import SCHEMAS
from endpointlint.rule.finding import Severity
from support.command import ENDPOINTLINT, environment, run, settings


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["no-such-command"], "there is no command no-such-command"),
        (["chekc"], "did you mean check?"),
        (["pyproject.toml"], "endpointlint check pyproject.toml"),
        (["check"], "PATH..."),
        (["check", "--no-such-option", "x"], "--no-such-option"),
        (["check", "--format", "jsn", "x"], "did you mean json?"),
        (["check", "--format", "yaml", "x"], "text, concise, json, sarif, github"),
        (["check", "--fail-on", "hihg", "x"], "did you mean high?"),
        (["check", "--opensearch", "1.3", "x"], "from 2.9 to 3.9"),
        (["check", "--opensearch", "newest", "x"], "from 2.9 to 3.9"),
        (["check", "--java", "8", "x"], "11, 17, 21, 25"),
        (["check", "--examples", "-1", "x"], "--examples"),
        (["check", "--budget", "0", "x"], "--budget"),
        (["check", "--ignore", "unpined-host", "x"], "did you mean unpinned-host?"),
        (["check", "--select", "nonsense", "x"], "there is no rule nonsense"),
        (["check", "--collection", "nobody", "x", "--select", "unpinned-host"], "nobody"),
        (["check", "--format", "json", "--format", "sarif", "x"], "as many --format as --output"),
        (["check", "--output", "a", "--output", "a", "--format", "json", "--format", "text", "x"], "two reports"),
        (["check", "--output", "no/such/folder/report", "x"], "there is no such folder"),
        (["reach"], "PATTERN"),
        (["reach", "-"], "--format json"),
        (["reach", "a", "--operation", "search"], "matches, find"),
        (["why", "-", "x", "--format", "json"], "standard input"),
        (["why", "https://a.example/"], "name the files"),
        (["diff"], "OLD"),
        (["diff", "a"], "name the new list"),
        (["diff", "a.json", "b.json"], "there is no such file"),
        (["explain", "unpinned"], "did you mean unpinned-host?"),
        (["explain", "x\x1b[31m"], "there is no rule x\\u{1b}[31m"),
        (["schema", "chekc"], "did you mean check?"),
        (["completion", "powershell"], "bash, zsh, fish"),
    ],
)
def test_a_wrong_command_line_ends_with_2_and_says_why(arguments: list[str], message: str) -> None:
    ran = run(*arguments)
    assert ran.code == 2
    assert ran.out == ""
    assert message in ran.err
    assert "Traceback" not in ran.err


def test_without_arguments_there_is_help_and_no_success() -> None:
    ran = run()
    assert (ran.code, ran.out) == (2, "")
    assert all(command in ran.err for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    ran = run(command, "--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith(f"Usage: endpointlint {command}")
    assert run(command, "-h").out == ran.out


def test_help_names_what_options_may_be() -> None:
    text = " ".join(run("check", "--help").out.split())
    for known in (*FORMATS[:-1], *(severity.value for severity in Severity), NEVER):
        assert known in text


def test_the_version_is_one_line() -> None:
    ran = run("--version")
    assert (ran.code, ran.out, ran.err) == (0, f"endpointlint {__version__}\n", "")


def test_the_command_version_says_what_answers_depend_on() -> None:
    lines = run("version").out.splitlines()
    assert lines[0] == f"endpointlint {__version__}"
    assert lines[1].startswith("Python 3.")
    assert lines[3].startswith("public suffix list of 20")
    assert any(line.startswith("hypothesis ") for line in lines)


def test_schemas_are_listed_and_printed() -> None:
    assert run("schema").out.split() == list(SCHEMAS)
    for name in SCHEMAS:
        assert json.loads(run("schema", name).out)["$id"] == f"urn:endpointlint:schema:{name}:1"


def test_rules_are_listed_with_severity_and_title() -> None:
    from endpointlint_rules import RULES

    lines = run("rules").out.splitlines()
    assert [line.split()[0] for line in lines] == [rule.name for rule in RULES]
    assert [line.split()[1] for line in lines] == [rule.severity.value for rule in RULES]
    assert [line.split(maxsplit=2)[2] for line in lines] == [rule.title for rule in RULES]
    fields = json.loads(run("rules", "--format", "json").out)["rules"]
    assert [rule["name"] for rule in fields] == [rule.name for rule in RULES]
    assert all(rule["page"] and rule["examples"] for rule in fields)


def test_explain_prints_the_page_and_the_examples() -> None:
    from endpointlint_rules import RULES

    for rule in RULES[:3]:
        ran = run("explain", rule.name)
        assert ran.code == 0
        assert rule.page in ran.out
        assert rule.title in ran.out.splitlines()[0]
        assert all(
            example.text.splitlines()[0] in ran.out for example in rule.examples if isinstance(example.text, str)
        )


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_scripts_ask_us(shell: str) -> None:
    ran = run("completion", shell)
    if shell == "bash" and ran.code:
        pytest.skip(f"no completion for the bash of this machine: {ran.err.strip()}")
    assert "_ENDPOINTLINT_COMPLETE" in ran.out
    assert ran.code == 0


def completed(*words: str) -> list[str]:
    line = " ".join(("endpointlint", *words))
    env = environment(_ENDPOINTLINT_COMPLETE="bash_complete", COMP_WORDS=line, COMP_CWORD=str(len(words)))
    done = subprocess.run(ENDPOINTLINT, capture_output=True, env=env, check=False, timeout=60)
    return [answer.partition(",")[2] for answer in done.stdout.decode().split()]


def test_completion_knows_commands_rules_releases_and_formats() -> None:
    assert completed("re") == ["reach"]
    assert completed("explain", "unpinned") == ["unpinned-host"]
    assert "2.19" in completed("check", "--opensearch", "2.")
    assert completed("check", "--format", "sa") == ["sarif"]


def test_an_argument_that_is_no_text_is_refused() -> None:
    done = subprocess.run(
        [*(word.encode() for word in ENDPOINTLINT), b"reach", b"\xff"],
        capture_output=True,
        env=environment(),
        check=False,
    )
    assert done.returncode == 2
    assert b"not UTF-8" in done.stderr


def test_the_group_has_no_option_that_a_command_lacks_help_for(tmp_path: Path) -> None:
    for name in COMMANDS:
        command = cli.get_command(cli.make_context("endpointlint", ["version"]), name)
        assert command is not None
        assert command.short_help
        for parameter in command.params:
            record = parameter.to_info_dict()
            if record["param_type_name"] == "option":
                assert record["help"], f"{name} {parameter.name}"


def test_paths_that_look_like_control_sequences_are_spelled_out(tmp_path: Path) -> None:
    name = "a\x1b[2Jb.json"
    (tmp_path / name).write_text(settings("^https://.*$"), "utf-8")
    ran = run("check", name, "--examples", "0", cwd=tmp_path)
    assert ran.code == 1
    assert "\x1b" not in ran.out
    assert "a\\u{1b}[2Jb.json" in ran.out
