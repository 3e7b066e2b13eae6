"""The last lines of a report: what was found, what was not answered, and what was read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from endpointlint.engine.result import InputSummary, Report
from endpointlint.policy.release import NEWEST, OLDEST, UNKNOWN
from endpointlint.report.concise import product
from endpointlint.report.escape import visible, visible_path
from endpointlint.report.order import Group, by_severity, grouped
from endpointlint.report.style import Style


def summary_lines(report: Report, style: Style, *, all_findings: bool, verbose: bool) -> list[str]:
    """The summary of a run. It says "no findings" and nothing more only where every question was answered."""
    lines = [_headline(report, grouped(report.findings, all_findings=all_findings), style)]
    if report.refused:
        lines.append(f"{product(report.opensearch)} refuses {count(len(report.refused), 'part')} of what was judged")
    if report.suppressed:
        lines.append(f"{count(report.suppressed, 'finding')} suppressed")
    if report.inputs:
        lines.append(f"read {count(len(report.inputs), 'file')}: {_contents(report.inputs)}")
    if verbose:
        lines += [f"  {visible_path(read.path)}: {visible(read.kind)}, {_contents([read])}" for read in report.inputs]
    lines.append(_basis(report))
    if verbose:
        lines.append(f"ran {count(len(report.rules), 'rule')}: {', '.join(rule.name for rule in report.rules)}")
        if report.evidence:
            lines.append(f"asked: {', '.join(map(visible, report.evidence))}")
    not_run = dict.fromkeys(engine for finding in report.findings for engine in finding.not_run)
    lines += [f"not asked: {visible(engine)}" for engine in not_run]
    return lines


def count(number: int, noun: str) -> str:
    """`1 entry`, `2 entries`."""
    plural = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number} {noun if number == 1 else plural}"


def unanswered(report: Report) -> str:
    """What keeps the run from being complete, as a clause; empty if nothing does."""
    parts: list[str] = []
    if report.unknowns:
        have = "has" if len(report.unknowns) == 1 else "have"
        parts.append(f"{count(len(report.unknowns), 'question')} {have} no answer")
    if report.incomplete:
        parts.append(f"{count(len(report.incomplete), 'problem')} left the run incomplete")
    return " and ".join(parts)


def _headline(report: Report, groups: Sequence[Group], style: Style) -> str:
    missing = unanswered(report)
    if not groups:
        if missing:
            return style.warn(f"no findings, but {missing}")
        return style.good("no findings") if report.inputs else style.warn("nothing was checked")
    severities = by_severity([group.main for group in groups])
    worst = next(iter(severities))
    headline = style.severity(worst, f"{count(len(groups), 'finding')}: ")
    headline += ", ".join(style.severity(severity, f"{n} {severity.value}") for severity, n in severities.items())
    below = sum(len(group.consequences) for group in groups)
    if below:
        follow, them = ("follows", "it") if below == 1 else ("follow", "them")
        headline += f" ({below} more {follow} from {'it' if len(groups) == 1 else 'them'}; --all lists {them})"
    return f"{headline}; {style.warn(missing)}" if missing else headline


def _contents(inputs: Iterable[InputSummary]) -> str:
    read = list(inputs)
    entries = sum(summary.entries for summary in read)
    connectors = sum(summary.connectors for summary in read)
    parts = [count(number, noun) for number, noun in ((entries, "entry"), (connectors, "connector")) if number]
    return ", ".join(parts) or "no entries"


def _basis(report: Report) -> str:
    suffixes = f", with the public suffix list of {report.suffix_list_date}" if report.suffix_list_date else ""
    if report.opensearch == UNKNOWN:
        return f"judged for every release from {OLDEST} to {NEWEST}{suffixes}"
    return f"judged for {product(report.opensearch)}{suffixes}"
