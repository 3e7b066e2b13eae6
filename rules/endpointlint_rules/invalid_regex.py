r"""The entry is no regex: ``java.util.regex.Pattern`` does not compile it.

Until 3.6 the setting is accepted all the same. When a connector is created, the entries are tried in their order, and
the one that does not compile ends the request with an error, whatever stands behind it: connectors that a later entry
would admit are refused. From 3.7 on the setting cannot be written with it; if it was written before, an upgrade drops
the whole list, and the built-in one applies.

A common cause is a placeholder: ``{`` begins a quantifier in Java, and ``^https://{host}/.*$`` is an error.

Severity: high.

False alarms: none known; the message is that of the JDK which the release bundles.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    Clean,
    EntrySubject,
    Finding,
    Flagged,
    Grade,
    ListSetting,
    Note,
    Outcome,
    PatternProblem,
    Severity,
    Span,
    entry_rule,
)


@entry_rule(
    title="Not a regex",
    severity=Severity.HIGH,
    since="0.1",
    references=("CWE-1286",),
    settings=frozenset(ListSetting),
    compiles=False,
    examples=(
        Flagged("^https://{host}/.*$"),
        Flagged(r"^https://api\.vendor\.com/(.*$"),
        Flagged(r"^https://[a-z\.vendor\.com/.*$", opensearch="2.11"),
        Flagged("*.vendor.com"),
        Clean(r"^https://api\.vendor\.com/.*$"),
    ),
)
def invalid_regex(entry: EntrySubject) -> Iterator[Outcome]:
    """Report what the compiler says, and what the release does."""
    problem = entry.parsed
    if not isinstance(problem, PatternProblem):
        return
    at = min(problem.offset, max(len(entry.text) - 1, 0))
    checked = entry.enforcement.checks(entry.setting) is not None
    yield Finding(
        f"not a regex: {problem.message}",
        severity=Severity.HIGH,
        grade=Grade.PROVED,
        at=Span(at, min(at + 1, len(entry.text))),
        label=problem.kind.value.replace("-", " "),
        notes=(
            Note(
                "this release",
                "refuses the setting when it is written"
                if checked
                else "accepts the setting, and fails when the walk along the list reaches this entry",
            ),
        ),
        releases=entry.setting_releases,
    )
