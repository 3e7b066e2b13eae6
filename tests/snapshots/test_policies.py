"""What people see for the lists in `fixtures/policies` and for the files of `fixtures/cluster`, word for word.

ENDPOINTLINT_RENEW=1 writes what is printed now into `fixtures/expected`; read the difference before you commit it.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest

from support.command import ROOT, run

POLICIES = sorted(path for path in (ROOT / "fixtures/policies").iterdir() if path.is_file())
EXPECTED = ROOT / "fixtures/expected"


def compare(name: str, text: str) -> None:
    path = EXPECTED / name
    steady = re.sub(r"public suffix list of \S+", "public suffix list of DATE", text)
    if os.environ.get("ENDPOINTLINT_RENEW"):
        path.write_text(steady, "utf-8")
    assert steady == path.read_text("utf-8")


@pytest.mark.parametrize("policy", POLICIES, ids=lambda path: path.name)
def test_the_report_for_people(policy: Path) -> None:
    ran = run("check", f"fixtures/policies/{policy.name}", "--examples", "0")
    assert (ran.code, ran.err) == (0 if policy.stem in ("pinned", "well-written") else 1, "")
    compare(f"{policy.name}.txt", ran.out)


def test_well_written_entries_give_no_alarm() -> None:
    report = json.loads(run("check", "fixtures/policies/well-written.json", "--format", "json").out)
    assert report["inputs"][0]["entries"] >= 40
    assert {finding["severity"] for finding in report["findings"]} <= {"low", "info"}
    assert (report["exit_code"], report["unknowns"], report["incomplete"]) == (0, [], [])


def test_the_report_of_a_folder_line_by_line() -> None:
    ran = run("check", "fixtures/policies", "--examples", "0", "--format", "concise", "--all")
    assert (ran.code, ran.err) == (1, "")
    compare("concise.txt", ran.out)


def test_the_report_of_an_older_release() -> None:
    ran = run("check", "fixtures/policies/staging.console", "--examples", "0", "--opensearch", "2.11")
    compare("staging.console-2.11.txt", ran.out)


def test_the_report_of_a_cluster() -> None:
    """Node settings, a request, three connectors and roles: one report, sorted by file, with the layers named."""
    for name, release in (("cluster.txt", "3.8"), ("cluster-unknown.txt", "unknown")):
        ran = run("check", "fixtures/cluster", "--examples", "0", "--opensearch", release, "--all")
        assert (ran.code, ran.err) == (1, "")
        compare(name, ran.out)


def test_every_expected_report_belongs_to_a_test() -> None:
    names = {f"{policy.name}.txt" for policy in POLICIES} | {"concise.txt", "staging.console-2.11.txt"}
    names |= {"cluster.txt", "cluster-unknown.txt"}
    assert {path.name for path in EXPECTED.iterdir()} == names
