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
from endpointlint.rule.kinds import (
    AnyRule,
    ConnectorRule,
    DocumentRule,
    EntryRule,
    Example,
    Flagged,
    ListRule,
    RunRule,
    SecurityRule,
)
from endpointlint.rule.run import RunSubject, SecuritySubject
from endpointlint.rule.subject import DocumentSubject, Judging, ListSubject


def broken_examples(rule: AnyRule) -> Iterator[str]:
    """Each example of a rule that does not hold, with the reason, in one line; nothing if all of them do."""
    for number, example in enumerate(rule.examples, 1):
        reason = _reason(rule, example)
        if reason is not None:
            shown = example.text or " and ".join(name for name, _ in example.files)
            yield f"{rule.name}, example {number}: {reason}: {shown}"


def _reason(rule: AnyRule, example: Example) -> str | None:
    outcomes = list(_outcomes(rule, _run(rule, example)))
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


def _outcomes(rule: AnyRule, run: RunSubject) -> Iterator[tuple[Outcome, EntrySubject | None]]:
    match rule:
        case DocumentRule():
            yield from ((outcome, None) for document in _documents(run) for outcome in rule.check(document))
        case ListRule():
            yield from ((outcome, None) for listed in _lists(run) for outcome in rule.check(listed))
        case EntryRule():
            entries = (entry for listed in _lists(run) for entry in listed.entries)
            yield from ((outcome, entry) for entry in entries for outcome in rule.check(entry))
        case ConnectorRule():
            yield from ((outcome, None) for connector in run.connectors for outcome in rule.check(connector))
        case SecurityRule():
            yield from ((outcome, None) for outcome in rule.check(SecuritySubject(run)))
        case RunRule():
            yield from ((outcome, None) for outcome in rule.check(run))


def _documents(run: RunSubject) -> Iterator[DocumentSubject]:
    return (DocumentSubject(document, run.judging) for document in run.documents)


def _lists(run: RunSubject) -> Iterator[ListSubject]:
    return (listed for document in _documents(run) for listed in document.lists)


def _run(rule: AnyRule, example: Example) -> RunSubject:
    release = NEWEST if example.opensearch is None else Release.parse(example.opensearch)
    inputs = [read_bytes(name, text.encode("utf-8", "surrogatepass")) for name, text in files_of(rule, example)]
    return RunSubject(inputs, Judging(enforcement(release)))


def files_of(rule: AnyRule, example: Example) -> tuple[tuple[str, str], ...]:
    """Names and texts of the files that an example stands for.

    Entries become one list in a settings file. Any other text is a file as it is: of settings, for a rule on connectors
    a connector, for a rule on access a file of the security plugin.
    """
    if example.files:
        return example.files
    if isinstance(rule, ConnectorRule) and isinstance(example.text, str):
        return (("connector.json", example.text),)
    if isinstance(rule, SecurityRule) and isinstance(example.text, str):
        return (("security.yml", example.text),)
    return (("settings.json", _settings(example)),)


def _settings(example: Example) -> str:
    """A settings file with the entries of an example, or the one that the example is."""
    if isinstance(example.text, str) and example.text.startswith("{"):
        return example.text
    entries = [example.text] if isinstance(example.text, str) else list(example.text)
    one = example.setting is ListSetting.MODEL_URL
    return json.dumps({"persistent": {example.setting.value: entries[0] if one else entries}})
