"""Rules as SARIF describes them (`reportingDescriptor`, §3.49), with the properties that GitHub reads."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from endpointlint.engine.result import Reported, RuleInfo
from endpointlint.report.json_report import Json, present
from endpointlint.report.references import address, cwe_numbers, first_address
from endpointlint.rule.finding import Grade, Severity

LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}

_SECURITY_SEVERITY = {Severity.CRITICAL: "9.5", Severity.HIGH: "8.0", Severity.MEDIUM: "5.5", Severity.LOW: "2.0"}
"""GitHub shows above 9.0 as critical, from 7.0 as high, from 4.0 as medium, and below as low."""

_PRECISION = {Grade.PROVED: "very-high", Grade.WITNESSED: "high", Grade.HEURISTIC: "medium"}

_LONGEST_DESCRIPTION = 1024
_MOST_TAGS = 20


def descriptors(rules: Iterable[RuleInfo], findings: Sequence[Reported]) -> list[Json]:
    """Every rule that ran, whether or not it found anything: GitHub closes an alert only if its rule is still there."""
    grades: dict[str, list[Grade]] = {}
    for finding in findings:
        grades.setdefault(finding.rule.name, []).append(finding.grade)
    known = {rule.name: rule for rule in (*rules, *(finding.rule for finding in findings))}
    return [_descriptor(known[name], grades.get(name, [])) for name in sorted(known)]


def _descriptor(rule: RuleInfo, grades: Sequence[Grade]) -> Json:
    return present(
        {
            "id": rule.name,
            "shortDescription": {"text": _cut(rule.title)},
            "fullDescription": {"text": _cut(_first_paragraph(rule))},
            "help": {"text": _help(rule, markdown=False), "markdown": _help(rule, markdown=True)},
            "helpUri": first_address(rule.references),
            "defaultConfiguration": {"level": LEVELS[rule.severity]},
            "properties": _properties(rule, grades),
        }
    )


def _properties(rule: RuleInfo, grades: Sequence[Grade]) -> Json:
    weaknesses = [f"external/cwe/cwe-{number:03d}" for number in cwe_numbers(rule.references)]
    # the least certain of what was found; a rule that found nothing has only what was not found to answer for
    precision = _PRECISION[max(grades, key=list(Grade).index, default=Grade.WITNESSED)]
    score = _SECURITY_SEVERITY.get(rule.severity)
    if score is None:
        return {
            "tags": ["opensearch", *weaknesses][:_MOST_TAGS],
            "precision": precision,
            "problem.severity": "recommendation",
        }
    tags = ["security", "opensearch", *weaknesses][:_MOST_TAGS]
    return {"tags": tags, "precision": precision, "security-severity": score}


def _first_paragraph(rule: RuleInfo) -> str:
    paragraphs = [" ".join(part.split()) for part in re.split(r"\n\s*\n", rule.page)]
    own = (part for part in paragraphs if part and part.rstrip(".").lower() != rule.title.rstrip(".").lower())
    return next(own, rule.title)


def _help(rule: RuleInfo, *, markdown: bool) -> str:
    page = rule.page.strip() or rule.title
    if markdown:
        # literal text and literal blocks are all in which these pages differ from Markdown
        page = re.sub(r"``(.+?)``", r"`\1`", page)
        page = re.sub(r"(?m)::$", ":", page)
    lines = [_reference(reference, markdown=markdown) for reference in rule.references]
    return "\n".join([page, "", "References:", "", *lines]) if lines else page


def _reference(reference: str, *, markdown: bool) -> str:
    link = address(reference)
    if link is None or link == reference:
        return f"* {reference}"
    return f"* [{reference}]({link})" if markdown else f"* {reference}: {link}"


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_DESCRIPTION else text[: _LONGEST_DESCRIPTION - 1] + "…"
