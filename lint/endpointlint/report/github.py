"""Annotations of GitHub Actions: workflow commands, one a line.

GitHub shows ten annotations of each level for a step and drops the rest in silence. Here the worst ten are sent, and
the log has every finding.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from endpointlint.engine.result import Incomplete, Report, Reported, UnknownAnswer
from endpointlint.report.concise import concise, product
from endpointlint.report.escape import visible
from endpointlint.report.order import Group, grouped
from endpointlint.report.paths import in_repository
from endpointlint.report.sarif_rules import LEVELS
from endpointlint.report.style import Style
from endpointlint.report.summary import count, summary_lines
from endpointlint.rule.finding import Severity
from endpointlint.source.records import dataclass

_LIMIT = 10
_LEVELS = ("error", "warning", "notice")


@dataclass(frozen=True, slots=True)
class _Annotation:
    level: str
    properties: Mapping[str, str]
    lines: tuple[str, ...]

    def __str__(self) -> str:
        properties = ",".join(f"{key}={_property(value)}" for key, value in self.properties.items())
        return f"::{self.level} {properties}::{_data(chr(10).join(self.lines))}"


def github(report: Report, *, all_findings: bool = False, quiet: bool = False, root: str | None = None) -> str:
    """Annotations, worst first; then the log. Paths are made relative to `root`, by default the working directory."""
    groups = grouped(report.findings, all_findings=all_findings)
    annotations = [
        *(_problem(incomplete, "error", "not read", root) for incomplete in report.incomplete),
        *(_finding(group, root) for group in sorted(groups, key=lambda group: -group.main.severity.rank)),
        *(_unknown(unknown, root) for unknown in report.unknowns),
        *(_problem(refused, "warning", f"refused by {product(report.opensearch)}", root) for refused in report.refused),
    ]
    shown = _within_limits(annotations)
    lines = [str(annotation) for annotation in shown]
    if len(shown) < len(annotations):
        left = len(annotations) - len(shown)
        lines.append(f"::notice title=endpointlint::{left} more {'is' if left == 1 else 'are'} in the log of this step")
    if not quiet:
        if annotations:
            listing = concise(report, Style(), all_findings=all_findings).splitlines()
            lines += [f"::group::endpointlint: {count(len(annotations), 'line')}", *listing, "::endgroup::"]
        lines += summary_lines(report, Style(), all_findings=all_findings, verbose=False)
    return "".join(f"{line}\n" for line in lines)


def _within_limits(annotations: list[_Annotation]) -> list[_Annotation]:
    """The first ten of each level, and one notice less if there has to be one about those left out."""
    by_level = {level: [a for a in annotations if a.level == level] for level in _LEVELS}
    limits = dict.fromkeys(_LEVELS, _LIMIT)
    if any(len(found) > _LIMIT for found in by_level.values()):
        limits["notice"] -= 1
    return [annotation for level in _LEVELS for annotation in by_level[level][: limits[level]]]


def _finding(group: Group, root: str | None) -> _Annotation:
    finding = group.main
    lines = [finding.message, *([finding.label] if finding.label else [])]
    if finding.witness is not None:
        lines += [f"lets through {finding.witness.url}", f"connects to {finding.witness.host}"]
    if finding.fix is not None:
        lines.append(f"{finding.fix.label}: {finding.fix.replacement}")
    if group.consequences:
        names = dict.fromkeys(consequence.rule.name for consequence in group.consequences)
        lines.append(f"also: {', '.join(names)}")
    return _Annotation(
        _level(finding.severity),
        {**_position(finding, root), "title": f"{finding.severity.value}: {finding.rule.name}"},
        tuple(map(visible, lines)),
    )


def _level(severity: Severity) -> str:
    level = LEVELS[severity]
    return "notice" if level == "note" else level


def _position(finding: Reported, root: str | None) -> dict[str, str]:
    start, end = finding.place.start, finding.place.end
    position = {"file": _file(finding.place.path, root), "line": str(start.line), "endLine": str(end.line)}
    if start.line == end.line:
        # GitHub takes columns only where an annotation lies on one line
        position |= {"col": str(start.column), "endColumn": str(end.column)}
    return position


def _problem(problem: Incomplete, level: str, title: str, root: str | None) -> _Annotation:
    position = {"file": _file(problem.path, root)}
    if problem.line is not None:
        position["line"] = str(problem.line)
        if problem.column is not None:
            position["col"] = str(problem.column)
    return _Annotation(level, {**position, "title": title}, (visible(problem.reason),))


def _unknown(unknown: UnknownAnswer, root: str | None) -> _Annotation:
    start = unknown.place.start
    position = {"file": _file(unknown.place.path, root), "line": str(start.line), "col": str(start.column)}
    return _Annotation("warning", {**position, "title": f"unknown: {unknown.rule}"}, (visible(unknown.reason),))


def _file(path: str, root: str | None) -> str:
    return visible(in_repository(path, root))


def _data(text: str) -> str:
    return _replaced(text, (("%", "%25"), ("\r", "%0D"), ("\n", "%0A")))


def _property(text: str) -> str:
    return _replaced(_data(text), ((":", "%3A"), (",", "%2C")))


def _replaced(text: str, replacements: Iterable[tuple[str, str]]) -> str:
    for old, new in replacements:
        text = text.replace(old, new)
    return text
