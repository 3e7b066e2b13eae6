r"""The release refuses the entry, though it is a regex.

From 3.7 on three of the lists pass a textual check when they are written (``validateRegexSafety``): refused are entries
in which a group ends in ``*``, ``+`` or ``?`` and is followed by a quantifier, entries with a backslash in front of a
digit from 1 to 9, and entries of more than 256 characters. The check means to keep slow regexes out; it also refuses
the ordinary optional port, ``(:\d+)?``.

A list that was written before, and that the check refuses, does not survive an upgrade: its setting is archived, and
the built-in list applies again. A narrowed list then widens, and a widened one closes.

Write the entry in another way: ``(:\d+)?`` as ``(:\d{1,5}|)``.

Severity: high.

False alarms: none known; the check is restated exactly.
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
    Severity,
    entry_rule,
)


@entry_rule(
    title="Refused by the release",
    severity=Severity.HIGH,
    since="0.1",
    references=("https://github.com/opensearch-project/ml-commons/pull/4818",),
    settings=frozenset(ListSetting),
    compiles=False,
    examples=(
        Flagged(r"^https://api\.vendor\.com(:\d+)?/.*$", opensearch="3.7"),
        Flagged(r"^https://(a)\.vendor\.com/\1$"),
        Clean(r"^https://api\.vendor\.com(:\d+)?/.*$", opensearch="3.6"),
        Clean(r"^https://api\.vendor\.com(:\d{1,5}|)/.*$"),
        Clean(r"^https://api\.vendor\.com(:443)?/.*$"),
    ),
)
def refused_by_release(entry: EntrySubject) -> Iterator[Outcome]:
    """Report what the check objects to."""
    refusal = entry.enforcement.refusal(entry.setting, entry.text)
    if refusal is None:
        return
    yield Finding(
        f"OpenSearch {entry.enforcement.release} refuses this entry",
        severity=Severity.HIGH,
        grade=Grade.PROVED,
        at=refusal.at,
        label=refusal.reason,
        notes=(
            Note(
                "on upgrade",
                "a list with it that an older release accepted is archived, and the built-in list applies instead",
            ),
        ),
        releases=entry.refusing_releases,
    )
