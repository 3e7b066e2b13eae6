"""SARIF 2.1.0 (OASIS, errata 01), shaped for GitHub code scanning.

GitHub shows the first sentence of a message as the title, wants all four numbers of a region and paths relative to the
root of the repository, tells alerts apart by rule and the hash of their line, and ignores suppressions: suppressed
findings are no part of a report.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from endpointlint import __version__
from endpointlint.engine.result import Incomplete, Report, Reported, UnknownAnswer
from endpointlint.report.escape import visible
from endpointlint.report.json_report import Json, dump, present, witness_fields
from endpointlint.report.line_hash import line_hashes
from endpointlint.report.paths import in_repository, uri_reference
from endpointlint.report.sarif_fix import json_literal, json_spelling
from endpointlint.report.sarif_rules import LEVELS, descriptors
from endpointlint.report.secrecy import shown_text
from endpointlint.source import Place, SourceText, Span

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT = "%SRCROOT%"
_MOST_RESULTS = 25_000
"""GitHub refuses a run that has more."""


def sarif(report: Report, *, root: str | None = None) -> str:
    """The report as a SARIF log; paths are made relative to `root`, by default the working directory."""
    worst_first = sorted(report.findings, key=lambda finding: -finding.severity.rank)
    shown = worst_first[:_MOST_RESULTS]
    rules = descriptors(report.rules, report.findings)
    index = {rule["id"]: number for number, rule in enumerate(rules)}
    fingerprints = _line_fingerprints(shown)
    run: Json = {
        "tool": {
            "driver": {
                "name": "endpointlint",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": rules,
            }
        },
        "automationDetails": {"id": "endpointlint/check/"},
        "invocations": [_invocation(report, root, left_out=len(worst_first) - len(shown))],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The root of the repository."}}},
        "columnKind": "unicodeCodePoints",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "results": [
            _result(finding, index[finding.rule.name], fingerprint, root)
            for finding, fingerprint in zip(shown, fingerprints, strict=True)
        ],
        "properties": present(
            {
                "opensearch": report.opensearch,
                "evidence": list(report.evidence) or None,
                "publicSuffixList": report.suffix_list_date,
                "suppressed": report.suppressed,
            }
        ),
    }
    return dump({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _result(finding: Reported, rule_index: int, line_fingerprint: str, root: str | None) -> Json:
    related = [
        {"id": number, **_location(second.place, root), "message": {"text": _plain(second.text) or "See here."}}
        for number, second in enumerate(finding.related, 1)
    ]
    return present(
        {
            "ruleId": finding.rule.name,
            "ruleIndex": rule_index,
            "level": LEVELS[finding.severity],
            "message": {"text": _message(finding)},
            "locations": [_location(finding.place, root)],
            "relatedLocations": related or None,
            "partialFingerprints": {
                "primaryLocationLineHash": line_fingerprint,
                "endpointlint/v1": finding.fingerprint,
            },
            "fixes": _fixes(finding, root),
            "properties": _properties(finding),
        }
    )


def _message(finding: Reported) -> str:
    message = visible(finding.message)
    sentences = [message[:1].upper() + message[1:] + "."]
    if finding.label:
        sentences.append(f"Here: {visible(finding.label)}.")
    if finding.witness is not None:
        sentences.append(
            f"It lets through {visible(finding.witness.url)} and connects to {visible(finding.witness.host)}."
        )
    if finding.follows_from is not None:
        sentences.append(f"Follows from {visible(finding.follows_from)}.")
    links = [f"[{_link_text(second.text) or 'here'}]({number})" for number, second in enumerate(finding.related, 1)]
    return " ".join([_unlinked(" ".join(sentences)), *([f"See {', '.join(links)}."] if links else [])])


def _plain(text: str) -> str:
    return _unlinked(visible(text))


def _unlinked(text: str) -> str:
    """A text in which nothing is taken for a link (SARIF §3.11.6): a regex may well hold `[a](b)`."""
    return text.replace("](", r"]\u{28}")


def _link_text(text: str) -> str:
    return visible(text).replace("\\", "\\\\").replace("[", "\\[").replace("]", "\\]")


def _properties(finding: Reported) -> Json:
    generated = finding.generated
    return present(
        {
            "severity": finding.severity.value,
            "evidence": finding.grade.value,
            "subject": {"kind": finding.subject.kind, "text": finding.subject.text},
            "pointer": finding.place.pointer or None,
            "witness": None if finding.witness is None else witness_fields(finding.witness),
            "confirmed_by": list(finding.confirmed_by) or None,
            "generated": None if generated is None else {"examples": generated.examples, "agreed": generated.agreed},
            "releases": finding.releases,
            "notes": [{"label": note.label, "text": note.text} for note in finding.notes] or None,
            "follows_from": finding.follows_from,
        }
    )


def _location(place: Place, root: str | None) -> Json:
    location: Json = {
        "physicalLocation": {
            "artifactLocation": _artifact(place.path, root),
            "region": _region(place.source, place.span),
        }
    }
    if place.pointer:
        location["logicalLocations"] = [{"fullyQualifiedName": place.pointer}]
    return location


def _artifact(path: str, root: str | None) -> Json:
    reference = uri_reference(in_repository(path, root))
    return {"uri": reference} if reference.startswith("file:") else {"uri": reference, "uriBaseId": _ROOT}


def _region(source: SourceText, span: Span) -> Json:
    start, end = source.position(span.start), source.position(span.end)
    return {"startLine": start.line, "startColumn": start.column, "endLine": end.line, "endColumn": end.column}


def _line_fingerprints(findings: Sequence[Reported]) -> list[str]:
    """GitHub's hash for each finding, made longer where two findings of a rule share a line.

    Allow-lists often stand on one line; with equal hashes their alerts would become one.
    """
    hashes: dict[SourceText, list[str]] = {}
    plain: list[str] = []
    for finding in findings:
        source = finding.place.source
        if source not in hashes:
            # masked, since the hash of a line gives away what little of it is not known
            hashes[source] = line_hashes(shown_text(source))
        plain.append(hashes[source][finding.place.start.line - 1])
    keys = [(f.rule.name, f.place.path, line_hash) for f, line_hash in zip(findings, plain, strict=True)]
    sharing = Counter(keys)
    seen: Counter[tuple[str, str, str, str]] = Counter()
    extended: list[str] = []
    for finding, key in zip(findings, keys, strict=True):
        line_hash = key[-1]
        if sharing[key] > 1:
            line_hash += f":{finding.fingerprint}"
            seen[(*key, finding.fingerprint)] += 1
            # the same rule on the same entry, at another of its characters
            if (again := seen[(*key, finding.fingerprint)]) > 1:
                line_hash += f":{again}"
        extended.append(line_hash)
    return extended


def _fixes(finding: Reported, root: str | None) -> list[Json] | None:
    if finding.fix is None:
        return None
    literal = json_literal(finding.place, finding.subject.text)
    if literal is None:
        return None
    replacement = {
        "deletedRegion": _region(finding.place.source, literal),
        "insertedContent": {"text": json_spelling(finding.fix.replacement)},
    }
    change = {"artifactLocation": _artifact(finding.place.path, root), "replacements": [replacement]}
    return [{"description": {"text": f"Proved: {_plain(finding.fix.proved)}."}, "artifactChanges": [change]}]


def _invocation(report: Report, root: str | None, *, left_out: int) -> Json:
    notifications = [
        *(_problem(incomplete, "error", root) for incomplete in report.incomplete),
        *(_problem(refused, "warning", root) for refused in report.refused),
        *(_unanswered(unknown, root) for unknown in report.unknowns),
    ]
    if left_out:
        notifications.append(
            {"level": "warning", "message": {"text": f"{left_out} results of least severity are left out."}}
        )
    return present(
        {
            "executionSuccessful": not report.incomplete,
            "exitCode": report.exit_code,
            "toolExecutionNotifications": notifications or None,
        }
    )


def _problem(problem: Incomplete, level: str, root: str | None) -> Json:
    place: Json = {"artifactLocation": _artifact(problem.path, root)}
    if problem.line is not None:
        place["region"] = present({"startLine": problem.line, "startColumn": problem.column})
    return {
        "level": level,
        "message": {"text": _plain(problem.reason)},
        "locations": [{"physicalLocation": place}],
    }


def _unanswered(unknown: UnknownAnswer, root: str | None) -> Json:
    return {
        "level": "warning",
        "message": {"text": f"Not answered: {_plain(unknown.reason)}"},
        "locations": [_location(unknown.place, root)],
        "associatedRule": {"id": unknown.rule},
    }
