r"""No URL that the connector client accepts matches the entry.

Every entry must match the *whole* URL, and the client accepts only http and https URLs with a plain ASCII host. An
entry that can match none of them protects nothing and admits nothing: the connectors that it was written for are
refused, and the next person widens the list until they work.

The usual causes: a backslash too many (``\\.`` in the regex itself asks for a backslash), no scheme, a scheme other
than http and https, a placeholder that was never filled in, something behind the final ``$``, a host with characters
that no host name can have.

Severity: medium.

False alarms: none known; the emptiness of the set is decided exactly.
"""

from collections.abc import Iterator

from endpointlint.rule import (
    Clean,
    EntrySubject,
    Finding,
    Flagged,
    Grade,
    ListSetting,
    Outcome,
    Proved,
    Refuted,
    Severity,
    Unknown,
    entry_rule,
)


@entry_rule(
    title="No URL can match",
    severity=Severity.MEDIUM,
    since="0.1",
    references=("CWE-1164",),
    settings=frozenset(ListSetting),
    examples=(
        Flagged(r"^https://api\\.vendor\\.com/.*$"),
        Flagged(r"api\.vendor\.com/.*"),
        Flagged(r"^ftp://files\.vendor\.com/.*$"),
        Flagged("<your endpoint>"),
        Flagged(r"^https://modèles\.vendor\.com/.*$"),
        Flagged("^https://models_eu[.]vendor[.]com/.*$"),
        Flagged("::1", setting=ListSetting.RESTRICTED_ADDRESSES),
        Clean(r"^https://api\.vendor\.com/.*$"),
        Clean(r"10\..*", setting=ListSetting.RESTRICTED_ADDRESSES),
        Clean("0:0:0:0:0:0:0:1", setting=ListSetting.RESTRICTED_ADDRESSES),
    ),
)
def dead_entry(entry: EntrySubject) -> Iterator[Outcome]:
    """Report entries whose set of texts is empty, with the likely cause."""
    match entry.dead():
        case Refuted():
            return
        case Unknown() as unknown:
            yield unknown
        case Proved():
            if entry.text == "^$":
                return  # the documented way to close the list
            fault = entry.why_dead()
            yield Finding(
                "no URL that the client accepts can match"
                if entry.setting is not ListSetting.RESTRICTED_ADDRESSES
                else "no address is written in a way that can match",
                severity=Severity.MEDIUM,
                grade=Grade.PROVED,
                at=fault.span,
                label=fault.label,
                releases=entry.releases,
            )
