"""The list that OpenSearch ships: what is said of it, held to a real JVM."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from endpointlint.policy.enforcement import enforcement
from support.command import run, settings
from support.java import ask

CLOSED = ("openai", "cohere", "deepseek", "generativelanguage")

JAVA = """
    static String answer(String question) {
        int cut = question.indexOf('\\n');
        String url = question.substring(cut + 1);
        boolean trusted = Pattern.compile(question.substring(0, cut)).matcher(url).matches();
        return trusted + " " + URI.create(url).getHost();
    }
"""


def findings() -> list[dict[str, Any]]:
    ran = run("check", "-", "--format", "json", "--examples", "0", stdin=settings(*enforcement().default_endpoints))
    return [finding for finding in json.loads(ran.out)["findings"] if "follows_from" not in finding]


def test_eight_of_twelve_are_open() -> None:
    entries = enforcement().default_endpoints
    assert len(entries) == 12
    opened = [finding["subject"]["text"] for finding in findings() if finding["rule"] == "unpinned-host"]
    assert opened == [entry for entry in entries if not any(name in entry for name in CLOSED)]
    assert len(opened) == 8


def test_nothing_is_said_of_those_that_are_closed() -> None:
    assert not [f for f in findings() if any(name in f["subject"]["text"] for name in CLOSED)]


def test_a_jvm_accepts_each_witness_and_dials_elsewhere(tmp_path: Path) -> None:
    shown = [f for f in findings() if f["rule"] == "unpinned-host"]
    answers = ask(JAVA, (f["subject"]["text"] + "\n" + f["witness"]["url"] for f in shown), tmp_path)
    assert answers == [f"true {f['witness']['host']}" for f in shown]
    assert not [f for f in shown if f["witness"]["host"].endswith("amazonaws.com")]
