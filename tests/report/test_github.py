from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given

from endpointlint.engine.result import Report, Reported
from endpointlint.report import Style, render
from endpointlint.rule.finding import Severity, Witness
from endpointlint.source import Place, SourceText, Span
from report.samples import ANY_PORT, CLEARTEXT, QUICK, UNPINNED, finding, full, place, report, reports

AT = place('["a.b"]', ".")


def github(run: Report, *, quiet: bool = True) -> list[str]:
    return render(run, "github", style=Style(), quiet=quiet).splitlines()


def many(number: int, severity: Severity) -> list[Reported]:
    rule = {Severity.HIGH: UNPINNED, Severity.MEDIUM: CLEARTEXT, Severity.INFO: ANY_PORT}[severity]
    return [replace(finding(AT, rule), message=f"{severity.value} {n}") for n in range(number)]


def test_one_of_everything() -> None:
    lines = github(full(), quiet=False)
    assert lines[:4] == [
        "::error file=other.json,line=3,col=9,title=not read::not JSON",
        "::error file=docs/setup.md,line=12,endLine=12,col=37,endColumn=39,title=high%3A unpinned-host::"
        "host is not pinned to its owner%0A`.*` matches `/` too, so the host can end here%0A"
        "lets through https://runtime.sagemaker.evil.example/a.amazonaws.com/%0A"
        "connects to runtime.sagemaker.evil.example%0A"
        r"tighter: ^https://runtime\.sagemaker\.[a-z0-9-]+\.amazonaws\.com/.*$%0A"
        "also: cleartext-scheme, any-port",
        "::warning file=settings.json,line=1,col=3,title=unknown%3A dead-entry::a budget ran out",
        "::warning file=settings.json,line=1,col=2,title=refused by OpenSearch 3.8::duplicate key",
    ]
    assert lines[4:10] == [
        "::group::endpointlint: 4 lines",
        "docs/setup.md:12:37: high: host is not pinned to its owner [unpinned-host]",
        "other.json:3:9: not read: not JSON",
        "settings.json:1:2: refused by OpenSearch 3.8: duplicate key",
        "settings.json:1:3: unknown: a budget ran out [dead-entry]",
        "::endgroup::",
    ]
    assert lines[10].startswith("1 finding: 1 high (2 more follow")


def test_clean_and_quiet() -> None:
    assert github(report()) == []
    assert github(report(), quiet=False)[0] == "no findings"


def test_what_commands_are_made_of_is_escaped() -> None:
    made = replace(
        finding(place("a.b", ".", "a,b:c%\n::error::x")),
        message="100%\r\n::error::x",
        label="",
        witness=Witness("https://a.example/%0A,:", "a.example", "a.example"),
    )
    (line,) = github(report(made))
    assert line == (
        r"::error file=a%2Cb%3Ac%25\u{a}%3A%3Aerror%3A%3Ax,line=1,endLine=1,col=2,endColumn=3"
        r",title=high%3A unpinned-host::"
        r"100%25\u{d}\u{a}::error::x%0Alets through https://a.example/%250A,:%0Aconnects to a.example"
    )


def test_columns_only_where_the_place_lies_on_one_line() -> None:
    at = Place(SourceText("a.json", "[\n1\n]"), Span(0, 5))
    (line,) = github(report(finding(at)))
    assert line.startswith("::error file=a.json,line=1,endLine=3,title=")


def test_at_most_ten_of_each_level_worst_first() -> None:
    lines = github(report(*many(12, Severity.INFO), *many(11, Severity.MEDIUM), *many(3, Severity.HIGH)))
    levels = [line.split(" ")[0] for line in lines]
    assert levels == ["::error"] * 3 + ["::warning"] * 10 + ["::notice"] * 10
    assert lines[-1] == "::notice title=endpointlint::4 more are in the log of this step"


def test_ten_are_not_too_many() -> None:
    lines = github(report(*many(10, Severity.INFO), *many(10, Severity.MEDIUM), *many(10, Severity.HIGH)))
    assert len(lines) == 30
    lines = github(report(*many(11, Severity.HIGH)))
    assert len(lines) == 11
    assert lines[-1] == "::notice title=endpointlint::1 more is in the log of this step"


def test_what_was_not_read_comes_before_findings() -> None:
    lines = github(report(*many(20, Severity.HIGH), incomplete=2))
    assert [("title=not read" in line) for line in lines[:3]] == [True, True, False]


def test_all_are_in_the_log() -> None:
    lines = github(report(*many(40, Severity.HIGH)), quiet=False)
    assert sum(line.startswith("settings.json:1:4: high: ") for line in lines) == 40


_COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")


@QUICK
@given(reports)
def test_nothing_is_smuggled_in(run: Report) -> None:
    """Read as the runner reads it, every line is a command of ours or none."""
    lines = github(run, quiet=False)
    commands = [line for line in lines if line.lstrip().startswith("::") and line not in ("::endgroup::",)]
    for line in commands:
        if line.startswith("::group::"):
            assert re.fullmatch(r"::group::endpointlint: [0-9]+ lines?", line)
            continue
        match = _COMMAND.fullmatch(line)
        assert match is not None
        keys = [part.split("=")[0] for part in match[2].split(",")]
        assert set(keys) <= {"file", "line", "endLine", "col", "endColumn", "title"}
        assert len(keys) == len(set(keys))
    assert not any("##[" in line for line in lines)
