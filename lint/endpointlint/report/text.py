"""The report for people: a frame for each finding, then what was not answered, then a summary."""

from __future__ import annotations

from endpointlint.engine.result import Report, Reported
from endpointlint.report.concise import finding_line, incomplete_line, refused_line, unknown_line
from endpointlint.report.frame import Underline, draw
from endpointlint.report.notes import note_lines
from endpointlint.report.order import Group, grouped
from endpointlint.report.style import Style
from endpointlint.report.summary import summary_lines


def text(
    report: Report, style: Style, *, all_findings: bool = False, quiet: bool = False, verbose: bool = False
) -> str:
    """The whole report. `quiet` leaves out what is no finding and no gap in the answers."""
    groups = grouped(report.findings, all_findings=all_findings)
    blocks = [_block(group, style, verbose=verbose) for group in groups]
    blocks.append([incomplete_line(incomplete, style) for incomplete in report.incomplete])
    if not quiet:
        blocks.append([refused_line(refused, report.opensearch, style) for refused in report.refused])
    blocks.append([unknown_line(unknown, style) for unknown in report.unknowns])
    if not quiet:
        blocks.append(summary_lines(report, style, all_findings=all_findings, verbose=verbose))
    return "\n".join("".join(f"{line}\n" for line in block) for block in blocks if block)


def _block(group: Group, style: Style, *, verbose: bool) -> list[str]:
    finding = group.main
    frame = draw(_underlines(finding), finding.severity, style)
    notes = note_lines(group, frame.indent, style, verbose=verbose)
    return [finding_line(finding, style), *frame.lines, *notes]


def _underlines(finding: Reported) -> list[Underline]:
    return [
        Underline(finding.place, finding.label, main=True),
        *(Underline(related.place, related.text) for related in finding.related),
    ]
