"""Whether the examples of a rule hold: for the built-in collection, and for collections of others."""

from __future__ import annotations

import json
from collections.abc import Iterator

from endpointlint.policy.enforcement import enforcement
from endpointlint.policy.model import ListSetting
from endpointlint.policy.release import NEWEST, Release
from endpointlint.query.verdict import Unknown
from endpointlint.reader import read_bytes
from endpointlint.rule.entry import EntrySubject
from endpointlint.rule.finding import Finding, Outcome
from endpointlint.rule.kinds import AnyRule, DocumentRule, EntryRule, Example, Flagged, ListRule
from endpointlint.rule.subject import DocumentSubject, Judging

_NAME = "example.json"


def broken_examples(rule: AnyRule) -> Iterator[str]:
    """Each example of a rule that does not hold, with the reason, in one line; nothing if all of them do."""
    for number, example in enumerate(rule.examples, 1):
        reason = _reason(rule, example)
        if reason is not None:
            yield f"{rule.name}, example {number}: {reason}: {example.text}"


def _reason(rule: AnyRule, example: Example) -> str | None:
    subject = _document(example)
    outcomes = [(outcome, entry) for outcome, entry in _outcomes(rule, subject)]
    unknown = next((outcome for outcome, _ in outcomes if isinstance(outcome, Unknown)), None)
    if unknown is not None:
        return f"unknown, {unknown.reason}"
    found = [(outcome, entry) for outcome, entry in outcomes if isinstance(outcome, Finding)]
    if not isinstance(example, Flagged):
        return f"flagged, {found[0][0].message}" if found else None
    if not found:
        return "not flagged"
    if not any(finding.severity is (example.severity or finding.severity) for finding, _ in found):
        return f"severity {found[0][0].severity.value}"
    if any(finding.severity > rule.severity for finding, _ in found):
        return f"a severity above that of the rule, {rule.severity.value}"
    if example.witness is not None and not any(_shows(finding, entry, example.witness) for finding, entry in found):
        return f"does not show {example.witness}"
    return None


def _shows(finding: Finding, entry: EntrySubject | None, witness: str) -> bool:
    """Whether a finding shows a URL, or is about an entry that lets it through."""
    if finding.witness is not None and finding.witness.url == witness:
        return True
    return entry is not None and entry.language.accepts(witness) is True


def _outcomes(rule: AnyRule, document: DocumentSubject) -> Iterator[tuple[Outcome, EntrySubject | None]]:
    match rule:
        case DocumentRule():
            yield from ((outcome, None) for outcome in rule.check(document))
        case ListRule():
            yield from ((outcome, None) for listed in document.lists for outcome in rule.check(listed))
        case EntryRule():
            entries = (entry for listed in document.lists for entry in listed.entries)
            yield from ((outcome, entry) for entry in entries for outcome in rule.check(entry))


def _document(example: Example) -> DocumentSubject:
    release = NEWEST if example.opensearch is None else Release.parse(example.opensearch)
    text = example.text if isinstance(example.text, str) and example.text.startswith("{") else _settings(example)
    (document,) = read_bytes(_NAME, text.encode("utf-8", "surrogatepass")).documents
    return DocumentSubject(document, Judging(enforcement(release)))


def _settings(example: Example) -> str:
    """A settings file with the entries of an example."""
    entries = [example.text] if isinstance(example.text, str) else list(example.text)
    one = example.setting is ListSetting.MODEL_URL
    return json.dumps({"persistent": {example.setting.value: entries[0] if one else entries}})
