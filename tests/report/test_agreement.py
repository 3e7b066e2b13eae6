"""All formats put a finding at the same place."""

from __future__ import annotations

import json
import re

from hypothesis import assume, given

from endpointlint.engine.result import Report
from endpointlint.report import FORMATS, Style, render
from report.samples import QUICK, reports

Spot = tuple[int, int]


def places_in_lines(text: str) -> list[Spot]:
    found = re.finditer(r"(?m)^\S.*?:([0-9]+):([0-9]+): (?:info|low|medium|high|critical): ", text)
    return [(int(m[1]), int(m[2])) for m in found]


@QUICK
@given(reports)
def test_positions(run: Report) -> None:
    # paths that look like positions of their own would confuse this test's eye, not a reader's
    assume(not any(re.search(r"[: ]", finding.place.path) for finding in run.findings))

    def rendered(name: str) -> str:
        return render(run, name, style=Style(), all_findings=True)

    expected = [(f.place.start.line, f.place.start.column) for f in run.findings]
    ends = [(f.place.end.line, f.place.end.column) for f in run.findings]
    assert places_in_lines(rendered("text")) == expected
    assert places_in_lines(rendered("concise")) == expected

    data = json.loads(rendered("json"))
    assert [(f["start"]["line"], f["start"]["column"]) for f in data["findings"]] == expected
    assert [(f["end"]["line"], f["end"]["column"]) for f in data["findings"]] == ends

    results = json.loads(rendered("sarif"))["runs"][0]["results"]
    regions = [r["locations"][0]["physicalLocation"]["region"] for r in results]
    assert sorted((r["startLine"], r["startColumn"], r["endLine"], r["endColumn"]) for r in regions) == sorted(
        (*start, *end) for start, end in zip(expected, ends, strict=True)
    )

    annotations = re.findall(
        r"(?m)^::(?:error|warning|notice) file=[^,]*"
        r",line=([0-9]+),endLine=([0-9]+)(?:,col=([0-9]+),endColumn=([0-9]+))?",
        rendered("github"),
    )
    assert sorted((int(a), int(b), int(c or 0), int(d or 0)) for a, b, c, d in annotations) == sorted(
        (start[0], end[0], *((start[1], end[1]) if start[0] == end[0] else (0, 0)))
        for start, end in zip(expected, ends, strict=True)
    )


@QUICK
@given(reports)
def test_same_report_same_text(run: Report) -> None:
    for name in FORMATS:
        once, again = (render(run, name, style=Style(color=True, links=True), verbose=True) for _ in range(2))
        assert once == again
        assert once == "" or once.endswith("\n")
