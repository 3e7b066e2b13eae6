"""One line for each finding, for editors and grep: `path:line:column: severity: message [rule]`."""

from __future__ import annotations

from endpointlint.engine.result import Incomplete, Report, Reported, UnknownAnswer
from endpointlint.policy.release import UNKNOWN
from endpointlint.report.escape import visible, visible_path
from endpointlint.report.order import grouped
from endpointlint.report.references import first_address
from endpointlint.report.style import Style
from endpointlint.source import Place


def concise(report: Report, style: Style, *, all_findings: bool = False) -> str:
    """Findings, then what was not read, what OpenSearch refuses, and what could not be answered; nothing else."""
    lines = [finding_line(group.main, style) for group in grouped(report.findings, all_findings=all_findings)]
    lines += [incomplete_line(incomplete, style) for incomplete in report.incomplete]
    lines += [refused_line(refused, report.opensearch, style) for refused in report.refused]
    lines += [unknown_line(unknown, style) for unknown in report.unknowns]
    return "".join(f"{line}\n" for line in lines)


def finding_line(finding: Reported, style: Style) -> str:
    """The line of a finding."""
    severity = style.severity(finding.severity, f"{finding.severity.value}:")
    rule = style.link(style.frame(f"[{visible(finding.rule.name)}]"), first_address(finding.rule.references))
    return f"{_at_place(finding.place, style)} {severity} {style.bold(visible(finding.message))} {rule}"


def unknown_line(unknown: UnknownAnswer, style: Style) -> str:
    """The line of a question that has no answer."""
    rule = style.frame(f"[{visible(unknown.rule)}]")
    return f"{_at_place(unknown.place, style)} {style.warn('unknown:')} {visible(unknown.reason)} {rule}"


def incomplete_line(incomplete: Incomplete, style: Style) -> str:
    """The line of something that was not read."""
    return f"{_at(incomplete, style)} {style.warn('not read:')} {visible(incomplete.reason)}"


def refused_line(refused: Incomplete, opensearch: str, style: Style) -> str:
    """The line of something that OpenSearch would refuse."""
    return f"{_at(refused, style)} {style.warn(f'refused by {product(opensearch)}:')} {visible(refused.reason)}"


def product(opensearch: str) -> str:
    """OpenSearch with its release, if that is known."""
    return "OpenSearch" if opensearch == UNKNOWN else f"OpenSearch {visible(opensearch)}"


def _at_place(place: Place, style: Style) -> str:
    start = place.start
    return style.bold(f"{visible_path(place.path)}:{start.line}:{start.column}:")


def _at(incomplete: Incomplete, style: Style) -> str:
    # a column without a line says nothing
    numbers = [] if incomplete.line is None else [incomplete.line, incomplete.column]
    return style.bold(":".join([visible_path(incomplete.path), *(str(n) for n in numbers if n is not None)]) + ":")
