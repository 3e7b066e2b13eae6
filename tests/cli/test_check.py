"""`check`: exit codes, thresholds, the choice of rules, what is read, where reports go."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from endpointlint.report.schema import schema
from support.command import Ran, run, settings

PINNED = r"^https://api\.example\.com/.*$"
SUBDOMAINS = r"^https://[a-z]+\.example\.com/.*$"  # low
OPEN = "^https://.*$"  # critical


@pytest.fixture
def files(tmp_path: Path) -> Path:
    for name, entry in (("pinned", PINNED), ("low", SUBDOMAINS), ("open", OPEN)):
        (tmp_path / f"{name}.json").write_text(settings(entry), "utf-8")
    (tmp_path / "prose.md").write_text("# Nothing of ours\n")
    (tmp_path / "broken.json").write_text('{"persistent": {"plugins.ml_commons.x": [', "utf-8")
    (tmp_path / "unsure.json").write_text(settings(r"^https://(?=(a+))\1\.com/.*$"), "utf-8")
    return tmp_path


def check(files: Path, *arguments: str, stdin: str = "") -> Ran:
    ran = run("check", "--examples", "0", *arguments, cwd=files, stdin=stdin)
    assert "Traceback" not in ran.err
    return ran


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("pinned.json",), 0),
        (("low.json",), 0),
        (("low.json", "--fail-on", "low"), 1),
        (("low.json", "--fail-on", "info"), 1),
        (("open.json",), 1),
        (("open.json", "--fail-on", "critical"), 1),
        (("open.json", "--fail-on", "never"), 0),
        (("open.json", "--exit-zero"), 0),
        (("open.json", "--ignore", "unpinned-host", "--fail-on", "critical"), 0),
        (("open.json", "--select", "dead-entry"), 0),
        (("prose.md",), 3),
        (("prose.md", "--exit-zero"), 3),
        (("prose.md", "--allow-empty"), 0),
        (("pinned.json", "prose.md"), 3),
        (("absent.json",), 4),
        (("broken.json",), 4),
        (("broken.json", "--exit-zero", "--allow-empty"), 4),
        (("open.json", "broken.json", "prose.md"), 4),
        (("unsure.json",), 1),
        (("unsure.json", "--strict", "--fail-on", "never"), 4),
    ],
)
def test_exit_codes(arguments: tuple[str, ...], code: int, files: Path) -> None:
    assert check(files, *arguments).code == code
    ran = check(files, *arguments, "--format", "json")
    report = json.loads(ran.out)
    Draft202012Validator(schema("check")).validate(report)
    assert (ran.code, report["exit_code"]) == (code, code)


def test_a_path_with_nothing_is_said_aloud_unless_quiet(files: Path) -> None:
    assert "nothing to check" in check(files, "prose.md").err
    assert check(files, "prose.md", "--quiet").err == ""


def test_standard_input_is_read_for_a_dash_only(files: Path) -> None:
    ran = check(files, "-", "--stdin-filename", "node/opensearch.yml", stdin=f"{KEY_IN_YAML}: ['{OPEN}']\n")
    assert ran.code == 1
    assert "node/opensearch.yml:1:" in ran.out
    assert check(files, "pinned.json", stdin=settings(OPEN)).code == 0


KEY_IN_YAML = "plugins.ml_commons.trusted_connector_endpoints_regex"


def test_quiet_says_nothing_where_nothing_is_found(files: Path) -> None:
    assert check(files, "pinned.json", "--quiet").out == ""
    assert "no findings" in check(files, "pinned.json").out
    assert "cluster-settings" in check(files, "pinned.json", "--verbose").out


def test_the_release_is_the_one_asked_for(files: Path) -> None:
    report = json.loads(check(files, "pinned.json", "--opensearch", "2.11", "--format", "json").out)
    assert report["opensearch"] == "2.11"


def test_all_lists_what_follows(files: Path) -> None:
    short, full = (check(files, "open.json", *extra).out for extra in ((), ("--all",)))
    assert "--all lists" in short
    assert full.count("[any-port]") == 1
    assert "[any-port]" not in short


def test_the_same_input_has_the_same_output(files: Path) -> None:
    first, second = (check(files, ".", "--format", "json").out for _ in range(2))
    assert first == second


def test_a_report_goes_to_a_file_and_nothing_to_the_screen(files: Path) -> None:
    ran = check(files, "open.json", "--format", "sarif", "--output", "out.sarif")
    assert (ran.code, ran.out) == (1, "")
    assert json.loads((files / "out.sarif").read_text("utf-8"))["version"] == "2.1.0"


def test_a_report_is_written_when_the_run_is_incomplete(files: Path) -> None:
    assert check(files, "broken.json", "--format", "json", "--output", "out.json").code == 4
    assert json.loads((files / "out.json").read_text("utf-8"))["incomplete"]


def test_sarif_paths_start_at_the_repository(files: Path) -> None:
    (files / ".git").mkdir()
    (files / "conf").mkdir()
    (files / "conf/s.json").write_text(settings(OPEN), "utf-8")
    ran = run("check", "--examples", "0", "--format", "sarif", "s.json", cwd=files / "conf")
    result = json.loads(ran.out)["runs"][0]["results"][0]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "conf/s.json"
